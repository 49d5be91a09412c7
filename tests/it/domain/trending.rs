//! Trends: what the letters of the last teaching weeks would have said.

use std::sync::Arc;

use nyttja::domain::agreement::{Exception, Terms};
use nyttja::domain::calendar::{Calendar, Closure, Term};
use nyttja::domain::expectation::measure::Measure;
use nyttja::domain::expectation::module::Module;
use nyttja::domain::expectation::{Expectation, Goal, Origin, Path, PathPoint};
use nyttja::domain::judge::Rules;
use nyttja::domain::letter::trend::{Trend, Trends, Why};
use nyttja::domain::unit::{Forms, SchoolForm};
use nyttja::domain::usage::{UnitUsage, Usage};

use crate::builders::{Town, day, expectation, marks, percent, text, week, weekly};
use crate::world::World;

/// The trend of the letter of `week_text`, where these versions of the expectation are in the files.
fn trend_by(town: &Town, versions: &[Expectation], week_text: &str, records: &[Usage]) -> Option<Trend> {
    let modules = [Module { key: town.expectation.module.clone(), name: text("Lärlogg"), handled_in: None }];
    let rules = Rules {
        modules: &modules,
        expectations: versions,
        agreements: &town.agreements,
        calendar: &town.calendar,
        strictness: town.strictness,
    };
    let mut usage = UnitUsage::default();
    for record in records {
        usage.add(town.expectation.module.clone(), town.expectation.audience, *record);
    }
    Trends::new(rules, &Arc::default()).find(week(week_text), &town.unit, &town.expectation.key, &usage)
}

fn trend(town: &Town, week_text: &str, records: &[Usage]) -> Option<Trend> {
    trend_by(town, std::slice::from_ref(&town.expectation), week_text, records)
}

/// Ten more people in each week from `first` on, of 400.
fn rising(first: &str, count: u32) -> Vec<Usage> {
    let of = |index: u32| week(first).plus(index.into()).to_string();
    (0..count).map(|index| weekly(&of(index), (index + 1) * 10, Some(400))).collect()
}

fn year() -> Calendar {
    let schools = Forms::from_iter([SchoolForm::Gr]);
    let term = |name: &str, from, to, grace_weeks| Term {
        name: name.to_owned(),
        from: day(from),
        to: day(to),
        forms: schools,
        grace_weeks,
    };
    let closure = |name: &str, from, to| Closure {
        name: name.to_owned(),
        from: day(from),
        to: day(to),
        forms: schools,
        areas: vec![],
    };
    Calendar {
        terms: vec![
            term("VT 2026", "2026-01-12", "2026-06-12", 0),
            term("HT 2026", "2026-08-17", "2026-12-18", 2),
        ],
        closures: vec![
            closure("Höstlov", "2026-10-26", "2026-10-30"),
            closure("Studiedag", "2026-08-10", "2026-08-11"),
        ],
    }
}

fn weeks(trend: &Trend) -> Vec<u32> {
    trend.points.iter().map(|point| point.week.number()).collect()
}

#[test]
fn every_point_is_what_the_letter_after_its_week_said() {
    let town = Town { calendar: year(), ..Town::default() };
    let records = rising("2026-W34", 14);
    let trend = trend(&town, "2026-W48", &records).unwrap();
    assert_eq!(weeks(&trend), [35, 36, 37, 38, 39, 40, 41, 42, 43, 45, 46, 47]);
    for (index, point) in trend.points.iter().enumerate() {
        // After the week before the break the next letter is the one after it.
        let letter = trend.points.get(index + 1).map_or(week("2026-W48"), |next| next.week);
        let verdict = town.judge(&letter.to_string(), &records);
        assert_eq!(
            point.value,
            verdict.judgement().and_then(|judgement| judgement.value.shown()),
            "{}",
            point.week
        );
        assert_eq!(point.target, Some(verdict.marks.target));
    }
    assert_eq!(trend.ends().unwrap().1.0, week("2026-W47"));
}

#[test]
fn a_break_is_marked_with_the_name_it_has_in_the_calendar() {
    let town = Town { calendar: year(), ..Town::default() };
    let trend = trend(&town, "2026-W48", &rising("2026-W34", 14)).unwrap();
    let [pause] = trend.pauses.as_slice() else { panic!("{:?}", trend.pauses) };
    assert_eq!((pause.first.number(), pause.last.number()), (44, 44));
    assert_eq!(pause.why, Why::Named("Höstlov".to_owned()));
}

#[test]
fn a_summer_lies_between_terms_and_is_not_called_after_a_day_for_staff() {
    let town = Town { calendar: year(), ..Town::default() };
    let trend = trend(&town, "2026-W38", &rising("2026-W18", 20)).unwrap();
    let [pause] = trend.pauses.as_slice() else { panic!("{:?}", trend.pauses) };
    assert_eq!((pause.first.number(), pause.last.number()), (25, 33));
    assert_eq!(pause.why, Why::BetweenTerms);
    // The letter of the first weeks of the term would have judged nothing: a gap.
    let hidden: Vec<_> = trend.points.iter().filter(|point| point.value.is_none()).collect();
    assert_eq!(hidden.iter().map(|point| point.week.number()).collect::<Vec<_>>(), [24, 34]);
    assert_eq!(trend.gaps(), 2);
}

#[test]
fn days_off_around_holidays_are_called_after_the_most_of_them() {
    let mut town = Town::default();
    let closure = |name: &str, from, to| Closure {
        name: name.to_owned(),
        from: day(from),
        to: day(to),
        forms: Forms::ALL,
        areas: vec![],
    };
    town.calendar.closures = vec![
        closure("Klämdag", "2024-12-27", "2024-12-27"),
        closure("Julledigt", "2024-12-23", "2024-12-24"),
    ];
    let trend = trend(&town, "2025-W04", &rising("2024-W44", 13)).unwrap();
    let [pause] = trend.pauses.as_slice() else { panic!("{:?}", trend.pauses) };
    assert_eq!((pause.first.number(), pause.why.clone()), (52, Why::Named("Julledigt".to_owned())));
}

#[test]
fn weeks_with_too_few_people_are_gaps_and_never_numbers() {
    let mut town = Town::default();
    town.expectation.weeks = 1;
    let records = [
        weekly("2026-W40", 6, Some(10)),
        weekly("2026-W41", 2, Some(4)),
        weekly("2026-W42", 7, Some(10)),
        weekly("2026-W43", 1, Some(4)),
        weekly("2026-W44", 7, Some(10)),
    ];
    let trend = trend(&town, "2026-W45", &records).unwrap();
    let values: Vec<_> = trend.points.iter().map(|point| point.value).collect();
    assert_eq!(values, [Some(percent(60)), None, Some(percent(70)), None, Some(percent(70))]);
}

#[test]
fn two_values_are_no_trend() {
    let mut town = Town::default();
    town.expectation.weeks = 1;
    assert_eq!(trend(&town, "2026-W47", &rising("2026-W45", 2)), None);
    assert!(trend(&town, "2026-W47", &rising("2026-W44", 3)).is_some());
}

#[test]
fn the_target_steps_where_the_text_or_an_agreement_changed() {
    let mut town = Town::default();
    let old =
        Expectation { goal: Goal::Fixed(marks(60, 50)), valid_to: Some(day("2026-10-11")), ..expectation() };
    let new = Expectation { valid_from: Some(day("2026-10-12")), ..expectation() };
    town.agreements.exceptions = vec![Exception {
        unit: town.unit.key.clone(),
        expectation: town.expectation.key.clone(),
        terms: Terms::Marks(marks(70, 60)),
        reason: "Ny personalgrupp".to_owned(),
        agreed_with: "Anna Ek".to_owned(),
        from: Some(day("2026-11-02")),
        until: day("2026-12-18"),
        origin: Origin::default(),
    }];
    let trend = trend_by(&town, &[old, new], "2026-W47", &rising("2026-W35", 12)).unwrap();
    let target_of = |number: u32| {
        trend.points.iter().find(|point| point.week.number() == number).and_then(|point| point.target)
    };
    assert_eq!(target_of(40), Some(percent(60)), "the letter of week 41");
    assert_eq!(target_of(41), Some(percent(80)), "the letter of week 42");
    assert_eq!(target_of(44), Some(percent(70)), "the letter of week 45");
    assert_eq!(trend.targets(), Some((percent(60), percent(70))));
}

#[test]
fn a_path_is_where_it_was_in_each_week() {
    let mut town = Town::default();
    town.expectation.measure = Measure::CoverageBy;
    let point = |date, share| PathPoint { date: day(date), share: percent(share) };
    let points = vec![point("2026-08-16", 0), point("2026-12-13", 100)];
    town.expectation.goal = Goal::Path(Path { points, near_points: percent(10) });
    let trend = trend(&town, "2026-W47", &rising("2026-W35", 12)).unwrap();
    for point in &trend.points {
        let days = (point.week.sunday() - day("2026-08-16")).num_days();
        assert_eq!(point.target, Some(nyttja::domain::number::Exact::new(days.into(), 119)));
    }
}

#[test]
fn what_was_measured_in_another_way_is_not_compared() {
    let town = Town::default();
    let old =
        Expectation { measure: Measure::ItemsPerWeek, valid_to: Some(day("2026-10-11")), ..expectation() };
    let new = Expectation { valid_from: Some(day("2026-10-12")), ..expectation() };
    let trend = trend_by(&town, &[old, new], "2026-W47", &rising("2026-W35", 12)).unwrap();
    assert_eq!(weeks(&trend).first(), Some(&41), "the first letter by the new text is that of week 42");
}

#[test]
fn a_preview_on_disk_shows_its_pictures_by_the_names_of_their_files() {
    let world = World::in_a_file();
    let ran = world.nyttja(&["preview", "--samples", "--out", "out"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let html = world.read("out/three-asks-sv.html");
    assert!(!html.contains("cid:"));
    for number in 1..=3 {
        let file = format!("three-asks-sv-trend-{number}.png");
        assert!(html.contains(&format!("src=\"{file}\"")), "{file}");
        assert!(std::fs::read(world.path(&format!("out/{file}"))).unwrap().starts_with(b"\x89PNG"));
    }
}
