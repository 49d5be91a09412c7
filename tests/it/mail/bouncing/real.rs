//! Letters that a real Postfix or Exim cannot deliver, whose reports are read where it
//! puts them, and from a real Dovecot.

use std::fs;
use std::path::Path;

use crate::dovecot::{self, Dovecot};
use crate::exim::Exim;
use crate::postfix::{PASSWORD, Postfix, USER};
use crate::world::{MONDAY, World, table};

use super::{ADA, ANNA, letter, read, run};

/// A municipality that sends by `postfix`, and reads what comes back as `bounces` says.
fn world(postfix: &Postfix, bounces: &str) -> World {
    let world = World::new();
    let (port, certificate) = (postfix.port, postfix.certificate());
    let way = format!(
        "kind = \"smtp\"\nhost = \"localhost\"\nport = {port}\ntls = \"starttls\"\nca_file = \"{}\"\n\
         user = \"{USER}\"\npassword = \"{PASSWORD}\"",
        certificate.display()
    );
    world.set("mail.transport", table(&way));
    world.set("mail.bounces_to", "studsar@example.invalid");
    world.set("bounces.mailbox", table(&bounces.replace(", ", "\n")));
    world
}

/// The names of the messages in a folder of a Maildir.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Sends the week, has its reports read, and sees what became of it.
fn send_and_read(world: &World, postfix: &Postfix) {
    let receipt = run(world, MONDAY);
    assert_eq!((letter(&receipt, ANNA)["state"].as_str(), &receipt["sent"]), (Some("sent"), &2.into()));
    postfix.wait_for_empty_queue();
    let ran = read(world);
    assert!(
        ran.stdout.contains("1  came back because nobody is at the address"),
        "{ran:?}\n{}",
        postfix.log()
    );

    let again = run(world, MONDAY);
    assert_eq!(letter(&again, ADA)["state"], "sent");
    let failed = letter(&again, ANNA);
    assert_eq!(failed["state"], "failed");
    let words = failed["reason"].as_str().unwrap();
    assert!(words.contains("unknown user") || words.contains("User unknown"), "{words}");
    let listed = world.nyttja(&["bounces", "list"]);
    assert!(listed.stdout.contains("anna.ek@example.invalid (Vikens skola, Backens förskola)"), "{listed:?}");
    assert!(read(world).stdout.contains("Nothing new has come."));
}

#[test]
fn postfix_reports_a_letter_to_nobody_and_nyttja_hears_of_it_from_the_maildir_and_from_dovecot() {
    let known = [ADA, "bo.lind@example.invalid", "it-samordnare@example.invalid", "studsar@example.invalid"];
    let Some(postfix) = Postfix::start(&known, "") else { return };
    let mailbox = postfix.maildir("studsar");

    let world_of_files = world(&postfix, &format!("kind = \"maildir\", path = \"{}\"", mailbox.display()));
    send_and_read(&world_of_files, &postfix);
    assert_eq!((names(&mailbox.join("new")).len(), names(&mailbox.join("cur")).len()), (0, 1));
    let seen = names(&mailbox.join("cur")).remove(0);
    assert!(seen.ends_with(":2,S"), "{seen}");
    // The receipt goes out by mail too.
    world_of_files.nyttja(&["run", "--job", "summaries", "--at", MONDAY]);
    let [receipt] = &postfix.messages("it-samordnare")[..] else { panic!("{}", postfix.log()) };
    let receipt = mail_parser::MessageParser::default().parse(receipt).unwrap();
    let receipt = receipt.body_text(0).unwrap();
    assert!(receipt.contains("Adresser att rätta") && receipt.contains(ANNA), "{receipt}");

    let Some(dovecot) = Dovecot::start(&mailbox) else { return };
    let way = |port: u16, tls: &str, password: &str| {
        let certificate = dovecot.certificate();
        format!(
            r#"kind = "imap", host = "localhost", port = {port}, tls = "{tls}", ca_file = "{}", user = "studsar", password = "{password}""#,
            certificate.display()
        )
    };
    let person = "From: Anna Ek <anna.ek@example.invalid>\nSubject: Sv: Veckans brev\n\nTack!\n";
    fs::write(mailbox.join("new/1700000000.person"), person).unwrap();
    std::os::unix::fs::chown(mailbox.join("new/1700000000.person"), Some(65534), Some(65534)).unwrap();
    for (port, tls, nth) in [(dovecot.implicit, "implicit", 2), (dovecot.starttls, "starttls", 3)] {
        let world = world(&postfix, &way(port, tls, dovecot::PASSWORD));
        send_and_read(&world, &postfix);
        let seen = names(&mailbox.join("cur")).into_iter().filter(|name| name.ends_with(":2,S")).count();
        assert_eq!(seen, nth, "{:?}\n{}", names(&mailbox.join("cur")), dovecot.log());
    }
    let unseen = [names(&mailbox.join("cur")), names(&mailbox.join("new"))].concat();
    assert!(
        unseen.iter().any(|name| name.starts_with("1700000000.person") && !name.contains('S')),
        "{unseen:?}"
    );

    let wrong = world(&postfix, &way(dovecot.implicit, "implicit", "fel"));
    let ran = wrong.nyttja(&["bounces", "read"]);
    assert!(ran.code == 1 && ran.stderr.contains("does not let the user of the settings in"), "{ran:?}");
    // On this machine nothing crosses a network.
    let in_the_clear = world(&postfix, &way(dovecot.starttls, "none", dovecot::PASSWORD));
    assert!(read(&in_the_clear).stdout.contains("1  left unread for people"));
}

#[test]
fn exim_reports_letters_to_nobody_and_they_are_known_by_the_senders_of_their_own() {
    let Some(exim) = Exim::start(&["ada.hill", "bo.lind", "it-samordnare", "studsar"]) else { return };
    let mailbox = exim.maildir("studsar");
    let world = World::new();
    world.set(
        "mail.transport",
        table(&format!("kind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"", exim.port)),
    );
    world.set("mail.bounces_to", "studsar@example.invalid");
    world.set("mail.bounces_tag", "+");
    world.set("bounces.mailbox", table(&format!("kind = \"maildir\"\npath = \"{}\"", mailbox.display())));
    // One at a domain that there is not: names under `invalid` are nowhere (RFC 6761).
    world.change("config/units.csv", "ada.hill@example.invalid", "ada.hill@nowhere.invalid");
    let receipt = run(&world, MONDAY);
    assert_eq!((letter(&receipt, ANNA)["state"].as_str(), &receipt["sent"]), (Some("sent"), &2.into()));
    exim.wait_for_empty_queue();
    let ran = read(&world);
    assert!(ran.stdout.contains("2  came back because nobody is at the address"), "{ran:?}\n{}", exim.log());
    for recipient in [ANNA, "ada.hill@nowhere.invalid"] {
        let shown = world.nyttja(&["outbox", "show", recipient, "--format", "json"]).json();
        assert_eq!(shown["state"], "failed");
        let came_back = &shown["came_back"][0];
        assert_eq!(
            (came_back["traced"].as_str(), came_back["words"].as_str()),
            (Some("tag"), Some("Unrouteable address")),
            "{}",
            exim.log()
        );
    }
    // It takes senders with a tag, and brings back what it was asked to.
    assert_eq!(
        world.nyttja(&["status", "--format", "json"]).json()["bounces"]["tags_refused"],
        serde_json::Value::Null
    );
}
