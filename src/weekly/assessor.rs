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
use crate::domain::usage::reports::Reports;
use crate::domain::usage::{Period, UnitUsage};
use crate::domain::verdict::{NotJudged, Outcome, Verdict};
use crate::domain::week::Week;
use crate::domain::what_if::{Comparison, compare};
use crate::sources::Source;
use crate::store::{SourceMeaning, UsageSnapshot, UsageStore};

/// How many units are judged at a time: no more of a large municipality is in memory.
const AT_A_TIME: usize = 64;

/// What was found about the whole municipality in one week.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Why the figures should not be sent.
    pub alarms: Vec<Alarm>,
    /// The units in session that should have reported and did not, in the order of the roster.
    pub unreported: Vec<UnitKey>,
    /// Whether records were left out because others, longer or shorter, overlap them.
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
    /// Where usage comes from.
    pub(super) sources: Arc<[Source]>,
}

impl Assessor {
    /// What the sources told of, up to the end of `usage`; nothing where nobody asks about it.
    pub async fn reports(&self, usage: &mut UsageSnapshot) -> Result<Arc<Reports>, WeeklyError> {
        let matters = self.sources.iter().any(Source::is_told_of)
            || self.municipality.expectations.iter().any(|expectation| expectation.measure.is_days());
        if matters { self.all_reports(usage).await } else { Ok(Arc::default()) }
    }

    /// What the sources told of, up to the end of `usage`, also where no verdict follows from it.
    pub async fn all_reports(&self, usage: &mut UsageSnapshot) -> Result<Arc<Reports>, WeeklyError> {
        Ok(Arc::new(usage.reports(&self.meanings().await?).await?))
    }

    /// What the settings say about each source, and until when its figures are settled.
    async fn meanings(&self) -> Result<Vec<SourceMeaning>, WeeklyError> {
        let fetches = self.usage.last_fetches().await?;
        let meaning = |source: &Source| {
            let read = fetches.iter().find(|fetch| fetch.report.name == source.name());
            let read_on = read.and_then(|fetch| fetch.succeeded_at).map(|at| self.municipality.day(at));
            SourceMeaning {
                name: source.name().to_owned(),
                absent: source.absent(),
                settled_until: read_on.and_then(|day| source.settled_on(day)),
            }
        };
        Ok(self.sources.iter().map(meaning).collect())
    }

    /// The newest day of which a source can have settled figures; none where some source gives
    /// figures that are settled at once.
    async fn settled_until(&self) -> Result<Option<NaiveDate>, WeeklyError> {
        let meanings = self.meanings().await?;
        let days: Option<Vec<_>> = meanings.iter().map(|meaning| meaning.settled_until).collect();
        Ok(days.and_then(|days| days.into_iter().max()))
    }

    /// Judges every unit in the run of `week`, from the usage in the store: every
    /// verdict, by unit and expectation in the order of the files.
    pub async fn assess(&self, week: Week) -> Result<Vec<Verdict>, WeeklyError> {
        let mut usage = self.usage.snapshot(week.cut_off()).await?;
        let reports = self.reports(&mut usage).await?;
        let mut judge = Judge::new(self.municipality.rules(), &reports, week);
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
    pub async fn survey(
        &self,
        week: Week,
        usage: &mut UsageSnapshot,
        reports: &Arc<Reports>,
    ) -> Result<Survey, WeeklyError> {
        let mut judge = Judge::new(self.municipality.rules(), reports, week);
        let mut earlier = Judge::new(self.municipality.rules(), reports, week.plus(-1));
        let passed_over = self.usage.passed_over().await?;
        let settled_until = self.settled_until().await?;
        let (mut figures, mut survey) = (Figures { passed_over, ..Figures::default() }, Survey::default());
        for some in self.municipality.roster.units.chunks(AT_A_TIME) {
            let usage = usage.of(some.iter().map(|unit| &unit.key)).await?;
            let none = UnitUsage::default();
            for unit in some {
                let usage = usage.get(&unit.key).unwrap_or(&none);
                let found = judge.unit(unit, usage);
                figures.movement.add(&earlier.unit(unit, usage), &found);
                survey.mixed_lengths |= found.iter().any(|verdict| verdict.mixed_lengths);
                if judge.in_session(unit) {
                    let newest = usage.iter().map(|record| record.period).max_by_key(|period| period.order());
                    report(&mut judge, unit, &found, newest, settled_until, &mut figures);
                }
            }
        }
        survey.alarms = alarms(&figures, &self.municipality.gate_rules, week);
        survey.unreported = figures.missing;
        Ok(survey)
    }

    /// Judges these units in the run of `week`.
    pub async fn find(
        &self,
        week: Week,
        usage: &mut UsageSnapshot,
        reports: &Arc<Reports>,
        units: impl IntoIterator<Item = &Unit>,
    ) -> Result<Findings, WeeklyError> {
        let units: Vec<&Unit> = units.into_iter().collect();
        let usage = usage.of(units.iter().map(|unit| &unit.key)).await?;
        Ok(self.findings(week, reports, usage, units))
    }

    /// Judges `units` in the run of `week` by this `usage`.
    pub(super) fn findings<'u>(
        &self,
        week: Week,
        reports: &Arc<Reports>,
        mut usage: HashMap<UnitKey, UnitUsage>,
        units: impl IntoIterator<Item = &'u Unit>,
    ) -> Findings {
        let mut judge = Judge::new(self.municipality.rules(), reports, week);
        let mut earlier = Judge::new(self.municipality.rules(), reports, week.plus(-1));
        let mut findings = Findings::default();
        for unit in units {
            let usage = usage.remove(&unit.key).unwrap_or_default();
            findings.earlier.insert(unit.key.clone(), earlier.unit(unit, &usage));
            if judge.in_session(unit) {
                let verdicts = judge.unit(unit, &usage);
                let days = judge.teaching_days(unit);
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
        let mut snapshot = self.usage.snapshot(newest.cut_off()).await?;
        let reports = self.reports(&mut snapshot).await?;
        let usage = snapshot.all().await?;
        let weeks: Vec<_> = (0..i64::from(count)).rev().map(|age| newest.plus(-age)).collect();
        let workers = thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        Ok(compare(&self.municipality, new, &usage, &reports, &weeks, workers))
    }
}

/// Notes whether a unit in session has told what it should have, where something is expected of it.
fn report(
    judge: &mut Judge<'_>,
    unit: &Unit,
    verdicts: &[Verdict],
    newest: Option<Period>,
    settled_until: Option<NaiveDate>,
    figures: &mut Figures,
) {
    let expected = |verdict: &Verdict| {
        !matches!(
            verdict.outcome,
            Outcome::NotJudged(
                NotJudged::HandledElsewhere
                    | NotJudged::NotApplicable
                    | NotJudged::Exempt
                    | NotJudged::OutOfTerm
                    | NotJudged::NotBegun
                    | NotJudged::Ended
            )
        )
    };
    if !verdicts.iter().any(expected) {
        return;
    }
    let days = judge.teaching_days(unit);
    let last_day = |taught: Week| {
        (0..5)
            .rev()
            .map(|offset| taught.day(offset))
            .find(|day| days.contains(*day))
            .unwrap_or(taught.monday())
    };
    // Nobody can have told of days whose figures the platform still changes.
    let is_settled = |taught: &Week| settled_until.is_none_or(|until| last_day(*taught) <= until);
    let Some(taught) = days.weeks_back(judge.week().plus(-1)).find(is_settled) else { return };
    figures.expected_until = figures.expected_until.max(Some(last_day(taught)));
    figures.newest = [figures.newest, newest].into_iter().flatten().max_by_key(|period| period.order());
    figures.expected += 1;
    // As long as the next report cannot have come, the last one stands for it.
    let is_fresh = |newest: Period| {
        newest.to >= taught.monday() || (judge.week().monday() - newest.to).num_days() <= newest.days()
    };
    if !newest.is_some_and(is_fresh) {
        figures.missing.push(unit.key.clone());
    }
}
