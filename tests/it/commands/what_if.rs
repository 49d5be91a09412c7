//! `nyttja what-if`: who would be asked for what under other rules.

use std::num::NonZero;
use std::sync::Arc;

use nyttja::domain::what_if::{Amount, AskChange, Comparison, Turn, WeekChange, compare};
use proptest::prelude::*;
use serde_json::Value;

use crate::builders::week;
use crate::world::{Ran, World};

const ASKED: [&str; 6] = ["--week", "2026-W48", "--weeks", "4", "--format", "json"];

/// Runs the comparison with `with` and returns what it printed.
fn what_if(world: &World, with: &str) -> Ran {
    world.nyttja(&[&["what-if", "--with", with][..], &ASKED].concat())
}

/// A copy of the world's expectations with another target and near mark.
fn with_marks(world: &World, name: &str, target: &str, near: &str) {
    world.write(name, world.read("config/expectations.toml"));
    world.set_in(name, "expectation.larlogg-personal.target", target);
    world.set_in(name, "expectation.larlogg-personal.near", near);
}

fn changes<'a>(found: &'a Value, kind: &str) -> Vec<&'a Value> {
    found["changes"].as_array().unwrap().iter().filter(|change| change["change"] == kind).collect()
}

#[test]
fn a_higher_target_makes_a_named_principal_gain_an_ask_and_nobody_lose_one() {
    let world = World::new();
    with_marks(&world, "tighter.toml", "99 %", "98 %");
    let ran = what_if(&world, "tighter.toml");
    assert_eq!(ran.code, 0, "{ran:?}");
    let found = ran.json();
    let gained = changes(&found, "ask_gained");
    assert_eq!(gained.len(), 1, "{found:#}");
    assert_eq!(gained[0]["recipient"], "ada.hill@example.invalid");
    assert_eq!((&gained[0]["unit"], &gained[0]["week"]), (&"87654321".into(), &"2026-W48".into()));
    assert_eq!(changes(&found, "ask_lost").len(), 0);
    let levels = changes(&found, "level");
    assert!(levels.iter().any(|level| level["today"] == "met" && level["new"] == "below"), "{levels:?}");
}

#[test]
fn the_table_says_totals_then_expectations_then_names() {
    let world = World::new();
    with_marks(&world, "tighter.toml", "99 %", "98 %");
    let ran = world.nyttja(&["what-if", "--with", "tighter.toml", "--week", "2026-W48"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let places: Vec<_> =
        ["In all", "Asks gained", "In 2026-W48:", "Ada Hill", "begin without earlier letters"]
            .iter()
            .map(|words| {
                ran.stdout.find(words).unwrap_or_else(|| panic!("{words} is missing in\n{}", ran.stdout))
            })
            .collect();
    assert!(places.is_sorted(), "{}", ran.stdout);
    assert!(ran.stdout.contains("2026-W37 to 2026-W48"), "{}", ran.stdout);
}

#[test]
fn the_same_file_or_folder_makes_no_difference() {
    let world = World::new();
    for with in ["config/expectations.toml", "config"] {
        let found = what_if(&world, with).json();
        assert_eq!(found["changes"].as_array().unwrap().len(), 0, "{found:#}");
        let totals = &found["totals"];
        assert_eq!(totals["letters_today"], totals["letters_new"]);
        assert!(totals["asks_today"].as_u64().unwrap() > 0, "{found:#}");
    }
}

#[test]
fn simulated_letters_ask_for_what_real_ones_did() {
    let world = World::new();
    let found = what_if(&world, "config").json();
    let newest = found["weeks"].as_array().unwrap().last().unwrap();
    let run = world.nyttja(&["run", "--at", crate::world::MONDAY, "--format", "json"]).json();
    assert_eq!(newest["letters_today"], run["sent"]);
}

#[test]
fn a_broken_file_is_refused_with_all_its_faults() {
    let world = World::new();
    world.write("broken.toml", world.read("config/expectations.toml"));
    world.change("broken.toml", "target = \"80 %\"", "targt = \"8O %\"");
    world.change("broken.toml", "audience = \"staff\"", "audience = \"staf\"");
    let ran = what_if(&world, "broken.toml");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    for words in ["broken.toml", "`targt` is not a key here", "`staf` is not one of", "hint: mend"] {
        assert!(ran.stderr.contains(words), "{words} is missing in\n{}", ran.stderr);
    }
}

#[test]
fn a_file_that_is_missing_or_of_another_kind_is_refused() {
    let world = World::new();
    for (with, words) in
        [("nowhere.toml", "cannot be read"), ("config/trainings.toml", "none of expectations.toml")]
    {
        let ran = what_if(&world, with);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.stderr.contains(words), "{words} is missing in\n{}", ran.stderr);
    }
}

#[test]
fn an_exception_alone_takes_the_ask_away_and_is_told_by_its_content() {
    let world = World::new();
    world.write(
        "ny.toml",
        "[[exception]]\nunit = \"12345678\"\nexpectation = \"larlogg-personal\"\nexempt = true\n\
         reason = \"Ny rektor\"\nagreed_with = \"Anna Ek\"\nuntil = 2027-01-31\n",
    );
    let found = what_if(&world, "ny.toml").json();
    let lost = changes(&found, "ask_lost");
    assert!(!lost.is_empty() && lost.iter().all(|change| change["unit"] == "12345678"), "{found:#}");
    assert_eq!(changes(&found, "ask_gained").len(), 0);
    // In the weeks before the preschool reported, nothing else of hers could be judged.
    let letters = changes(&found, "letter_lost");
    assert!(letters.iter().all(|change| change["recipient"] == "anna.ek@example.invalid"), "{found:#}");
}

#[test]
fn the_json_adds_up() {
    let world = World::new();
    with_marks(&world, "looser.toml", "30 %", "30 %");
    let found = what_if(&world, "looser.toml").json();
    let number = |value: &Value| value.as_u64().unwrap();
    let sum = |list: &str, field: &str| -> u64 {
        found[list].as_array().unwrap().iter().map(|entry| number(&entry[field])).sum()
    };
    let totals = &found["totals"];
    for (field, value) in totals.as_object().unwrap().iter().filter(|(field, _)| *field != "units_affected") {
        assert_eq!(sum("weeks", field), number(value), "{field}");
    }
    for field in ["asks_gained", "asks_lost", "levels_changed"] {
        assert_eq!(sum("expectations", field), number(&totals[field]), "{field}");
    }
    for (kind, field) in [
        ("ask_gained", "asks_gained"),
        ("ask_lost", "asks_lost"),
        ("letter_gained", "letters_gained"),
        ("letter_lost", "letters_lost"),
        ("level", "levels_changed"),
    ] {
        assert_eq!(changes(&found, kind).len() as u64, number(&totals[field]), "{kind}");
    }
    assert!(number(&totals["asks_lost"]) > 0, "{found:#}");
    let [today, new, gained, lost] =
        ["asks_today", "asks_new", "asks_gained", "asks_lost"].map(|field| number(&totals[field]));
    assert_eq!(today + gained, new + lost);
}

/// The asks of one side only, week by week, in an order of their own.
fn asks(comparison: &Comparison, turn: Turn) -> Vec<Vec<AskChange>> {
    let of_week = |asks: &[AskChange]| {
        let mut asks: Vec<_> = asks.iter().filter(|ask| ask.turn == turn).cloned().collect();
        for ask in &mut asks {
            ask.turn = Turn::Gained;
        }
        asks.sort();
        asks
    };
    comparison.weeks.iter().map(|week| of_week(&week.asks)).collect()
}

#[test]
fn swapping_the_two_sides_swaps_gained_and_lost_for_any_number_of_workers() {
    let world = World::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    world.nyttja(&["assess", "--week", "2026-W48"]);
    let weekly = runtime.block_on(world.weekly());
    let usage = runtime
        .block_on(async { weekly.store.usage.snapshot(week("2026-W48").cut_off()).await?.all().await })
        .unwrap();
    let weeks = ["2026-W45", "2026-W46", "2026-W47", "2026-W48"].map(week);
    let today = &*weekly.municipality;
    proptest!(|(target in 1_i128..100, near in 0_i128..100, reversed in any::<bool>(), workers in 1_usize..5)| {
        let mut new = today.clone();
        let marks = crate::builders::marks(target, near.min(target));
        new.expectations[0].goal = nyttja::domain::expectation::Goal::Fixed(marks);
        if reversed {
            new.roster.recipients.reverse();
            new.expectations.reverse();
        }
        let one = NonZero::<usize>::MIN;
        let workers = NonZero::new(workers).unwrap();
        let there = compare(today, &new, &usage, &Arc::default(), &weeks, one);
        let back = compare(&new, today, &usage, &Arc::default(), &weeks, workers);
        prop_assert_eq!(asks(&there, Turn::Gained), asks(&back, Turn::Lost));
        prop_assert_eq!(asks(&there, Turn::Lost), asks(&back, Turn::Gained));
        prop_assert_eq!(there.tally().levels, back.tally().levels);
        prop_assert_eq!(compare(today, &new, &usage, &Arc::default(), &weeks, workers), there.clone());
        // What the new side takes over from today's is what it would find by itself.
        let alone = compare(&new, &new, &usage, &Arc::default(), &weeks, one);
        let amounts = |comparison: &Comparison, side: fn(&WeekChange) -> Amount| -> Vec<_> {
            comparison.weeks.iter().map(side).collect()
        };
        prop_assert_eq!(amounts(&there, |week| week.new), amounts(&alone, |week| week.today));
    });
}
