//! `nyttja outbox`: what people decide about letters, who and why; and what
//! becomes of the account when the roster changes after letters were written.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::mail_server::MailServer;
use crate::runs::sharing::Process;
use crate::world::{MONDAY, World};

const RUN: [&str; 5] = ["run", "--at", MONDAY, "--format", "json"];
const ADA: &str = "ada.hill@example.invalid";
const ANNA: &str = "anna.ek@example.invalid";

/// A world whose letters go to `server`, one at a time; what may have arrived waits for somebody.
fn world_with(server: &MailServer) -> World {
    let world = World::new();
    world.set("mail.transport", server.transport("hello = \"a\""));
    world.set("mail.connections", 1);
    world.set("mail.on_unknown", "hold");
    world
}

fn counts(receipt: &Value) -> [u64; 7] {
    ["expected", "sent", "skipped", "held", "failed", "unknown", "waiting"]
        .map(|count| receipt[count].as_u64().unwrap())
}

fn letters_to(server: &MailServer, address: &str) -> usize {
    server.taken().iter().filter(|letter| letter.to == address).count()
}

#[test]
fn only_those_who_missed_their_letter_get_it_once_more_and_the_record_says_who_decided() {
    let server = MailServer::start();
    server.refuse(ADA, "550 5.7.1 not now");
    let world = world_with(&server);
    let failed = world.nyttja(&RUN);
    assert_eq!((failed.code, counts(&failed.json())), (5, [3, 1, 1, 0, 1, 0, 0]), "{failed:?}");
    server.take_all();

    let retry = ["outbox", "retry", "--failed", "--because", "The server was wrong", "--by", "Eva"];
    let queued = world.nyttja(&retry);
    assert_eq!(queued.code, 0, "{queued:?}");
    assert!(queued.stdout.starts_with("1 letter of 2026-W48 queued again, "), "{queued:?}");
    let ran = world.nyttja(&RUN);

    assert_eq!((ran.code, counts(&ran.json())), (0, [3, 2, 1, 0, 0, 0, 0]), "{ran:?}");
    assert_eq!((letters_to(&server, ADA), letters_to(&server, ANNA)), (1, 1));
    let shown = world.nyttja(&["outbox", "show", ADA]);
    assert!(shown.stdout.contains("queued again by Eva: The server was wrong"), "{shown:?}");
    assert!(shown.stdout.contains("mail server 250 2.0.0 kept as number 2"), "{shown:?}");
    let record = world.nyttja(&["outbox", "show", ADA, "--format", "json"]).json();
    assert_eq!((&record["state"], &record["units"]), (&json!("sent"), &json!(["87654321"])));
    assert_eq!(record["decisions"][0]["what"], "retry");
    let key = record["key"].as_str().unwrap();
    assert_eq!(world.nyttja(&["outbox", "show", key, "--format", "json"]).json(), record);
    // The message is what arrived, byte for byte.
    let message = world.nyttja(&["outbox", "show", key, "--message"]).stdout.replace("\r\n", "\n");
    let arrived = server.taken().into_iter().find(|letter| letter.to == ADA).unwrap();
    assert_eq!(message, arrived.text().replace("\r\n", "\n"));
    let nothing = world.nyttja(&retry);
    assert!(nothing.code == 1 && nothing.stderr.contains("no letter of 2026-W48"), "{nothing:?}");
}

#[test]
fn a_decision_about_one_held_letter_is_none_about_the_others() {
    for (verb, sent) in [("discard", 0), ("release", 1)] {
        let world = World::new();
        // A fifth unit without figures: fewer than nine in ten have reported.
        let units = world.read("config/units.csv");
        world.write("config/units.csv", format!("{units}55555555,Nya skolan,GR,Norr,30,300,500,,,,,\n"));
        let held = world.nyttja(&RUN);
        assert_eq!((held.code, counts(&held.json())[3]), (4, 2), "{held:?}");
        let one = ["outbox", verb, "--week", "2026-W48", "--recipient", ADA, "--because", "She knows"];
        assert_eq!(world.nyttja(&one).code, 0);

        let again = world.nyttja(&RUN);

        assert_eq!((again.code, counts(&again.json())[3]), (4, 1), "{again:?}");
        assert_eq!(world.letters_of("letters").len(), sent, "{again:?}");
        assert_eq!(world.nyttja(&RUN).code, 4, "however often it is run");
        let rest = ["outbox", "release", "--week", "2026-W48", "--because", "The new school is empty"];
        assert_eq!(world.nyttja(&rest).code, 0);
        assert_eq!(world.nyttja(&RUN).code, 0);
        assert_eq!(world.letters_of("letters").len(), sent + 1);
    }
}

#[test]
fn letters_that_could_not_go_out_in_time_are_missed_and_can_be_sent_after_all() {
    let world = World::new();
    world.cut_mail_off();
    assert_eq!(counts(&world.nyttja(&RUN).json()), [3, 0, 1, 0, 0, 0, 2]);
    let saturday = ["run", "--at", "2026-11-28T09:00:00+01:00"];
    let late = world.nyttja(&saturday);
    assert_eq!(late.code, 5, "{late:?}");
    assert!(late.stdout.contains("skipped       3  2 of them too late: see below"), "{late:?}");
    assert!(late.stdout.contains("too late: cannot reach the mail server"), "{late:?}");
    world.mend_mail();
    assert_eq!(world.nyttja(&saturday).code, 5, "nobody has decided that they are still of use");
    let told = world.nyttja(&["status"]).stdout;
    assert!(told.contains("3 skipped (2 of them too late)"), "{told}");
    let of_no_use =
        ["outbox", "discard", "--week", "2026-W48", "--recipient", ADA, "--because", "It is over"];
    assert!(world.nyttja(&of_no_use).stdout.starts_with("1 letter discarded"));

    let retry = world.nyttja(&["outbox", "retry", "--failed", "--because", "The mail works again"]);
    assert!(retry.stdout.starts_with("1 letter of 2026-W48 queued again, "), "{retry:?}");

    let sent = world.nyttja(&[&saturday[..], &["--format", "json"]].concat());
    assert_eq!(
        (sent.code, counts(&sent.json()), &sent.json()["too_late"]),
        (0, [3, 1, 2, 0, 0, 0, 0], &json!(0))
    );
    assert_eq!(world.letters_of("letters").len(), 1);
}

#[test]
fn a_letter_that_may_have_arrived_is_left_alone_unless_it_is_meant() {
    let server = MailServer::start();
    server.hold("a");
    server.refuse(ADA, "550 5.7.1 not now");
    let world = world_with(&server);
    let mut command = world.command(&RUN);
    let mut run = Process(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    server.wait_for(|arrived| arrived.len() == 1);
    run.signal("-KILL");
    run.0.wait().unwrap();
    server.release("a");
    server.take_all();
    let ran = world.nyttja(&RUN);
    assert_eq!((ran.code, counts(&ran.json())), (5, [3, 0, 1, 0, 1, 1, 0]), "{ran:?}");

    let retry = |which: &str| world.nyttja(&["outbox", "retry", which, "--because", "They miss it"]);
    let failed = retry("--failed");
    assert!(failed.stdout.contains("1 that may have arrived were left alone"), "{failed:?}");
    world.nyttja(&RUN);
    assert_eq!((letters_to(&server, ADA), letters_to(&server, ANNA)), (1, 1));
    assert_eq!(retry("--failed").code, 1, "nobody misses one any more");
    assert_eq!(retry("--unknown").code, 0);
    let ran = world.nyttja(&RUN);
    assert_eq!((ran.code, counts(&ran.json())), (0, [3, 2, 1, 0, 0, 0, 0]), "{ran:?}");
    assert_eq!(letters_to(&server, ANNA), 2);
}

#[test]
fn a_letter_that_may_have_arrived_and_is_taken_back_counts_as_unknown_with_all_that_was_said_of_it() {
    let server = MailServer::start();
    server.hold("a");
    let world = world_with(&server);
    world.set("mail.on_unknown", "resend");
    let mut command = world.command(&RUN);
    let mut run = Process(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let had = server.wait_for(|arrived| arrived.len() == 1)[0].to.clone();
    run.signal("-KILL");
    run.0.wait().unwrap();
    // Nobody listens at a port that nobody may use.
    world.set("mail.transport.port", 1);
    let waits = world.nyttja(&RUN);
    assert_eq!(counts(&waits.json()), [3, 0, 1, 0, 0, 0, 2], "{waits:?}");

    let discard = ["outbox", "discard", "--week", "2026-W48", "--because", "Wrong export", "--by", "Eva"];
    let discarded = world.nyttja(&discard);

    assert_eq!(discarded.code, 0, "{discarded:?}");
    assert!(discarded.stdout.starts_with("2 letters discarded, "), "{discarded:?}");
    assert!(
        discarded.stdout.contains("1 of them may have arrived before: they are `unknown`"),
        "{discarded:?}"
    );
    assert!(!discarded.stdout.contains("released"), "{discarded:?}");
    let ran = world.nyttja(&RUN);
    assert_eq!((ran.code, counts(&ran.json())), (5, [3, 0, 2, 0, 0, 1, 0]), "{ran:?}");
    let shown = world.nyttja(&["outbox", "show", &had]).stdout;
    assert!(shown.contains("unknown since") && shown.contains("cannot reach the mail server"), "{shown}");
    assert!(shown.contains("; not sent again: Eva wrote “Wrong export”"), "{shown}");
    // Ordered again and taken back once more, it may still have arrived.
    let retry = ["outbox", "retry", "--unknown", "--because", "She has none"];
    assert_eq!(world.nyttja(&retry).code, 0);
    assert_eq!(world.nyttja(&discard).code, 0);
    assert_eq!(counts(&world.nyttja(&RUN).json()), [3, 0, 2, 0, 0, 1, 0]);
}

#[test]
fn who_discards_a_week_is_told_how_many_of_the_letters_somebody_had_released() {
    let world = World::new();
    let run = ["run", "--at", "2026-11-30T06:30:00+01:00"];
    assert_eq!(world.nyttja(&run).code, 4);
    let decide = |what: &str, more: &[&str]| {
        world.nyttja(&[&["outbox", what, "--week", "2026-W49", "--because", "So"], more].concat())
    };
    assert_eq!(decide("release", &["--recipient", ADA]).code, 0);
    let discarded = decide("discard", &[]);
    assert!(discarded.stdout.contains("1 of them had been released, and waited"), "{discarded:?}");
    assert!(!discarded.stdout.contains("may have arrived"), "{discarded:?}");
}

#[test]
fn a_decision_of_somebody_whose_name_the_system_does_not_tell_is_kept_with_the_machine() {
    let world = World::new();
    world.nyttja(&["run", "--at", "2026-11-30T06:30:00+01:00"]);
    let release = ["outbox", "release", "--week", "2026-W49", "--because", "So"];
    let mut nameless = world.command(&release);
    assert!(nameless.env_remove("USER").env_remove("LOGNAME").output().unwrap().status.success());
    let shown = world.nyttja(&["outbox", "show", ADA]).stdout;
    let decided = shown.lines().find(|line| line.starts_with("decided")).unwrap();
    assert!(decided.contains(" by user ") && decided.contains(" on "), "{decided}");
}

#[test]
fn after_an_address_is_mended_the_run_writes_to_the_new_one_and_the_account_forgets_the_old() {
    let server = MailServer::start();
    server.refuse(ADA, "550 5.7.1 not now");
    let world = world_with(&server);
    assert_eq!(world.nyttja(&RUN).code, 5);
    world.change("config/units.csv", ADA, "ada.berg@example.invalid");

    // Sending the old letter once more would not help anybody.
    let retry = ["outbox", "retry", "--failed", "--because", "The address is right now"];
    let refused = world.nyttja(&retry);
    assert!(refused.code == 1 && refused.stderr.contains("units.csv no longer has"), "{refused:?}");
    let ran = world.nyttja(&RUN);

    assert_eq!((ran.code, counts(&ran.json())), (0, [3, 2, 1, 0, 0, 0, 0]), "{ran:?}");
    assert_eq!(letters_to(&server, "ada.berg@example.invalid"), 1);
    let status = world.nyttja(&["status", "--format", "json"]).json();
    assert_eq!(counts(&status["last_runs"][0]["receipt"]), [3, 2, 1, 0, 0, 0, 0]);
    assert_eq!(status["health"]["last_run"], "complete");
    // The failed letter is still on record.
    assert!(world.nyttja(&["outbox", "show", ADA]).stdout.contains("failed since"));
}

#[test]
fn a_unit_that_gets_a_principal_after_the_run_counts_once() {
    let world = World::new();
    world.nyttja(&RUN);
    world.change("config/units.csv", ",9,40,70,,,,", ",9,40,70,Cia Ny,cia.ny@example.invalid,sv,");
    let ran = world.nyttja(&RUN);
    assert_eq!((ran.code, counts(&ran.json())), (0, [3, 3, 0, 0, 0, 0, 0]), "{ran:?}");
    assert_eq!(world.letters_of("letters").len(), 3);
}

#[test]
fn a_held_letter_to_somebody_who_has_left_is_taken_back_when_another_is_written() {
    let world = World::new();
    let usage = world.read("data/inbox/usage.csv");
    let few: Vec<_> =
        usage.lines().filter(|line| line.starts_with("Enhet") || line.starts_with("8765")).collect();
    world.write("data/inbox/usage.csv", few.join("\n"));
    assert_eq!(world.nyttja(&RUN).code, 4);
    world.change("config/units.csv", ADA, "ada.berg@example.invalid");
    world.write("data/inbox/usage.csv", usage);

    let ran = world.nyttja(&RUN);

    assert_eq!((ran.code, counts(&ran.json())), (0, [3, 2, 1, 0, 0, 0, 0]), "{ran:?}");
    let old = world.nyttja(&["outbox", "show", ADA, "--format", "json"]).json();
    assert_eq!((&old["state"], &old["decisions"][0]["who"]), (&json!("cancelled"), &Value::Null));
    assert!(world.letters_of("letters").iter().all(|letter| !letter.contains(ADA)));
}

#[test]
fn a_sender_address_that_the_server_refuses_costs_no_letter() {
    let server = MailServer::start();
    server.refuse("digital@example.invalid", "553 5.7.1 not your address");
    let world = world_with(&server);
    let why = "the mail server refuses the sender address: 553 5.7.1 not your address";
    // For as long as nobody mends it: more tries than any one letter has.
    for minute in (0..84).step_by(7) {
        let at = format!("2026-11-23T{:02}:{:02}:00+01:00", 7 + minute / 60, minute % 60);
        let ran = world.nyttja(&["run", "--at", &at, "--format", "json"]);
        assert_eq!((ran.code, counts(&ran.json())), (5, [3, 0, 1, 0, 0, 0, 2]), "{ran:?}");
        let reasons = ran.json()["letters"].clone();
        let reasons = reasons.as_array().unwrap().iter().filter(|letter| letter["reason"] == why);
        assert_eq!(reasons.count(), 2, "{ran:?}");
    }
    let shown = world.nyttja(&["run", "--at", "2026-11-23T08:24:00+01:00"]).stdout;
    assert!(shown.contains(&format!("{ADA} (87654321): {why}")), "{shown}");

    server.take_all();
    let ran = world.nyttja(&["run", "--at", "2026-11-23T09:00:00+01:00", "--format", "json"]);
    assert_eq!((ran.code, counts(&ran.json())), (0, [3, 2, 1, 0, 0, 0, 0]), "{ran:?}");
}

#[test]
fn letters_that_nobody_knows_cannot_be_shown() {
    let world = World::new();
    world.nyttja(&RUN);
    let nobody = world.nyttja(&["outbox", "show", "nobody@example.invalid"]);
    assert!(nobody.code == 1 && nobody.stderr.contains("there is no letter"), "{nobody:?}");
    let vacant = world.nyttja(&["outbox", "show", "vacant:FSK-09", "--message"]);
    assert!(vacant.code == 1 && vacant.stderr.contains("not kept"), "{vacant:?}");
}
