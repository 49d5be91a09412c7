//! `nyttja pause`: the coordinator agrees, ends and declines from a terminal.

use super::{ANNA, letter_to, run};
use crate::world::{MONDAY, Ran, World};
use nyttja::domain::recipient::RecipientMark;
use serde_json::json;

const FILE: &str = "config/agreements.toml";

fn pause(world: &World, who: &str, until: &str) -> Ran {
    let agreed = ["--until", until, "--because", "Vikarie", "--agreed-with", "Anna Ek", "--at", MONDAY];
    world.nyttja(&[&["pause", who][..], &agreed].concat())
}

/// As if a mail program had posted the wish at `at`.
async fn wish(world: &World, address: &str, at: &str) {
    let store = world.weekly().await.store;
    store.wishes.record(&RecipientMark::of(&address.parse().unwrap()), at.parse().unwrap()).await.unwrap();
    store.close().await;
}

#[test]
fn a_pause_is_written_at_the_end_of_the_file_shown_and_held() {
    let world = World::new();
    let before = "# Överenskommelser\n[[intervention]] # hjälp\nunit = \"FSK-07\"\nmodule =  'larlogg'\nkind = \"film\"\nagreed = 2026-11-02\ndate = 2026-11-04";
    world.write(FILE, before);
    let ran = pause(&world, "Anna.EK@example.invalid", "2027-01-31");
    assert_eq!(ran.code, 0, "{ran:?}");
    let block = "[[pause]]\nrecipient = \"anna.ek@example.invalid\"\nreason = \"Vikarie\"\nagreed_with = \"Anna Ek\"\nfrom = 2026-11-23\nuntil = 2027-01-31\n";
    assert_eq!(world.read(FILE), format!("{before}\n\n{block}"));
    for line in ["config/agreements.toml:8", "+ [[pause]]", "+ until = 2027-01-31"] {
        assert!(ran.stdout.contains(line), "{line} is missing in\n{}", ran.stdout);
    }
    assert!(
        ran.stdout
            .contains("Anna Ek (anna.ek@example.invalid) gets no letters from 2026-11-23 until 2027-01-31")
    );
    assert_eq!(world.nyttja(&["check", "--at", MONDAY]).code, 0);
    assert_eq!(letter_to(&run(&world), ANNA)["state"], "skipped");
}

#[test]
fn the_first_pause_makes_the_file() {
    let world = World::new();
    let ran = pause(&world, "Vikens", "2027-01-31");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(world.read(FILE).starts_with("[[pause]]\nunit = \"12345678\"\n"), "{}", world.read(FILE));
    assert!(ran.stdout.contains("Letters do not speak of Vikens skola (12345678)"), "{ran:?}");
}

#[test]
fn who_is_not_known_is_refused_with_the_nearest_who_is() {
    let world = World::new();
    for (who, words) in [
        ("ana.ek@example.invalid", "did you mean anna.ek@example.invalid?"),
        ("FSK-7", "did you mean Backens förskola (FSK-07)?"),
        ("förskola", "Backens förskola (FSK-07), Tallens förskola (FSK-09)"),
        ("@", "cannot be used"),
    ] {
        let ran = pause(&world, who, "2027-01-31");
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.stderr.contains(words), "{words} is missing in {}", ran.stderr);
        assert!(!world.path(FILE).exists());
    }
}

#[test]
fn what_the_check_would_refuse_is_not_written() {
    let world = World::new();
    assert_eq!(pause(&world, ANNA, "2027-01-31").code, 0);
    let before = world.read(FILE);
    let twice = pause(&world, ANNA, "2027-06-11");
    assert_eq!(twice.code, 3, "{twice:?}");
    assert!(twice.stderr.contains("is paused at line 1 too"), "{twice:?}");
    let over = pause(&world, "FSK-07", "2026-11-22");
    assert_eq!(over.code, 2, "{over:?}");
    assert_eq!(world.read(FILE), before);
}

#[test]
fn a_pause_that_is_ended_lets_the_next_letters_through() {
    let world = World::new();
    pause(&world, ANNA, "2027-01-31");
    let early = world.nyttja(&["pause", "end", ANNA, "--at", MONDAY]);
    assert_eq!(
        (early.code, world.read(FILE).as_str()),
        (0, ""),
        "one of the same day leaves no trace: {early:?}"
    );
    world.write(FILE, super::pause("unit = \"FSK-07\"", "from = 2026-11-01\nuntil = 2027-01-31"));
    let ran = world.nyttja(&["pause", "end", "Backens", "--at", MONDAY]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("- until = 2027-01-31\n+ until = 2026-11-22"), "{ran:?}");
    assert_eq!(letter_to(&run(&world), ANNA)["units"], json!(["12345678", "FSK-07"]));
    let again = world.nyttja(&["pause", "end", "FSK-07", "--at", MONDAY]);
    assert_eq!(again.code, 1);
    assert!(again.stderr.contains("`FSK-07` is not paused"), "{again:?}");
}

#[test]
fn a_pause_can_be_ended_of_somebody_who_is_gone() {
    let world = World::new();
    world.write(
        FILE,
        super::pause("recipient = \"gone@example.invalid\"", "from = 2026-11-01\nuntil = 2027-01-31"),
    );
    let ran = world.nyttja(&["pause", "end", "Gone@example.invalid", "--at", MONDAY]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(world.read(FILE).contains("until = 2026-11-22"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_stops_the_letters_until_it_is_declined() {
    let world = World::new();
    wish(&world, ANNA, "2026-11-20T23:30:00Z").await;
    let receipt = run(&world);
    let letter = letter_to(&receipt, ANNA);
    assert_eq!(letter["state"], "skipped");
    assert_eq!(letter["reason"], "asked for a pause on 2026-11-21; the coordinator has not answered yet");
    assert_eq!(super::explain(&world, "12345678")["no_letter"]["reason"], "paused");
    let ran = world.nyttja(&["run", "--at", MONDAY]);
    assert!(
        ran.stdout.contains("asked for a pause on 2026-11-21"),
        "the receipt for people says it too: {ran:?}"
    );

    let declined =
        world.nyttja(&["pause", "decline", "Anna.Ek@example.invalid", "--because", "Vi har talats vid"]);
    assert_eq!(declined.code, 0, "{declined:?}");
    let usage = world.read("data/inbox/usage.csv");
    world.write(
        "data/inbox/2.csv",
        usage.replace("2026-11-16", "2026-11-23").replace("2026-11-22", "2026-11-29"),
    );
    let next = world.nyttja(&["run", "--at", "2026-11-30T06:30:00+01:00", "--format", "json"]).json();
    assert_eq!(letter_to(&next, ANNA)["state"], "sent");
    let again = world.nyttja(&["pause", "decline", ANNA, "--because", "x"]);
    assert_eq!(again.code, 1, "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn open_wishes_are_shown_until_a_pause_answers_them() {
    let world = World::new();
    wish(&world, ANNA, "2026-11-21T09:00:00Z").await;
    let listed = world.nyttja(&["pause", "list", "--at", MONDAY]);
    for words in [
        "Asked for a pause with one click",
        "Anna Ek (anna.ek@example.invalid), on 2026-11-21",
        "nyttja pause decline",
    ] {
        assert!(listed.stdout.contains(words), "{words} is missing in\n{}", listed.stdout);
    }
    assert!(world.nyttja(&["status"]).stdout.contains("Anna Ek (anna.ek@example.invalid), on 2026-11-21"));
    let status = world.nyttja(&["status", "--format", "json"]).json();
    assert_eq!(status["wishes"][0]["recipient"], ANNA);

    let unit = pause(&world, "FSK-07", "2027-01-31");
    assert!(
        unit.stdout.contains("anna.ek@example.invalid has asked for a pause with one click, and still waits"),
        "{unit:?}"
    );
    let agreed = pause(&world, ANNA, "2027-01-31");
    assert!(agreed.stdout.contains("That answers the wish"), "{agreed:?}");
    let list = world.nyttja(&["pause", "list", "--at", MONDAY, "--format", "json"]).json();
    assert_eq!(list["wishes"], json!([]));
    let of: Vec<_> = list["pauses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pause| (&pause["recipient"], &pause["unit"]))
        .collect();
    assert_eq!(of, [(&json!(null), &json!("FSK-07")), (&json!(ANNA), &json!(null))]);
}

#[test]
fn a_list_tells_what_holds_and_what_is_to_come_and_not_what_is_over() {
    let world = super::with(&[
        super::pause("unit = \"FSK-07\"", "until = 2026-11-23"),
        super::pause("unit = \"12345678\"", "from = 2026-12-01\nuntil = 2027-01-31"),
        super::pause("unit = \"87654321\"", "until = 2026-11-22"),
    ]);
    let ran = world.nyttja(&["pause", "list", "--at", MONDAY]);
    insta::assert_snapshot!(ran.stdout, @r#"
    Paused:
      Backens förskola (FSK-07), until 2026-11-23: Vikarie; agreed with Anna Ek

    To be paused:
      Vikens skola (12345678), from 2026-12-01 until 2027-01-31: Vikarie; agreed with Anna Ek
    "#);
    let nobody = World::new().nyttja(&["pause", "list"]);
    assert_eq!(nobody.stdout, "nobody is paused, and nobody has asked to be\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_waits_for_the_server_is_taken_back_and_held_ones_are_left_to_the_coordinator() {
    let world = World::new();
    world.cut_mail_off();
    assert_eq!(world.nyttja(&["run", "--at", MONDAY]).code, 5);
    wish(&world, ANNA, "2026-11-23T06:00:00Z").await;
    let ran = world.nyttja(&["run", "--at", MONDAY, "--format", "json"]);
    let receipt = ran.json();
    assert_eq!(letter_to(&receipt, ANNA)["state"], "cancelled", "{receipt:#}");
    assert!(
        letter_to(&receipt, ANNA)["reason"].as_str().unwrap().starts_with("asked for a pause on 2026-11-23")
    );
    assert_eq!((&receipt["skipped"], &receipt["waiting"]), (&json!(2), &json!(1)), "{receipt:#}");
    assert_eq!(super::explain(&world, "12345678")["no_letter"]["reason"], "paused");

    let held = World::new();
    let late = ["run", "--at", "2026-11-30T06:30:00+01:00", "--format", "json"];
    assert_eq!(held.nyttja(&late).code, 4);
    wish(&held, ANNA, "2026-11-30T06:00:00Z").await;
    let receipt = held.nyttja(&late).json();
    assert_eq!(
        (&receipt["held"], &receipt["sent"]),
        (&json!(1), &json!(0)),
        "one wish ends no hold: {receipt:#}"
    );
    assert_eq!(letter_to(&receipt, ANNA)["state"], "skipped");
}
