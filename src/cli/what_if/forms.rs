//! A comparison as JSON. The names of the fields are a contract.

use serde::Serialize;

use super::NOTES;
use crate::domain::verdict::Level;
use crate::domain::what_if::{Comparison, Tally, Turn, WeekChange};

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
    week: String,
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
    expectation: &'a str,
    asks_gained: usize,
    asks_lost: usize,
    levels_changed: usize,
    units_changed_now: usize,
}

#[derive(Debug, Serialize)]
struct ChangeForm<'a> {
    week: String,
    #[serde(flatten)]
    what: WhatForm<'a>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
enum WhatForm<'a> {
    AskGained { recipient: &'a str, unit: &'a str, expectation: &'a str },
    AskLost { recipient: &'a str, unit: &'a str, expectation: &'a str },
    LetterGained { recipient: &'a str },
    LetterLost { recipient: &'a str },
    Level { unit: &'a str, expectation: &'a str, today: Option<&'static str>, new: Option<&'static str> },
}

impl<'a> From<&'a Comparison> for ComparisonForm<'a> {
    fn from(comparison: &'a Comparison) -> Self {
        let weeks = comparison.weeks.iter();
        let expectations = comparison.by_expectation().into_iter().map(|(key, of)| ExpectationForm {
            expectation: &key.0,
            asks_gained: of.gained,
            asks_lost: of.lost,
            levels_changed: of.levels,
            units_changed_now: of.units_now,
        });
        Self {
            weeks: weeks
                .clone()
                .map(|week| WeekForm { week: week.week.to_string(), counts: week.tally().into() })
                .collect(),
            totals: TotalsForm {
                counts: comparison.tally().into(),
                units_affected: comparison.units_affected(),
            },
            expectations: expectations.collect(),
            changes: weeks
                .flat_map(|week| changes(week).map(|what| ChangeForm { week: week.week.to_string(), what }))
                .collect(),
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
    let letters = week.letters.iter().map(|change| {
        let recipient = change.recipient.as_str();
        match change.turn {
            Turn::Gained => WhatForm::LetterGained { recipient },
            Turn::Lost => WhatForm::LetterLost { recipient },
        }
    });
    let asks = week.asks.iter().map(|change| {
        let (recipient, unit, expectation) = (&*change.recipient, &*change.unit.0, &*change.expectation.0);
        match change.turn {
            Turn::Gained => WhatForm::AskGained { recipient, unit, expectation },
            Turn::Lost => WhatForm::AskLost { recipient, unit, expectation },
        }
    });
    let levels = week.levels.iter().map(|change| WhatForm::Level {
        unit: &change.unit.0,
        expectation: &change.expectation.0,
        today: change.today.map(Level::word),
        new: change.new.map(Level::word),
    });
    letters.chain(asks).chain(levels)
}
