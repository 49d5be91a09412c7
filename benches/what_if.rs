//! How long it takes to compare two sets of expectations over 12 weeks, for an
//! invented municipality far larger than any: 15,000 units, 20 expectations,
//! 20 weeks of usage. `cargo bench` prints the times.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop")]

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use chrono::NaiveDate;
use divan::Bencher;
use divan::counter::ItemsCount;
use nyttja::domain::agreement::{Agreements, Exception, Intervention, Terms};
use nyttja::domain::asks::AskRules;
use nyttja::domain::calendar::{Calendar, Closure, Term};
use nyttja::domain::expectation::measure::Measure;
use nyttja::domain::expectation::module::{Module, ModuleKey};
use nyttja::domain::expectation::{Expectation, ExpectationKey, Goal, Marks, Origin, Path, PathPoint};
use nyttja::domain::gate::GateRules;
use nyttja::domain::judge::{Judge, Strictness};
use nyttja::domain::municipality::Municipality;
use nyttja::domain::number::Exact;
use nyttja::domain::recipient::language::{Language, Localised};
use nyttja::domain::recipient::{Recipient, Role, Roster};
use nyttja::domain::training::TrainingKind;
use nyttja::domain::unit::audience::Audience;
use nyttja::domain::unit::{Forms, Headcount, SchoolForm, Unit, UnitKey};
use nyttja::domain::usage::reports::{Absent, Reports};
use nyttja::domain::usage::{Figures, Period, UnitUsage, Usage};
use nyttja::domain::week::Week;
use nyttja::domain::what_if::compare;

const UNITS: usize = 15_000;
const EXPECTATIONS: usize = 20;
const WEEKS: i64 = 12;
const EARLIER: i64 = 8;
const NEWEST: &str = "2026-W48";

fn main() {
    divan::main();
}

/// The whole comparison, on every core there is, where one target is raised.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn both_sides_over_12_weeks(bencher: Bencher<'_, '_>) {
    let (today, usage) = (municipality(70), usage());
    compare_with(bencher, &today, &municipality(75), &usage);
}

/// The same where every expectation is another one, so that all is judged twice.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn both_sides_where_everything_differs(bencher: Bencher<'_, '_>) {
    let (today, usage) = (municipality(70), usage());
    let mut new = municipality(75);
    for expectation in &mut new.expectations {
        expectation.weeks = 3;
    }
    compare_with(bencher, &today, &new, &usage);
}

/// Judging alone, on one core.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn judging_one_week_on_one_core(bencher: Bencher<'_, '_>) {
    let (today, usage) = (municipality(70), usage());
    let reports = Arc::new(reports(&usage, Absent::Unknown));
    judge_all(bencher, &today, &reports, &usage);
}

/// The same where a missing row means that nobody used the module, and one unit in ten has none.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn judging_one_week_where_rows_are_missing(bencher: Bencher<'_, '_>) {
    let (today, mut usage) = (municipality(70), usage());
    let reports = Arc::new(reports(&usage, Absent::Zero));
    for (_, usage) in usage.iter_mut().filter(|(unit, _)| unit.0.ends_with('7')) {
        *usage = UnitUsage::default();
    }
    judge_all(bencher, &today, &reports, &usage);
}

fn judge_all(
    bencher: Bencher<'_, '_>,
    today: &Municipality,
    reports: &Arc<Reports>,
    usage: &HashMap<UnitKey, UnitUsage>,
) {
    let week: Week = NEWEST.parse().unwrap();
    bencher.counter(ItemsCount::new(UNITS * EXPECTATIONS)).bench_local(|| {
        let mut judge = Judge::new(today.rules(), reports, week);
        let verdicts = today.roster.units.iter().map(|unit| judge.unit(unit, &usage[&unit.key]).len());
        verdicts.sum::<usize>()
    });
}

/// What one source told of, with all these rows.
fn reports(usage: &HashMap<UnitKey, UnitUsage>, absent: Absent) -> Reports {
    let mut reports = Reports::default();
    let source = reports.add_source("export", absent, None);
    for (unit, usage) in usage {
        for index in 0..EXPECTATIONS {
            let (module, audience) = (ModuleKey(key_of(index)), audience_of(index));
            for record in usage.of(&module, audience).until(NaiveDate::MAX) {
                reports.add(source, unit, &module, audience, record.period);
            }
        }
    }
    reports
}

fn compare_with(
    bencher: Bencher<'_, '_>,
    today: &Municipality,
    new: &Municipality,
    usage: &HashMap<UnitKey, UnitUsage>,
) {
    let newest: Week = NEWEST.parse().unwrap();
    let weeks: Vec<_> = (0..WEEKS).rev().map(|age| newest.plus(-age)).collect();
    let reports = Arc::new(reports(usage, Absent::Unknown));
    let cores = thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let verdicts = UNITS * EXPECTATIONS * weeks.len() * 2;
    bencher
        .counter(ItemsCount::new(verdicts))
        .bench_local(|| compare(today, new, usage, &reports, &weeks, cores).tally());
}

/// A number that looks like chance, from 0 to `below` − 1.
fn chance(seed: usize, below: usize) -> usize {
    let mut mixed = seed as u64 ^ 0x9E37_79B9_7F4A_7C15;
    for _ in 0..2 {
        mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    }
    usize::try_from(mixed >> 33).unwrap() % below
}

fn forms_of(unit: usize) -> Vec<SchoolForm> {
    match unit % 4 {
        0 | 1 => vec![SchoolForm::Fs],
        2 => vec![SchoolForm::Gr, SchoolForm::Fklass],
        _ => vec![SchoolForm::Gr, SchoolForm::Gran],
    }
}

fn unit_key(index: usize) -> UnitKey {
    UnitKey(format!("{index:08}").into())
}

fn key_of(index: usize) -> String {
    format!("module-{index:02}")
}

fn audience_of(index: usize) -> Audience {
    Audience::ALL[index % 3]
}

fn municipality(first_target: i128) -> Municipality {
    let units = (0..UNITS).map(|index| Unit {
        key: unit_key(index),
        name: format!("Skola {index}"),
        forms: forms_of(index).into_iter().collect(),
        area: format!("Område {}", index % 40).into(),
        headcount: Headcount { staff: Some(30), students: Some(300), guardians: Some(500) },
    });
    let recipients = (0..UNITS / 2).map(|index| Recipient {
        address: format!("rektor{index}@example.invalid").parse().unwrap(),
        name: format!("Rektor {index}"),
        language: Language::Sv,
        role: Role::Principal,
        units: vec![unit_key(index * 2), unit_key(index * 2 + 1)],
    });
    let modules = (0..EXPECTATIONS).map(|index| Module {
        key: ModuleKey(key_of(index)),
        name: text("Modul"),
        handled_in: None,
    });
    Municipality {
        name: "Ängsvik".to_owned(),
        platform: None,
        zone: "Europe/Stockholm".parse().unwrap(),
        language: Language::Sv,
        roster: Roster { units: units.collect(), recipients: recipients.collect(), vacant: HashMap::new() },
        modules: modules.collect(),
        expectations: (0..EXPECTATIONS).map(|index| expectation(index, first_target)).collect(),
        trainings: vec![],
        calendar: calendar(),
        agreements: agreements(),
        strictness: Strictness::default(),
        ask_rules: AskRules::default(),
        gate_rules: GateRules::default(),
    }
}

fn text(sv: &str) -> Localised {
    Localised { sv: sv.to_owned(), en: None }
}

fn percent(percent: i128) -> Exact {
    Exact::new(percent, 100)
}

fn expectation(index: usize, first_target: i128) -> Expectation {
    let marks = |target| Marks { target: percent(target), near: percent(target - 10) };
    let whole = |target, near| {
        Goal::Fixed(Marks { target: Exact::from_integer(target), near: Exact::from_integer(near) })
    };
    let target = if index == 0 { first_target } else { 60 };
    let (measure, goal) = match index % 10 {
        6 => (Measure::ItemsPerWeek, whole(20, 15)),
        7 => (Measure::ItemsPerPerson, whole(2, 1)),
        8 => {
            let point = |date: &str, share| PathPoint { date: date.parse().unwrap(), share: percent(share) };
            let points = vec![point("2026-08-17", 0), point("2026-10-16", 50), point("2026-12-18", 100)];
            (Measure::CoverageBy, Goal::Path(Path { points, near_points: percent(10) }))
        }
        9 => (Measure::DaysSinceLast, whole(5, 8)),
        _ => (Measure::ActiveShare, Goal::Fixed(marks(target))),
    };
    let by_form = if measure == Measure::ActiveShare {
        vec![(SchoolForm::Fs, Goal::Fixed(marks(target - 10)))]
    } else {
        vec![]
    };
    Expectation {
        key: ExpectationKey(format!("{}-förväntan", key_of(index))),
        module: ModuleKey(key_of(index)),
        audience: audience_of(index),
        forms: Forms::ALL,
        measure,
        weeks: 4,
        goal,
        by_form,
        weight: 1.0,
        why: text("Därför."),
        document: "Förväntansdokumentet".to_owned(),
        valid_from: None,
        valid_to: None,
        origin: Origin::default(),
    }
}

fn calendar() -> Calendar {
    let schools: Forms = [SchoolForm::Gr, SchoolForm::Gran, SchoolForm::Fklass].into_iter().collect();
    let closure = |day: &str, areas: Vec<String>| Closure {
        name: "Stängt".to_owned(),
        from: day.parse().unwrap(),
        to: day.parse().unwrap(),
        forms: Forms::ALL,
        areas,
    };
    Calendar {
        terms: vec![Term {
            name: "HT 2026".to_owned(),
            from: "2026-08-17".parse().unwrap(),
            to: "2026-12-18".parse().unwrap(),
            forms: schools,
            grace_weeks: 2,
        }],
        closures: (0..8)
            .map(|area| closure("2026-09-21", vec![format!("Område {area}")]))
            .chain([closure("2026-10-30", vec![])])
            .collect(),
    }
}

fn agreements() -> Agreements {
    let until = "2026-12-18".parse().unwrap();
    let exceptions = (0..500).map(|index| Exception {
        unit: unit_key(index * 30),
        expectation: ExpectationKey(format!("{}-förväntan", key_of(index % EXPECTATIONS))),
        terms: if index % 2 == 0 {
            Terms::Exempt
        } else {
            Terms::Marks(Marks { target: percent(40), near: percent(30) })
        },
        reason: "Ny skola".to_owned(),
        agreed_with: "Rektor".to_owned(),
        from: None,
        until,
        origin: Origin::default(),
    });
    let interventions = (0..500).map(|index| Intervention {
        unit: unit_key(index * 29),
        module: ModuleKey(key_of(index % EXPECTATIONS)),
        kind: TrainingKind::HandsOn,
        agreed: "2026-10-01".parse().unwrap(),
        date: "2026-11-05".parse().unwrap(),
        origin: Origin::default(),
    });
    Agreements {
        exceptions: exceptions.collect(),
        interventions: interventions.collect(),
        pauses: Vec::new(),
    }
}

fn usage() -> HashMap<UnitKey, UnitUsage> {
    let newest: Week = NEWEST.parse().unwrap();
    let weeks: Vec<_> = (1..=WEEKS + EARLIER).rev().map(|age| newest.plus(-age)).collect();
    (0..UNITS)
        .map(|unit| {
            let mut usage = UnitUsage::default();
            for module in 0..EXPECTATIONS {
                // Each unit has a habit of its own, and each week a mood.
                let habit = 8 + chance(unit * 31 + module, 20);
                for (number, week) in weeks.iter().enumerate() {
                    let active = habit + chance((unit * 31 + module) * 97 + number, 3);
                    let figures = Figures {
                        active: u32::try_from(active).ok().map(Into::into),
                        eligible: Some(30.into()),
                        items: u32::try_from(active).ok().map(Into::into),
                        ..Figures::default()
                    };
                    let period = Period { from: week.monday(), to: week.sunday() };
                    let record = Usage::new(period, figures, newest.monday()).unwrap();
                    usage.add(ModuleKey(key_of(module)), audience_of(module), record);
                }
            }
            (unit_key(unit), usage)
        })
        .collect()
}
