//! One reading of a source as a whole: rows of the same key, and periods that cannot be what they seem.

use chrono::NaiveDate;
use nyttja::domain::expectation::module::ModuleKey;
use nyttja::domain::unit::UnitKey;
use nyttja::domain::unit::audience::Audience;
use nyttja::domain::usage::reading::{RefusedRow, Row, Rows, Sifted, Unfit, sift};
use nyttja::domain::usage::refusal::Place;
use nyttja::domain::usage::{Figures, Period, Subject, Usage};
use proptest::prelude::*;

use crate::builders::{day, people};

fn subject(unit: &str) -> Subject {
    Subject { unit: UnitKey(unit.into()), module: ModuleKey("larlogg".to_owned()), audience: Audience::Staff }
}

fn line(line: u64) -> Place {
    Place::Line { file: "inbox/usage.csv".into(), line }
}

fn row(number: u64, (from, to): (&str, &str), figures: Figures) -> Row {
    of_unit("a", number, (day(from), day(to)), figures)
}

fn of_unit(unit: &str, number: u64, (from, to): (NaiveDate, NaiveDate), figures: Figures) -> Row {
    Row { subject: subject(unit), usage: Usage { period: Period { from, to }, figures }, place: line(number) }
}

const W47: (&str, &str) = ("2026-11-16", "2026-11-22");

fn read(rows: &[Row], meaning: Rows) -> Result<Sifted, Unfit> {
    sift(rows.to_vec(), &[], meaning, |_, _| None)
}

fn figures(sifted: &Sifted) -> Vec<Figures> {
    sifted.records.iter().map(|(_, usage)| usage.figures).collect()
}

#[test]
fn the_same_row_again_counts_once_and_one_with_other_figures_refuses_all() {
    let twice = [row(2, W47, people(10, Some(22))), row(3, W47, people(10, Some(22)))];
    let sifted = read(&twice, Rows::Refuse).unwrap();
    assert_eq!((sifted.records.len(), sifted.repeated, sifted.refused.len()), (1, 1, 0));

    let classes = [
        row(2, W47, people(10, Some(22))),
        row(3, W47, people(12, Some(24))),
        row(4, W47, people(2, Some(20))),
    ];
    let sifted = read(&classes, Rows::Refuse).unwrap();
    assert_eq!(sifted.records, []);
    let places: Vec<_> = sifted.refused.iter().map(|(place, _)| place.clone()).collect();
    assert_eq!(places, [line(2), line(3), line(4)]);
    let why = sifted.refused[0].1.to_string();
    assert!(why.contains("line 2, line 3, line 4") && why.contains("rows = \"sum\""), "{why}");
    assert_eq!(sifted.unknown.len(), 1, "nothing is known of the week");
}

#[test]
fn a_whole_file_under_one_key_is_refused_with_a_short_reason_for_each_row() {
    let rows: Vec<_> =
        (2..).zip(0..2_000).map(|(number, active)| row(number, W47, people(active, None))).collect();
    let sifted = read(&rows, Rows::Refuse).unwrap();
    assert_eq!(sifted.refused.len(), 2_000);
    let why = sifted.refused[1_999].1.to_string();
    assert!(why.contains("line 2, line 3, line 4, line 5, line 6 and 1995 more"), "{why}");
}

#[test]
fn rows_that_are_finer_than_ours_are_added_up() {
    let classes = [
        row(2, W47, people(10, Some(22))),
        row(3, W47, people(12, Some(24))),
        row(4, W47, people(2, Some(20))),
    ];
    assert_eq!(figures(&read(&classes, Rows::Sum).unwrap()), [people(24, Some(66))]);
    let larger = sift(classes.to_vec(), &[], Rows::Sum, |_, _| Some(80)).unwrap();
    assert_eq!(figures(&larger), [people(24, Some(80))], "not every class has a row");
    let alike = [row(2, W47, people(10, Some(22))), row(3, W47, people(10, Some(22)))];
    assert_eq!(figures(&read(&alike, Rows::Sum).unwrap()), [people(20, Some(44))]);
    let blank = [
        row(2, W47, Figures { items: Some(4.into()), ..people(10, Some(22)) }),
        row(3, W47, people(1, Some(22))),
    ];
    assert_eq!(
        figures(&read(&blank, Rows::Sum).unwrap()),
        [people(11, Some(44))],
        "items of one row only are not known"
    );
}

#[test]
fn a_refused_row_takes_along_what_it_would_be_added_to() {
    let rows = vec![row(2, W47, people(10, Some(22)))];
    let period = Period { from: day(W47.0), to: day(W47.1) };
    let refused = [RefusedRow { subject: subject("a"), period: Some(period) }];
    let sifted = sift(rows.clone(), &refused, Rows::Sum, |_, _| None).unwrap();
    assert_eq!((sifted.records.len(), sifted.refused.len()), (0, 1));
    assert_eq!(sifted.unknown, [(subject("a"), period, false)]);
    let sifted = sift(rows, &refused, Rows::Refuse, |_, _| None).unwrap();
    assert_eq!((sifted.records.len(), sifted.unknown.len()), (1, 0));
}

#[test]
fn a_row_refused_for_its_days_stands_against_all_days_of_the_reading() {
    let rows =
        vec![row(2, W47, people(10, Some(22))), row(3, ("2026-11-09", "2026-11-15"), people(9, Some(22)))];
    let refused = [RefusedRow { subject: subject("b"), period: None }];
    let sifted = sift(rows, &refused, Rows::Refuse, |_, _| None).unwrap();
    let all = Period { from: day("2026-11-09"), to: day("2026-11-22") };
    assert_eq!(sifted.unknown, [(subject("b"), all, true)]);
}

#[test]
fn periods_that_share_a_border_day_refuse_the_reading() {
    let weeks = [
        row(2, ("2026-11-09", "2026-11-16"), people(9, Some(22))),
        row(3, ("2026-11-16", "2026-11-23"), people(9, Some(22))),
    ];
    let unfit = read(&weeks, Rows::Refuse).unwrap_err();
    let words = unfit.to_string();
    assert!(matches!(unfit, Unfit::SharedDay { .. }), "{words}");
    assert!(words.contains("usage.csv:2") && words.contains("to = \"exclusive\""), "{words}");
    // Reports of eight days that begin every day share many days, and that is what they are.
    let rolling: Vec<_> = (0..12)
        .map(|after| {
            let from = day("2026-11-02") + chrono::Days::new(after);
            of_unit("a", after + 2, (from, from + chrono::Days::new(8)), people(9, Some(22)))
        })
        .collect();
    assert!(read(&rolling, Rows::Refuse).is_ok());
}

#[test]
fn a_reading_of_periods_that_are_one_day_too_long_is_refused_and_a_single_one_is_not() {
    let months = [("2026-09-01", "2026-10-01"), ("2026-11-01", "2026-12-01")];
    let rows: Vec<_> =
        (2..).zip(months).map(|(number, days)| row(number, days, people(9, Some(22)))).collect();
    assert!(matches!(read(&rows, Rows::Refuse), Err(Unfit::OneDayTooLong { count: 2, of: 2, .. })));
    let one = [row(2, W47, people(9, Some(22))), row(3, ("2026-10-01", "2026-10-08"), people(9, Some(22)))];
    assert_eq!(read(&one, Rows::Refuse).unwrap().records.len(), 2);
}

proptest! {
    #[test]
    fn what_a_reading_gives_does_not_depend_on_the_order_of_its_rows(
        rows in prop::collection::vec((0_u8..3, 0_u64..4, 0_u32..3, prop::bool::ANY), 0..16),
        sum in any::<bool>(),
        turn in 0_usize..16,
    ) {
        let mut rows: Vec<_> = (2..)
            .zip(rows)
            .map(|(number, (unit, week, active, whole))| {
                let from = day("2026-10-05") + chrono::Days::new(7 * week);
                let to = from + chrono::Days::new(if whole { 6 } else { 4 });
                of_unit(["a", "b", "c"][usize::from(unit)], number, (from, to), people(active, Some(20)))
            })
            .collect();
        let meaning = if sum { Rows::Sum } else { Rows::Refuse };
        let one = read(&rows, meaning);
        let count = rows.len().max(1);
        rows.rotate_left(turn % count);
        rows.reverse();
        prop_assert_eq!(one, read(&rows, meaning));
    }
}
