//! Days that are over, terms that overlap, and agreements that contradict or change nothing.

use insta::assert_snapshot;

use super::{ANOTHER, Another, add, doubts, doubts_on};

/// An exception of a preschool, with these dates.
pub fn exception(dates: &str) -> String {
    format!(
        r#"
[[exception]]
unit = "FSK-07"
expectation = "larlogg-personal"
target = "50 %"
reason = "Ny personalgrupp"
agreed_with = "Anna Ek"
{dates}
"#
    )
}

fn agreements(text: &str) -> String {
    doubts(|world| add(world, "agreements.toml", text))
}

fn calendar(text: &str) -> String {
    doubts(|world| add(world, "calendar.toml", text))
}

fn term(name: &str, from: &str, to: &str) -> String {
    format!("[[term]]\nname = \"{name}\"\nfrom = {from}\nto = {to}\nforms = [\"GR\", \"FKLASS\"]\n")
}

fn closed(day: &str, more: &str) -> String {
    term("HT 2026", "2026-08-17", "2026-12-18")
        + &term("VT 2027", "2027-01-11", "2027-06-11")
        + &format!("[[closed]]\nname = \"Lov\"\nfrom = {day}\nto = {day}\n{more}\n")
}

#[test]
fn the_same_exception_twice_at_once_is_a_contradiction() {
    assert_snapshot!(agreements(&(exception("until = 2027-01-31") + &exception("from = 2027-01-01\nuntil = 2027-06-11"))), @r#"
    defect at agreements.toml:12: "larlogg-personal"
      unit `FSK-07` has an exception from `larlogg-personal` at line 2 too, and both hold from 2027-01-01 to 2027-01-31
      hint: keep one of them, or end the earlier one with `until` before this one's `from`
    "#);
}

#[test]
fn one_exception_after_the_other_is_none() {
    assert_eq!(
        agreements(&(exception("until = 2026-12-31") + &exception("from = 2027-01-01\nuntil = 2027-06-11"))),
        ""
    );
}

#[test]
fn an_exception_that_has_expired_is_not_applied() {
    assert_snapshot!(agreements(&exception("until = 2026-11-22")), @r#"
    warning at agreements.toml:8: 2026-11-22
      the exception expired on 2026-11-22, and is not applied
      hint: agree on a new day with the unit, or remove it
    "#);
}

#[test]
fn an_exception_from_what_does_not_apply_to_the_unit_changes_nothing() {
    let school = exception("until = 2027-01-31");
    assert_snapshot!(doubts(|world| {
        world.set_in("config/expectations.toml", "expectation.larlogg-personal.forms", vec!["GR", "FS"]);
        world.change("config/units.csv", "FSK-07,Backens förskola,FS", "FSK-07,Backens fritids,FTH");
        add(world, "agreements.toml", &school);
    }), @r#"
    warning at agreements.toml:4: "larlogg-personal"
      `larlogg-personal` does not apply to the forms of unit `FSK-07`: this changes nothing
      hint: remove it, or name the expectation that is meant
    "#);
}

#[test]
fn an_exception_from_what_is_handled_elsewhere_changes_nothing() {
    assert_snapshot!(agreements(&exception("until = 2027-01-31").replace("larlogg-p", "franvaro-p")), @r#"
    warning at agreements.toml:4: "franvaro-personal"
      `franvaro-personal` belongs to a module that is handled elsewhere: this changes nothing
      hint: remove it, or `handled_in` of the module
    "#);
}

#[test]
fn help_that_took_place_before_it_was_agreed_is_doubted() {
    let help = "[[intervention]]\nunit = \"FSK-07\"\nmodule = \"larlogg\"\nkind = \"hands_on\"\nagreed = 2026-11-16\ndate = 2025-12-03\n";
    assert_snapshot!(agreements(help), @r#"
    warning at agreements.toml:6: 2025-12-03
      the help took place on 2025-12-03, before it was agreed on 2026-11-16
      hint: look at the two dates: the ask rests from the day it was agreed
    "#);
}

#[test]
fn help_with_what_is_handled_elsewhere_changes_nothing() {
    let help = "[[intervention]]\nunit = \"FSK-07\"\nmodule = \"franvaro\"\nkind = \"hands_on\"\nagreed = 2026-11-16\ndate = 2026-12-03\n";
    assert_snapshot!(agreements(help), @r#"
    warning at agreements.toml:3: "franvaro"
      `franvaro` is handled elsewhere and never asked for: this changes nothing
      hint: remove it, or name the module that is meant
    "#);
}

#[test]
fn a_session_that_is_over_is_named_by_no_letter() {
    let sessions = "sessions = [{ date = 2026-11-22 }, { date = 2026-11-23 }]\n";
    assert_snapshot!(doubts(|world| add(world, "trainings.toml", sessions)), @r#"
    warning at trainings.toml:9: 2026-11-22
      the session of `larlogg-film` on 2026-11-22 is over, and no letter names it
      hint: remove it, or write the date of the next one
    "#);
}

#[test]
fn terms_of_one_form_that_overlap_contradict_each_other() {
    let terms = term("HT 2026", "2026-08-17", "2027-01-15") + &term("VT 2027", "2027-01-11", "2027-06-11");
    assert_snapshot!(calendar(&terms), @r#"
    defect at calendar.toml:8: 2027-01-11
      `HT 2026` and `VT 2027` overlap from 2027-01-11 to 2027-01-15 for FKLASS, GR
      hint: a day of a school form belongs to one term: move one of the dates
    "#);
}

#[test]
fn terms_that_are_all_over_leave_their_units_without_letters() {
    let terms = term("HT 2025", "2025-08-18", "2025-12-19") + &term("VT 2026", "2026-01-12", "2026-06-12");
    assert_snapshot!(calendar(&terms), @r#"
    warning at calendar.toml:9: 2026-06-12
      no term covers 2026-11-23 or later for FKLASS, GR: their units get no letters
      hint: add the next [[term]]
    "#);
}

#[test]
fn an_area_that_no_unit_lies_in_asks_what_was_meant() {
    assert_snapshot!(calendar(&closed("2026-11-02", "areas = [\"Norr\", \"Soder\"]")), @r#"
    warning at calendar.toml:15: "Soder"
      `Lov` closes the area `Soder`, and no unit lies there
      hint: did you mean `Söder`?
    "#);
}

#[test]
fn a_break_before_all_terms_closes_nothing_and_one_between_them_is_fine() {
    assert_snapshot!(calendar(&closed("2025-10-27", "forms = [\"GR\"]")), @r#"
    warning at calendar.toml:13: 2025-10-27
      `Lov` closes nothing: it lies before the first term of GR
      hint: look at the dates, and at the year
    "#);
    assert_eq!(calendar(&closed("2026-12-28", "forms = [\"GR\"]")), "");
    assert_eq!(calendar(&closed("2025-10-27", "forms = [\"GR\", \"FS\"]")), "");
}

#[test]
fn a_closed_day_on_a_sunday_closes_nothing() {
    assert_snapshot!(calendar(&closed("2026-11-01", "")), @r#"
    warning at calendar.toml:13: 2026-11-01
      `Lov` closes nothing: it falls on a weekend or a public holiday
      hint: look at the dates, and at the year
    "#);
}

#[test]
fn an_expectation_that_has_ended_without_a_successor_is_named_and_with_one_it_is_not() {
    let ended = |world: &crate::world::World| {
        world.change(
            "config/expectations.toml",
            "target = \"80 %\"",
            "target = \"80 %\"\nvalid_to = 2026-11-30",
        );
    };
    assert_eq!(doubts_on("2026-11-30", ended), "");
    assert_snapshot!(doubts_on("2026-12-01", ended), @r#"
    warning at expectations.toml:18: 2026-11-30
      `larlogg-personal` ended on 2026-11-30, and nothing is expected of staff in `larlogg` since
      hint: add what is expected now as a new [[expectation]] with the same key
    "#);
    let followed = |world: &crate::world::World| {
        ended(world);
        add(
            world,
            "expectations.toml",
            &Another { more: "valid_from = 2026-12-01\n", ..ANOTHER }.to_string(),
        );
    };
    assert_eq!(doubts_on("2026-12-01", followed), "");
}

#[test]
fn a_break_with_the_wrong_year_is_noticed_by_its_length() {
    let break_of_years = closed("2026-11-02", "").replace("from = 2026-11-02", "from = 2024-11-02");
    let said = calendar(&break_of_years);
    assert!(said.contains("`Lov` closes 104 weeks"), "{said}");
}

#[test]
fn a_year_that_lies_far_from_today_is_pointed_out() {
    let far = closed("2062-11-02", "forms = [\"FS\"]");
    assert!(calendar(&far).contains("2062-11-02 lies more than five years from today"), "{}", calendar(&far));
}
