//! Letters that each go out from a sender of their own: what comes back to it is about that letter,
//! whatever it keeps of it, and nobody else can say so.

use std::fs;

use serde_json::Value;

use super::{ADA, ANNA, MAILDIR, arrives, letter, read, run, unread};
use crate::mail_server::{MailServer, Manners, Taken};
use crate::world::{MONDAY, World, table};

/// A municipality whose letters have been taken by `server`, each from a sender of its own.
fn after_a_week(server: &MailServer) -> (World, Value) {
    let world = World::new();
    world.set("mail.transport", server.transport(""));
    world.set("mail.bounces_to", "studsar@example.invalid");
    world.set("mail.bounces_tag", "+");
    world.set("bounces.mailbox", table(MAILDIR));
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(world.path("data/bounces").join(part)).unwrap();
    }
    let receipt = run(&world, MONDAY);
    (world, receipt)
}

fn sender(server: &MailServer, recipient: &str) -> String {
    let taken: Vec<Taken> = server.taken();
    let letter = taken.iter().find(|letter| letter.to == recipient).expect("a letter");
    letter.from.clone()
}

/// A report of a server that keeps nothing of the letter, sent to an address.
fn report(to: &str, recipient: &str) -> String {
    format!(
        "From: Mail <mailer-daemon@mx.example>\nTo: {to}\nSubject: Returned\nContent-Type: multipart/report; \
         report-type=delivery-status; boundary=b\n\n--b\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {recipient}\nAction: failed\nStatus: 5.1.1\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n--b--\n"
    )
}

#[test]
fn a_report_that_keeps_nothing_of_the_letter_finds_it_by_the_address_that_it_was_sent_to() {
    let server = MailServer::start();
    let (world, _) = after_a_week(&server);
    let tagged = sender(&server, ANNA);
    assert!(tagged.starts_with("studsar+") && tagged.ends_with("@example.invalid"), "{tagged}");
    assert_ne!(tagged, sender(&server, ADA));
    arrives(&world, "1.a", &report(&tagged.to_uppercase(), ANNA));
    assert!(read(&world).stdout.contains("1  came back because nobody is at the address"));
    let again = run(&world, MONDAY);
    assert_eq!(letter(&again, ANNA)["state"], "failed");
    let shown = world.nyttja(&["outbox", "show", ANNA]);
    assert!(shown.stdout.contains("known by the address that the report was sent to"), "{shown:?}");
    assert_eq!(
        world.nyttja(&["outbox", "show", ANNA, "--format", "json"]).json()["came_back"][0]["traced"],
        "tag"
    );
}

#[test]
fn a_report_to_a_forged_tag_or_about_somebody_else_is_left_for_people() {
    let server = MailServer::start();
    let (world, receipt) = after_a_week(&server);
    let tagged = sender(&server, ANNA);
    let other = if &tagged[8..9] == "a" { "b" } else { "a" };
    let forged = format!("{}{other}{}", &tagged[..8], &tagged[9..]);
    // It even knows the Message-ID.
    let with_id = |report: String, recipient: &str| {
        let id = letter(&receipt, recipient)["message_id"].as_str().unwrap().to_owned();
        report.replace("Subject:", &format!("In-Reply-To: {id}\nSubject:"))
    };
    arrives(&world, "1.forged", &with_id(report(&forged, ANNA), ANNA));
    arrives(&world, "2.other", &with_id(report(&tagged, ADA), ADA));
    arrives(&world, "3.unknown", &report(&tagged, "eva@example.invalid"));
    let ran = read(&world);
    assert!(ran.stdout.contains("3  left unread for people"), "{ran:?}");
    assert_eq!(unread(&world).len(), 3);
    let again = run(&world, MONDAY);
    assert_eq!(
        (&letter(&again, ANNA)["state"], &letter(&again, ADA)["state"]),
        (&"sent".into(), &"sent".into())
    );
}

#[test]
fn an_automatic_answer_to_a_tagged_sender_is_known_though_it_names_no_letter() {
    let server = MailServer::start();
    let (world, _) = after_a_week(&server);
    let answer = format!(
        "From: {ANNA}\nTo: {}\nAuto-Submitted: auto-replied\nSubject: Frånvarande\n\nJag är åter på måndag.\n",
        sender(&server, ANNA)
    );
    arrives(&world, "1.a", &answer);
    arrives(&world, "2.b", &answer.replace(&sender(&server, ANNA), "studsar@example.invalid"));
    let ran = read(&world);
    assert!(ran.stdout.contains("1  left unread for people"), "{ran:?}");
    assert_eq!(unread(&world).len(), 1, "an answer to something else is left");
}

#[test]
fn where_the_server_takes_no_tagged_senders_the_letters_go_out_without_and_status_says_so() {
    let server =
        MailServer::with(Manners { only_sender: Some("studsar@example.invalid"), ..Manners::default() });
    let (world, receipt) = after_a_week(&server);
    assert_eq!(receipt["sent"], 2);
    assert_eq!(sender(&server, ANNA), "studsar@example.invalid");
    let status = world.nyttja(&["status"]);
    assert!(status.stdout.contains("The mail server takes no senders with a tag"), "{status:?}");
    let refused = &world.nyttja(&["status", "--format", "json"]).json()["bounces"]["tags_refused"];
    assert!(refused["words"].as_str().unwrap().starts_with("553 "), "{refused}");
    // A report finds the letter as it did before.
    let id = letter(&receipt, ANNA)["message_id"].as_str().unwrap().to_owned();
    let about = report("studsar@example.invalid", ANNA);
    arrives(&world, "1.a", &about.replace("Subject:", &format!("In-Reply-To: {id}\nSubject:")));
    assert!(read(&world).stdout.contains("1  came back because nobody is at the address"));
}

#[test]
fn the_key_of_the_tags_goes_with_a_backup_and_into_another_database() {
    let server = MailServer::start();
    let (world, _) = after_a_week(&server);
    assert_eq!(world.nyttja(&["backup", "copy.db"]).code, 0);
    let copied = world.nyttja(&["store", "copy", "--to", "sqlite:copied.db"]);
    assert!(copied.stdout.contains("1 sender_tags"), "{copied:?}");
    arrives(&world, "1.a", &report(&sender(&server, ANNA), ANNA));
    world.set("store.url", "sqlite:copied.db");
    assert!(read(&world).stdout.contains("1  came back because nobody is at the address"));
}

#[test]
fn a_tag_that_fits_into_no_sender_is_a_fault_of_the_settings() {
    let world = World::new();
    world.set("mail.bounces_to", "larplattformens.aterkomster.x@example.invalid");
    world.set("mail.bounces_tag", "+");
    let checked = world.nyttja(&["check"]);
    assert_eq!(checked.code, 3);
    let told = checked.stdout.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    assert!(told.contains("would have 66 characters before the @, and mail allows 64"), "{told}");
}
