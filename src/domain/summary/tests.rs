//! Tests of what a summary is made of.

use super::*;
use crate::domain::agreement::{Agreements, Terms};
use crate::domain::asks::AskRules;
use crate::domain::calendar::Calendar;
use crate::domain::expectation::measure::Measure;
use crate::domain::expectation::module::{Module, ModuleKey};
use crate::domain::expectation::{Expectation, ExpectationKey, Goal, Marks, Origin};
use crate::domain::gate::GateRules;
use crate::domain::judge::Strictness;
use crate::domain::municipality::Municipality;
use crate::domain::number::Exact;
use crate::domain::recipient::Roster;
use crate::domain::recipient::language::Language;
use crate::domain::training::{Training, TrainingKey, TrainingKind};
use crate::domain::unit::audience::Audience;
use crate::domain::unit::{Forms, Headcount, UnitKey};
use crate::domain::verdict::{Judgement, NotJudged, Outcome, Value};
use crate::domain::week::Week;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn week() -> Week {
    "2026-W48".parse().unwrap()
}

fn text(sv: &str) -> Localised {
    Localised { sv: sv.to_owned(), en: None }
}

fn marks() -> Marks {
    Marks { target: Exact::new(80, 100), near: Exact::new(70, 100) }
}

/// What a unit has of one module: its per cent now and before.
fn matter(module: &str, now: i128, before: Option<i128>) -> Matter {
    let value = Exact::new(now, 100);
    let level = match now {
        80.. => Level::Met,
        70..80 => Level::Near,
        _ => Level::Below,
    };
    let previous = before.map(|before| Exact::new(before, 100));
    let judgement = Judgement {
        level,
        softened: false,
        value: Value::Shown(value),
        previous,
        previous_known: 4,
        eligible: Some(40),
    };
    Matter {
        module: text(module),
        verdict: Verdict {
            week: week(),
            unit: UnitKey("viken".into()),
            expectation: ExpectationKey(format!("{module}-personal")),
            module: ModuleKey(module.to_owned()),
            audience: Audience::Staff,
            measure: Measure::ActiveShare,
            marks: marks(),
            weeks: 4,
            known: 4,
            outcome: Outcome::Judged(judgement),
            mixed_lengths: false,
        },
        before: None,
        moved: None,
        exception: None,
        help: None,
    }
}

fn silent(module: &str) -> Matter {
    let mut matter = matter(module, 0, None);
    matter.verdict.outcome = Outcome::NotJudged(NotJudged::TooSmall);
    matter
}

fn helped(matter: Matter) -> Matter {
    let help = help(&matter.verdict.module.0, "2026-12-03");
    Matter { help: Some(help), ..matter }
}

fn help(module: &str, date: &str) -> Intervention {
    Intervention {
        unit: UnitKey("viken".into()),
        module: ModuleKey(module.to_owned()),
        kind: TrainingKind::HandsOn,
        agreed: day("2026-11-16"),
        date: day(date),
        origin: Origin::default(),
    }
}

fn exception(until: &str) -> Exception {
    Exception {
        unit: UnitKey("viken".into()),
        expectation: ExpectationKey("logg-personal".to_owned()),
        terms: Terms::Exempt,
        reason: "Ombyggnad".to_owned(),
        agreed_with: "Anna Ek".to_owned(),
        from: None,
        until: day(until),
        origin: Origin::default(),
    }
}

fn unit() -> Unit {
    Unit {
        key: UnitKey("viken".into()),
        name: "Viken".to_owned(),
        forms: [SchoolForm::Gr].into(),
        area: "".into(),
        headcount: Headcount::default(),
    }
}

fn with(matters: Vec<Matter>) -> UnitSummary {
    UnitSummary { unit: unit(), matters }
}

fn municipality(agreements: Agreements) -> Municipality {
    let expectation = |module: &str| Expectation {
        key: ExpectationKey(format!("{module}-personal")),
        module: ModuleKey(module.to_owned()),
        audience: Audience::Staff,
        forms: Forms::ALL,
        measure: Measure::ActiveShare,
        weeks: 4,
        goal: Goal::Fixed(marks()),
        by_form: vec![],
        weight: 1.0,
        why: text(""),
        document: String::new(),
        valid_from: None,
        valid_to: None,
        origin: Origin::default(),
    };
    let training = |key: &str, kind| Training {
        key: TrainingKey(key.to_owned()),
        kind,
        modules: vec![ModuleKey("logg".to_owned())],
        audiences: vec![],
        title: text(key),
        link: String::new(),
        minutes: None,
        sessions: vec![],
    };
    Municipality {
        name: "Ängsvik".to_owned(),
        platform: None,
        zone: chrono_tz::Europe::Stockholm,
        language: Language::Sv,
        roster: Roster::default(),
        modules: vec![Module { key: ModuleKey("logg".to_owned()), name: text("Lärlogg"), handled_in: None }],
        expectations: vec![expectation("logg")],
        trainings: vec![
            training("film", TrainingKind::Film),
            training("träff", TrainingKind::HandsOn),
            training("kurs", TrainingKind::Course),
        ],
        calendar: Calendar::default(),
        agreements,
        strictness: Strictness::default(),
        ask_rules: AskRules::default(),
        gate_rules: GateRules::default(),
    }
}

#[test]
fn two_things_with_some_way_to_go_call_for_support_and_one_does_not() {
    let of = |matters: Vec<Matter>| with(matters).attention();
    let (below, near, met) =
        (|module| matter(module, 40, None), matter("plan", 75, None), matter("app", 90, None));
    assert_eq!(of(vec![below("logg"), below("blogg"), met.clone()]), Attention::Support);
    assert_eq!(of(vec![below("logg"), near.clone(), met.clone()]), Attention::OnTheWay);
    assert_eq!(of(vec![near.clone(), met.clone()]), Attention::OnTheWay);
    assert_eq!(of(vec![met.clone(), silent("logg")]), Attention::Met);
    assert_eq!(of(vec![silent("logg")]), Attention::Unseen);
    assert_eq!(of(vec![]), Attention::Unseen);
}

#[test]
fn agreed_help_takes_a_unit_out_of_those_to_support_unless_more_is_left() {
    let of = |matters: Vec<Matter>| with(matters).attention();
    let below = |module| matter(module, 40, None);
    assert_eq!(of(vec![helped(below("logg")), below("blogg")]), Attention::Helped);
    assert_eq!(of(vec![helped(matter("logg", 75, None))]), Attention::Helped);
    assert_eq!(of(vec![helped(below("logg")), below("blogg"), below("plan")]), Attention::Support);
    // Help with what is met already is no reason to speak of help.
    assert_eq!(of(vec![helped(matter("logg", 90, None)), below("blogg")]), Attention::OnTheWay);
}

#[test]
fn a_movement_is_notable_only_where_use_went_the_same_way() {
    let rules = AskRules::default();
    let since =
        |before, now: i128, earlier| Movement::since(before, &matter("logg", now, earlier).verdict, &rules);
    let rose = since(Some(Level::Near), 82, Some(75)).unwrap();
    assert!(rose.rose() && rose.notable);
    assert!(!since(Some(Level::Near), 80, Some(79)).unwrap().notable, "it sways around the mark");
    assert!(!since(Some(Level::Near), 80, None).unwrap().notable, "nobody knows where it came from");
    let fell = since(Some(Level::Met), 60, Some(85)).unwrap();
    assert!(!fell.rose() && fell.notable);
    assert!(!since(Some(Level::Met), 78, Some(60)).unwrap().notable, "use rose; the target moved");
    assert_eq!(since(Some(Level::Met), 82, Some(60)), None);
    assert_eq!(since(None, 82, Some(60)), None);
}

#[test]
fn a_module_counts_as_common_from_three_units_and_a_third() {
    let units = |below: usize, all: usize| -> Vec<_> {
        (0..all).map(|index| with(vec![matter("logg", if index < below { 40 } else { 90 }, None)])).collect()
    };
    let found = |below, all| common::common(&municipality(Agreements::default()), &units(below, all)).len();
    assert_eq!([found(3, 9), found(3, 10), found(2, 2), found(4, 10), found(0, 9)], [1, 0, 0, 1, 0]);
}

#[test]
fn a_unit_counts_once_for_a_module_by_its_worst_verdict_and_not_where_nothing_is_judged() {
    let mut other = matter("logg", 90, None);
    other.verdict.expectation = ExpectationKey("logg-till".to_owned());
    let mut units = vec![with(vec![other, matter("logg", 40, None)]); 3];
    units.push(with(vec![silent("logg")]));
    let found = common::common(&municipality(Agreements::default()), &units);
    assert_eq!((found.len(), found[0].below, found[0].judged), (1, 3, 3));
    assert_eq!(found[0].training.as_ref().unwrap().kind, TrainingKind::Course, "units can take it together");
}

#[test]
fn agreements_that_end_within_four_weeks_stand_first_and_those_that_ended_are_gone() {
    let ending = |until: &str| {
        let agreements = Agreements {
            exceptions: vec![exception("2026-11-22"), exception(until)],
            interventions: vec![help("logg", "2026-12-03")],
            ..Agreements::default()
        };
        let mut running = agreements::of(&municipality(agreements), week(), &unit(), None);
        agreements::in_order(&mut running);
        running.iter().map(|running| (running.until.to_string(), running.soon)).collect::<Vec<_>>()
    };
    let (help, soon) = (("2026-12-03".to_owned(), true), |date: &str, soon| (date.to_owned(), soon));
    assert_eq!(ending("2026-11-29"), [soon("2026-11-29", true), help.clone()]);
    assert_eq!(ending("2026-12-21"), [help.clone(), soon("2026-12-21", true)]);
    assert_eq!(ending("2026-12-22"), [help.clone(), soon("2026-12-22", false)]);
}

#[test]
fn of_two_exceptions_for_one_expectation_only_the_one_that_holds_is_told() {
    let agreements = Agreements {
        exceptions: vec![exception("2027-01-31"), exception("2026-12-31")],
        ..Agreements::default()
    };
    let running = agreements::of(&municipality(agreements), week(), &unit(), None);
    assert_eq!(running.iter().map(|running| running.until).collect::<Vec<_>>(), [day("2026-12-31")]);
}
