//! The data gate: what must be true of the figures before a letter goes out.

use std::collections::HashMap;
use std::fmt;

use chrono::NaiveDate;

use super::expectation::ExpectationKey;
use super::module::ModuleKey;
use super::number::{Exact, to_f64};
use super::unit::UnitKey;
use super::verdict::{Level, Verdict};

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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    ModuleVanished(ModuleKey),
    /// The store came back from a backup: what went out in between it does not know.
    Restored {
        /// The day the backup was made, where it says so.
        copied: Option<NaiveDate>,
        /// The day it was put in place.
        restored: NaiveDate,
    },
}

impl fmt::Display for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OldData { newest: None, expected } => {
                write!(f, "there is no usage at all; it should reach {expected}")
            }
            Self::OldData { newest: Some(newest), expected } => {
                write!(f, "the newest usage ends on {newest}; it should reach {expected}")
            }
            Self::FewUnits { reported, expected } => {
                write!(f, "only {reported} of {expected} units have fresh figures")
            }
            Self::LevelsFell { fallen, judged } => {
                write!(f, "{fallen} of {judged} verdicts fell a level since last week")
            }
            Self::ModuleVanished(module) => write!(f, "the use of `{module}` fell to nothing everywhere"),
            Self::Restored { copied: None, restored } => {
                write!(
                    f,
                    "nyttja was restored on {restored} from a backup; these letters may have gone out before"
                )
            }
            Self::Restored { copied: Some(copied), restored } => write!(
                f,
                "nyttja was restored on {restored} from a backup of {copied}; these letters may have gone out in between"
            ),
        }
    }
}

/// What the gate looks at.
#[derive(Debug, Clone, Copy)]
pub struct Figures<'a> {
    /// The last day with usage.
    pub newest: Option<NaiveDate>,
    /// The last teaching day of the newest week that was taught.
    pub expected_until: NaiveDate,
    /// Whether each unit in session has fresh figures.
    pub units: &'a HashMap<UnitKey, bool>,
    /// The verdicts of the run.
    pub now: &'a [Verdict],
    /// The verdicts of the week before.
    pub before: &'a [Verdict],
}

/// Every reason to hold the run; none where it may go out.
#[must_use]
pub fn alarms(figures: &Figures<'_>, rules: &GateRules) -> Vec<Alarm> {
    let mut alarms = Vec::new();
    if figures.newest.is_none_or(|newest| newest < figures.expected_until) {
        alarms.push(Alarm::OldData { newest: figures.newest, expected: figures.expected_until });
    }
    let expected = figures.units.len();
    let reported = figures.units.values().filter(|fresh| **fresh).count();
    if share(reported, expected).is_some_and(|share| share < rules.units_reported) {
        alarms.push(Alarm::FewUnits { reported, expected });
    }
    let before = levels(figures.before);
    let pairs: Vec<(Level, Level)> = figures
        .now
        .iter()
        .filter_map(|verdict| {
            let earlier = *before.get(&(&verdict.unit, &verdict.expectation))?;
            Some((earlier, verdict.level()?))
        })
        .collect();
    let fallen = pairs.iter().filter(|(earlier, now)| now < earlier).count();
    if share(fallen, pairs.len()).is_some_and(|share| share > rules.levels_fallen) {
        alarms.push(Alarm::LevelsFell { fallen, judged: pairs.len() });
    }
    let (used_before, used_now) = (use_of_modules(figures.before), use_of_modules(figures.now));
    let mut vanished: Vec<_> = used_before
        .into_iter()
        .filter(|(module, used)| *used > 0.0 && used_now.get(module).is_some_and(|now| *now <= 0.0))
        .map(|(module, _)| module.clone())
        .collect();
    vanished.sort();
    alarms.extend(vanished.into_iter().map(Alarm::ModuleVanished));
    alarms
}

fn share(part: usize, whole: usize) -> Option<Exact> {
    let whole = i128::try_from(whole).ok().filter(|whole| *whole > 0)?;
    Some(Exact::new(i128::try_from(part).ok()?, whole))
}

fn levels(verdicts: &[Verdict]) -> HashMap<(&UnitKey, &ExpectationKey), Level> {
    verdicts
        .iter()
        .filter_map(|verdict| Some(((&verdict.unit, &verdict.expectation), verdict.level()?)))
        .collect()
}

/// The sum of all values of each module; days since the last use say nothing here.
fn use_of_modules(verdicts: &[Verdict]) -> HashMap<&ModuleKey, f64> {
    let mut used = HashMap::new();
    for verdict in verdicts {
        let counts = verdict.measure != super::expectation::Measure::DaysSinceLast;
        if let Some(judgement) = verdict.judgement().filter(|_| counts) {
            *used.entry(&verdict.module).or_insert(0.0) += to_f64(judgement.value);
        }
    }
    used
}
