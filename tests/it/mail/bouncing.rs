//! What comes back of letters: which of them failed, where nobody is written to
//! any more, and who is told whose address to mend.

mod imap;
mod real;
mod tagged;

use nyttja::domain::series::Series;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::mail_server::MailServer;
use crate::world::{MONDAY, Ran, World, table};

const ANNA: &str = "anna.ek@example.invalid";
const ADA: &str = "ada.hill@example.invalid";
const NEXT: &str = "2026-11-30T06:30:00+01:00";

/// A municipality whose reports come back to a Maildir in the data folder.
fn world() -> World {
    let world = World::new();
    world.set("bounces.mailbox", table(MAILDIR));
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(world.path("data/bounces").join(part)).unwrap();
    }
    world
}

const MAILDIR: &str = "kind = \"maildir\"\npath = \"bounces\"";

/// A message of the collection in `tests/fixtures/bounces`, about a letter to `recipient`.
fn sample(name: &str, message_id: &str, recipient: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/bounces/{name}.eml"));
    let text = fs::read_to_string(path).unwrap();
    text.replace("{message_id}", message_id).replace("{recipient}", recipient)
}

/// A mail server puts a message into the mailbox.
fn arrives(world: &World, file: &str, message: &str) {
    world.write(&format!("data/bounces/new/{file}"), message);
}

/// The file names of what nobody has read.
fn unread(world: &World) -> Vec<String> {
    let new = fs::read_dir(world.path("data/bounces/new")).unwrap();
    let mut names: Vec<_> = new.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn run(world: &World, at: &str) -> Value {
    let ran = world.nyttja(&["run", "--at", at, "--format", "json"]);
    assert!([0, 5].contains(&ran.code), "{ran:?}");
    ran.json()
}

/// The letter to a recipient, of a receipt.
fn letter<'r>(receipt: &'r Value, recipient: &str) -> &'r Value {
    let letters = receipt["letters"].as_array().unwrap();
    letters.iter().find(|letter| letter["recipient"] == recipient).expect("a letter")
}

fn message_id(receipt: &Value, recipient: &str) -> String {
    letter(receipt, recipient)["message_id"].as_str().unwrap().to_owned()
}

/// A week that was sent, and the report about Anna's letter that came back.
fn after_a_report(name: &str) -> World {
    let world = world();
    let receipt = run(&world, MONDAY);
    arrives(&world, "1.a", &sample(name, &message_id(&receipt, ANNA), ANNA));
    world
}

fn read(world: &World) -> Ran {
    let ran = world.nyttja(&["bounces", "read", "--at", "2026-11-24T10:00:00+01:00"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    ran
}

/// The figures of a week more.
fn report_later(world: &World, weeks: i64) {
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap() + chrono::TimeDelta::weeks(weeks);
    let (from, to) = (day("2026-11-16").to_string(), day("2026-11-22").to_string());
    let usage = world.read("data/inbox/usage.csv");
    let later = usage.replace("2026-11-16", &from).replace("2026-11-22", &to);
    world.write(&format!("data/inbox/later{weeks}.csv"), later);
}

/// The receipt that the coordinator gets for the week of `at`.
fn receipt_mail(world: &World, at: &str) -> String {
    let _ = fs::remove_dir_all(world.path("data/sent"));
    world.nyttja(&["run", "--job", "summaries", "--at", at]);
    let [receipt] = &world.letters_of("receipt")[..] else { panic!("not one receipt") };
    let message = mail_parser::MessageParser::default().parse(receipt).unwrap();
    message.body_text(0).unwrap().into_owned()
}

#[test]
fn a_letter_that_comes_back_has_failed_with_the_servers_words_and_the_account_adds_up_anew() {
    let world = after_a_report("postfix-unknown");
    let ran = read(&world);
    assert!(ran.stdout.contains("1  came back because nobody is at the address"), "{ran:?}");
    let status = world.nyttja(&["status", "--format", "json"]).json();
    let receipt = &status["last_runs"][0]["receipt"];
    assert_eq!(
        (&receipt["sent"], &receipt["failed"], &receipt["expected"]),
        (&1.into(), &1.into(), &3.into())
    );
    let failed = letter(receipt, ANNA);
    assert_eq!(failed["state"], "failed");
    assert!(
        failed["reason"].as_str().unwrap().starts_with("550 5.1.1 <anna.ek@example.invalid>"),
        "{failed}"
    );
    let address = &status["bounces"]["addresses"][0];
    assert_eq!((&address["address"], &address["dead"]), (&ANNA.into(), &true.into()));
    assert_eq!(address["units"], serde_json::json!(["Vikens skola", "Backens förskola"]));
}

#[test]
fn nobody_is_written_to_at_a_dead_address_and_the_receipt_tells_whose_to_mend() {
    let world = after_a_report("exchange-unknown-sv");
    report_later(&world, 1);
    let receipt = run(&world, NEXT);
    let skipped = letter(&receipt, ANNA);
    assert_eq!(skipped["state"], "skipped");
    let why = skipped["reason"].as_str().unwrap();
    assert!(why.starts_with("a letter to this address came back on 2026-11-30: 550 5.1.10"), "{why}");
    assert_eq!(letter(&receipt, ADA)["state"], "sent");
    let mail = receipt_mail(&world, NEXT);
    let told = mail.split_once("Adresser att rätta").expect("a list of addresses").1;
    for words in ["Vikens skola och Backens förskola", ANNA, "550 5.1.10 RESOLVER.ADR.RecipientNotFound"] {
        assert!(told.contains(words), "{words} is not in\n{told}");
    }
    assert!(mail.contains("nyttja bounces forget ADDRESS"), "{mail}");
}

#[test]
fn the_mailbox_is_read_before_the_receipt_is_written() {
    let world = after_a_report("qmail");
    let mail = receipt_mail(&world, "2026-11-23T07:00:00+01:00");
    assert!(mail.contains("1 av 3 brev har gått ut") || mail.contains("Brev som inte kom fram"), "{mail}");
    assert!(mail.contains("Sorry, no mailbox here by that name. (#5.1.1)"), "{mail}");
}

#[test]
fn a_corrected_address_starts_clean_in_the_same_week() {
    let world = after_a_report("gmail-unknown");
    read(&world);
    world.change("config/units.csv", ANNA, "anna.eek@example.invalid");
    let receipt = run(&world, MONDAY);
    assert_eq!(letter(&receipt, "anna.eek@example.invalid")["state"], "sent");
    // The old letter counts no longer: the new one stands in for it.
    assert_eq!((&receipt["expected"], &receipt["failed"]), (&3.into(), &0.into()));
    let listed = world.nyttja(&["bounces", "list"]);
    assert!(!listed.stdout.contains("Addresses to mend"), "{listed:?}");
}

#[test]
fn an_address_that_is_right_after_all_gets_letters_again_and_who_said_so_is_kept() {
    let world = after_a_report("postfix-unknown");
    read(&world);
    let forget = ["bounces", "forget", "Anna.Ek@example.invalid", "--because", "Felet låg hos oss"];
    let ran = world.nyttja(&forget);
    assert!(
        ran.code == 0 && ran.stdout.contains("gets letters again") | ran.stdout.contains("go to"),
        "{ran:?}"
    );
    let again = world.nyttja(&forget);
    assert!(again.code == 1 && again.stderr.contains("nyttja bounces list"), "{again:?}");
    let retry =
        ["outbox", "retry", "--week", "2026-W48", "--recipient", ANNA, "--because", "Felet låg hos oss"];
    assert_eq!(world.nyttja(&retry).code, 0);
    assert_eq!(letter(&run(&world, MONDAY), ANNA)["state"], "sent");
    report_later(&world, 1);
    assert_eq!(letter(&run(&world, NEXT), ANNA)["state"], "sent");
}

#[test]
fn what_is_understood_is_marked_as_seen_and_a_report_that_comes_twice_counts_once() {
    let world = after_a_report("postfix-unknown");
    let message = world.read("data/bounces/new/1.a");
    read(&world);
    assert_eq!(unread(&world), Vec::<String>::new());
    assert!(world.path("data/bounces/cur/1.a:2,S").is_file());
    // As if the reading had broken off before the message was marked, and somebody decided meanwhile.
    world.nyttja(&["bounces", "forget", ANNA, "--because", "Stämmer"]);
    world.nyttja(&["outbox", "retry", "--week", "2026-W48", "--recipient", ANNA, "--because", "Stämmer"]);
    arrives(&world, "1.a", &message.replace('\n', "\r\n"));
    let ran = read(&world);
    assert!(ran.stdout.contains("1  said nothing new"), "{ran:?}");
    assert_eq!(letter(&run(&world, MONDAY), ANNA)["state"], "sent");
    assert_eq!(unread(&world), Vec::<String>::new());
}

#[test]
fn what_is_for_people_stays_unread_and_is_not_looked_at_again() {
    let world = world();
    let receipt = run(&world, MONDAY);
    let id = message_id(&receipt, ANNA);
    let others = "<letters.2026-W48.1.0123456789abcdef0123456789abcdef@example.invalid>";
    arrives(&world, "1.person", &sample("person-quotes", &id, ANNA));
    arrives(&world, "2.left", &sample("has-left", &id, ANNA));
    // A report about somebody else's letter, and two that somebody made up.
    arrives(&world, "3.other", &sample("postfix-unknown", "<1@other.example>", ANNA));
    arrives(&world, "4.forged", &sample("postfix-unknown", others, ANNA));
    arrives(&world, "5.forged", &sample("postfix-unknown", &id, ADA));
    arrives(&world, "6.harmful", "Content-Type: multipart/report\r\n\r\n\0\u{1}--");
    arrives(&world, "7.away", &sample("autosvar", &id, ANNA));
    arrives(&world, "8.away", &sample("autosvar", "<1@other.example>", ANNA));
    let ran = read(&world);
    assert!(ran.stdout.contains("7  left unread for people"), "{ran:?}");
    assert!(ran.stdout.contains("1  answered by itself"), "{ran:?}");
    assert!(world.path("data/bounces/cur/7.away:2,S").is_file());
    assert_eq!(
        unread(&world),
        ["1.person", "2.left", "3.other", "4.forged", "5.forged", "6.harmful", "8.away"]
    );
    assert!(read(&world).stdout.contains("Nothing new has come."));
    assert_eq!(run(&world, MONDAY)["sent"], 2);
    let status = world.nyttja(&["status", "--format", "json"]).json();
    assert_eq!(status["bounces"]["addresses"], serde_json::json!([]));
    assert_eq!(status["bounces"]["left"], serde_json::json!({"system": 4, "leaving": 1, "other": 2}));
    assert!(
        world.nyttja(&["status"]).stdout.contains("1 automatic answer in it says that somebody has left")
    );
}

#[test]
fn a_mailbox_that_is_full_for_three_weeks_is_told_of_and_still_written_to() {
    let world = world();
    for week in 0..4 {
        if week > 0 {
            report_later(&world, week);
        }
        let monday = chrono::DateTime::parse_from_rfc3339(MONDAY).unwrap() + chrono::TimeDelta::weeks(week);
        let receipt = run(&world, &monday.to_rfc3339());
        assert_eq!(letter(&receipt, ANNA)["state"], "sent", "week {week}");
        let mail = receipt_mail(&world, &(monday + chrono::TimeDelta::minutes(30)).to_rfc3339());
        let told = mail.contains("Brev har kommit tillbaka 3 veckor i rad");
        assert_eq!(told, week == 3, "{mail}");
        arrives(&world, &format!("{week}.full"), &sample("postfix-full", &message_id(&receipt, ANNA), ANNA));
        assert!(read(&world).stdout.contains("1  came back for another reason"));
    }
    assert!(world.nyttja(&["bounces", "list"]).stdout.contains("4 weeks in a row, letters are still sent"));
}

#[test]
fn a_mailbox_that_cannot_be_read_keeps_no_letter_back_and_status_tells() {
    let world = world();
    fs::remove_dir_all(world.path("data/bounces")).unwrap();
    let ran = world.nyttja(&["bounces", "read"]);
    assert!(ran.code == 1 && ran.stderr.contains("is no Maildir"), "{ran:?}");
    assert_eq!(run(&world, MONDAY)["sent"], 2);
    let status = world.nyttja(&["status"]);
    assert!(status.stdout.contains("that failed: ") && status.stdout.contains("never"), "{status:?}");
}

#[test]
fn a_mailbox_that_cannot_be_read_stands_on_the_receipt_until_it_can() {
    let world = world();
    let folder = world.path("data/bounces");
    run(&world, MONDAY);
    fs::rename(&folder, world.path("away")).unwrap();
    let mail = receipt_mail(&world, "2026-11-23T07:00:00+01:00");
    let told = mail.split_once("Brevlådan för brev som kommer tillbaka").expect("a section").1;
    assert!(told.contains("is no Maildir"), "{told}");
    assert!(told.contains("Gick inte att läsa måndag 23 november kl. 07.00."), "{told}");
    assert!(told.contains("Den gick senast att läsa måndag 23 november kl. 06.30."), "{told}");
    fs::rename(world.path("away"), &folder).unwrap();
    report_later(&world, 1);
    run(&world, NEXT);
    assert!(!receipt_mail(&world, NEXT).contains("Brevlådan för brev"));
}

#[test]
fn an_address_that_the_mail_server_knows_nobody_at_is_dead_at_once_and_without_a_mailbox() {
    let server = MailServer::start();
    server.refuse(ANNA, "550 5.1.1 no such user");
    server.refuse(ADA, "550 5.7.1 not now");
    let world = World::new();
    world.set("mail.transport", server.transport(""));
    let failed = run(&world, MONDAY);
    assert_eq!(
        (&failed["failed"], &letter(&failed, ANNA)["reason"]),
        (&2.into(), &"550 5.1.1 no such user".into())
    );
    let listed = world.nyttja(&["bounces", "list"]).stdout;
    assert!(
        listed.contains(&format!("{ANNA} (Vikens skola, Backens förskola): since 2026-11-23")),
        "{listed}"
    );
    assert!(!listed.contains(ADA), "she was refused for another reason: {listed}");
    let retry = world.nyttja(&["outbox", "retry", "--failed", "--because", "Igen"]);
    assert!(retry.stdout.starts_with("1 letter of"), "{retry:?}");

    server.take_all();
    report_later(&world, 1);
    let next = run(&world, NEXT);
    let (anna, ada) = (letter(&next, ANNA), letter(&next, ADA));
    assert_eq!((&anna["state"], &ada["state"]), (&"skipped".into(), &"sent".into()));
    assert!(
        anna["reason"].as_str().unwrap().ends_with("came back on 2026-11-23: 550 5.1.1 no such user"),
        "{anna}"
    );
    world.nyttja(&["run", "--job", "summaries", "--at", NEXT]);
    let letters = server.taken();
    let receipt =
        letters.iter().find(|letter| letter.text().contains("List-Id: <receipt.")).expect("a receipt");
    let message = mail_parser::MessageParser::default().parse(&receipt.message).unwrap();
    let mail = message.body_text(0).unwrap();
    let told = mail.split_once("Adresser att rätta").expect("a list of addresses").1;
    assert!(told.contains(ANNA) && !told.contains(ADA), "{mail}");

    let forget = ["bounces", "forget", ANNA, "--because", "Felet låg hos oss"];
    assert_eq!(world.nyttja(&forget).code, 0);
    report_later(&world, 2);
    assert_eq!(letter(&run(&world, "2026-12-07T06:30:00+01:00"), ANNA)["state"], "sent");
}

#[test]
fn more_addresses_than_the_brake_allows_are_struck_off_only_when_somebody_says_so() {
    let world = world();
    world.set("bounces.brake", "0 or 0 %");
    let receipt = run(&world, MONDAY);
    arrives(&world, "1.a", &sample("postfix-unknown", &message_id(&receipt, ANNA), ANNA));
    let ran = read(&world);
    assert!(ran.stdout.contains("   1  called dead by mail servers, too many addresses at once"), "{ran:?}");
    let shown = world.nyttja(&["outbox", "show", ANNA]).stdout;
    assert!(
        shown.contains("(hard, known by the letter in the report, waits for a decision): 550 5.1.1"),
        "{shown}"
    );
    let [notice] = &world.letters_of("doubt")[..] else { panic!("not one notice") };
    let message = mail_parser::MessageParser::default().parse(notice).unwrap();
    let told = message.body_text(0).unwrap();
    assert!(told.contains("nyttja bounces accept --all"), "{told}");
    assert!(told.contains("550 5.1.1 <…>: Recipient address rejected"), "{told}");
    assert!(read(&world).stdout.contains("Nothing new has come."), "it is told once");
    assert_eq!(world.letters_of("doubt").len(), 1);
    let listed = world.nyttja(&["bounces", "list"]).stdout;
    assert!(listed.contains(&format!("  {ANNA}: 550 5.1.1")), "{listed}");
    report_later(&world, 1);
    assert_eq!(letter(&run(&world, NEXT), ANNA)["state"], "sent", "it is not dead yet");
    let mail = receipt_mail(&world, NEXT);
    assert!(mail.contains("nyttja bounces forget --all"), "{mail}");

    let accept = ["bounces", "accept", "--all", "--because", "Ingen finns där"];
    let accepted = world.nyttja(&accept);
    assert!(accepted.code == 0 && accepted.stdout.starts_with(ANNA), "{accepted:?}");
    let again = world.nyttja(&accept);
    assert!(again.code == 1 && again.stderr.contains("no address waits for a decision"), "{again:?}");
    report_later(&world, 2);
    let later = run(&world, "2026-12-07T06:30:00+01:00");
    assert_eq!(letter(&later, ANNA)["state"], "skipped");
}

#[test]
fn refusals_of_everybody_make_nobody_dead_and_the_letters_go_out_when_the_server_was_wrong() {
    let server = MailServer::start();
    server.refuse(ANNA, "550 5.1.1 no such user");
    server.refuse(ADA, "550 5.1.1 no such user");
    let world = World::new();
    world.set("mail.transport", server.transport(""));
    world.set("bounces.brake", "1 or 0 %");
    world.set("bounces.mailbox", table(MAILDIR));
    let ran = run(&world, MONDAY);
    assert_eq!((&ran["failed"], &ran["waiting"]), (&0.into(), &2.into()), "{ran}");
    assert_eq!(letter(&ran, ANNA)["state"], "retry");
    let listed = world.nyttja(&["bounces", "list", "--format", "json"]).json();
    assert_eq!(
        (&listed["addresses"], listed["doubted"].as_array().unwrap().len()),
        (&Value::Array(vec![]), 2)
    );
    let notices = server.taken();
    let is_notice = |one: &&crate::mail_server::Taken| one.text().contains("List-Id: <doubt.");
    assert_eq!(notices.iter().filter(is_notice).count(), 1);

    server.take_all();
    let waits = run(&world, "2026-11-24T06:30:00+01:00");
    assert_eq!(waits["waiting"], 2, "nobody has decided: {waits}");
    let forget = ["bounces", "forget", "--all", "--because", "Servern hade fel"];
    assert_eq!(world.nyttja(&forget).code, 0);
    let sent = run(&world, "2026-11-24T07:30:00+01:00");
    assert_eq!((&sent["sent"], &sent["waiting"]), (&2.into(), &0.into()), "{sent}");
}

#[test]
fn a_dry_run_reads_no_mailbox_and_a_preview_shows_no_letter_to_a_dead_address() {
    let world = after_a_report("postfix-unknown");
    report_later(&world, 1);
    world.nyttja(&["run", "--dry-run", "--at", NEXT]);
    assert_eq!(unread(&world), ["1.a"]);
    read(&world);
    let preview = ["preview", "--week", "2026-W49", "--recipient", ANNA, "--out", "out"];
    let ran = world.nyttja(&preview);
    assert!(format!("{}{}", ran.stdout, ran.stderr).contains("came back on 2026-11-24"), "{ran:?}");
    let explain = ["explain", "12345678", "--week", "2026-W49", "--no-fetch", "--format", "json"];
    let no_letter = &world.nyttja(&explain).json()["no_letter"];
    assert_eq!(no_letter["reason"], "dead_address");
    assert!(no_letter["why"].as_str().unwrap().contains("550 5.1.1"), "{no_letter}");
    run(&world, NEXT);
    assert_eq!(&world.nyttja(&explain).json()["no_letter"], no_letter);
}

#[tokio::test]
async fn the_daemon_reads_the_mailbox_in_its_time_and_accounts_anew() {
    let world = world();
    let mut daemon = crate::runs::serving::daemon(&world).await;
    crate::runs::serving::beat_at(&mut daemon, "2026-11-22T12:00:00Z").await;
    crate::runs::serving::beat_at(&mut daemon, "2026-11-23T05:30:00Z").await;
    let week = crate::builders::week("2026-W48");
    let sent = daemon.weekly.store.outbox.entries(Series::Letters, week).await.unwrap();
    let anna = sent.iter().find(|entry| entry.id.recipient == ANNA).unwrap();
    arrives(&world, "1.a", &sample("postfix-unknown", anna.message_id.as_deref().unwrap(), ANNA));
    crate::runs::serving::beat_at(&mut daemon, "2026-11-23T05:35:00Z").await;
    assert_eq!(unread(&world), ["1.a"]);
    crate::runs::serving::beat_at(&mut daemon, "2026-11-23T05:41:00Z").await;
    assert_eq!(unread(&world), Vec::<String>::new());
    let run = daemon.weekly.store.runs.last_finished(Series::Letters).await.unwrap().unwrap();
    let receipt: Value = serde_json::from_str(&run.receipt.unwrap()).unwrap();
    assert_eq!((&receipt["sent"], &receipt["failed"]), (&1.into(), &1.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_store_is_shared_only_one_process_reads_at_a_time() {
    let Some(world) = World::shared() else { return };
    world.set("bounces.mailbox", table(MAILDIR));
    for part in ["new", "cur"] {
        fs::create_dir_all(world.path("data/bounces").join(part)).unwrap();
    }
    let right = world.job_lock("bounces").await;
    let weekly = world.weekly().await;
    let clock = nyttja::clock::Clock::system();
    let read = weekly.bounces.read(clock, &CancellationToken::new()).await.unwrap();
    assert_eq!(read, None, "another process is at it");
    right.release().await;
    assert!(weekly.bounces.read(clock, &CancellationToken::new()).await.unwrap().is_some());
}
