//! Why a unit got nothing.

use serde_json::json;

use super::{explain, matter, text};
use crate::world::{MONDAY, World};

#[test]
fn a_week_that_was_not_run_has_no_letter_yet() {
    let page = explain(&World::new(), "12345678", MONDAY);
    assert_eq!(page["no_letter"], json!({ "reason": "not_run_yet", "alarms": [] }));
    assert_eq!(page["letters"], json!([]));
}

#[test]
fn a_vacancy_says_so_before_and_after_the_run() {
    let world = World::new();
    assert_eq!(explain(&world, "FSK-09", MONDAY)["no_letter"]["reason"], "vacant");
    world.nyttja(&["run", "--at", MONDAY]);
    let page = explain(&world, "FSK-09", MONDAY);
    assert_eq!(page["no_letter"]["reason"], "vacant");
    assert_eq!((&page["letters"][0]["recipient"], &matter(&page)["asking"]), (&json!(null), &json!(null)));
    assert_eq!(matter(&page)["level"], "met", "it is judged all the same");
}

#[test]
fn a_closed_week_is_named_by_its_break() {
    let world = World::new();
    let closed = "[[closed]]\nname = \"Novemberlov\"\nfrom = 2026-11-23\nto = 2026-11-27\nforms = [\"GR\", \"FKLASS\"]\n";
    world.write("config/calendar.toml", closed);
    world.nyttja(&["run", "--at", MONDAY]);
    let page = explain(&world, "12345678", MONDAY);
    assert_eq!(page["no_letter"]["reason"], "closed_week");
    assert_eq!(page["no_letter"]["causes"][0]["name"], "Novemberlov");
    assert_eq!(matter(&page)["reason"], "out_of_term");
    let hurdles = matter(&page)["hurdles"].as_array().unwrap();
    let asked: Vec<_> = hurdles.iter().map(|hurdle| (&hurdle["hurdle"], &hurdle["holds"])).collect();
    assert_eq!(
        asked,
        [
            (&json!("handled_elsewhere"), &json!(false)),
            (&json!("not_applicable"), &json!(false)),
            (&json!("exempt"), &json!(false)),
            (&json!("out_of_term"), &json!(true)),
        ]
    );
}

#[test]
fn the_grace_of_a_term_is_named_with_its_term() {
    let world = World::new();
    let term = "[[term]]\nname = \"Ny termin\"\nfrom = 2026-11-16\nto = 2027-01-18\nforms = [\"GR\", \"FKLASS\"]\ngrace_weeks = 3\n";
    world.write("config/calendar.toml", term);
    let words = text(&world, "12345678", MONDAY);
    assert!(
        words.contains("the week lies in the grace of Ny termin: its first 3 weeks, from 2026-11-16"),
        "{words}"
    );
}

#[test]
fn a_unit_that_could_not_be_judged_gets_no_letter() {
    let world = World::new();
    world.set("gate.units_reported", "50 %");
    world.change("data/inbox/usage.csv", "87654321;larlogg;staff;2026-11-16;2026-11-22;18;20;52\n", "");
    world.nyttja(&["run", "--at", MONDAY]);
    let page = explain(&world, "87654321", MONDAY);
    assert_eq!(page["no_letter"]["reason"], "nothing_judged");
    assert_eq!(matter(&page)["reason"], "incomplete");
    assert_eq!(page["letters"][0]["state"], "skipped");
}

#[test]
fn a_held_week_tells_its_alarms_until_somebody_takes_it_back() {
    let world = World::new();
    let late = "2026-11-30T06:30:00+01:00";
    let page = explain(&world, "12345678", late);
    assert_eq!(page["no_letter"]["reason"], "not_run_yet");
    assert!(page["no_letter"]["alarms"][0].as_str().unwrap().contains("2026-11-22"), "{page}");
    world.nyttja(&["run", "--at", late]);
    let page = explain(&world, "12345678", late);
    assert_eq!(page["no_letter"]["reason"], "held");
    assert!(page["no_letter"]["alarms"][0].as_str().unwrap().contains("2026-11-22"), "{page}");
    world.nyttja(&["outbox", "discard", "--week", "2026-W49", "--because", "Fel export"]);
    let page = explain(&world, "12345678", late);
    assert_eq!(page["no_letter"]["reason"], "taken_back");
    assert!(page["no_letter"]["why"].as_str().unwrap().contains("Fel export"), "{page}");
}

#[test]
fn a_unit_that_a_run_left_out_is_told_that_the_next_one_writes() {
    let world = World::new();
    world.nyttja(&["run", "--at", MONDAY, "--unit", "87654321"]);
    assert_eq!(explain(&world, "12345678", MONDAY)["no_letter"]["reason"], "left_out");
}

#[test]
fn a_module_of_another_system_is_named_with_it() {
    let ran = World::new().nyttja(&["explain", "12345678", "--module", "franvaro", "--at", MONDAY]);
    assert!(ran.stdout.contains("another system does this job: Skola24"), "{ran:?}");
}
