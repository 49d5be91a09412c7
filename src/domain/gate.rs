//! The data gate: what must be true of the figures before a letter goes out.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::expectation::module::ModuleKey;
use crate::domain::number::{Exact, to_f64};
use crate::domain::verdict::Verdict;

/// The settings of the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateRules {
    /// The share of expected units that must have fresh figures.
    pub units_reported: Exact,
    /// The share of verdicts that may fall a level at once.
    pub levels_fallen: Exact,
}

impl Default for GateRules {
    fn default() -> Self {
        Self { units_reported: Exact::new(9, 10), levels_fallen: Exact::new(1, 4) }
    }
}

/// Why a run is held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Alarm {
    /// The newest usage ends before the last week that was taught.
    OldData {
        /// The last day with usage, if there is any.
        newest: Option<NaiveDate>,
        /// The day it should reach.
        expected: NaiveDate,
    },
    /// Too few units reported.
    FewUnits {
        /// Units with fresh figures.
        reported: usize,
        /// Units expected.
        expected: usize,
    },
    /// Too many verdicts fell a level at once.
    LevelsFell {
        /// Verdicts that fell.
        fallen: usize,
        /// Verdicts judged in both weeks.
        judged: usize,
    },
    /// A module that was used fell to nothing at every unit.
    ModuleVanished {
        /// Its key.
        module: ModuleKey,
    },
    /// The store came back from a backup: what went out in between it does not know.
    Restored {
        /// The day the backup was made, where it says so.
        copied: Option<NaiveDate>,
        /// The day it was put in place.
        restored: NaiveDate,
    },
}

/// What the gate looks at: the figures of a whole municipality, gathered unit by unit.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// The last day with usage.
    pub newest: Option<NaiveDate>,
    /// The last teaching day of the newest week that was taught; none where nothing is expected of anybody.
    pub expected_until: Option<NaiveDate>,
    /// How many units should have reported.
    pub expected: usize,
    /// How many of them have fresh figures.
    pub reported: usize,
    /// How the verdicts moved since the week before.
    pub movement: Movement,
}

/// How the verdicts moved since the week before.
#[derive(Debug, Clone, Default)]
pub struct Movement {
    judged: usize,
    fallen: usize,
    used: HashMap<ModuleKey, Used>,
}

/// The sum of all values of a module; days since the last use say nothing here.
#[derive(Debug, Clone, Copy, Default)]
struct Used {
    before: f64,
    now: Option<f64>,
}

impl Movement {
    /// Adds the verdicts on one unit, of the run and of the week before.
    pub fn add(&mut self, before: &[Verdict], now: &[Verdict]) {
        for (place, verdict) in now.iter().enumerate() {
            let same = |earlier: &&Verdict| earlier.expectation == verdict.expectation;
            // Mostly they stand in the same order.
            let earlier = before.get(place).filter(same).or_else(|| before.iter().find(same));
            if let (Some(earlier), Some(level)) = (earlier.and_then(Verdict::level), verdict.level()) {
                self.judged += 1;
                self.fallen += usize::from(level < earlier);
            }
        }
        for (verdict, value) in before.iter().filter_map(used) {
            self.of(verdict).before += value;
        }
        for (verdict, value) in now.iter().filter_map(used) {
            let used = self.of(verdict);
            used.now = Some(used.now.unwrap_or_default() + value);
        }
    }

    fn of(&mut self, verdict: &Verdict) -> &mut Used {
        self.used.entry(verdict.module.clone()).or_default()
    }

    /// The modules that were used and fell to nothing, by their keys.
    fn vanished(&self) -> Vec<ModuleKey> {
        let gone = |used: &Used| used.before > 0.0 && used.now.is_some_and(|now| now <= 0.0);
        let gone = self.used.iter().filter(|(_, used)| gone(used));
        let mut vanished: Vec<_> = gone.map(|(module, _)| module.clone()).collect();
        vanished.sort();
        vanished
    }
}

fn used(verdict: &Verdict) -> Option<(&Verdict, f64)> {
    let counts = !verdict.measure.smaller_is_better();
    verdict.judgement().filter(|_| counts).map(|judgement| (verdict, to_f64(judgement.value)))
}

/// Every reason to hold the run; none where it may go out, or nothing is expected of anybody.
#[must_use]
pub fn alarms(figures: &Figures, rules: &GateRules) -> Vec<Alarm> {
    let Figures { newest, expected, reported, ref movement, .. } = *figures;
    let Some(expected_until) = figures.expected_until else { return Vec::new() };
    let mut alarms = Vec::new();
    if newest.is_none_or(|newest| newest < expected_until) {
        alarms.push(Alarm::OldData { newest, expected: expected_until });
    }
    if share(reported, expected).is_some_and(|share| share < rules.units_reported) {
        alarms.push(Alarm::FewUnits { reported, expected });
    }
    let Movement { judged, fallen, .. } = *movement;
    if share(fallen, judged).is_some_and(|share| share > rules.levels_fallen) {
        alarms.push(Alarm::LevelsFell { fallen, judged });
    }
    alarms.extend(movement.vanished().into_iter().map(|module| Alarm::ModuleVanished { module }));
    alarms
}

fn share(part: usize, whole: usize) -> Option<Exact> {
    let whole = i128::try_from(whole).ok().filter(|whole| *whole > 0)?;
    Some(Exact::new(i128::try_from(part).ok()?, whole))
}
