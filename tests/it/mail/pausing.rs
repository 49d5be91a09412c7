//! Pauses: who is left in peace gets no letter, and every receipt says why.

mod clicking;
mod commands;
mod written;

use serde_json::{Value, json};

use crate::world::{MONDAY, World};

const ANNA: &str = "anna.ek@example.invalid";

/// A web server of a municipality that lets people pause letters by a click.
const WEB: &str =
    "listen = \"127.0.0.1:0\"\npublic_url = \"https://brev.example.invalid\"\nsecret_file = \"key\"";

/// A pause in the words of the file.
fn pause(of: &str, dates: &str) -> String {
    format!("\n[[pause]]\n{of}\nreason = \"Vikarie\"\nagreed_with = \"Anna Ek\"\n{dates}\n")
}

/// A world in which these pauses are agreed.
fn with(pauses: &[String]) -> World {
    let world = World::new();
    world.write("config/agreements.toml", pauses.concat());
    world
}

fn anna(dates: &str) -> World {
    with(&[pause(&format!("recipient = \"{}\"", ANNA.to_uppercase()), dates)])
}

/// The receipt of the run of Monday's week.
fn run(world: &World) -> Value {
    let ran = world.nyttja(&["run", "--at", MONDAY, "--format", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let receipt = ran.json();
    let parts = ["sent", "skipped", "held", "failed", "unknown", "waiting"];
    let sum: u64 = parts.iter().map(|part| receipt[part].as_u64().unwrap()).sum();
    assert_eq!(receipt["expected"].as_u64(), Some(sum), "the receipt adds up: {receipt:#}");
    receipt
}

fn letter_to<'a>(receipt: &'a Value, address: &str) -> &'a Value {
    let letters = receipt["letters"].as_array().unwrap();
    letters.iter().find(|letter| letter["recipient"] == address).unwrap_or(&Value::Null)
}

fn explain(world: &World, unit: &str) -> Value {
    let ran = world.nyttja(&["explain", unit, "--at", MONDAY, "--format", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.json()
}

#[test]
fn a_paused_recipient_is_expected_and_skipped_with_the_day_and_the_reason() {
    let world = anna("from = 2026-11-20\nuntil = 2027-01-31");
    let receipt = run(&world);
    assert_eq!(
        (&receipt["expected"], &receipt["sent"], &receipt["skipped"]),
        (&json!(3), &json!(1), &json!(2))
    );
    let letter = letter_to(&receipt, ANNA);
    assert_eq!(letter["state"], "skipped");
    assert_eq!(letter["reason"], "paused until 2027-01-31: Vikarie");
    assert_eq!(letter["units"], json!(["12345678", "FSK-07"]));
    assert_eq!(world.letters().len(), 1);
}

#[test]
fn letters_come_until_the_day_before_a_pause_and_from_the_day_after_it() {
    for dates in ["from = 2026-11-24\nuntil = 2027-01-31", "from = 2026-09-01\nuntil = 2026-11-22"] {
        let receipt = run(&anna(dates));
        assert_eq!(letter_to(&receipt, ANNA)["state"], "sent", "{dates}");
    }
    for dates in ["from = 2026-11-23\nuntil = 2026-11-23", "until = 2026-11-23"] {
        let receipt = run(&anna(dates));
        assert_eq!(letter_to(&receipt, ANNA)["state"], "skipped", "{dates}");
    }
}

#[test]
fn a_letter_does_not_speak_of_a_paused_unit_and_says_the_rest() {
    let world = with(&[pause("unit = \"12345678\"", "until = 2027-01-31")]);
    let receipt = run(&world);
    let letter = letter_to(&receipt, ANNA);
    assert_eq!((&letter["state"], &letter["units"]), (&json!("sent"), &json!(["FSK-07"])));
    let text = world.letters().into_iter().find(|letter| letter.contains(ANNA)).unwrap();
    assert!(text.contains("Backens") && !text.contains("Vikens"), "{text}");

    let page = explain(&world, "12345678");
    assert_eq!(page["no_letter"], json!({ "reason": "paused", "why": "paused until 2027-01-31: Vikarie" }));
    assert_eq!(page["expectations"][0]["level"], "below", "it is judged all the same");
    assert_eq!(page["expectations"][0]["asking"], Value::Null, "and nothing is asked");
    assert_eq!(explain(&world, "FSK-07")["no_letter"], Value::Null);
}

#[test]
fn a_recipient_is_skipped_whose_every_unit_is_paused() {
    let school = pause("unit = \"12345678\"", "until = 2027-01-31");
    let preschool = pause("unit = \"FSK-07\"", "until = 2026-12-31");
    let receipt = run(&with(&[school, preschool]));
    let letter = letter_to(&receipt, ANNA);
    assert_eq!(letter["state"], "skipped");
    assert_eq!(
        letter["reason"], "paused until 2026-12-31: Vikarie",
        "a letter comes again when the first one ends"
    );
}

#[test]
fn explain_says_before_and_after_the_run_that_there_is_a_pause() {
    let world = anna("until = 2027-01-31");
    for _ in 0..2 {
        let ran = world.nyttja(&["explain", "12345678", "--at", MONDAY]);
        assert!(ran.stdout.contains("paused until 2027-01-31: Vikarie"), "{ran:?}");
        assert_eq!(explain(&world, "12345678")["no_letter"]["reason"], "paused");
        run(&world);
    }
    // The ledger remembers why, when the pause has ended.
    world.write("config/agreements.toml", "");
    assert_eq!(explain(&world, "12345678")["no_letter"]["why"], "paused until 2027-01-31: Vikarie");
}

#[test]
fn a_preview_names_who_is_paused_and_writes_the_others() {
    let world = anna("until = 2027-01-31");
    let ran = world.nyttja(&["preview", "--all", "--week", "2026-W48", "--at", MONDAY, "--out", "out"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stderr.contains(&format!("{ANNA}: paused until 2027-01-31: Vikarie, so there is no letter")),
        "{ran:?}"
    );
    assert!(!world.path(&format!("out/{ANNA}.txt")).exists());
    assert!(world.path("out/ada.hill@example.invalid.txt").exists());
}

#[test]
fn what_if_counts_the_letters_and_asks_that_a_pause_would_save() {
    let world = World::new();
    world.write(
        "paused/agreements.toml",
        pause("unit = \"12345678\"", "from = 2026-11-23\nuntil = 2027-01-31"),
    );
    let asked = ["--week", "2026-W48", "--weeks", "1", "--format", "json"];
    let changes = |with: &str| {
        let ran = world.nyttja(&[&["what-if", "--with", with][..], &asked].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        let changes = ran.json()["changes"].as_array().unwrap().clone();
        let words = changes.iter().map(|change| (change["week"].clone(), change["change"].clone()));
        words
            .map(|(week, change)| format!("{} {}", week.as_str().unwrap(), change.as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(changes("paused/agreements.toml"), ["2026-W48 ask_lost"], "the levels are the same");
    world.write("paused/agreements.toml", pause(&format!("recipient = \"{ANNA}\""), "until = 2027-01-31"));
    assert!(changes("paused/agreements.toml").contains(&"2026-W48 letter_lost".to_owned()));
}

#[test]
fn a_paused_week_is_no_letter_in_the_row_that_leads_to_the_coordinator() {
    let world = World::new();
    let judged = |week: &str, from: &str| {
        world.write(
            "config/agreements.toml",
            pause(&format!("recipient = \"{ANNA}\""), "from = 2026-11-30\nuntil = 2026-12-06"),
        );
        let (first, last) = from.split_once(' ').unwrap();
        let usage = world.read("data/inbox/usage.csv");
        world.write(
            &format!("data/inbox/{week}.csv"),
            usage.replace("2026-11-16", first).replace("2026-11-22", last),
        );
    };
    run(&world);
    judged("2026-W49", "2026-11-23 2026-11-29");
    judged("2026-W50", "2026-11-30 2026-12-06");
    for monday in ["2026-11-30T06:30:00+01:00", "2026-12-07T06:30:00+01:00"] {
        assert_eq!(world.nyttja(&["run", "--at", monday]).code, 0);
    }
    let ran = world.nyttja(&["explain", "12345678", "--at", "2026-12-07T09:00:00+01:00", "--format", "json"]);
    let asking = &ran.json()["expectations"][0]["asking"];
    assert_eq!(asking["asked_before"], json!(["2026-W48"]), "{ran:?}");
    assert_eq!(asking["standing"], "asked_recently", "the letter before was that of week 48: {ran:?}");
}
