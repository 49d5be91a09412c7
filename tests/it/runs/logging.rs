//! What stands in the log: no person and no secret, whatever happens and whatever is asked for; and
//! where it is to be JSON, nothing else.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::mail_server::{MailServer, Manners};
use crate::trials::process::Process;
use crate::world::{MONDAY, World, table};

/// Who and what went in.
const KNOWN: [&str; 14] = [
    "Anna Ek",
    "anna.ek",
    "Ada Hill",
    "ada.hill",
    "Bo Lind",
    "bo.lind",
    "digital@example.invalid",
    "it-samordnare@",
    "Nisse Hult",
    "nisse.hult",
    "rätt-lösen-4711",
    "fel-lösen-0815",
    "nyckel-till-plattformen",
    "chance-made-this-secret-of-forty-letters",
];

/// Fails where the log names a person or shows a secret, as it is or as it travels.
fn names_nobody(what: &str, log: &str) {
    let small = log.to_lowercase();
    for known in KNOWN {
        assert!(!small.contains(&known.to_lowercase()), "{what}: {known} in {log}");
        assert!(!log.contains(&BASE64.encode(known)), "{what}: {known} in {log}");
    }
    for (user, password) in [("nyttja", "rätt-lösen-4711"), ("nyttja", "fel-lösen-0815")] {
        assert!(!log.contains(&BASE64.encode(format!("\0{user}\0{password}"))), "{what}: {log}");
    }
}

/// Asks a web server, and waits for its answer.
fn ask(address: &str, path: &str, headers: &str, body: &str) {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let head =
        format!("POST {path} HTTP/1.1\r\nHost: anna.ek\r\nConnection: close\r\nContent-Length: {length}\r\n");
    stream.write_all(format!("{head}{headers}\r\n{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
}

/// The log of a command, at the level that shows most.
fn traced(world: &World, args: &[&str]) -> String {
    let output = world.command(args).env("NYTTJA_LOG", "trace").output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}

fn world_with(password: &str, server: &MailServer) -> World {
    let world = World::in_a_file();
    world.set("mail.transport", server.transport(&format!("user = \"nyttja\"\npassword = \"{password}\"")));
    world.set("mail.coordinators", vec!["Nisse Hult <nisse.hult@example.invalid>".to_owned()]);
    world
}

fn server() -> MailServer {
    MailServer::with(Manners { password: Some("rätt-lösen-4711"), ..Manners::default() })
}

#[test]
fn a_run_and_its_delivery_name_nobody_in_the_log_at_any_level() {
    let server = server();
    let world = world_with("rätt-lösen-4711", &server);
    server.refuse("anna.ek@example.invalid", "554 5.7.1 <anna.ek@example.invalid>: Anna Ek does not want it");
    server.refuse("ada.hill@example.invalid", "550 5.1.1 <ada.hill@example.invalid>: no Ada Hill here");
    let log = traced(&world, &["run", "--at", MONDAY]);
    names_nobody("letters", &log);
    assert!(log.contains("handed a letter over"), "{log}");
    names_nobody("summaries", &traced(&world, &["run", "--job", "summaries", "--at", MONDAY]));
    server
        .refuse("digital@example.invalid", "550 5.7.1 <digital@example.invalid>: sender refused, Nisse Hult");
    let again = ["correct", "--week", "2026-W48", "--all", "--because", "Anna Ek said so", "--at", MONDAY];
    names_nobody("corrections", &traced(&world, &again));
}

#[test]
fn what_comes_back_names_nobody_in_the_log_at_any_level() {
    let world = World::in_a_file();
    world.set("bounces", table("mailbox = { kind = \"maildir\", path = \"bounces\" }"));
    world.nyttja(&["run", "--at", MONDAY]);
    for folder in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(world.path("data/bounces").join(folder)).unwrap();
    }
    let letter = world.letters_of("letters").remove(0);
    let message_id = letter.lines().find(|line| line.starts_with("Message-ID: ")).unwrap();
    let report = format!(
        "From: Nisse Hult <nisse.hult@example.invalid>\r\nSubject: Anna Ek\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nAnna Ek is gone\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.invalid\r\n\r\n\
         Final-Recipient: rfc822; anna.ek@example.invalid\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 <anna.ek@example.invalid>: no Anna Ek here\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\n{message_id}\r\n\r\n--b--\r\n"
    );
    world.write("data/bounces/new/1", report);
    world.write("data/bounces/new/2", "From: nisse.hult@example.invalid\r\n\r\nWho is Bo Lind?\r\n");
    let log = traced(&world, &["bounces", "read"]);
    names_nobody("bounces", &log);
    assert!(log.contains("a letter came back"), "{log}");
}

#[test]
fn a_wrong_password_is_told_as_such_in_the_log_and_by_status_and_is_not_shown() {
    let server = server();
    let world = world_with("fel-lösen-0815", &server);
    let log = traced(&world, &["run", "--at", MONDAY]);
    names_nobody("sign-in", &log);
    assert!(log.contains("the mail server does not let nyttja sign in; every letter waits"), "{log}");
    assert!(log.contains("535") && !log.contains("out of reach"), "{log}");
    let status = world.nyttja(&["status"]);
    assert!(status.stdout.contains("The mail server does not let nyttja sign in"), "{status:?}");
    let mail = world.nyttja(&["status", "--format", "json"]).json()["mail"].clone();
    assert_eq!((&mail["barrier"], &mail["answered_at"]), (&"sign_in".into(), &Value::Null), "{mail}");
    assert!(mail["words"].as_str().unwrap().contains("535"), "{mail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_names_nobody_in_the_log_at_any_level() {
    let interface = MockServer::start().await;
    let words = serde_json::json!({ "message": "Nisse Hult (nisse.hult@example.invalid) has no right" });
    let answer = ResponseTemplate::new(503).set_body_json(words);
    Mock::given(method("GET")).respond_with(answer).up_to_n_times(1).mount(&interface).await;
    let words =
        serde_json::json!([{ "unit": "Nisse Hult", "module": "Anna Ek", "note": "anna.ek@example.invalid" }]);
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(words))
        .mount(&interface)
        .await;
    let world = World::in_a_file();
    world.write("data/token", "nyckel-till-plattformen\n");
    let source = format!(
        r#"
        [[source]]
        name = "api"
        kind = "http_json"
        url = "{}/usage"
        allow_http = true
        auth = {{ kind = "bearer", token_file = "token" }}
        records = ""
        fields = {{ unit = "/unit", module = "/module", audience = "/audience", from = "/from", to = "/to", active = "/active" }}
        "#,
        interface.uri()
    );
    world.write("config/nyttja.toml", world.read("config/nyttja.toml") + &source);
    world.write("data/inbox/people.csv", "Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal;Inlägg\nAnna Ek;larlogg;Bo Lind;2026-11-02;Nisse Hult;1;2;3\n");
    let log = tokio::task::block_in_place(|| traced(&world, &["run", "--at", MONDAY]));
    names_nobody("sources", &log);
    assert!(log.contains("the server answered 503"), "{log}");
}

#[test]
fn a_daemon_names_nobody_in_its_log_at_any_level_whatever_is_asked_or_written_wrong() {
    let world = World::in_a_file();
    world.write("data/key", "chance-made-this-secret-of-forty-letters\n");
    world.set("web.listen", "127.0.0.1:0");
    world.set("web.public_url", "https://brev.example.invalid");
    world.set("web.secret_file", "key");
    world.write(
        "config/agreements.toml",
        "[[pause]]\nrecipient = \"anna.ek@example.invalid\"\nfrom = 2026-01-01\nuntil = 2026-01-02\nreason = \"Anna Ek\"\nagreed_with = \"Bo Lind\"\n",
    );
    assert_eq!(world.nyttja(&["run", "--at", MONDAY]).code, 0);
    let letter = world.letters_of("letters").remove(0);
    let (_, rest) = letter.split_once("List-Unsubscribe: <https://brev.example.invalid").unwrap();
    let click = rest.split_once('>').unwrap().0.replace("\r\n ", "");
    let mut command = world.command(&["serve"]);
    command.env("NYTTJA_LOG", "trace");
    let process = Process::start_as_it_is(command);
    let line = process.line_with("the web server listens");
    let address = line.split("address=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    for path in ["/health", "/metrics", "/paus/anna.ek@example.invalid", "/?secret=nyckel-till-plattformen"] {
        ask(&address, path, "", "Anna Ek");
    }
    ask(
        &address,
        &click,
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "List-Unsubscribe=One-Click",
    );
    process.wait_until_it_says("somebody asked for a pause with one click", 1);
    world.change("config/units.csv", ",34,412,", ",Anna Ek,412,");
    world.change("config/units.csv", "ada.hill@example.invalid", "ada.hill@@example");
    process.wait_until_it_says("the files have changed, and cannot be used", 1);
    let log: Vec<_> = process.kill().log.into_iter().map(|(_, line)| line).collect();
    names_nobody("serve", &log.join("\n"));
    assert!(log.iter().any(|line| line.contains("units.csv") && line.contains("line=2")), "{log:#?}");

    // The same files at a start.
    names_nobody("start", &traced(&world, &["serve"]));
}

#[test]
fn why_serve_could_not_start_is_lines_of_json_where_the_log_is() {
    let start_with = |world: &World, more: &[&str]| {
        let args = [&["serve", "--log-format", "json"], more].concat();
        let output = world.command(&args).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect();
        (output.status.code(), lines)
    };
    let start = |world: &World| start_with(world, &[]);
    let world = World::in_a_file();
    world.change("config/units.csv", ",34,412,", ",many,412,");
    let (code, lines) = start(&world);
    assert_eq!((code, lines.len()), (Some(3), 2), "{lines:#?}");
    assert_eq!((&lines[0]["fields"]["line"], &lines[1]["level"]), (&2.into(), &"ERROR".into()));
    assert_eq!(lines[1]["fields"]["exit"], 3);
    assert!(lines[1]["fields"]["hint"].as_str().unwrap().contains("nyttja check"), "{lines:#?}");

    let world = World::in_a_file();
    world.write(
        "data/nyttja.db",
        "this is no database, and longer than the first page of one has to be to be looked at",
    );
    let (code, lines) = start(&world);
    assert_eq!((code, lines.len()), (Some(1), 1), "{lines:#?}");
    assert_eq!(lines[0]["fields"]["exit"], 1);

    let (code, lines) = start_with(&world, &["--loud"]);
    assert_eq!((code, lines.len()), (Some(2), 1), "{lines:#?}");
    assert!(lines[0]["fields"]["message"].as_str().unwrap().contains("--loud"), "{lines:#?}");

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let world = World::in_a_file();
    world.set("web.listen", taken.local_addr().unwrap().to_string());
    let (code, lines) = start(&world);
    assert_eq!(code, Some(1));
    assert!(lines.last().unwrap()["fields"]["because"].as_str().unwrap().contains("in use"), "{lines:#?}");
}
