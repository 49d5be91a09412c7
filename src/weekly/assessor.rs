//! Judges units, some at a time, and tells whether the figures are fit to be sent.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use chrono::NaiveDate;

use super::WeeklyError;
use crate::domain::gate::{Alarm, Figures, alarms};
use crate::domain::judge::Judge;
use crate::domain::letter::composing::Assessed;
use crate::domain::municipality::Municipality;
use crate::domain::unit::{Unit, UnitKey};
use crate::domain::usage::UnitUsage;
use crate::domain::verdict::{NotJudged, Outcome, Verdict};
use crate::domain::week::Week;
use crate::domain::what_if::{Comparison, compare};
use crate::store::{UsageSnapshot, UsageStore};

/// How many units are judged at a time: no more of a large municipality is in memory.
const AT_A_TIME: usize = 64;

/// What was found about the whole municipality in one week.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Why the figures should not be sent.
    pub alarms: Vec<Alarm>,
    /// The units in session that should have reported and did not, in the order of the roster.
    pub unreported: Vec<UnitKey>,
    /// Whether records were left out because shorter ones overlap them.
    pub mixed_lengths: bool,
}

/// What was found about some units in one week.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Those in session.
    pub in_session: HashMap<UnitKey, Assessed>,
    /// The verdicts of the week before, by unit.
    pub earlier: HashMap<UnitKey, Vec<Verdict>>,
}

/// Judges the units of the municipality by the usage in the store.
#[derive(Debug, Clone)]
pub struct Assessor {
    pub(super) municipality: Arc<Municipality>,
    pub(super) usage: UsageStore,
}

impl Assessor {
    /// Judges every unit in the run of `week`, from the usage in the store: every
    /// verdict, by unit and expectation in the order of the files.
    pub async fn assess(&self, week: Week) -> Result<Vec<Verdict>, WeeklyError> {
        let mut usage = self.usage.snapshot(week.cut_off()).await?;
        let mut judge = Judge::new(self.municipality.rules(), week);
        let mut verdicts = Vec::new();
        for some in self.municipality.roster.units.chunks(AT_A_TIME) {
            let usage = usage.of(some.iter().map(|unit| &unit.key)).await?;
            let none = UnitUsage::default();
            for unit in some {
                verdicts.extend(judge.unit(unit, usage.get(&unit.key).unwrap_or(&none)));
            }
        }
        Ok(verdicts)
    }

    /// Looks over every unit in the run of `week`, and keeps what concerns all of them.
    pub async fn survey(&self, week: Week, usage: &mut UsageSnapshot) -> Result<Survey, WeeklyError> {
        let mut judge = Judge::new(self.municipality.rules(), week);
        let mut earlier = Judge::new(self.municipality.rules(), week.plus(-1));
        let (mut figures, mut survey) = (Figures::default(), Survey::default());
        for some in self.municipality.roster.units.chunks(AT_A_TIME) {
            let usage = usage.of(some.iter().map(|unit| &unit.key)).await?;
            let none = UnitUsage::default();
            for unit in some {
                let usage = usage.get(&unit.key).unwrap_or(&none);
                let found = judge.unit(unit, usage);
                figures.movement.add(&earlier.unit(unit, usage), &found);
                survey.mixed_lengths |= found.iter().any(|verdict| verdict.mixed_lengths);
                if judge.in_session(unit) {
                    let newest = usage.iter().map(|record| record.period.to).max();
                    report(&mut judge, unit, &found, newest, &mut figures, &mut survey.unreported);
                }
            }
        }
        survey.alarms = alarms(&figures, &self.municipality.gate_rules);
        Ok(survey)
    }

    /// Judges these units in the run of `week`.
    pub async fn find(
        &self,
        week: Week,
        usage: &mut UsageSnapshot,
        units: impl IntoIterator<Item = &Unit>,
    ) -> Result<Findings, WeeklyError> {
        let units: Vec<&Unit> = units.into_iter().collect();
        let usage = usage.of(units.iter().map(|unit| &unit.key)).await?;
        Ok(self.findings(week, usage, units))
    }

    /// Judges `units` in the run of `week` by this `usage`.
    pub(super) fn findings<'u>(
        &self,
        week: Week,
        mut usage: HashMap<UnitKey, UnitUsage>,
        units: impl IntoIterator<Item = &'u Unit>,
    ) -> Findings {
        let mut judge = Judge::new(self.municipality.rules(), week);
        let mut earlier = Judge::new(self.municipality.rules(), week.plus(-1));
        let mut findings = Findings::default();
        for unit in units {
            let usage = usage.remove(&unit.key).unwrap_or_default();
            findings.earlier.insert(unit.key.clone(), earlier.unit(unit, &usage));
            if judge.in_session(unit) {
                let verdicts = judge.unit(unit, &usage);
                let days = judge.teaching_days(unit.form_set(), &unit.area);
                let data_until = usage.iter().map(|record| record.period.to).max();
                let assessed = Assessed { unit: unit.clone(), verdicts, days, data_until, usage };
                findings.in_session.insert(unit.key.clone(), assessed);
            }
        }
        findings
    }

    /// The letters of the `count` weeks up to `newest` under the municipality's
    /// rules and under those of `new`, from the usage in the store.
    pub async fn what_if(
        &self,
        new: &Municipality,
        newest: Week,
        count: u32,
    ) -> Result<Comparison, WeeklyError> {
        let usage = self.usage.until(newest.cut_off()).await?;
        let weeks: Vec<_> = (0..i64::from(count)).rev().map(|age| newest.plus(-age)).collect();
        let workers = thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        Ok(compare(&self.municipality, new, &usage, &weeks, workers))
    }
}

/// Notes whether a unit in session has told what it should have, where something is expected of it.
fn report(
    judge: &mut Judge<'_>,
    unit: &Unit,
    verdicts: &[Verdict],
    newest: Option<NaiveDate>,
    figures: &mut Figures,
    unreported: &mut Vec<UnitKey>,
) {
    let expected = |verdict: &Verdict| {
        !matches!(
            verdict.outcome,
            Outcome::NotJudged(
                NotJudged::HandledElsewhere
                    | NotJudged::NotApplicable
                    | NotJudged::Exempt
                    | NotJudged::OutOfTerm
            )
        )
    };
    let Some(taught) = judge.last_taught(unit).filter(|_| verdicts.iter().any(expected)) else { return };
    let days = judge.teaching_days(unit.form_set(), &unit.area);
    let last_day = (0..5).rev().map(|offset| taught.day(offset)).find(|day| days.contains(*day));
    figures.expected_until = figures.expected_until.max(last_day);
    figures.newest = figures.newest.max(newest);
    figures.expected += 1;
    if newest.is_some_and(|newest| newest >= taught.monday()) {
        figures.reported += 1;
    } else {
        unreported.push(unit.key.clone());
    }
}
