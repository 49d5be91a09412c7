//! Rules that contradict each other, that nobody can miss, or that reach nobody.

use insta::assert_snapshot;

use super::{ANOTHER, Another, add, doubts};
use crate::world::World;

const EXPECTATIONS: &str = "config/expectations.toml";

fn another(expectation: &Another<'_>) -> String {
    doubts(|world: &World| add(world, "expectations.toml", &expectation.to_string()))
}

/// A further expectation that has nothing to do with the first.
fn of_students(more: &str) -> String {
    another(&Another { audience: "students", more, ..ANOTHER })
}

/// One that follows a path.
fn along(path: &str, more: &str) -> String {
    let goal = format!("path = [{path}]\n{more}");
    another(&Another { audience: "students", measure: "coverage_by", goal: &goal, ..ANOTHER })
}

#[test]
fn two_expectations_of_the_same_use_with_other_targets_contradict_each_other() {
    assert_snapshot!(another(&Another { goal: "target = \"75 %\"\nnear = \"70 %\"", ..ANOTHER }), @r#"
    defect at expectations.toml:33: "another"
      `another` contradicts `larlogg-personal` at line 11: both judge active_share of `larlogg` by staff in FS, FKLASS, FTH, GR, GRAN, GY, GYAN, VUX at all times
      hint: keep one of them; `by_form` gives a school form a target of its own
    "#);
}

#[test]
fn two_expectations_that_say_the_same_are_one_too_many() {
    let more = "by_form = { FS = { target = \"60 %\", near = \"50 %\" } }\n";
    assert_snapshot!(another(&Another { more, ..ANOTHER }), @r#"
    defect at expectations.toml:33: "another"
      `another` says the same as `larlogg-personal` at line 11: both judge active_share of `larlogg` by staff in FS, FKLASS, FTH, GR, GRAN, GY, GYAN, VUX at all times
      hint: keep one of them; `by_form` gives a school form a target of its own
    "#);
}

#[test]
fn expectations_of_other_forms_other_audiences_or_other_days_do_not_contradict() {
    let ended = Another { more: "valid_from = 2026-08-01\nvalid_to = 2026-10-31\n", ..ANOTHER };
    assert_eq!(
        doubts(|world| {
            let from: toml::value::Datetime = "2026-11-01".parse().unwrap();
            world.set_in(EXPECTATIONS, "expectation.larlogg-personal.valid_from", from);
            add(world, "expectations.toml", &ended.to_string());
        }),
        ""
    );
    assert_eq!(of_students(""), "");
}

#[test]
fn a_target_for_a_form_that_is_left_out_never_applies() {
    assert_snapshot!(of_students("forms = [\"GR\"]\nby_form = { FS = { target = \"60 %\" } }\n"), @r#"
    defect at expectations.toml:43: { target = "60 %" }
      `forms` leaves out FS, so this entry never applies
      hint: add the form to `forms`, or remove the entry
    "#);
}

#[test]
fn a_target_for_a_form_that_is_left_out_applies_to_units_with_both() {
    assert_snapshot!(of_students("forms = [\"GR\"]\nby_form = { FKLASS = { target = \"60 %\" } }\n"), @r#"
    defect at expectations.toml:43: { target = "60 %" }
      `forms` leaves out FKLASS, so this entry applies only to units with other forms too, such as `12345678`
      hint: add the form to `forms`, or remove the entry
    "#);
}

#[test]
fn a_form_may_not_stand_there_under_its_old_code_too() {
    let both = "by_form = { GRAN = { target = \"60 %\" }, GRS = { target = \"50 %\" } }\n";
    assert_snapshot!(of_students(both), @r#"
    defect at expectations.toml:42: { target = "50 %" }
      `GRS` is the old code of GRAN, which has an entry here too
      hint: keep one of the two
    "#);
}

#[test]
fn a_target_of_nothing_is_met_by_everybody() {
    let free = Another { audience: "students", goal: "target = \"0 %\"", ..ANOTHER };
    assert_snapshot!(another(&free), @r#"
    warning at expectations.toml:38: "0 %"
      the target is 0: every unit meets it, whatever it does
      hint: raise it, or end the expectation with `valid_to`
    "#);
}

#[test]
fn a_path_of_nothing_is_met_by_everybody() {
    assert_snapshot!(along("{ date = 2026-12-11, share = \"0 %\" }", ""), @r#"
    warning at expectations.toml:38: [{ date = 2026-12-11, share = "0 %" }]
      the path never rises above 0 %: every unit meets it
      hint: add the day it should be done by
    "#);
}

#[test]
fn a_path_that_ends_before_the_expectation_begins_expects_all_at_once() {
    let path = "{ date = 2025-08-17, share = \"0 %\" }, { date = 2025-12-11, share = \"100 %\" }";
    assert_snapshot!(along(path, "valid_from = 2026-08-01"), @r#"
    warning at expectations.toml:38: [{ date = 2025-08-17, share = "0 %" }, { date = 2025-12-11, share = "100 %" }]
      the path ends on 2025-12-11, before the expectation is valid from 2026-08-01: all of it is expected from the first day
      hint: move the dates of the path, or `valid_from`
    "#);
}

#[test]
fn a_path_that_begins_after_the_expectation_has_ended_expects_nothing() {
    let path = "{ date = 2027-08-17, share = \"0 %\" }, { date = 2027-12-11, share = \"100 %\" }";
    assert_snapshot!(along(path, "valid_to = 2026-12-31"), @r#"
    warning at expectations.toml:38: [{ date = 2027-08-17, share = "0 %" }, { date = 2027-12-11, share = "100 %" }]
      the path begins on 2027-08-17, when the expectation has ended on 2026-12-31: nothing is ever expected
      hint: move the dates of the path, or `valid_to`
    "#);
}

#[test]
fn a_path_that_goes_on_after_the_expectation_has_ended_is_never_walked_to_its_end() {
    let path = "{ date = 2026-08-17, share = \"0 %\" }, { date = 2027-02-11, share = \"100 %\" }";
    assert_snapshot!(along(path, "valid_to = 2026-12-31"), @r#"
    warning at expectations.toml:38: [{ date = 2026-08-17, share = "0 %" }, { date = 2027-02-11, share = "100 %" }]
      the path goes on until 2027-02-11, and the expectation ends on 2026-12-31: its last share is never expected
      hint: move the dates of the path, or `valid_to`
    "#);
}

#[test]
fn an_expectation_of_forms_that_no_unit_has_applies_to_none() {
    assert_snapshot!(of_students("forms = [\"VUX\", \"GY\"]\n"), @r#"
    warning at expectations.toml:42: ["VUX", "GY"]
      no unit has any of these forms: GY, VUX
      hint: see the column `forms` of units.csv
    "#);
}

#[test]
fn an_expectation_of_an_audience_that_no_unit_has_applies_to_none() {
    assert_snapshot!(doubts(|world| {
        for (forms, people) in [("FS,Norr,11", "64"), ("FS,Söder,9", "40")] {
            world.change("config/units.csv", &format!("{forms},{people}"), &format!("{forms},0"));
        }
        add(world, "expectations.toml", &Another { audience: "students", more: "forms = [\"FS\"]\n", ..ANOTHER }.to_string());
    }), @r#"
    warning at expectations.toml:35: "students"
      no unit of its forms has any students: it applies to none
      hint: see the column of that audience in units.csv, and `floor` under [privacy]
    "#);
}

#[test]
fn an_expectation_of_units_that_all_lie_under_the_privacy_floor_judges_none() {
    assert_snapshot!(doubts(|world| {
        for (forms, people) in [("FS,Norr,11", "64"), ("FS,Söder,9", "40")] {
            world.change("config/units.csv", &format!("{forms},{people}"), &format!("{forms},4"));
        }
        add(world, "expectations.toml", &Another { audience: "students", more: "forms = [\"FS\"]\n", ..ANOTHER }.to_string());
    }), @r#"
    warning at expectations.toml:35: "students"
      every unit of its forms has fewer than 5 students, the privacy floor: none is judged
      hint: see the column of that audience in units.csv, and `floor` under [privacy]
    "#);
}

#[test]
fn an_expectation_that_is_valid_in_no_week_that_is_judged_judges_none() {
    assert_snapshot!(of_students("valid_from = 2026-11-24\nvalid_to = 2026-11-27\n"), @r#"
    warning at expectations.toml:42: 2026-11-24
      valid from 2026-11-24 to 2026-11-27, and no unit of its forms is judged in a week that begins then
      hint: see the terms in calendar.toml, and their `grace_weeks`
    "#);
}

#[test]
fn a_module_that_is_judged_without_any_help_for_its_audience_is_named_once() {
    let guardians = Another { audience: "guardians", ..ANOTHER };
    let posts = Another { key: "third", measure: "items_per_week", goal: "target = 2", ..guardians };
    assert_snapshot!(doubts(|world| {
        world.set_in("config/trainings.toml", "training.larlogg-film.audiences", vec!["staff"]);
        add(world, "expectations.toml", &format!("{guardians}{posts}"));
    }), @r#"
    warning at expectations.toml:34: "larlogg"
      no training helps guardians with `larlogg`: letters ask, and offer no help
      hint: add a [[training]] for it, or the audience to one that is there
    "#);
}

#[test]
fn a_municipality_without_any_training_is_told_once() {
    assert_snapshot!(doubts(|world| world.write("config/trainings.toml", "")), @r#"
    warning at expectations.toml:13: "larlogg"
      there is no training at all: letters ask, and offer no help
      hint: name the help there is in trainings.toml
    "#);
}

#[test]
fn a_module_that_nothing_is_expected_of_is_named() {
    let module = "\n[[module]]\nkey = \"veckobrev\"\nname = { sv = \"Veckobrev\" }\n";
    assert_snapshot!(doubts(|world| add(world, "expectations.toml", module)), @r#"
    warning at expectations.toml:33: "veckobrev"
      nothing is expected of `veckobrev`
      hint: add an [[expectation]] for it, or name the system that does the job: handled_in = "…"
    "#);
}

#[test]
fn a_path_that_has_ended_of_an_expectation_that_goes_on_is_given_its_last_day() {
    let path = "{ date = 2026-08-17, share = \"0 %\" }, { date = 2026-11-20, share = \"100 %\" }";
    assert_snapshot!(along(path, ""), @r#"
    warning at expectations.toml:38: [{ date = 2026-08-17, share = "0 %" }, { date = 2026-11-20, share = "100 %" }]
      the path ended on 2026-11-20, and the expectation goes on without one: two teaching weeks later it is not judged any more
      hint: write `valid_to = 2026-12-06`, and the path of the next term in a new [[expectation]] with the same key, `another`, and a `valid_from` after that day
    "#);
    assert_eq!(along(path, "valid_to = 2026-12-06"), "");
    assert_eq!(along(&path.replace("11-20", "11-23"), ""), "", "its last day is today");
}

#[test]
fn an_expectation_for_all_forms_says_nothing_of_a_leisure_centre_in_the_breaks() {
    let term = "[[term]]\nname = \"HT\"\nfrom = 2026-08-17\nto = 2026-12-18\nforms = [\"FKLASS\", \"GR\"]\n";
    let with = |forms: &str, more: &str| {
        doubts(|world| {
            world.write("config/calendar.toml", term);
            world.change("config/units.csv", "GR FKLASS", forms);
            add(world, "expectations.toml", more);
        })
    };
    assert_snapshot!(with("GR FKLASS FTH", ""), @r#"
    warning at expectations.toml:12: "larlogg-personal"
      `larlogg-personal` is for all forms, and at `12345678`, which has a leisure centre too (FTH), follows the terms of the form that stands first, here GR: what the leisure centre does in the breaks counts for nothing
      hint: nothing to do where that is meant; to say so, name the forms without FTH, as `forms = ["FS", "GR"]`. Where the leisure centres are to be judged in the breaks, list them in units.csv as units of their own
    "#);
    assert_eq!(with("FTH GR", ""), "", "the leisure centre leads");
    assert_eq!(with("GR FKLASS", ""), "");
}
