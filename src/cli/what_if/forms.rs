//! A comparison as JSON. The names of the fields are a contract.

use serde::Serialize;

use super::NOTES;
use crate::domain::expectation::ExpectationKey;
use crate::domain::week::Week;
use crate::domain::what_if::{
    AskChange, Comparison, LetterChange, LevelChange, OfExpectation, Tally, Turn, WeekChange,
};

/// A whole comparison.
#[derive(Debug, Serialize)]
pub(super) struct ComparisonForm<'a> {
    weeks: Vec<WeekForm>,
    totals: TotalsForm,
    expectations: Vec<ExpectationForm<'a>>,
    changes: Vec<ChangeForm<'a>>,
    notes: [&'static str; 3],
}

#[derive(Debug, Serialize)]
struct WeekForm {
    week: Week,
    #[serde(flatten)]
    counts: CountsForm,
}

#[derive(Debug, Serialize)]
struct TotalsForm {
    #[serde(flatten)]
    counts: CountsForm,
    units_affected: usize,
}

#[derive(Debug, Serialize)]
struct CountsForm {
    letters_today: usize,
    letters_new: usize,
    letters_gained: usize,
    letters_lost: usize,
    asks_today: usize,
    asks_new: usize,
    asks_gained: usize,
    asks_lost: usize,
    levels_changed: usize,
}

#[derive(Debug, Serialize)]
struct ExpectationForm<'a> {
    expectation: &'a ExpectationKey,
    #[serde(flatten)]
    of: OfExpectation,
}

#[derive(Debug, Serialize)]
struct ChangeForm<'a> {
    week: Week,
    #[serde(flatten)]
    what: WhatForm<'a>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
enum WhatForm<'a> {
    AskGained(&'a AskChange),
    AskLost(&'a AskChange),
    LetterGained(&'a LetterChange),
    LetterLost(&'a LetterChange),
    Level(&'a LevelChange),
}

impl<'a> From<&'a Comparison> for ComparisonForm<'a> {
    fn from(comparison: &'a Comparison) -> Self {
        let weeks = comparison.weeks.iter();
        let changes =
            weeks.clone().flat_map(|week| changes(week).map(|what| ChangeForm { week: week.week, what }));
        let expectations = comparison.by_expectation().into_iter();
        Self {
            weeks: weeks.map(|week| WeekForm { week: week.week, counts: week.tally().into() }).collect(),
            totals: TotalsForm {
                counts: comparison.tally().into(),
                units_affected: comparison.units_affected(),
            },
            expectations: expectations.map(|(expectation, of)| ExpectationForm { expectation, of }).collect(),
            changes: changes.collect(),
            notes: NOTES,
        }
    }
}

impl From<Tally> for CountsForm {
    fn from(tally: Tally) -> Self {
        Self {
            letters_today: tally.today.letters,
            letters_new: tally.new.letters,
            letters_gained: tally.gained.letters,
            letters_lost: tally.lost.letters,
            asks_today: tally.today.asks,
            asks_new: tally.new.asks,
            asks_gained: tally.gained.asks,
            asks_lost: tally.lost.asks,
            levels_changed: tally.levels,
        }
    }
}

fn changes(week: &WeekChange) -> impl Iterator<Item = WhatForm<'_>> {
    let letters = week.letters.iter().map(|change| match change.turn {
        Turn::Gained => WhatForm::LetterGained(change),
        Turn::Lost => WhatForm::LetterLost(change),
    });
    let asks = week.asks.iter().map(|change| match change.turn {
        Turn::Gained => WhatForm::AskGained(change),
        Turn::Lost => WhatForm::AskLost(change),
    });
    letters.chain(asks).chain(week.levels.iter().map(WhatForm::Level))
}
