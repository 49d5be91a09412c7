//! The data gate: what holds a run back.

use nyttja::domain::expectation::module::ModuleKey;
use nyttja::domain::gate::{Alarm, Figures, GateRules, alarms};
use nyttja::domain::unit::UnitKey;
use nyttja::domain::usage::Period;
use nyttja::domain::verdict::Verdict;
use nyttja::letters::english;

use crate::builders::{Town, day, week, weekly};

fn verdicts(of: &str, active: &[u32]) -> Vec<Verdict> {
    let of_unit = |(number, active): (usize, &u32)| {
        let mut town = Town::default();
        town.unit.key = UnitKey(format!("unit-{number}").into());
        town.expectation.weeks = 1;
        let last = week(of).plus(-1).to_string();
        town.judge(of, &[weekly(&last, *active, Some(1000))])
    };
    active.iter().enumerate().map(of_unit).collect()
}

/// What the gate says of so many units with fresh figures, of so many in all, and
/// of the use at some of them, week by week.
fn alarms_of(
    newest: Option<&str>,
    (reported, expected): (usize, usize),
    before: &[u32],
    now: &[u32],
) -> Vec<Alarm> {
    let (before, now) = (verdicts("2026-W46", before), verdicts("2026-W47", now));
    let mut figures = Figures {
        newest: newest.map(|last| Period { from: day(last), to: day(last) }),
        expected_until: Some(day("2026-11-13")),
        expected,
        missing: (reported..expected).map(|number| UnitKey(format!("unit-{number}").into())).collect(),
        ..Figures::default()
    };
    for (before, now) in before.chunks(1).zip(now.chunks(1)) {
        figures.movement.add(before, now);
    }
    alarms(&figures, &GateRules::default(), week("2026-W47"))
}

#[test]
fn fresh_and_steady_figures_pass() {
    assert_eq!(alarms_of(Some("2026-11-15"), (9, 10), &[900, 500], &[900, 500]), []);
}

#[test]
fn figures_that_end_before_the_last_teaching_day_are_held() {
    let found = alarms_of(Some("2026-11-12"), (10, 10), &[900], &[900]);
    assert_eq!(found, [Alarm::OldData { newest: Some(day("2026-11-12")), expected: day("2026-11-13") }]);
    assert!(english::alarm(&found[0]).contains("ends on 2026-11-12"));
    assert_eq!(alarms_of(None, (10, 10), &[900], &[900]).len(), 1);
}

#[test]
fn fewer_than_nine_units_in_ten_are_too_few() {
    let found = alarms_of(Some("2026-11-15"), (8, 9), &[900], &[900]);
    assert_eq!(
        found,
        [Alarm::FewUnits { reported: 8, expected: 9, missing: vec![UnitKey("unit-8".into())] }]
    );
}

#[test]
fn a_quarter_of_the_verdicts_may_fall_and_no_more() {
    let before = [900, 900, 900, 900];
    assert_eq!(alarms_of(Some("2026-11-15"), (4, 4), &before, &[100, 900, 900, 900]), []);
    let found = alarms_of(Some("2026-11-15"), (4, 4), &before, &[100, 100, 900, 900]);
    assert_eq!(found, [Alarm::LevelsFell { fallen: 2, judged: 4 }]);
}

#[test]
fn a_module_that_falls_to_nothing_everywhere_is_a_fault_of_the_source() {
    let found = alarms_of(Some("2026-11-15"), (2, 2), &[100, 200], &[0, 0]);
    assert_eq!(found, [Alarm::ModuleVanished { module: ModuleKey("larlogg".to_owned()) }]);
    assert_eq!(alarms_of(Some("2026-11-15"), (2, 2), &[0, 0], &[0, 0]), [], "it was never used");
}

#[test]
fn where_nothing_is_expected_of_anybody_nothing_is_wrong() {
    assert_eq!(alarms(&Figures::default(), &GateRules::default(), week("2026-W47")), []);
}

#[test]
fn a_monthly_report_is_not_old_before_the_next_one_can_have_come() {
    let october = Period { from: day("2026-10-01"), to: day("2026-10-31") };
    let figures = |run: &str| Figures {
        newest: Some(october),
        expected_until: Some(week(run).plus(-1).day(4)),
        expected: 1,
        ..Figures::default()
    };
    let held = |run: &str| !alarms(&figures(run), &GateRules::default(), week(run)).is_empty();
    assert!(!held("2026-W49"), "on Monday 30 November it is 30 days old");
    assert!(held("2026-W50"));
}

#[test]
fn an_expectation_that_loses_its_verdicts_at_once_is_named_with_the_words_that_were_passed_over() {
    let lost = |unit: usize| {
        let mut town = Town::default();
        town.unit.key = UnitKey(format!("unit-{unit}").into());
        town.judge("2026-W47", &[weekly("2026-W43", 30, Some(40))])
    };
    let before = verdicts("2026-W46", &[900, 900, 900]);
    let kept = verdicts("2026-W47", &[900, 900, 900]);
    let figures = |lost_at: usize| {
        let mut figures = Figures {
            newest: Some(Period { from: day("2026-11-15"), to: day("2026-11-15") }),
            expected_until: Some(day("2026-11-13")),
            expected: 3,
            passed_over: vec!["lärlogg 2".to_owned()],
            ..Figures::default()
        };
        for (unit, (before, kept)) in before.chunks(1).zip(kept.chunks(1)).enumerate() {
            let gone = [lost(unit)];
            figures.movement.add(before, if unit < lost_at { &gone } else { kept });
        }
        alarms(&figures, &GateRules::default(), week("2026-W47"))
    };
    assert_eq!(figures(1), []);
    let found = figures(2);
    let [Alarm::VerdictsLost { module, lost: 2, had: 3, passed_over, .. }] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!((module.0.as_str(), passed_over.as_slice()), ("larlogg", ["lärlogg 2".to_owned()].as_slice()));
}
