//! Adds the changes of a comparison up.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::{Amount, Comparison, Turn, WeekChange};
use crate::domain::expectation::ExpectationKey;
use crate::domain::unit::UnitKey;

/// How much differs, in one week or in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// What today's rules would write.
    pub today: Amount,
    /// What the new rules would write.
    pub new: Amount,
    /// Letters and asks that only the new rules have.
    pub gained: Amount,
    /// Letters and asks that only today's rules have.
    pub lost: Amount,
    /// Levels that differ.
    pub levels: usize,
}

/// How much differs for one expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct OfExpectation {
    /// Asks that only the new rules have, over all weeks.
    pub asks_gained: usize,
    /// Asks that only today's rules have, over all weeks.
    pub asks_lost: usize,
    /// Levels that differ, over all weeks.
    pub levels_changed: usize,
    /// Units whose level differs in the newest week.
    pub units_changed_now: usize,
}

impl WeekChange {
    /// How much differs in the week.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let letters = |turn| self.letters.iter().filter(|change| change.turn == turn).count();
        let asks = |turn| self.asks.iter().filter(|change| change.turn == turn).count();
        let amount = |turn| Amount { letters: letters(turn), asks: asks(turn) };
        Tally {
            today: self.today,
            new: self.new,
            gained: amount(Turn::Gained),
            lost: amount(Turn::Lost),
            levels: self.levels.len(),
        }
    }
}

impl Comparison {
    /// How much differs in all weeks together.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut all = Tally::default();
        for week in self.weeks.iter().map(WeekChange::tally) {
            all.today.add(week.today);
            all.new.add(week.new);
            all.gained.add(week.gained);
            all.lost.add(week.lost);
            all.levels += week.levels;
        }
        all
    }

    /// How many units would be asked for something else in some week.
    #[must_use]
    pub fn units_affected(&self) -> usize {
        let asks = self.weeks.iter().flat_map(|week| &week.asks);
        asks.map(|change| &change.unit).collect::<HashSet<&UnitKey>>().len()
    }

    /// How much differs for each expectation, in the order of
    /// [`Comparison::expectations`].
    #[must_use]
    pub fn by_expectation(&self) -> Vec<(&ExpectationKey, OfExpectation)> {
        let mut of: HashMap<&ExpectationKey, OfExpectation> = HashMap::new();
        for week in &self.weeks {
            for change in &week.asks {
                let entry = of.entry(&change.expectation).or_default();
                match change.turn {
                    Turn::Gained => entry.asks_gained += 1,
                    Turn::Lost => entry.asks_lost += 1,
                }
            }
            for change in &week.levels {
                of.entry(&change.expectation).or_default().levels_changed += 1;
            }
        }
        for change in self.weeks.last().iter().flat_map(|week| &week.levels) {
            of.entry(&change.expectation).or_default().units_changed_now += 1;
        }
        self.expectations.iter().map(|key| (key, of.get(key).copied().unwrap_or_default())).collect()
    }
}
