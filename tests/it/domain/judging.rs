//! Verdicts: the measures, the window, the levels and the order of reasons.

use chrono::Days;
use nyttja::domain::agreement::{Agreements, Exception, Terms};
use nyttja::domain::calendar::{Calendar, Closure, Term};
use nyttja::domain::expectation::measure::Measure;
use nyttja::domain::expectation::{Expectation, Goal, Marks, Origin, Path, PathPoint};
use nyttja::domain::judge::{Strictness, wilson_upper};
use nyttja::domain::number::Exact;
use nyttja::domain::unit::{Forms, SchoolForm};
use nyttja::domain::usage::Figures;
use nyttja::domain::usage::figure::Figure;
use nyttja::domain::usage::share::Share;
use nyttja::domain::verdict::{Level, Verdict};
use proptest::prelude::*;

use crate::builders::{Town, day, expectation, items, marks, people, percent, record, school, week, weekly};

fn value(verdict: &Verdict) -> Option<Exact> {
    verdict.judgement().and_then(|judgement| judgement.value.shown())
}

fn four_weeks(active: u32) -> Vec<nyttja::domain::usage::Usage> {
    ["2026-W43", "2026-W44", "2026-W45", "2026-W46"].map(|week| weekly(week, active, Some(40))).to_vec()
}

fn autumn_term() -> Calendar {
    let schools = Forms::from_iter([SchoolForm::Gr]);
    Calendar {
        terms: vec![Term {
            name: "HT 2026".to_owned(),
            from: day("2026-08-17"),
            to: day("2026-12-18"),
            forms: schools,
            grace_weeks: 2,
        }],
        closures: vec![Closure {
            name: "Höstlov".to_owned(),
            from: day("2026-10-26"),
            to: day("2026-10-30"),
            forms: schools,
            areas: vec![],
        }],
    }
}

#[test]
fn an_active_share_is_weighted_by_the_people_of_each_record() {
    let records = [weekly("2026-W45", 10, Some(10)), weekly("2026-W46", 0, Some(30))];
    let verdict = Town::default().judge("2026-W47", &records);
    assert_eq!(value(&verdict), Some(percent(25)));
    assert_eq!(verdict.level(), Some(Level::Below));
}

#[test]
fn a_share_without_people_is_averaged_day_by_day() {
    let share = |text: &str, percent| {
        let figures = Figures {
            share: Some(Share::try_from(Exact::new(percent, 100)).unwrap().into()),
            ..Figures::default()
        };
        record(day(text), day(text), figures)
    };
    let monday_to_friday = [90, 81, 90, 81, 90].into_iter().zip(9..);
    let mut records: Vec<_> =
        monday_to_friday.map(|(percent, date)| share(&format!("2026-11-{date:02}"), percent)).collect();
    records.push(share("2026-11-14", 0));
    let mut town = Town::default();
    town.expectation.weeks = 1;
    let verdict = town.judge("2026-W47", &records);
    assert_eq!(value(&verdict), Some(Exact::new(432, 500)), "the Saturday does not count");
    assert_eq!(verdict.level(), Some(Level::Met));
}

#[test]
fn the_target_itself_is_met_and_a_hair_below_it_is_not() {
    let town = Town::default();
    assert_eq!(town.judge("2026-W47", &four_weeks(32)).level(), Some(Level::Met));
    let mut almost = four_weeks(32);
    almost[0] = weekly("2026-W43", 31, Some(40));
    assert_eq!(town.judge("2026-W47", &almost).level(), Some(Level::Near));
    assert_eq!(town.judge("2026-W47", &four_weeks(28)).level(), Some(Level::Near));
    assert_eq!(town.judge("2026-W47", &four_weeks(20)).level(), Some(Level::Below));
}

#[test]
fn without_a_near_mark_everything_short_of_the_target_is_below() {
    let goal = Goal::Fixed(marks(80, 80));
    let town = Town { expectation: Expectation { goal, ..expectation() }, ..Town::default() };
    let big = ["2026-W45", "2026-W46"].map(|week| weekly(week, 790, Some(1000)));
    assert_eq!(town.judge("2026-W47", &big).reason(), Some("small_numbers"));
    let far = ["2026-W45", "2026-W46"].map(|week| weekly(week, 700, Some(1000)));
    assert_eq!(town.judge("2026-W47", &far).level(), Some(Level::Below));
}

#[test]
fn the_small_number_rule_softens_a_school_that_one_person_made_red() {
    let three_of_six = [weekly("2026-W46", 3, Some(6))];
    let mut town = Town::default();
    town.expectation.weeks = 1;
    let verdict = town.judge("2026-W47", &three_of_six);
    // The upper end of the interval for 3 of 6 at z = 1.2816 is 0.7318: short of 80 %.
    assert!((wilson_upper(0.5, 6, 1.2816) - 0.7318).abs() < 0.0001);
    assert_eq!(verdict.level(), Some(Level::Below));
    let four_of_six = [weekly("2026-W46", 4, Some(6))];
    let verdict = town.judge("2026-W47", &four_of_six);
    assert_eq!((verdict.level(), verdict.reason()), (Some(Level::Near), Some("small_numbers")));
}

#[test]
fn the_headcount_stands_in_where_a_record_does_not_say_how_many_there_are() {
    let town = Town { expectation: Expectation { weeks: 1, ..expectation() }, ..Town::default() };
    let verdict = town.judge("2026-W47", &[weekly("2026-W46", 30, None)]);
    assert_eq!(value(&verdict), Some(percent(75)));
    assert_eq!(verdict.judgement().and_then(|judgement| judgement.eligible), Some(40));
}

#[test]
fn fewer_people_than_the_floor_are_never_judged() {
    let one_week = || Expectation { weeks: 1, ..expectation() };
    let town = Town { expectation: one_week(), ..Town::default() };
    let verdict = town.judge("2026-W47", &[weekly("2026-W46", 4, Some(4))]);
    assert_eq!((verdict.level(), verdict.reason()), (None, Some("too_small")));
    let strictness = Strictness { floor: 0, ..Strictness::default() };
    let open = Town { strictness, expectation: one_week(), ..Town::default() };
    assert_eq!(open.judge("2026-W47", &[weekly("2026-W46", 4, Some(4))]).level(), Some(Level::Met));
}

#[test]
fn a_previous_value_of_too_few_people_is_hidden_too() {
    let mut town = Town::default();
    town.expectation.weeks = 1;
    let verdict = town.judge("2026-W47", &[weekly("2026-W45", 2, Some(4)), weekly("2026-W46", 9, Some(10))]);
    assert_eq!(verdict.judgement().map(|judgement| judgement.previous), Some(None));
}

#[test]
fn items_per_person_divides_all_items_by_the_newest_headcount() {
    let mut town = Town::default();
    town.expectation.measure = Measure::ItemsPerPerson;
    town.expectation.goal = Goal::Fixed(Marks { target: Exact::new(5, 2), near: Exact::from_integer(2) });
    let items = |week_text: &str, items, eligible| {
        let week = week(week_text);
        let figures = Figures { eligible: Some(Figure::Known(eligible)), ..crate::builders::items(items) };
        record(week.monday(), week.sunday(), figures)
    };
    let verdict = town.judge("2026-W47", &[items("2026-W45", 30, 10), items("2026-W46", 18, 20)]);
    assert_eq!(value(&verdict), Some(Exact::new(12, 5)));
    assert_eq!(
        verdict.marks,
        Marks { target: Exact::new(5, 4), near: Exact::from_integer(1) },
        "of two weeks of four"
    );
    assert_eq!((verdict.level(), verdict.known, verdict.weeks), (Some(Level::Met), 2, 4));
}

#[test]
fn items_per_week_divides_by_the_known_weeks_of_the_window() {
    let mut town = Town { calendar: autumn_term(), ..Town::default() };
    town.expectation.measure = Measure::ItemsPerWeek;
    let of = |monday: &str, sunday: &str, count| record(day(monday), day(sunday), items(count));
    let records = [of("2026-11-02", "2026-11-08", 8), of("2026-11-09", "2026-11-15", 4)];
    let verdict = town.judge("2026-W47", &records);
    assert_eq!(value(&verdict), Some(Exact::from_integer(6)));
    assert_eq!((verdict.known, verdict.weeks), (2, 4));
    let one = town.judge("2026-W47", &records[1..]);
    assert_eq!(one.reason(), Some("incomplete"), "one week of four says too little");
}

#[test]
fn coverage_compares_the_newest_record_with_the_path_on_the_cut_off() {
    let mut town = Town::default();
    town.expectation.measure = Measure::CoverageBy;
    let points = vec![
        PathPoint { date: day("2026-08-17"), share: percent(0) },
        PathPoint { date: day("2026-11-25"), share: percent(100) },
    ];
    town.expectation.goal = Goal::Path(Path { points, near_points: percent(10) });
    let cumulative = |to: &str, active| {
        let figures = people(active, Some(1000));
        record(day("2026-08-17"), day(to), figures)
    };
    // On Sunday 15 November 90 of 100 days have gone.
    let verdict = town.judge("2026-W47", &[cumulative("2026-11-08", 500), cumulative("2026-11-15", 820)]);
    assert_eq!(verdict.marks.target, percent(90));
    assert_eq!(value(&verdict), Some(percent(82)));
    assert_eq!(verdict.level(), Some(Level::Near));
}

#[test]
fn days_since_the_last_activity_count_teaching_days_and_less_is_better() {
    let mut town = Town { calendar: autumn_term(), ..Town::default() };
    town.expectation.measure = Measure::DaysSinceLast;
    town.expectation.weeks = 1;
    town.expectation.goal =
        Goal::Fixed(Marks { target: Exact::from_integer(5), near: Exact::from_integer(10) });
    let figures = Figures { last_active: Some(day("2026-10-23")), ..Figures::default() };
    let records = [record(day("2026-11-02"), day("2026-11-08"), figures)];
    let verdict = town.judge("2026-W46", &records);
    assert_eq!(value(&verdict), Some(Exact::from_integer(5)), "the autumn break does not count");
    assert_eq!(verdict.level(), Some(Level::Met));
}

#[test]
fn activity_in_a_break_counts_up_to_the_cut_off() {
    let mut town = Town { calendar: autumn_term(), ..Town::default() };
    town.expectation.measure = Measure::DaysSinceLast;
    town.expectation.weeks = 2;
    town.expectation.goal =
        Goal::Fixed(Marks { target: Exact::from_integer(5), near: Exact::from_integer(10) });
    let figures = people(5, None);
    let records = [
        record(day("2026-10-12"), day("2026-10-18"), figures),
        record(day("2026-10-28"), day("2026-10-28"), figures),
    ];
    assert_eq!(value(&town.judge("2026-W45", &records)), Some(Exact::from_integer(0)));
}

#[test]
fn every_item_counts_even_where_a_record_does_not_say_of_how_many() {
    let mut town = Town::default();
    town.unit.headcount.staff = None;
    town.expectation.measure = Measure::ItemsPerPerson;
    let items = |week_text: &str, items, eligible: Option<u32>| {
        let week = week(week_text);
        let figures = Figures { eligible: eligible.map(Figure::Known), ..crate::builders::items(items) };
        record(week.monday(), week.sunday(), figures)
    };
    let known_last = [items("2026-W45", 40, None), items("2026-W46", 20, Some(100))];
    assert_eq!(value(&town.judge("2026-W47", &known_last)), Some(percent(60)));
    let unknown_last = [items("2026-W45", 40, Some(100)), items("2026-W46", 20, None)];
    assert_eq!(town.judge("2026-W47", &unknown_last).reason(), Some("no_data"));
}

#[test]
fn of_two_terms_at_once_the_one_that_began_first_counts_whatever_their_order() {
    let mut town = Town { calendar: autumn_term(), ..Town::default() };
    let mut later = town.calendar.terms[0].clone();
    later.from = day("2026-08-31");
    town.calendar.terms.push(later);
    let records = [weekly("2026-W35", 30, Some(40)), weekly("2026-W36", 30, Some(40))];
    let one = town.judge("2026-W37", &records);
    town.calendar.terms.reverse();
    assert_eq!(one, town.judge("2026-W37", &records));
    assert_eq!(one.weeks, 3);
}

#[test]
fn a_module_that_another_system_handles_is_never_judged() {
    let town = Town { handled_in: Some("Skola24".to_owned()), ..Town::default() };
    assert_eq!(town.judge("2026-W47", &four_weeks(0)).reason(), Some("handled_elsewhere"));
}

#[test]
fn a_unit_without_the_form_or_the_audience_is_not_asked() {
    let mut town = Town::default();
    town.expectation.forms = Forms::from_iter([SchoolForm::Fs]);
    assert_eq!(town.judge("2026-W47", &four_weeks(0)).reason(), Some("not_applicable"));
    let mut town = Town::default();
    town.unit.headcount.staff = Some(0);
    assert_eq!(town.judge("2026-W47", &four_weeks(0)).reason(), Some("not_applicable"));
}

#[test]
fn figures_that_stopped_coming_are_stale_and_none_ever_are_no_data() {
    let town = Town::default();
    assert_eq!(town.judge("2026-W47", &[]).reason(), Some("no_data"));
    assert_eq!(town.judge("2026-W47", &[weekly("2026-W44", 30, Some(40))]).reason(), Some("stale_data"));
    let two = [weekly("2026-W44", 30, Some(40)), weekly("2026-W45", 30, Some(40))];
    assert_eq!(town.judge("2026-W47", &two).level(), Some(Level::Near));
    // What lies after the cut-off is not known yet.
    assert_eq!(town.judge("2026-W47", &[weekly("2026-W47", 30, Some(40))]).reason(), Some("no_data"));
}

#[test]
fn fresh_figures_outside_a_short_window_are_no_data() {
    let mut town = Town::default();
    town.expectation.weeks = 1;
    assert_eq!(town.judge("2026-W47", &[weekly("2026-W45", 30, Some(40))]).reason(), Some("no_data"));
}

#[test]
fn nothing_is_judged_in_a_closed_week_or_in_the_grace_of_a_term() {
    let town = Town { calendar: autumn_term(), ..Town::default() };
    let records = [weekly("2026-W34", 30, Some(40)), weekly("2026-W43", 30, Some(40))];
    assert_eq!(town.judge("2026-W44", &records).reason(), Some("out_of_term"), "the autumn break");
    assert_eq!(town.judge("2026-W35", &records).reason(), Some("out_of_term"), "the second week of grace");
    assert_eq!(town.judge("2026-W36", &records).level(), Some(Level::Near));
}

#[test]
fn a_window_has_fewer_weeks_rather_than_reach_back_into_the_last_term() {
    let town = Town { calendar: autumn_term(), ..Town::default() };
    let records = [weekly("2026-W24", 0, Some(40)), weekly("2026-W35", 36, Some(40))];
    let verdict = town.judge("2026-W36", &records);
    assert_eq!((verdict.weeks, verdict.known, value(&verdict)), (2, 1, Some(percent(90))));
    assert_eq!(verdict.judgement().and_then(|judgement| judgement.previous), None);
}

#[test]
fn a_window_skips_the_break_and_the_trend_looks_right_before_it() {
    let town = Town { calendar: autumn_term(), ..Town::default() };
    let records: Vec<_> = [
        ("2026-W39", 10),
        ("2026-W41", 10),
        ("2026-W42", 30),
        ("2026-W43", 30),
        ("2026-W45", 30),
        ("2026-W46", 30),
    ]
    .map(|(week, active)| weekly(week, active, Some(40)))
    .to_vec();
    let verdict = town.judge("2026-W47", &records);
    assert_eq!(value(&verdict), Some(percent(75)));
    assert_eq!(verdict.judgement().and_then(|judgement| judgement.previous), Some(percent(25)));
}

#[test]
fn where_records_overlap_the_shorter_count_and_the_verdict_says_so() {
    let daily: Vec<_> = (9..=13)
        .map(|date| {
            let date = day(&format!("2026-11-{date:02}"));
            record(date, date, people(40, Some(40)))
        })
        .collect();
    let records = [vec![weekly("2026-W46", 0, Some(40)), weekly("2026-W45", 0, Some(40))], daily].concat();
    let verdict = Town::default().judge("2026-W47", &records);
    assert_eq!(value(&verdict), Some(Exact::new(200, 240)));
    assert!(verdict.mixed_lengths, "the days cover the teaching days of the week");
}

#[test]
fn a_record_longer_than_the_window_does_not_count() {
    let mut town = Town::default();
    town.expectation.weeks = 1;
    let figures = people(40, Some(40));
    let long = record(day("2026-11-08"), day("2026-11-15"), figures);
    assert_eq!(town.judge("2026-W47", &[long]).reason(), Some("stale_data"));
}

#[test]
fn without_an_entry_for_its_own_form_the_first_with_one_decides_the_target() {
    let mut town = Town::default();
    town.unit.forms = [SchoolForm::Fth, SchoolForm::Fs, SchoolForm::Gr].into();
    town.expectation.by_form =
        vec![(SchoolForm::Gr, Goal::Fixed(marks(90, 90))), (SchoolForm::Fs, Goal::Fixed(marks(60, 50)))];
    assert_eq!(town.judge("2026-W47", &four_weeks(24)).marks, marks(60, 50));
}

#[test]
fn an_agreement_with_the_unit_wins_over_form_and_default_while_it_lasts() {
    let mut town = Town::default();
    let exception = Exception {
        unit: school().key,
        expectation: expectation().key,
        terms: Terms::Marks(marks(50, 40)),
        reason: "Ny personalgrupp".to_owned(),
        agreed_with: "Anna Ek".to_owned(),
        from: Some(day("2026-09-01")),
        until: day("2026-11-16"),
        origin: Origin::default(),
    };
    town.agreements = Agreements { exceptions: vec![exception.clone()], ..Agreements::default() };
    assert_eq!(town.judge("2026-W47", &four_weeks(20)).level(), Some(Level::Met));
    assert_eq!(town.judge("2026-W48", &four_weeks(20)).marks, marks(80, 70), "expired on Monday 16 November");
    town.agreements.exceptions = vec![Exception { terms: Terms::Exempt, ..exception }];
    assert_eq!(town.judge("2026-W47", &four_weeks(20)).reason(), Some("exempt"));
}

proptest! {
    #[test]
    fn a_verdict_does_not_depend_on_the_order_of_the_records(
        mut weeks in prop::collection::vec((30u32..47, 0u32..=40, 1u32..=3), 0..20),
        seed in any::<u64>(),
    ) {
        // The store keeps one record for each period.
        weeks.sort_unstable_by_key(|(week, _, length)| (*week, *length));
        weeks.dedup_by_key(|(week, _, length)| (*week, *length));
        let mut records: Vec<_> = weeks
            .iter()
            .map(|(number, active, length)| {
                let last = week(&format!("2026-W{number:02}"));
                let from = last.monday() - Days::new(u64::from(length - 1) * 7);
                let figures = people(*active, Some(40));
                record(from, last.sunday(), figures)
            })
            .collect();
        let sorted = Town::default().judge("2026-W47", &records);
        let count = records.len().max(1);
        records.rotate_left(usize::try_from(seed % 64).unwrap() % count);
        records.reverse();
        prop_assert_eq!(sorted, Town::default().judge("2026-W47", &records));
    }

    #[test]
    fn a_judged_value_never_contradicts_its_level(active in 0u32..=60, eligible in 0u32..=60) {
        let active = active.min(eligible);
        let town = Town { expectation: Expectation { weeks: 1, ..expectation() }, ..Town::default() };
        let verdict = town.judge("2026-W47", &[weekly("2026-W46", active, Some(eligible))]);
        match verdict.level() {
            Some(Level::Met) => prop_assert!(value(&verdict).unwrap() >= percent(80)),
            Some(Level::Near) if verdict.reason().is_none() => {
                prop_assert!(value(&verdict).unwrap() >= percent(70));
            }
            Some(_) => prop_assert!(value(&verdict).unwrap() < percent(80)),
            None => prop_assert!(eligible < 5),
        }
        if let Some(people) = verdict.people() {
            prop_assert_eq!(people.missing == 0, verdict.level() == Some(Level::Met));
        }
    }
}
