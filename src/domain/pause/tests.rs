//! Who is left in peace on which day, and why.

use super::*;
use crate::domain::recipient::Role;
use crate::domain::recipient::language::Language;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn unit(key: &str) -> UnitKey {
    UnitKey(key.into())
}

fn anna() -> Recipient {
    Recipient {
        address: "Anna.Ek@example.invalid".parse().unwrap(),
        name: "Anna Ek".to_owned(),
        language: Language::Sv,
        role: Role::Principal,
        units: vec![unit("school"), unit("preschool")],
    }
}

fn pause(paused: Paused, from: Option<&str>, until: &str) -> Pause {
    Pause {
        paused,
        reason: "Vikarie".to_owned(),
        agreed_with: "Anna Ek".to_owned(),
        from: from.map(day),
        until: day(until),
        origin: Origin::default(),
    }
}

/// What Anna's letter is about on `on`, or why there is none.
fn letter(pauses: &[Pause], wishes: &[Wish], on: &str) -> Result<Vec<String>, WhyPaused> {
    let pauses = ActivePauses::on(day(on), pauses, wishes, chrono_tz::Europe::Stockholm);
    let units = pauses.letter(&anna(), anna().units.into());
    units.map(|units| units.iter().map(ToString::to_string).collect())
}

fn both() -> Vec<String> {
    vec!["school".to_owned(), "preschool".to_owned()]
}

#[test]
fn a_paused_recipient_gets_no_letter_from_the_first_day_to_the_last() {
    let address = "anna.ek@example.invalid".parse().unwrap();
    let pauses = [pause(Paused::Recipient(address), Some("2026-12-01"), "2027-01-31")];
    let why = Err(WhyPaused::Agreed { until: day("2027-01-31"), reason: "Vikarie".to_owned() });
    assert_eq!(letter(&pauses, &[], "2026-11-30"), Ok(both()));
    assert_eq!(letter(&pauses, &[], "2026-12-01"), why);
    assert_eq!(letter(&pauses, &[], "2027-01-31"), why);
    assert_eq!(letter(&pauses, &[], "2027-02-01"), Ok(both()));
}

#[test]
fn a_paused_unit_leaves_the_letter_and_the_last_one_takes_the_letter_with_it() {
    let school = pause(Paused::Unit(unit("school")), None, "2027-01-31");
    let preschool = pause(Paused::Unit(unit("preschool")), None, "2026-12-31");
    let other = pause(Paused::Unit(unit("other")), None, "2027-01-31");
    assert_eq!(letter(&[school.clone(), other], &[], "2026-11-30"), Ok(vec!["preschool".to_owned()]));
    let why = Err(WhyPaused::Agreed { until: day("2026-12-31"), reason: "Vikarie".to_owned() });
    assert_eq!(letter(&[school, preschool], &[], "2026-11-30"), why, "the letter comes back with the first");
}

#[test]
fn a_wish_holds_until_it_is_answered_and_an_agreed_pause_goes_before_it() {
    // Half past midnight in Stockholm.
    let at = "2026-11-24T23:30:00Z".parse().unwrap();
    let wish = Wish { recipient: RecipientMark::of(&anna().address), at };
    let why = Err(WhyPaused::Wished { on: day("2026-11-25") });
    assert_eq!(letter(&[], &[wish], "2026-11-30"), why);
    assert_eq!(letter(&[], &[wish], "2031-11-30"), why, "silence is no answer");
    let agreed = pause(Paused::Recipient(anna().address), None, "2026-12-31");
    let why = letter(std::slice::from_ref(&agreed), &[wish], "2026-11-30").unwrap_err();
    assert!(matches!(why, WhyPaused::Agreed { until, .. } if until == day("2026-12-31")), "{why:?}");
    let other = Wish { recipient: RecipientMark::of(&"bo@example.invalid".parse().unwrap()), at };
    assert_eq!(letter(&[], &[other], "2026-11-30"), Ok(both()));
}
