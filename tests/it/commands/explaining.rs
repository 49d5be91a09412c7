//! `nyttja explain`: one page from the records to the mail server, and why there is silence.

mod agreeing;
mod silences;

use serde_json::{Value, json};

use crate::world::{MONDAY, World};

const NEXT: &str = "2026-11-30T06:30:00+01:00";

fn explain(world: &World, unit: &str, at: &str) -> Value {
    let ran = world.nyttja(&["explain", unit, "--module", "larlogg", "--at", at, "--format", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.json()
}

/// Whether a line fits on the screen; what would be useless in two parts may be longer.
fn fits(line: &str) -> bool {
    line.chars().count() <= 80 || line.contains("@example.invalid")
}

fn text(world: &World, unit: &str, at: &str) -> String {
    let ran = world.nyttja(&["explain", unit, "--module", "larlogg", "--at", at]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.lines().all(fits), "{}", ran.stdout);
    ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The only expectation of the module.
fn matter(page: &Value) -> &Value {
    &page["expectations"][0]
}

/// The same figures a week later.
fn a_week_later(world: &World) {
    let usage = world.read("data/inbox/usage.csv");
    let later = usage.replace("2026-11-16", "2026-11-23").replace("2026-11-22", "2026-11-29");
    world.write("data/inbox/later.csv", later);
}

#[test]
fn a_page_goes_from_the_records_to_the_mail_server() {
    let world = World::new();
    world.set_in("config/expectations.toml", "expectation.larlogg-personal.weeks", 2);
    let first: toml::value::Datetime = "2026-08-01".parse().unwrap();
    world.set_in("config/expectations.toml", "expectation.larlogg-personal.valid_from", first);
    world.write(
        "config/calendar.toml",
        "[[term]]\nname = \"HT 2026\"\nfrom = 2026-08-17\nto = 2026-12-18\nforms = [\"GR\", \"FKLASS\"]\n\
         [[closed]]\nname = \"Studieresa\"\nfrom = 2026-11-09\nto = 2026-11-13\nforms = [\"GR\", \"FKLASS\"]\n",
    );
    let more = "12345678;larlogg;staff;2026-11-14;2026-11-14;1;34;1\n12345678;larlogg;staff;2026-10-01;2026-11-15;30;34;1\n";
    let usage = world.read("data/inbox/usage.csv") + more;
    world.write("data/inbox/usage.csv", usage);
    world.nyttja(&["run", "--at", MONDAY]);
    let ran = world.nyttja(&["explain", "vikens", "--week", "2026-W48", "--at", MONDAY, "--no-fetch"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.lines().all(fits), "{}", ran.stdout);
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn an_ask_is_explained_by_its_gap_its_place_and_its_training() {
    let world = World::new();
    world.nyttja(&["run", "--at", MONDAY]);
    let page = explain(&world, "12345678", MONDAY);
    let found = matter(&page);
    assert_eq!(found["formula"], "(12 + 14 + 13) ÷ (34 + 34 + 34) = 39 ÷ 102 = 38.2 %");
    assert_eq!((&found["rule"]["file"], &found["rule"]["line"]), (&json!("expectations.toml"), &json!(11)));
    assert_eq!((&found["level"], &found["reason"]), (&json!("below"), &json!(null)));
    let asking = &found["asking"];
    assert_eq!((&asking["standing"], &asking["rank"]), (&json!("asked"), &json!(1)));
    assert_eq!((&asking["step"], &asking["under_half"]), (&json!("hands_on"), &json!(true)));
    assert_eq!(asking["offers"][0]["training"], "larlogg-film");
    assert_eq!(asking["in_letter"]["trainings"], json!(["larlogg-film"]));
    let letter = &page["letters"][0];
    assert_eq!((&letter["recipient"], &letter["state"]), (&json!("anna.ek@example.invalid"), &json!("sent")));
    assert!(letter["message_id"].as_str().unwrap().starts_with("<letters.2026-W48.1."));
    assert_eq!((&letter["attempts"], &page["no_letter"]), (&json!(1), &json!(null)));
    assert!(letter["reason"].is_string(), "what the server said: {letter}");
}

#[test]
fn what_is_met_is_not_asked_for() {
    let world = World::new();
    let page = explain(&world, "Hill", MONDAY);
    assert_eq!(matter(&page)["level"], "met");
    assert_eq!(matter(&page)["asking"]["standing"], "fine");
    assert!(text(&world, "Hill", MONDAY).contains("not asked it is met"));
}

#[test]
fn a_preschool_is_measured_by_the_target_of_its_form() {
    let page = explain(&World::new(), "FSK-07", MONDAY);
    let rule = &matter(&page)["rule"];
    assert_eq!((&rule["source"], &rule["form"]), (&json!("by_form"), &json!("FS")));
}

#[test]
fn what_was_asked_last_week_names_the_letter_that_did() {
    let world = World::new();
    world.nyttja(&["run", "--at", MONDAY]);
    a_week_later(&world);
    let page = explain(&world, "12345678", NEXT);
    assert_eq!(matter(&page)["asking"]["standing"], "asked_recently");
    assert_eq!(matter(&page)["asking"]["asked_before"], json!(["2026-W48"]));
    assert!(text(&world, "12345678", NEXT).contains("the letter of 2026-W48 asked for it"));
}

#[test]
fn what_was_handed_over_stands_on_the_page_the_receipt_and_the_list() {
    let world = World::new();
    world.set("letters.hand_over_after", 1);
    world.set("letters.repeat_weeks", 1);
    let first = world.nyttja(&["run", "--at", MONDAY, "--format", "json"]);
    assert_eq!(first.json()["conversations"], json!([]));
    a_week_later(&world);
    let talk = json!([{ "unit": "12345678", "expectation": "larlogg-personal", "since": "2026-W49" }]);
    let dry = world.nyttja(&["run", "--at", NEXT, "--dry-run", "--format", "json"]);
    assert_eq!(dry.json()["conversations"], talk, "{dry:?}");
    let run = world.nyttja(&["run", "--at", NEXT, "--format", "json"]);
    assert_eq!(run.json()["conversations"], talk, "{run:?}");
    let again = world.nyttja(&["run", "--at", NEXT]);
    assert!(again.stdout.contains("left to the coordinator"), "{again:?}");
    let page = explain(&world, "12345678", NEXT);
    assert_eq!(matter(&page)["asking"]["standing"], "handed_over");
    assert_eq!(matter(&page)["asking"]["handed_over_since"], "2026-W49");
    let status = world.nyttja(&["status", "--format", "json"]).json();
    let listed = &status["conversations"][0];
    assert_eq!(
        ["name", "unit", "module", "expectation", "since"].map(|key| listed[key].as_str().unwrap()),
        ["Vikens skola", "12345678", "larlogg", "larlogg-personal", "2026-W49"]
    );
    let shown = world.nyttja(&["status"]).stdout;
    assert!(shown.contains("Vikens skola (12345678): larlogg, larlogg-personal, since 2026-W49"), "{shown}");
}

#[test]
fn what_is_crowded_out_names_what_is_more_urgent() {
    let world = World::new();
    world.set("letters.max_asks", 1);
    world.change("data/inbox/usage.csv", ";10;11;30", ";1;11;30");
    let page = explain(&world, "12345678", MONDAY);
    let asking = &matter(&page)["asking"];
    assert_eq!((&asking["standing"], &asking["rank"]), (&json!("crowded"), &json!(2)));
    assert_eq!(asking["more_urgent"], json!([{ "unit": "FSK-07", "expectation": "larlogg-personal" }]));
    assert!(text(&world, "12345678", MONDAY).contains("before it come larlogg-personal (FSK-07)"));
}

#[test]
fn a_small_unit_is_shown_with_the_end_of_its_interval() {
    let world = World::new();
    world.change("data/inbox/usage.csv", ";10;11;30", ";5;11;30");
    let page = explain(&world, "FSK-07", MONDAY);
    let found = matter(&page);
    assert_eq!((&found["level"], &found["reason"]), (&json!("near"), &json!("small_numbers")));
    assert!(found["small_numbers_end"].as_f64().unwrap() >= 0.6);
    assert_eq!(found["asking"]["standing"], "small_numbers");
    assert!(text(&world, "FSK-07", MONDAY).contains("near instead of below"));
}

#[test]
fn the_page_says_what_assess_says() {
    let world = World::new();
    let assessed = world.nyttja(&["assess", "--week", "2026-W48", "--format", "json"]).json_lines();
    for verdict in assessed {
        let unit = verdict["unit"].as_str().unwrap();
        let page =
            world.nyttja(&["explain", unit, "--week", "2026-W48", "--no-fetch", "--format", "json"]).json();
        let found = page["expectations"].as_array().unwrap().iter();
        let found = found.clone().find(|found| found["expectation"] == verdict["expectation"]).unwrap();
        for key in ["value", "level", "reason", "eligible", "previous"] {
            assert_eq!(found[key], verdict[key], "{unit} {key}");
        }
    }
}

#[test]
fn nobody_by_that_name_is_answered_with_who_may_be_meant() {
    let world = World::new();
    let ran = world.nyttja(&["explain", "Vikns skola", "--no-fetch"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("did you mean Vikens skola (12345678)?"), "{ran:?}");
    let ran = world.nyttja(&["explain", "förskola", "--no-fetch"]);
    assert!(ran.stderr.contains("Backens förskola (FSK-07), Tallens förskola (FSK-09)"), "{ran:?}");
    let ran = world.nyttja(&["explain", "Hill", "--module", "larlog", "--no-fetch"]);
    assert!(ran.stderr.contains("did you mean `larlogg`?"), "{ran:?}");
}

#[test]
fn why_a_week_is_not_known_is_said_once_for_all_that_it_concerns() {
    let world = World::new();
    for module in ["planering", "veckobrev"] {
        let key = |table: &mut toml::Table| drop(table.insert("key".to_owned(), module.into()));
        world.add_like("config/expectations.toml", "module", "larlogg", key);
        world.add_like("config/expectations.toml", "expectation", "larlogg-personal", |table| {
            table.insert("measure".to_owned(), "items_per_week".into());
            for (name, of) in [("target", 4), ("near", 3)] {
                table.insert(name.to_owned(), of.into());
            }
            table.remove("by_form");
            table.insert("module".to_owned(), module.into());
            key(table);
        });
    }
    let page = world.nyttja(&["explain", "12345678", "--at", MONDAY]).stdout;
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");

    let why = "known 0 of 4 weeks 2026-W44: no row of the module for any unit from `export`, which told of 0 units: a \
               missing row means nothing there (`absent`) 2026-W45: no row of the module for any unit from `export`, \
               which told of 1 unit: a missing row";
    assert_eq!(words.matches(why).count(), 1, "{page}");
    assert!(words.contains("known 0 of 4 weeks, as said of planering compared"), "{page}");
    assert!(words.contains("known 3 of 4 weeks 2026-W44: no row of the module for any unit"), "{page}");
    assert!(!words.contains("would be"), "nothing is divided by four people: {page}");
}
