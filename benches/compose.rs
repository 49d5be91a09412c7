//! How long it takes to put one letter into words, with and without its
//! pictures, and to find the trends that they show. `cargo bench` prints the times.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a benchmark that cannot go on should stop")]

use std::sync::Arc;

use divan::{Bencher, black_box};
use nyttja::domain::agreement::Agreements;
use nyttja::domain::calendar::{Calendar, Closure, Term};
use nyttja::domain::expectation::measure::Measure;
use nyttja::domain::expectation::module::{Module, ModuleKey};
use nyttja::domain::expectation::{Expectation, ExpectationKey, Goal, Marks, Origin};
use nyttja::domain::judge::{Rules, Strictness};
use nyttja::domain::letter::Letter;
use nyttja::domain::letter::trend::{LENGTH, Trends};
use nyttja::domain::number::Exact;
use nyttja::domain::recipient::language::Localised;
use nyttja::domain::unit::audience::Audience;
use nyttja::domain::unit::{Forms, Headcount, SchoolForm, Unit, UnitKey};
use nyttja::domain::usage::{Figures, Period, UnitUsage, Usage};
use nyttja::domain::week::Week;
use nyttja::letters::{Letters, samples};

fn main() {
    divan::main();
}

/// The letter with three asks, each with the picture of its trend.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn a_letter_with_three_pictures(bencher: Bencher<'_, '_>) {
    let letter = three_asks();
    assert_eq!(letter.asks().filter(|ask| ask.trend.is_some()).count(), 3);
    compose(bencher, &letter);
}

/// The same letter without the trends.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn a_letter_without_pictures(bencher: Bencher<'_, '_>) {
    let mut letter = three_asks();
    for ask in letter.parts.iter_mut().flat_map(|part| &mut part.asks) {
        ask.trend = None;
    }
    compose(bencher, &letter);
}

/// The trends of three asks of one unit, when other units have been looked at before.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn finding_three_trends(bencher: Bencher<'_, '_>) {
    let modules: Vec<_> = (0..3).map(module).collect();
    let expectations: Vec<_> = (0..3).map(expectation).collect();
    let (agreements, calendar) = (Agreements::default(), calendar());
    let strictness = Strictness::default();
    let (modules, expectations) = (modules.as_slice(), expectations.as_slice());
    let rules = Rules { modules, expectations, agreements: &agreements, calendar: &calendar, strictness };
    let (unit, usage) = (unit(), usage());
    let mut trends = Trends::new(rules, &Arc::default());
    let mut find = |index| trends.find(newest(), &unit, &key(index), &usage).unwrap().points.len();
    assert_eq!(find(0), LENGTH);
    bencher.bench_local(|| (0..3).map(&mut find).sum::<usize>());
}

fn compose(bencher: Bencher<'_, '_>, letter: &Letter) {
    let (letters, frame) = (Letters::new(None).unwrap(), samples::frame());
    bencher.bench_local(|| letters.compose(black_box(letter), &frame).unwrap());
}

fn three_asks() -> Letter {
    let samples::Content::Principal(letter) = samples::all().swap_remove(0).content else {
        panic!("the first sample is a letter to a principal");
    };
    letter
}

fn newest() -> Week {
    "2026-W48".parse().unwrap()
}

fn module(index: usize) -> Module {
    Module { key: ModuleKey(format!("modul-{index}")), name: text("Modul"), handled_in: None }
}

fn key(index: usize) -> ExpectationKey {
    ExpectationKey(format!("modul-{index}-personal"))
}

fn text(sv: &str) -> Localised {
    Localised { sv: sv.to_owned(), en: None }
}

fn expectation(index: usize) -> Expectation {
    Expectation {
        key: key(index),
        module: module(index).key,
        audience: Audience::Staff,
        forms: Forms::ALL,
        measure: Measure::ActiveShare,
        weeks: 4,
        goal: Goal::Fixed(Marks { target: Exact::new(80, 100), near: Exact::new(70, 100) }),
        by_form: vec![],
        weight: 1.0,
        why: text("Därför."),
        document: "Förväntansdokumentet".to_owned(),
        valid_from: None,
        valid_to: None,
        origin: Origin::default(),
    }
}

fn calendar() -> Calendar {
    let forms = Forms::from_iter([SchoolForm::Gr]);
    Calendar {
        terms: vec![Term {
            name: "HT 2026".to_owned(),
            from: "2026-08-17".parse().unwrap(),
            to: "2026-12-18".parse().unwrap(),
            forms,
            grace_weeks: 2,
        }],
        closures: vec![Closure {
            name: "Höstlov".to_owned(),
            from: "2026-10-26".parse().unwrap(),
            to: "2026-10-30".parse().unwrap(),
            forms,
            areas: vec![],
        }],
    }
}

fn unit() -> Unit {
    Unit {
        key: UnitKey("12345678".into()),
        name: "Vikens skola".to_owned(),
        forms: [SchoolForm::Gr].into(),
        area: "Norr".into(),
        headcount: Headcount { staff: Some(34), students: Some(412), guardians: Some(690) },
    }
}

/// A record for each day of three months and a half.
fn usage() -> UnitUsage {
    let mut usage = UnitUsage::default();
    for index in 0..3 {
        for age in 1..=15 {
            for day in 0..5 {
                let date = newest().plus(-age).day(day);
                let figures =
                    Figures { active: Some(14.into()), eligible: Some(34.into()), ..Figures::default() };
                let record = Usage::new(Period { from: date, to: date }, figures, date).unwrap();
                usage.add(module(index).key, Audience::Staff, record);
            }
        }
    }
    usage
}
