//! What the files can hardly mean is pointed at, each mistake in words of its own.

mod dates;
mod rules;
mod sources;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;

use nyttja::settings::load;

use crate::builders::day;
use crate::world::World;

/// A further expectation of the use of the learning log, as a coordinator writes it.
struct Another<'a> {
    key: &'a str,
    audience: &'a str,
    measure: &'a str,
    /// Its target, or its path.
    goal: &'a str,
    /// Lines at its end.
    more: &'a str,
}

/// One of the staff, that says the same as the first but for its key.
const ANOTHER: Another<'_> = Another {
    key: "another",
    audience: "staff",
    measure: "active_share",
    goal: "target = \"80 %\"\nnear = \"70 %\"",
    more: "",
};

impl fmt::Display for Another<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, audience, measure, goal, more } = self;
        write!(
            f,
            "\n[[expectation]]\nkey = \"{key}\"\nmodule = \"larlogg\"\naudience = \"{audience}\"\n\
             measure = \"{measure}\"\nweeks = 4\n{goal}\nwhy = {{ sv = \"Därför.\" }}\n\
             document = \"Förväntansdokumentet 9\"\n{more}"
        )
    }
}

/// Adds entries to the end of a file, which is made where there is none.
fn add(world: &World, file: &str, text: &str) {
    let path = format!("config/{file}");
    let before = fs::read_to_string(world.path(&path)).unwrap_or_default();
    world.write(&path, before + text);
}

/// Everything doubtful on Monday 23 November 2026, as a reader sees it.
fn doubts(change: impl FnOnce(&World)) -> String {
    doubts_on("2026-11-23", change)
}

fn doubts_on(today: &str, change: impl FnOnce(&World)) -> String {
    let world = World::new();
    change(&world);
    said(&world.path("config"), today)
}

fn said(folder: &Path, today: &str) -> String {
    let loaded = load(folder, &BTreeMap::new());
    assert!(loaded.settings.is_some(), "{:?}", loaded.faults);
    let mut page = String::new();
    for fault in &loaded.doubts(day(today)) {
        let file = fault.file.file_name().unwrap().to_string_lossy();
        let severity = serde_json::to_value(fault.severity).unwrap();
        let (line, snippet) = (fault.line.unwrap_or(0), fault.snippet.as_deref().unwrap_or_default());
        writeln!(page, "{} at {file}:{line}: {snippet}", severity.as_str().unwrap()).unwrap();
        writeln!(page, "  {}\n  hint: {}", fault.message, fault.hint.as_deref().unwrap_or("none")).unwrap();
    }
    page
}

#[test]
fn nothing_in_good_files_is_doubtful() {
    assert_eq!(doubts(|_| {}), "");
}

#[test]
fn nothing_in_the_shipped_files_is_doubtful_in_the_week_they_are_made_for() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    assert_eq!(said(&shipped, "2026-11-23"), "");
}

#[test]
fn a_doubt_that_depends_on_the_day_never_fails_a_check() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    for today in ["1999-01-01", "2027-01-15", "2029-06-01", "2106-12-31"] {
        assert!(!said(&shipped, today).contains("defect"), "{today}");
    }
}

#[test]
fn a_contradiction_fails_the_check_and_a_run_goes_on() {
    let world = World::new();
    add(&world, "expectations.toml", &ANOTHER.to_string());
    let ran = world.nyttja(&["check", "--at", crate::world::MONDAY]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stdout.contains("`another` contradicts `larlogg-personal`"), "{}", ran.stdout);
    assert_eq!(world.nyttja(&["run", "--at", crate::world::MONDAY]).code, 0);
}

#[test]
fn what_is_only_worth_knowing_passes_the_check_and_is_shown_with_its_line() {
    let world = World::new();
    add(&world, "agreements.toml", &dates::exception("until = 2026-11-22"));
    let before = world.nyttja(&["check", "--at", "2026-11-22T23:30:00+01:00"]);
    assert!(!before.stdout.contains("expired"), "{before:?}");
    let after = world.nyttja(&["check", "--at", "2026-11-23T00:30:00+01:00"]);
    assert_eq!(after.code, 0, "{after:?}");
    for words in ["the exception expired on 2026-11-22, and is not applied", "agreements.toml:8"] {
        assert!(after.stdout.contains(words), "{words} is missing in\n{}", after.stdout);
    }
}

#[test]
fn a_link_that_is_not_encrypted_or_has_no_beginning_is_refused_in_plain_words() {
    let world = World::new();
    let link = "training.larlogg-film.link";
    world.set_in("config/trainings.toml", link, "http://stod.example.invalid/larlogg-film");
    let ran = world.nyttja(&["check"]);
    assert_eq!(ran.code, 3);
    let words = "`http://stod.example.invalid/larlogg-film` is not encrypted, so no letter may lead there";
    assert!(ran.stdout.replace("\n  │ ", " ").contains(words), "{}", ran.stdout);
    world.set_in("config/trainings.toml", link, "stod.example.invalid/larlogg-film");
    let ran = world.nyttja(&["check"]);
    assert!(ran.stdout.contains("does not begin with https://"), "{}", ran.stdout);
}
