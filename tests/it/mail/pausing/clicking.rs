//! One click in a mail program: only its own POST does anything, and nobody
//! learns from the answer who gets letters.

use std::net::SocketAddr;

use nyttja::clock::Clock;
use nyttja::domain::pause::Wish;
use nyttja::domain::pause::one_click::{Keys, PauseLinks};
use nyttja::domain::recipient::RecipientMark;
use nyttja::store::Store;
use nyttja::web::{Web, WebSettings};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{ANNA, WEB};
use crate::builders::{day, week};
use crate::world::{World, table};

const SECRET: &str = "chance-made-this-secret-of-forty-letters";
const NOW: &str = "2026-11-25T09:00:00Z";
const FORM: &str = "application/x-www-form-urlencoded";
const CLICK: &str = "List-Unsubscribe=One-Click";

/// A server that the world reaches, and its store.
struct Door {
    world: World,
    store: Store,
    web: Web,
}

impl Door {
    async fn open() -> Self {
        let world = World::new();
        world.write("data/key", format!("{SECRET}\n"));
        let store = world.weekly().await.store;
        let settings = WebSettings {
            public_url: Some("https://brev.example.invalid".to_owned()),
            secret_file: Some("key".into()),
            ..WebSettings::at("127.0.0.1:0".parse().unwrap())
        };
        let clock = Clock::starting_at(NOW.parse().unwrap());
        let web = Web::start(settings, &world.path("data"), store.clone(), clock).await.unwrap();
        Self { world, store, web }
    }

    async fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
        );
        exchange(self.web.address(), &(head + body)).await
    }

    async fn click(&self, path: &str) -> (u16, String) {
        self.ask("POST", path, &format!("Content-Type: {FORM}\r\n"), CLICK).await
    }

    async fn wishes(&self) -> Vec<Wish> {
        self.store.wishes.unanswered().await.unwrap()
    }
}

/// The answer to a request as it is: its status, and all of its text.
async fn exchange(address: SocketAddr, request: &str) -> (u16, String) {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    // The server may close before it has read all of a body that is too large.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8(answer).unwrap();
    (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

fn mark() -> RecipientMark {
    RecipientMark::of(&ANNA.parse().unwrap())
}

fn keys(secret: &str) -> Keys {
    Keys::parse(&SecretString::from(secret)).unwrap()
}

/// The path in a letter that was signed with `secret`.
fn path(secret: &str) -> String {
    let link = PauseLinks::new("https://brev.example.invalid", keys(secret)).link(&mark(), week("2026-W48"));
    link.strip_prefix("https://brev.example.invalid").unwrap().to_owned()
}

#[tokio::test]
async fn opening_the_link_shows_what_to_do_and_does_nothing() {
    let door = Door::open().await;
    for method in ["GET", "HEAD"] {
        let (status, answer) = door.ask(method, &path(SECRET), "", "").await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer.contains("Svara på brevet"), method == "GET", "{answer}");
    }
    let (_, answer) = door.ask("GET", &format!("{}?List-Unsubscribe=One-Click", path(SECRET)), "", "").await;
    assert!(
        answer.contains("Answer the letter")
            && answer.contains("no-store")
            && answer.contains("default-src 'none'")
    );
    for forbidden in ["<form", "<a ", "<button", "<script", "src=", "http:", "https:"] {
        assert!(!answer.contains(forbidden), "{forbidden} stands in {answer}");
    }
    let (_, stranger) = door.ask("GET", &format!("/pause/{}", "A".repeat(75)), "", "").await;
    let body = |answer: &str| answer.split_once("\r\n\r\n").unwrap().1.to_owned();
    assert_eq!(body(&stranger), body(&answer), "the page is the same for everybody");
    for method in ["PUT", "DELETE", "OPTIONS"] {
        assert_eq!(door.ask(method, &path(SECRET), "", "").await.0, 405, "{method}");
    }
    assert_eq!(door.wishes().await, []);
}

#[tokio::test]
async fn the_click_of_a_mail_program_is_noted_once() {
    let door = Door::open().await;
    let (status, answer) = door.click(&path(SECRET)).await;
    assert_eq!(status, 200, "{answer}");
    let wishes = door.wishes().await;
    assert_eq!(wishes.iter().map(|wish| wish.recipient).collect::<Vec<_>>(), [mark()]);
    assert_eq!(door.click(&path(SECRET)).await.0, 200);
    assert_eq!(door.wishes().await, wishes);
}

#[tokio::test]
async fn every_letter_brings_the_address_that_its_reader_may_click() {
    let door = Door::open().await;
    door.world.set("web", table(WEB));
    super::run(&door.world);
    let letters = door.world.letters();
    let letter = letters.iter().find(|letter| letter.contains(ANNA)).unwrap().replace("\r\n ", " ");
    assert!(letter.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{letter}");
    let (_, rest) = letter.split_once("List-Unsubscribe: <https://brev.example.invalid").unwrap();
    let (path, rest) = rest.split_once(">, <mailto:").unwrap();
    assert!(rest.starts_with("it-samordnare@example.invalid?subject=Paus"), "{rest}");
    assert_eq!(door.click(path).await.0, 200);
    let wishes: Vec<_> = door.wishes().await.into_iter().map(|wish| wish.recipient).collect();
    assert_eq!(wishes, [mark()]);
}

#[tokio::test]
async fn a_form_in_parts_is_a_click_too() {
    let door = Door::open().await;
    let body =
        "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    let kind = "Content-Type: multipart/form-data; boundary=b\r\n";
    assert_eq!(door.ask("POST", &path(SECRET), kind, body).await.0, 200);
    assert_eq!(door.wishes().await.len(), 1);
}

#[tokio::test]
async fn a_token_that_is_forged_too_old_or_signed_by_another_does_nothing_and_is_not_told_so() {
    let door = Door::open().await;
    let other = path("another-secret-that-chance-made-just-as-well");
    let old = format!("/pause/{}", keys(SECRET).token(&mark(), day("2026-11-24")));
    let mut forged = path(SECRET);
    let last = forged.pop().unwrap();
    // The last letter has two bits that must be 0: one step of four keeps the form.
    forged.push(if last == 'A' { 'E' } else { 'A' });
    let (_, true_answer) = door.click(&path(SECRET)).await;
    assert!(door.store.wishes.answer(&mark(), "declined", NOW.parse().unwrap()).await.unwrap());
    let shape = |answer: &str| {
        answer.lines().filter(|line| !line.starts_with("date:")).collect::<Vec<_>>().join("\n")
    };
    for path in [other, old, forged] {
        let (status, answer) = door.click(&path).await;
        assert_eq!(status, 200, "{path}: {answer}");
        assert_eq!(shape(&answer), shape(&true_answer), "{path}");
    }
    assert_eq!(door.wishes().await, []);
    for path in ["/pause/", "/pause/abc", &path(SECRET)[..80], &format!("{}A", path(SECRET))] {
        assert_eq!(door.click(path).await.0, 404, "{path}");
    }
    assert_eq!(door.wishes().await, []);
}

#[tokio::test]
async fn another_body_or_one_that_is_too_large_does_nothing() {
    let door = Door::open().await;
    let form = format!("Content-Type: {FORM}\r\n");
    for (headers, body) in [
        (form.as_str(), ""),
        (&form, "List-Unsubscribe=one-click"),
        (&form, "List-Unsubscribe=One-Click&and=more"),
        ("Content-Type: application/json\r\n", "{\"List-Unsubscribe\":\"One-Click\"}"),
        ("", CLICK),
    ] {
        assert_eq!(door.ask("POST", &path(SECRET), headers, body).await.0, 400, "{headers}{body}");
    }
    let large = format!("{CLICK}{}", " ".repeat(4096));
    assert_eq!(door.ask("POST", &path(SECRET), &form, &large).await.0, 413);
    assert_eq!(door.wishes().await, []);
}

#[tokio::test]
async fn who_knocks_without_end_is_sent_away_and_keeps_nobody_else_out() {
    let door = Door::open().await;
    let stranger = path("another-secret-that-chance-made-just-as-well");
    let mut answers = Vec::new();
    for _ in 0..25 {
        answers.push(door.click(&stranger).await.0);
    }
    assert_eq!((answers[0], answers[24]), (200, 429), "{answers:?}");
    assert_eq!(door.click(&path(SECRET)).await.0, 200);
    assert_eq!(door.wishes().await.len(), 1);
}

#[tokio::test]
async fn a_new_secret_is_taken_up_at_once_and_the_old_one_below_it_still_counts() {
    let door = Door::open().await;
    let new = "a-new-secret-that-chance-made-for-the-new-year";
    door.world.write("data/key", format!("{new}\n{SECRET}\n"));
    assert_eq!(door.click(&path(SECRET)).await.0, 200);
    assert_eq!(door.wishes().await.len(), 1);
    assert!(door.store.wishes.answer(&mark(), "declined", NOW.parse().unwrap()).await.unwrap());
    assert_eq!(door.click(&path(new)).await.0, 200);
    assert_eq!(door.wishes().await.len(), 1);
    std::fs::remove_file(door.world.path("data/key")).unwrap();
    assert_eq!(door.click(&path(new)).await.0, 503);
}

#[tokio::test]
async fn without_a_public_address_there_is_no_such_door() {
    let world = World::new();
    let store = world.weekly().await.store;
    let clock = Clock::starting_at(NOW.parse().unwrap());
    let settings = WebSettings::at("127.0.0.1:0".parse().unwrap());
    let web = Web::start(settings, &world.path("data"), store, clock).await.unwrap();
    let request = format!("GET {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", path(SECRET));
    assert_eq!(exchange(web.address(), &request).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_in_a_letter_opens_the_door_and_stops_the_next_letter() {
    let door = Door::open().await;
    door.world.set("web", table(WEB));
    super::run(&door.world);
    let letters = door.world.letters();
    let letter = letters.iter().find(|letter| letter.contains(ANNA)).unwrap();
    let unfolded = letter.replace("\r\n ", " ");
    let header = |name: &str| unfolded.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim();
    assert_eq!(header("List-Unsubscribe-Post:"), "List-Unsubscribe=One-Click");
    let address = header("List-Unsubscribe:").strip_prefix("<https://brev.example.invalid").unwrap();
    let (path, rest) = address.split_once('>').unwrap();
    assert!(rest.contains("<mailto:"), "who cannot click may write: {rest}");

    assert_eq!(door.click(path).await.0, 200);
    let usage = door.world.read("data/inbox/usage.csv");
    door.world.write(
        "data/inbox/2.csv",
        usage.replace("2026-11-16", "2026-11-23").replace("2026-11-22", "2026-11-29"),
    );
    let next = door.world.nyttja(&["run", "--at", "2026-11-30T06:30:00+01:00", "--format", "json"]).json();
    assert_eq!(super::letter_to(&next, ANNA)["state"], "skipped", "{next:#}");
    assert_eq!(super::letter_to(&next, "ada.hill@example.invalid")["state"], "sent", "{next:#}");
}
