//! Of which weeks something is known, and what a missing row means.

use nyttja::domain::calendar::{Calendar, Term};
use nyttja::domain::expectation::measure::Measure;
use nyttja::domain::expectation::{Goal, Marks, Path, PathPoint};
use nyttja::domain::number::Exact;
use nyttja::domain::unit::{Forms, SchoolForm};
use nyttja::domain::usage::figure::Figure;
use nyttja::domain::usage::reports::Absent;
use nyttja::domain::usage::{Figures, Period, Usage};
use nyttja::domain::verdict::{Level, Value, Verdict};
use proptest::prelude::*;

use crate::builders::{Town, day, items, people, percent, record, week, weekly};

const WEEKS: [&str; 4] = ["2026-W43", "2026-W44", "2026-W45", "2026-W46"];

fn whole(of: &str) -> Period {
    Period { from: week(of).monday(), to: week(of).sunday() }
}

fn shown(verdict: &Verdict) -> Option<Exact> {
    verdict.judgement().and_then(|judgement| judgement.value.shown())
}

/// A town whose source leaves out what nobody used. In every week it gives the module, of another unit, and
/// tells of the school with a row of another module.
fn leaving_zeros_out() -> Town {
    let mut others = Vec::new();
    for of in WEEKS {
        others.push(("other".to_owned(), "larlogg".to_owned(), whole(of)));
        others.push(("12345678".to_owned(), "veckobrev".to_owned(), whole(of)));
    }
    Town { absent: Absent::Zero, others, ..Town::default() }
}

#[test]
fn a_week_of_which_nobody_told_never_lowers_a_value() {
    let town = Town::default();
    let all = WEEKS.map(|of| weekly(of, 36, Some(40)));
    let some = [all[1], all[3]];
    let (all, some) = (town.judge("2026-W47", &all), town.judge("2026-W47", &some));
    assert_eq!((shown(&all), all.known), (Some(percent(90)), 4));
    assert_eq!((shown(&some), some.known, some.weeks), (Some(percent(90)), 2, 4));
}

#[test]
fn fewer_than_half_of_the_weeks_are_incomplete() {
    let verdict = Town::default().judge("2026-W47", &[weekly("2026-W46", 36, Some(40))]);
    assert_eq!((verdict.reason(), verdict.known), (Some("incomplete"), 1));
}

#[test]
fn a_missing_row_is_zero_only_where_the_source_gives_the_module_and_tells_of_the_unit() {
    let records = [weekly("2026-W43", 40, Some(40)), weekly("2026-W44", 40, Some(40))];
    let told = leaving_zeros_out();
    let verdict = told.judge("2026-W47", &records);
    assert_eq!((shown(&verdict), verdict.known), (Some(percent(50)), 4));

    let mut renamed = leaving_zeros_out();
    renamed.others.retain(|(_, module, period)| module != "larlogg" || period.from < day("2026-11-02"));
    let verdict = renamed.judge("2026-W47", &records);
    assert_eq!(verdict.reason(), Some("stale_data"), "the source no longer gives the module");

    let mut untold = leaving_zeros_out();
    untold.others.retain(|(unit, _, _)| unit == "other");
    let verdict = untold.judge("2026-W47", &records);
    // It told of the school until week 44, and still tells of half of the units: of one of two.
    assert_eq!(verdict.known, 4);
    untold.others.push(("third".to_owned(), "larlogg".to_owned(), whole("2026-W44")));
    let verdict = untold.judge("2026-W47", &records);
    assert_eq!(verdict.reason(), Some("stale_data"), "one of three is less than half");

    let verdict = Town { absent: Absent::Unknown, ..leaving_zeros_out() }.judge("2026-W47", &records);
    assert_eq!(verdict.reason(), Some("stale_data"));
}

#[test]
fn a_refused_row_or_one_that_touches_the_week_is_no_zero() {
    let records = WEEKS[..3].iter().map(|of| weekly(of, 40, Some(40))).collect::<Vec<_>>();
    let mut town = leaving_zeros_out();
    assert_eq!(shown(&town.judge("2026-W47", &records)), Some(percent(75)));
    town.refused = vec![whole("2026-W46")];
    let verdict = town.judge("2026-W47", &records);
    assert_eq!((shown(&verdict), verdict.known), (Some(percent(100)), 3));

    let mut touching = records.clone();
    touching.push(record(day("2026-11-12"), day("2026-11-13"), people(10, Some(40))));
    let verdict = leaving_zeros_out().judge("2026-W47", &touching);
    assert_eq!(verdict.known, 3, "two days of five");
}

#[test]
fn a_missing_day_among_records_of_single_days_is_zero_where_the_source_gives_the_module() {
    let days = |dates: &[u32]| -> Vec<Usage> {
        let date = |date: &u32| day(&format!("2026-11-{date:02}"));
        dates.iter().map(|each| record(date(each), date(each), people(40, Some(40)))).collect()
    };
    let mut town = leaving_zeros_out();
    town.expectation.weeks = 1;
    let verdict = town.judge("2026-W47", &days(&[9, 10, 11, 12, 13]));
    assert_eq!((shown(&verdict), verdict.known), (Some(percent(100)), 1));
    let verdict = town.judge("2026-W47", &days(&[9, 10, 12]));
    assert_eq!((shown(&verdict), verdict.known), (Some(percent(60)), 1));
    town.absent = Absent::Unknown;
    assert_eq!(town.judge("2026-W47", &days(&[9, 10, 12])).reason(), Some("stale_data"));
}

#[test]
fn a_silent_week_of_a_source_of_single_days_is_as_many_zeros_as_it_has_days() {
    let mut town = leaving_zeros_out();
    town.expectation.weeks = 2;
    let date = |date: u32| day(&format!("2026-11-{date:02}"));
    let days = |dates: &[u32]| -> Vec<Usage> {
        dates.iter().map(|each| record(date(*each), date(*each), people(40, Some(40)))).collect()
    };
    assert_eq!(shown(&town.judge("2026-W47", &days(&[2, 3, 4, 5, 6]))), Some(percent(50)));
    let more = [2, 3, 4, 5, 6, 9];
    assert_eq!(shown(&town.judge("2026-W47", &days(&more))), Some(percent(60)), "more use is never less");
}

#[test]
fn a_record_without_the_figure_is_no_missing_row() {
    let mut town = leaving_zeros_out();
    town.expectation.weeks = 1;
    town.expectation.measure = Measure::ItemsPerWeek;
    let date = |date: u32| day(&format!("2026-11-{date:02}"));
    let rows: Vec<_> = (9..=13).map(|each| record(date(each), date(each), people(9, Some(20)))).collect();
    assert_eq!(
        town.judge("2026-W47", &rows).reason(),
        Some("no_data"),
        "the days are there, their items are not"
    );
}

#[test]
fn items_are_counted_in_known_weeks_and_expected_of_as_many() {
    let mut town = Town::default();
    town.expectation.measure = Measure::ItemsPerWeek;
    town.expectation.goal =
        Goal::Fixed(Marks { target: Exact::from_integer(3), near: Exact::from_integer(2) });
    let of =
        |week_text: &str, count| record(week(week_text).monday(), week(week_text).sunday(), items(count));
    let half = [of("2026-W45", 2), of("2026-W46", 4)];
    let verdict = town.judge("2026-W47", &half);
    assert_eq!((shown(&verdict), verdict.level()), (Some(Exact::from_integer(3)), Some(Level::Met)));
    // A record that reaches into a week of which not all is known says nothing about the known one.
    let mut town = Town { expectation: town.expectation.clone(), ..Town::default() };
    town.expectation.weeks = 2;
    let across = [of("2026-W46", 4), record(day("2026-11-04"), day("2026-11-08"), items(50))];
    let verdict = town.judge("2026-W47", &across);
    assert_eq!((shown(&verdict), verdict.known), (Some(Exact::from_integer(4)), 1));
}

#[test]
fn days_since_last_reach_any_target_while_the_source_tells_of_the_unit() {
    let mut town = leaving_zeros_out();
    town.absent = Absent::Unknown;
    town.expectation.measure = Measure::DaysSinceLast;
    town.expectation.goal =
        Goal::Fixed(Marks { target: Exact::from_integer(12), near: Exact::from_integer(14) });
    let last = [record(week("2026-W43").monday(), week("2026-W43").sunday(), people(3, None))];
    let verdict = town.judge("2026-W47", &last);
    assert_eq!((shown(&verdict), verdict.level()), (Some(Exact::from_integer(15)), Some(Level::Below)));
    let verdict = town.judge("2026-W47", &[]);
    assert_eq!(
        shown(&verdict),
        Some(Exact::from_integer(20)),
        "without any activity, since the first known week"
    );
    town.refused = vec![whole("2026-W46")];
    assert_eq!(
        shown(&town.judge("2026-W47", &last)),
        Some(Exact::from_integer(10)),
        "until the newest known week"
    );
}

#[test]
fn what_happened_in_a_break_counts_for_the_weeks_before_it() {
    let mut town = leaving_zeros_out();
    let closure = nyttja::domain::calendar::Closure {
        name: "Höstlov".to_owned(),
        from: day("2026-10-26"),
        to: day("2026-10-30"),
        forms: Forms::ALL,
        areas: vec![],
    };
    town.calendar = Calendar { terms: vec![], closures: vec![closure] };
    town.expectation.measure = Measure::DaysSinceLast;
    town.expectation.weeks = 1;
    town.expectation.goal =
        Goal::Fixed(Marks { target: Exact::from_integer(5), near: Exact::from_integer(9) });
    let in_break = record(day("2026-10-30"), day("2026-10-30"), people(3, None));
    let records = [weekly("2026-W42", 5, Some(40)), weekly("2026-W43", 0, Some(40)), in_break];
    assert_eq!(
        shown(&town.judge("2026-W45", &records)),
        Some(Exact::from_integer(0)),
        "the letter after the break"
    );
    let verdict = town.judge("2026-W46", &records);
    assert_eq!(shown(&verdict), Some(Exact::from_integer(5)));
    assert_eq!(verdict.judgement().and_then(|judgement| judgement.previous), Some(Exact::from_integer(0)));
}

#[test]
fn a_path_is_judged_from_its_first_point_until_two_teaching_weeks_after_its_last() {
    let mut town = Town::default();
    town.expectation.measure = Measure::CoverageBy;
    let point = |date: &str, percentage| PathPoint { date: day(date), share: percent(percentage) };
    let points = vec![point("2026-11-09", 0), point("2026-12-04", 100)];
    town.expectation.goal = Goal::Path(Path { points, near_points: percent(10) });
    let weeks = ["2026-W45", "2026-W46", "2026-W47", "2026-W48", "2026-W49", "2026-W50", "2026-W51"];
    let records = weeks.map(|of| weekly(of, 40, Some(40)));
    let reason = |run: &str| town.judge(run, &records).reason();
    assert_eq!(reason("2026-W46"), Some("not_begun"));
    assert_eq!(reason("2026-W47"), None);
    assert_eq!(reason("2026-W51"), None, "the second week after that of the last point");
    assert_eq!(reason("2026-W52"), Some("ended"));
}

#[test]
fn what_is_cumulative_stays_in_weeks_without_a_row() {
    let mut town = leaving_zeros_out();
    town.expectation.measure = Measure::CoverageBy;
    town.expectation.weeks = 2;
    let point = |date: &str, percentage| PathPoint { date: day(date), share: percent(percentage) };
    let points = vec![point("2026-08-17", 0), point("2026-12-04", 100)];
    town.expectation.goal = Goal::Path(Path { points, near_points: percent(10) });
    let verdict = town.judge("2026-W47", &[weekly("2026-W43", 20, Some(40))]);
    assert_eq!((shown(&verdict), verdict.known), (Some(percent(50)), 2));
    // Before the path began it counted something else: nothing has been counted since.
    let spring = [weekly("2026-W24", 40, Some(40))];
    let verdict = town.judge("2026-W47", &spring);
    assert_eq!((shown(&verdict), verdict.level()), (Some(percent(0)), Some(Level::Below)));
}

#[test]
fn a_suppressed_figure_is_judged_only_where_it_decides_nothing() {
    let town = |target| {
        let mut town = Town::default();
        town.expectation.weeks = 1;
        town.expectation.goal = Goal::Fixed(crate::builders::marks(target, target));
        town
    };
    let below_five = Figures {
        active: Some(Figure::Suppressed { least: 0, most: Some(4) }),
        eligible: Some(31.into()),
        ..Figures::default()
    };
    let records = [record(week("2026-W46").monday(), week("2026-W46").sunday(), below_five)];
    let verdict = town(80).judge("2026-W47", &records);
    assert_eq!(verdict.level(), Some(Level::Below));
    let judgement = verdict.judgement().unwrap();
    assert_eq!(judgement.value, Value::Withheld { best: Exact::new(4, 31) });
    assert_eq!(judgement.previous, None);
    assert_eq!(town(10).judge("2026-W47", &records).reason(), Some("too_small"), "0 and 4 give two levels");

    let word = Figures { active: Some(Figure::Suppressed { least: 0, most: None }), ..below_five };
    let records = [record(week("2026-W46").monday(), week("2026-W46").sunday(), word)];
    assert_eq!(town(80).judge("2026-W47", &records).reason(), Some("too_small"), "it may be everybody");
    let nobody_knows = Figures {
        active: Some(30.into()),
        eligible: Some(Figure::Suppressed { least: 0, most: None }),
        ..Figures::default()
    };
    let records = [record(week("2026-W46").monday(), week("2026-W46").sunday(), nobody_knows)];
    assert_eq!(town(80).judge("2026-W47", &records).reason(), Some("too_small"));
}

#[test]
fn of_overlapping_periods_about_as_long_the_newest_counts_afresh_at_each_cut_off() {
    let mut town = Town::default();
    town.expectation.weeks = 2;
    // A report of two weeks every week.
    let rolling =
        |of: &str, active| record(week(of).plus(-1).monday(), week(of).sunday(), people(active, Some(40)));
    let records =
        [rolling("2026-W44", 8), rolling("2026-W45", 16), rolling("2026-W46", 24), rolling("2026-W47", 32)];
    let verdict = town.judge("2026-W48", &records);
    assert_eq!((shown(&verdict), verdict.known), (Some(percent(80)), 2));
    assert_eq!(verdict.judgement().and_then(|judgement| judgement.previous), Some(percent(40)));
    assert_eq!(shown(&town.judge("2026-W47", &records)), Some(percent(60)));
    assert!(!verdict.mixed_lengths);
}

#[test]
fn a_longer_record_stays_where_the_shorter_ones_do_not_cover_it() {
    let month = record(day("2026-10-26"), day("2026-11-15"), people(20, Some(40)));
    let last = weekly("2026-W46", 40, Some(40));
    let verdict = Town::default().judge("2026-W47", &[month, last]);
    assert_eq!((shown(&verdict), verdict.mixed_lengths), (Some(percent(50)), true));
    let others = [weekly("2026-W44", 40, Some(40)), weekly("2026-W45", 40, Some(40)), last];
    let all = [&[month][..], &others].concat();
    assert_eq!(shown(&Town::default().judge("2026-W47", &all)), Some(percent(100)));
}

#[test]
fn a_unit_is_in_session_by_its_leading_form_and_judged_by_the_form_of_the_expectation() {
    let term = Term {
        name: "HT 2026".to_owned(),
        from: day("2026-08-17"),
        to: day("2026-12-18"),
        forms: Forms::from_iter([SchoolForm::Gr, SchoolForm::Fklass]),
        grace_weeks: 0,
    };
    let mut town = Town { calendar: Calendar { terms: vec![term], closures: vec![] }, ..Town::default() };
    town.unit.forms = [SchoolForm::Gr, SchoolForm::Fklass, SchoolForm::Fth].into();
    let summer = ["2026-W27", "2026-W28", "2026-W29", "2026-W30"].map(|of| weekly(of, 0, Some(40)));
    assert_eq!(
        town.judge("2026-W31", &summer).reason(),
        Some("out_of_term"),
        "the leisure centre stays open"
    );
    town.unit.forms = [SchoolForm::Fth, SchoolForm::Gr].into();
    assert_eq!(town.judge("2026-W31", &summer).level(), Some(Level::Below));
    town.expectation.forms = Forms::from_iter([SchoolForm::Gr]);
    assert_eq!(town.judge("2026-W31", &summer).reason(), Some("out_of_term"));
}

fn usage() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::btree_map(30_u32..47, 0_u32..=40, 0..12).prop_map(|weeks| weeks.into_iter().collect())
}

proptest! {
    #[test]
    fn a_row_of_a_week_makes_no_other_week_less_known(rows in usage(), added in 30_u32..47, zero in any::<bool>()) {
        let mut town = leaving_zeros_out();
        town.absent = if zero { Absent::Zero } else { Absent::Unknown };
        let of = |(number, active): &(u32, u32)| weekly(&format!("2026-W{number:02}"), *active, Some(40));
        let without: Vec<_> = rows.iter().filter(|(number, _)| *number != added).map(of).collect();
        let with = [without.clone(), vec![of(&(added, 20))]].concat();
        let known = |records: &[Usage]| town.judge("2026-W47", records).known;
        prop_assert!(known(&with) >= known(&without), "{} < {}", known(&with), known(&without));
    }

    #[test]
    fn the_same_verdict_follows_from_rows_in_any_order(rows in usage(), turn in 0_usize..12) {
        let of = |(number, active): &(u32, u32)| weekly(&format!("2026-W{number:02}"), *active, Some(40));
        let mut records: Vec<_> = rows.iter().map(of).collect();
        let town = leaving_zeros_out();
        let sorted = town.judge("2026-W47", &records);
        let count = records.len().max(1);
        records.rotate_left(turn % count);
        records.reverse();
        prop_assert_eq!(sorted, town.judge("2026-W47", &records));
    }
}
