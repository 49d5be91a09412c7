//! Judges every unit, and tells whether the figures are fit to be sent.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Weekly, WeeklyError};
use crate::domain::composing::Assessed;
use crate::domain::gate::{Alarm, Figures, alarms};
use crate::domain::judge::Judge;
use crate::domain::unit::{Unit, UnitKey};
use crate::domain::usage::UnitUsage;
use crate::domain::verdict::{Outcome, Silence, Verdict};
use crate::domain::week::Week;

/// What was found about the whole municipality in one week.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// Every verdict, by unit and expectation in the order of the files.
    pub verdicts: Vec<Verdict>,
    /// The units in session.
    pub in_session: HashMap<UnitKey, Assessed>,
    /// The verdicts of the week before, by unit.
    pub earlier: HashMap<UnitKey, Vec<Verdict>>,
    /// Why the figures should not be sent.
    pub alarms: Vec<Alarm>,
    /// The units in session that should have reported and did not, in the order of the roster.
    pub unreported: Vec<UnitKey>,
}

impl Assessment {
    /// Whether records were left out because shorter ones overlap them.
    #[must_use]
    pub fn mixed_lengths(&self) -> bool {
        self.verdicts.iter().any(|verdict| verdict.mixed_lengths)
    }
}

impl Weekly {
    /// Judges every unit in the run of `week`, from the usage in the store.
    ///
    /// # Errors
    ///
    /// [`WeeklyError::Store`] when the usage cannot be read.
    pub async fn assess(&self, week: Week) -> Result<Assessment, WeeklyError> {
        let usage = self.store.usage(week.cut_off()).await?;
        Ok(self.assess_usage(week, usage))
    }

    fn assess_usage(&self, week: Week, mut usage: HashMap<UnitKey, UnitUsage>) -> Assessment {
        let mut judge = Judge::new(self.municipality.rules(), week);
        let mut earlier = Judge::new(self.municipality.rules(), week.plus(-1));
        let mut verdicts = Vec::new();
        let mut before = HashMap::new();
        let mut in_session = HashMap::new();
        let mut reporting = Reporting { newest: None, expected_until: None, units: HashMap::new() };
        for unit in &self.municipality.roster.units {
            let usage = usage.remove(&unit.key).unwrap_or_default();
            let found = judge.unit(unit, &usage);
            before.insert(unit.key.clone(), earlier.unit(unit, &usage));
            if judge.in_session(unit) {
                let days = judge.teaching_days(unit.form_set(), &unit.area);
                let data_until = usage.iter().map(|record| record.period.to).max();
                reporting.add(&mut judge, unit, &found, data_until);
                let (unit, verdicts) = (unit.clone(), found.clone());
                let assessed = Assessed { unit, verdicts, days, data_until, usage };
                in_session.insert(assessed.unit.key.clone(), assessed);
            }
            verdicts.extend(found);
        }
        let judged_before: Vec<_> = before.values().flatten().cloned().collect();
        let alarms = reporting.alarms(&verdicts, &judged_before, self);
        let silent = |unit: &&Unit| reporting.units.get(&unit.key) == Some(&false);
        let units = self.municipality.roster.units.iter();
        let unreported = units.filter(silent).map(|unit| unit.key.clone()).collect();
        Assessment { verdicts, in_session, earlier: before, alarms, unreported }
    }
}

/// Who should have reported, and who did.
struct Reporting {
    newest: Option<NaiveDate>,
    expected_until: Option<NaiveDate>,
    units: HashMap<UnitKey, bool>,
}

impl Reporting {
    /// Notes a unit in session of which something is expected.
    fn add(&mut self, judge: &mut Judge<'_>, unit: &Unit, verdicts: &[Verdict], newest: Option<NaiveDate>) {
        let expected = |verdict: &Verdict| {
            !matches!(
                verdict.outcome,
                Outcome::Silent(
                    Silence::HandledElsewhere | Silence::NotApplicable | Silence::Exempt | Silence::OutOfTerm
                )
            )
        };
        let Some(taught) = judge.last_taught(unit).filter(|_| verdicts.iter().any(expected)) else { return };
        let days = judge.teaching_days(unit.form_set(), &unit.area);
        let last_day = (0..5).rev().map(|offset| taught.day(offset)).find(|day| days.contains(*day));
        self.expected_until = self.expected_until.max(last_day);
        self.newest = self.newest.max(newest);
        self.units.insert(unit.key.clone(), newest.is_some_and(|newest| newest >= taught.monday()));
    }

    /// Every reason to hold the run; none where nothing is expected of anybody.
    fn alarms(&self, now: &[Verdict], before: &[Verdict], weekly: &Weekly) -> Vec<Alarm> {
        let Some(expected_until) = self.expected_until else { return Vec::new() };
        let figures = Figures { newest: self.newest, expected_until, units: &self.units, now, before };
        alarms(&figures, &weekly.municipality.gate_rules)
    }
}
