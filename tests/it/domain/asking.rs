//! Asks: how many, which ones, how often, and when the coordinator takes over.

use nyttja::domain::asks::{AskRules, Candidate, PastAsk, PastLetter, Standing, choose, in_order};
use nyttja::domain::expectation::ExpectationKey;
use nyttja::domain::expectation::measure::Measure;
use nyttja::domain::expectation::module::ModuleKey;
use nyttja::domain::number::Exact;
use nyttja::domain::unit::UnitKey;
use nyttja::domain::verdict::{Judgement, Level, NotJudged, Outcome, Value, Verdict};
use proptest::prelude::*;

use crate::builders::{marks, percent, week};

fn verdict(key: &str, value: i128) -> Verdict {
    let level = match value {
        80.. => Level::Met,
        70..80 => Level::Near,
        _ => Level::Below,
    };
    let judgement = Judgement {
        level,
        softened: false,
        value: Value::Shown(percent(value)),
        previous: None,
        previous_known: 0,
        eligible: Some(40),
    };
    Verdict {
        week: week("2026-W47"),
        unit: UnitKey("12345678".into()),
        expectation: ExpectationKey(key.to_owned()),
        module: ModuleKey(key.to_owned()),
        audience: nyttja::domain::unit::audience::Audience::Staff,
        measure: Measure::ActiveShare,
        marks: marks(80, 70),
        weeks: 4,
        known: 4,
        outcome: Outcome::Judged(judgement),
        mixed_lengths: false,
    }
}

fn candidate(verdict: &Verdict) -> Candidate<'_> {
    Candidate { verdict, weight: 1.0, resting: false }
}

fn stand(verdict: &Verdict, history: &[PastLetter]) -> Standing {
    choose(&[candidate(verdict)], history, &AskRules::default())[0]
}

/// Earlier letters, the newest first: the value each asked about, or none.
fn letters(values: &[Option<i128>]) -> Vec<PastLetter> {
    values
        .iter()
        .zip(1_i64..)
        .map(|(value, age)| PastLetter {
            week: week("2026-W47").plus(-age),
            asks: value.map(|value| past("larlogg", value, false)).into_iter().collect(),
        })
        .collect()
}

fn past(key: &str, value: i128, handed_over: bool) -> PastAsk {
    let judged = verdict(key, value);
    PastAsk {
        unit: judged.unit.clone(),
        expectation: judged.expectation.clone(),
        level: judged.level().unwrap(),
        value: percent(value),
        trainings: vec![],
        handed_over,
    }
}

#[test]
fn the_largest_gaps_come_first_and_no_more_than_three() {
    let verdicts = [verdict("a", 60), verdict("b", 10), verdict("c", 75), verdict("d", 40), verdict("e", 90)];
    let candidates: Vec<_> = verdicts.iter().map(candidate).collect();
    let standings = choose(&candidates, &[], &AskRules::default());
    assert_eq!(in_order(&candidates, &standings), [1, 3, 0]);
    assert_eq!(standings[2], Standing::Crowded);
    assert_eq!(standings[4], Standing::Fine);
}

#[test]
fn a_weight_makes_a_smaller_gap_more_urgent() {
    let verdicts = [verdict("a", 40), verdict("b", 60)];
    let mut candidates: Vec<_> = verdicts.iter().map(candidate).collect();
    candidates[1].weight = 3.0;
    let standings = choose(&candidates, &[], &AskRules::default());
    assert_eq!(in_order(&candidates, &standings), [1, 0]);
}

#[test]
fn what_was_asked_last_week_rests_this_week_and_comes_back_the_next() {
    let judged = verdict("larlogg", 40);
    assert_eq!(stand(&judged, &letters(&[Some(40)])), Standing::AskedRecently);
    assert_eq!(stand(&judged, &letters(&[None, Some(40)])), Standing::Asked { streak: 1 });
}

#[test]
fn a_notable_change_is_worth_a_word_at_once() {
    assert_eq!(stand(&verdict("larlogg", 45), &letters(&[Some(40)])), Standing::Asked { streak: 1 });
    assert_eq!(stand(&verdict("larlogg", 44), &letters(&[Some(40)])), Standing::AskedRecently);
}

#[test]
fn eight_unchanged_letters_hand_the_ask_over_to_the_coordinator() {
    let every_other: Vec<_> = (0..16).map(|age| (age % 2 == 1).then_some(40)).collect();
    assert_eq!(stand(&verdict("larlogg", 40), &letters(&every_other)), Standing::HandedOver);
    assert_eq!(stand(&verdict("larlogg", 40), &letters(&every_other[..14])), Standing::Asked { streak: 7 });
}

#[test]
fn what_was_handed_over_stays_so_until_something_changes() {
    let mut history = letters(&[None, Some(40)]);
    history[0].asks.push(past("larlogg", 40, true));
    assert_eq!(stand(&verdict("larlogg", 42), &history), Standing::HandedOver);
    assert_eq!(stand(&verdict("larlogg", 50), &history), Standing::Asked { streak: 0 });
}

#[test]
fn a_module_with_help_on_its_way_is_not_asked_for() {
    let judged = verdict("larlogg", 10);
    let resting = Candidate { resting: true, ..candidate(&judged) };
    assert_eq!(choose(&[resting], &[], &AskRules::default()), [Standing::Resting]);
}

#[test]
fn a_small_unit_is_not_asked_for_what_may_be_chance() {
    let mut judged = verdict("larlogg", 60);
    if let Outcome::Judged(judgement) = &mut judged.outcome {
        judgement.softened = true;
        judgement.level = Level::Near;
    }
    assert_eq!(stand(&judged, &[]), Standing::SmallNumbers);
}

fn any_verdict() -> impl Strategy<Value = (Verdict, bool, u8)> {
    let silences = [
        NotJudged::HandledElsewhere,
        NotJudged::NotApplicable,
        NotJudged::Exempt,
        NotJudged::OutOfTerm,
        NotJudged::StaleData,
        NotJudged::NoData,
        NotJudged::TooSmall,
    ];
    let not_judged = prop::option::of(prop::sample::select(silences.to_vec()));
    (0u8..12, 0i128..=100, not_judged, any::<bool>(), any::<bool>(), 1u8..5).prop_map(
        |(key, value, not_judged, small, resting, weight)| {
            let mut judged = verdict(&format!("key-{key}"), value);
            match (not_judged, &mut judged.outcome) {
                (Some(not_judged), outcome) => *outcome = Outcome::NotJudged(not_judged),
                (None, Outcome::Judged(judgement)) if judgement.level == Level::Below && small => {
                    judgement.level = Level::Near;
                    judgement.softened = true;
                }
                _ => {}
            }
            (judged, resting, weight)
        },
    )
}

proptest! {
    #[test]
    fn choosing_keeps_its_promises_whatever_the_order(
        mut drawn in prop::collection::vec(any_verdict(), 0..12),
        max_asks in 0usize..5,
        turn in 0usize..12,
        asked in prop::collection::vec((0u8..12, 0i128..80), 0..6),
    ) {
        drawn.sort_by(|one, other| one.0.expectation.cmp(&other.0.expectation));
        drawn.dedup_by(|one, other| one.0.expectation == other.0.expectation);
        let history = [PastLetter {
            week: week("2026-W46"),
            asks: asked.iter().map(|(key, value)| past(&format!("key-{key}"), *value, false)).collect(),
        }];
        let rules = AskRules { max_asks, ..AskRules::default() };
        let candidates: Vec<_> = drawn
            .iter()
            .map(|(verdict, resting, weight)| Candidate { verdict, weight: f64::from(*weight), resting: *resting })
            .collect();
        let standings = choose(&candidates, &history, &rules);
        let chosen = in_order(&candidates, &standings);
        prop_assert!(chosen.len() <= max_asks);
        for index in &chosen {
            let candidate = &candidates[*index];
            prop_assert!(candidate.verdict.level().is_some_and(|level| level < Level::Met));
            prop_assert!(candidate.verdict.reason().is_none(), "neither silent nor softened");
            prop_assert!(!candidate.resting);
        }
        // Nothing is left out while there is room for it.
        let crowded = standings.iter().filter(|standing| **standing == Standing::Crowded).count();
        prop_assert!(crowded == 0 || chosen.len() == max_asks);
        let keys = |candidates: &[Candidate<'_>], chosen: &[usize]| -> Vec<_> {
            chosen.iter().map(|index| candidates[*index].verdict.expectation.clone()).collect()
        };
        let mut turned = candidates.clone();
        turned.rotate_left(turn % candidates.len().max(1));
        let again = choose(&turned, &history, &rules);
        prop_assert_eq!(keys(&candidates, &chosen), keys(&turned, &in_order(&turned, &again)));
        for (candidate, standing) in turned.iter().zip(&again) {
            let before = candidates.iter().position(|other| std::ptr::eq(other.verdict, candidate.verdict));
            prop_assert_eq!(Some(standing), before.map(|index| &standings[index]));
        }
    }
}

#[test]
fn items_count_as_changed_by_a_part_of_the_target() {
    let mut judged = verdict("larlogg", 0);
    judged.measure = Measure::ItemsPerPerson;
    judged.marks.target = Exact::from_integer(10);
    judged.marks.near = Exact::from_integer(10);
    let with_value = |value: Exact| {
        let mut judged = judged.clone();
        if let Outcome::Judged(judgement) = &mut judged.outcome {
            judgement.value = Value::Shown(value);
        }
        judged
    };
    let mut history = letters(&[Some(40)]);
    history[0].asks[0].value = Exact::from_integer(4);
    assert_eq!(stand(&with_value(Exact::new(44, 10)), &history), Standing::AskedRecently);
    assert_eq!(stand(&with_value(Exact::new(45, 10)), &history), Standing::Asked { streak: 1 });
}
