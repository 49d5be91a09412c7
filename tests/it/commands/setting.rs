//! `nyttja set`: a coordinator changes a rule from a terminal, and cannot do harm.

use std::os::unix::fs::PermissionsExt;

use nyttja::settings::atomic_write::{ReplaceError, replace};

use crate::world::{MONDAY, Ran, World};

const FILE: &str = "config/expectations.toml";

fn set(world: &World, args: &[&str]) -> Ran {
    let because = ["--because", "beslut i november", "--at", MONDAY];
    world.nyttja(&[&["set"], args, &because].concat())
}

/// The refusal of a change; nothing is written then.
fn refused(args: &[&str], code: i32) -> Ran {
    let world = World::new();
    let before = world.read(FILE);
    let ran = set(&world, &[args, &["--yes"]].concat());
    assert_eq!(ran.code, code, "{ran:?}");
    assert_eq!(world.read(FILE), before);
    ran
}

#[test]
fn a_target_is_changed_with_its_reason_and_every_other_byte_stays() {
    let world = World::new();
    world.change(FILE, "target = \"80 %\"", "# the share\ntarget   = \"80 %\" # of all");
    let before = world.read(FILE);
    let ran = set(&world, &["larlogg-personal", "target", "75 %", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let line = "# 2026-11-23: 80 % → 75 % – beslut i november\ntarget   = \"75 %\" # of all";
    assert_eq!(world.read(FILE), before.replace("target   = \"80 %\" # of all", line));
    assert_eq!(world.nyttja(&["check", "--at", MONDAY]).code, 0);
}

#[test]
fn the_lines_and_the_rule_are_shown_before_and_after() {
    let ran = set(&World::new(), &["larlogg-personal", "near", "0.5", "--form", "FS"]);
    for words in [
        "config/expectations.toml:21\n- by_form = { FS = { target = \"60 %\", near = \"50 %\" } }\n",
        "+ # 2026-11-23: FS near 50 % → 0.5 – beslut i november\n+ by_form = { FS = { target = \"60 %\", near = 0.5 } }\n",
    ] {
        assert!(ran.stdout.contains(words), "{words} is missing in\n{}", ran.stdout);
    }
    let ran = set(&World::new(), &["larlogg-personal", "target", "90 %"]);
    for words in
        ["  - FS, FKLASS, FTH, GR, GRAN, GY, GYAN, VUX: target 80 %, near 70 %\n", "target 90 %, near 70 %\n"]
    {
        assert!(ran.stdout.contains(words), "{words} is missing in\n{}", ran.stdout);
    }
}

#[test]
fn the_difference_in_letters_is_shown_where_there_is_a_store() {
    let world = World::in_a_file();
    let ran = set(&world, &["larlogg-personal", "target", "95 %"]);
    assert!(!ran.stdout.contains("In letters"), "{ran:?}");
    assert!(!world.path("data/nyttja.db").exists(), "to look made a store");
    assert_eq!(world.nyttja(&["assess", "--at", MONDAY]).code, 0);
    let ran = set(&world, &["larlogg-personal", "target", "95 %"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let summary = "In letters, by the usage in the store, 2026-W37 to 2026-W48:";
    let place = ran.stdout.find(summary).unwrap_or_else(|| panic!("{summary} is missing in\n{}", ran.stdout));
    assert!(ran.stdout[place..].contains("Asks"), "{}", ran.stdout);
    assert!(place < ran.stdout.find("Nothing is written").unwrap(), "{}", ran.stdout);
}

#[test]
fn a_store_that_cannot_be_read_keeps_no_change_from_being_made() {
    let world = World::in_a_file();
    world.write("data/nyttja.db", "this is no database at all, only a text that lies in its place");
    let ran = set(&world, &["larlogg-personal", "target", "95 %", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("The letters cannot be compared"), "{ran:?}");
    assert!(world.read(FILE).contains("95 %"));
}

#[test]
fn without_a_terminal_and_without_yes_nothing_is_written_and_the_way_is_told() {
    let world = World::new();
    let before = world.read(FILE);
    let ran = set(&world, &["larlogg-personal", "target", "75 %"]);
    assert_eq!((ran.code, world.read(FILE) == before), (0, true), "{ran:?}");
    assert!(ran.stdout.contains("Nothing is written. Say --yes"), "{ran:?}");
}

#[test]
fn a_form_gets_an_entry_of_its_own_where_it_has_none() {
    let world = World::new();
    let ran = set(&world, &["larlogg-personal", "target", "75 %", "--form", "GR", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let entry = "by_form = { FS = { target = \"60 %\", near = \"50 %\" }, GR = { target = \"75 %\" } }";
    assert!(world.read(FILE).contains(entry), "{}", world.read(FILE));
    let bare = World::new();
    set(&bare, &["franvaro-personal", "target", "75 %", "--form", "GR", "--yes"]);
    assert!(bare.read(FILE).contains("by_form = { GR = { target = \"75 %\" } }"), "{}", bare.read(FILE));
}

#[test]
fn what_the_check_would_refuse_is_refused_with_the_words_of_the_check() {
    let cases: [(&[&str], &str); 6] = [
        (&["larlogg-personal", "target", "8O %"], "`8O %` is not a share"),
        (&["larlogg-personal", "target", "80"], "`80` is not between 0 % and 100 %"),
        (&["larlogg-personal", "target", "60 %"], "`near` is harder to reach than `target`"),
        (&["larlogg-personal", "weeks", "four"], "should be a whole number"),
        (&["larlogg-personal", "valid_from", "1 augusti"], "is not a date"),
        (&["larlogg-personal", "near_points", "5 %"], "`near_points` does not go with the measure"),
    ];
    for (args, words) in cases {
        let ran = refused(args, 3);
        assert!(ran.stderr.contains(words), "{words} is missing in\n{}", ran.stderr);
        assert!(ran.stderr.contains("expectations.toml:"), "{}", ran.stderr);
    }
}

#[test]
fn a_contradiction_with_another_rule_is_refused() {
    let world = World::new();
    let rule = "\n[[expectation]]\nkey = \"ny\"\nmodule = \"larlogg\"\naudience = \"staff\"\nmeasure = \"active_share\"\ntarget = \"90 %\"\nwhy.sv = \"x\"\ndocument = \"y\"\nvalid_from = 2027-01-01\n";
    world.change(FILE, "near = \"70 %\"", "near = \"70 %\"\nvalid_to = 2026-12-31");
    world.write(FILE, world.read(FILE) + rule);
    let before = world.read(FILE);
    assert_eq!(world.nyttja(&["check", "--at", MONDAY]).code, 0);
    let ran = set(&world, &["larlogg-personal", "valid_to", "2027-01-31", "--yes"]);
    assert_eq!((ran.code, world.read(FILE) == before), (3, true), "{ran:?}");
    assert!(ran.stderr.contains("`ny` contradicts `larlogg-personal`"), "{ran:?}");
}

#[test]
fn what_is_not_understood_asks_what_was_meant() {
    let cases: [(&[&str], &str); 5] = [
        (&["larlogg-personl", "target", "75 %"], "did you mean `larlogg-personal`?"),
        (&["larlogg-personal", "tarjet", "75 %"], "did you mean `target`?"),
        (&["larlogg-personal", "target", "75 %", "--form", "FX"], "`FX` is not a school form"),
        (&["larlogg-personal", "weeks", "5", "--form", "FS"], "`weeks` is the same for all school forms"),
        (&["larlogg-personal", "target", "75 %", "--from", "nu"], "--from"),
    ];
    for (args, words) in cases {
        let ran = refused(args, 2);
        assert!(ran.stderr.contains(words), "{words} is missing in\n{}", ran.stderr);
    }
    assert_eq!(World::new().nyttja(&["set", "larlogg-personal", "target", "75 %", "--yes"]).code, 2);
}

#[test]
fn a_fault_that_was_there_before_is_shown_and_stops_nothing() {
    let world = World::new();
    world.set_in("config/trainings.toml", "training.larlogg-film.modules", vec!["larlog"]);
    let ran = set(&world, &["larlogg-personal", "target", "75 %", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("Wrong before, and not by this change:"), "{ran:?}");
    assert!(ran.stderr.contains("there is no module `larlog`"), "{ran:?}");
    assert!(world.read(FILE).contains("75 %"));
}

#[test]
fn of_several_versions_the_one_that_is_valid_today_or_on_the_day_asked_for_is_changed() {
    let changed = |from: &[&str]| {
        let world = World::new();
        let text = world.read(FILE);
        let start = text.find("[[expectation]]\nkey = \"larlogg").unwrap();
        let end = text.find("[[expectation]]\nkey = \"franvaro").unwrap();
        let spring = format!("{}valid_from = 2027-01-01\n", text[start..end].trim_end().to_owned() + "\n");
        world.change(FILE, "near = \"70 %\"", "near = \"70 %\"\nvalid_to = 2026-12-31");
        world.write(FILE, world.read(FILE) + "\n" + &spring);
        let ran = set(&world, &[&["larlogg-personal", "target", "75 %", "--yes"], from].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        let text = world.read(FILE);
        let (autumn, spring) = text.split_at(text.find("valid_to").unwrap());
        (autumn.contains("75 %"), spring.contains("75 %"))
    };
    assert_eq!(changed(&[]), (true, false));
    assert_eq!(changed(&["--from", "2027-02-01"]), (false, true));
}

#[test]
fn a_file_that_changed_in_the_meantime_is_left_alone() {
    let world = World::new();
    let refused = replace(&world.path(FILE), b"what was read before", b"new");
    assert!(matches!(refused, Err(ReplaceError::Changed(_))), "{refused:?}");
    assert!(world.read(FILE).contains("80 %"));
    assert_eq!(std::fs::read_dir(world.path("config")).unwrap().count(), 4, "something is left behind");
}

#[test]
fn a_file_keeps_its_permissions_and_a_link_stays_a_link() {
    let world = World::new();
    std::fs::rename(world.path(FILE), world.path("central.toml")).unwrap();
    std::os::unix::fs::symlink(world.path("central.toml"), world.path(FILE)).unwrap();
    std::fs::set_permissions(world.path("central.toml"), std::fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(set(&world, &["larlogg-personal", "target", "75 %", "--yes"]).code, 0);
    assert!(std::fs::symlink_metadata(world.path(FILE)).unwrap().is_symlink());
    let mode = std::fs::metadata(world.path("central.toml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(world.read("central.toml").contains("75 %"));
}
