//! The data gate: what must be true of the figures before a letter goes out.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::expectation::ExpectationKey;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::number::{Exact, to_f64};
use crate::domain::unit::UnitKey;
use crate::domain::usage::Period;
use crate::domain::verdict::{NotJudged, Outcome, Verdict};
use crate::domain::week::Week;

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
        /// Those that did not, all of them, in the order of the roster.
        #[serde(default)]
        missing: Vec<UnitKey>,
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
    /// More than half of the units lost their verdicts on an expectation at once: its module
    /// has another name in the platform, or a column has moved.
    VerdictsLost {
        /// The module's key.
        module: ModuleKey,
        /// The expectation's key.
        expectation: ExpectationKey,
        /// Units that had a verdict a week ago, and have none for want of figures.
        lost: usize,
        /// Units that had a verdict a week ago.
        had: usize,
        /// The sources' words for modules that were passed over meanwhile.
        passed_over: Vec<String>,
    },
    /// The store came back from a backup: what went out in between it does not know.
    Restored {
        /// The day the backup was made, where it says so.
        copied: Option<NaiveDate>,
        /// The day it was put in place.
        restored: NaiveDate,
    },
}

impl Alarm {
    /// The same without its lists, as it stands with every letter that is held for it.
    #[must_use]
    pub fn in_brief(&self) -> Self {
        let mut brief = self.clone();
        match &mut brief {
            Self::FewUnits { missing, .. } => missing.clear(),
            Self::VerdictsLost { passed_over, .. } => passed_over.clear(),
            Self::OldData { .. }
            | Self::LevelsFell { .. }
            | Self::ModuleVanished { .. }
            | Self::Restored { .. } => {}
        }
        brief
    }
}

/// What the gate looks at: the figures of a whole municipality, gathered unit by unit.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// The period of the newest record.
    pub newest: Option<Period>,
    /// The last teaching day of the newest week that was taught; none where nothing is expected of anybody.
    pub expected_until: Option<NaiveDate>,
    /// How many units should have reported.
    pub expected: usize,
    /// Those of them without fresh figures, in the order of the roster.
    pub missing: Vec<UnitKey>,
    /// The sources' words for modules that were passed over in their newest readings.
    pub passed_over: Vec<String>,
    /// How the verdicts moved since the week before.
    pub movement: Movement,
}

/// How the verdicts moved since the week before.
#[derive(Debug, Clone, Default)]
pub struct Movement {
    judged: usize,
    fallen: usize,
    used: HashMap<ModuleKey, Used>,
    kept: BTreeMap<ExpectationKey, Kept>,
}

/// How many units keep their verdict on one expectation.
#[derive(Debug, Clone)]
struct Kept {
    module: ModuleKey,
    had: usize,
    lost: usize,
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
            let Some(earlier) = earlier.and_then(Verdict::level) else { continue };
            let kept = self.kept.entry(verdict.expectation.clone());
            let kept = kept.or_insert_with(|| Kept { module: verdict.module.clone(), had: 0, lost: 0 });
            kept.had += 1;
            kept.lost += usize::from(is_lost(&verdict.outcome));
            if let Some(level) = verdict.level() {
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

/// Whether there is no verdict for want of figures.
fn is_lost(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::NotJudged(NotJudged::NoData | NotJudged::StaleData | NotJudged::Incomplete))
}

fn used(verdict: &Verdict) -> Option<(&Verdict, f64)> {
    let counts = !verdict.measure.smaller_is_better();
    verdict.judgement().filter(|_| counts).map(|judgement| (verdict, to_f64(judgement.value.at_best())))
}

/// Every reason to hold the run of `week`; none where it may go out, or nothing is expected of anybody.
#[must_use]
pub fn alarms(figures: &Figures, rules: &GateRules, week: Week) -> Vec<Alarm> {
    let Figures { newest, expected, ref missing, ref movement, .. } = *figures;
    let Some(expected_until) = figures.expected_until else { return Vec::new() };
    let mut alarms = Vec::new();
    // A report of a month is not old before the next one can have come.
    let is_old = |newest: Period| (week.monday() - newest.to).num_days() > newest.days();
    if newest.is_none_or(|newest| newest.to < expected_until && is_old(newest)) {
        alarms.push(Alarm::OldData { newest: newest.map(|newest| newest.to), expected: expected_until });
    }
    let reported = expected.saturating_sub(missing.len());
    if share(reported, expected).is_some_and(|share| share < rules.units_reported) {
        alarms.push(Alarm::FewUnits { reported, expected, missing: missing.clone() });
    }
    let Movement { judged, fallen, .. } = *movement;
    if share(fallen, judged).is_some_and(|share| share > rules.levels_fallen) {
        alarms.push(Alarm::LevelsFell { fallen, judged });
    }
    alarms.extend(movement.vanished().into_iter().map(|module| Alarm::ModuleVanished { module }));
    let lost = movement.kept.iter().filter(|(_, kept)| kept.lost * 2 > kept.had);
    alarms.extend(lost.map(|(expectation, kept)| Alarm::VerdictsLost {
        module: kept.module.clone(),
        expectation: expectation.clone(),
        lost: kept.lost,
        had: kept.had,
        passed_over: figures.passed_over.clone(),
    }));
    alarms
}

fn share(part: usize, whole: usize) -> Option<Exact> {
    let whole = i128::try_from(whole).ok().filter(|whole| *whole > 0)?;
    Some(Exact::new(i128::try_from(part).ok()?, whole))
}
