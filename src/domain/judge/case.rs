//! One unit before one expectation: what was looked up, and what usage amounts to there.

use std::sync::Arc;

use super::Strictness;
use crate::domain::agreement::Exception;
use crate::domain::calendar::TeachingDays;
use crate::domain::expectation::{Expectation, Marks};
use crate::domain::judge::measuring::{Measuring, Reading};
use crate::domain::judge::window::Window;
use crate::domain::number::{Exact, to_f64};
use crate::domain::unit::{Forms, Unit};
use crate::domain::usage::{UnitUsage, Usage};
use crate::domain::verdict::{Finding, Hurdle, Judgement, Level, Outcome, Verdict};
use crate::domain::week::Week;

/// One unit before one expectation, with everything that was looked up.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The week of the run.
    pub week: Week,
    /// The unit.
    pub unit: &'a Unit,
    /// The expectation.
    pub expectation: &'a Expectation,
    /// The unit's forms that it applies to.
    pub forms: Forms,
    /// The agreement that takes its place.
    pub exception: Option<&'a Exception>,
    /// The marks that apply.
    pub marks: Marks,
    /// The teaching days of those forms.
    pub days: Arc<TeachingDays>,
    /// The weeks that are looked at.
    pub window: Arc<Window>,
    /// What keeps it from being judged, whatever the usage.
    pub hurdle: Option<Hurdle>,
    /// The settings of judging.
    pub strictness: Strictness,
}

/// What usage amounts to in one case.
struct Found {
    outcome: Result<Judgement, Hurdle>,
    mixed_lengths: bool,
}

impl Case<'_> {
    /// The verdict on `usage`.
    #[must_use]
    pub fn verdict(&self, usage: &UnitUsage) -> Verdict {
        self.finding(usage).verdict(self.week, &self.unit.key, self.expectation)
    }

    /// The same without the names.
    #[must_use]
    pub fn finding(&self, usage: &UnitUsage) -> Finding {
        let found = self.find(usage);
        Finding {
            marks: self.marks,
            weeks: u32::try_from(self.window.weeks.len()).unwrap_or(u32::MAX),
            outcome: found
                .outcome
                .map_or_else(|hurdle| Outcome::NotJudged(hurdle.not_judged()), Outcome::Judged),
            mixed_lengths: found.mixed_lengths,
        }
    }

    /// What keeps it from being judged by `usage`: the first hurdle that holds, none where it is judged.
    #[must_use]
    pub fn stopped_by(&self, usage: &UnitUsage) -> Option<Hurdle> {
        self.find(usage).outcome.err()
    }

    /// The records about its module and audience up to the cut-off, the oldest last day first.
    #[must_use]
    pub fn known<'u>(&self, usage: &'u UnitUsage) -> &'u [Usage] {
        let all = usage.of(&self.expectation.module, self.expectation.audience);
        &all[..all.partition_point(|record| record.period.to <= self.window.cut_off)]
    }

    /// How its measure is taken from the records that are `known`.
    #[must_use]
    pub fn measuring<'r>(&'r self, known: &'r [Usage]) -> Measuring<'r> {
        Measuring {
            measure: self.expectation.measure,
            records: known,
            headcount: self.unit.headcount.of(self.expectation.audience),
            days: &self.days,
            window: &self.window,
        }
    }

    fn find(&self, usage: &UnitUsage) -> Found {
        let stopped = |hurdle| Found { outcome: Err(hurdle), mixed_lengths: false };
        if let Some(hurdle) = self.hurdle {
            return stopped(hurdle);
        }
        debug_assert!(!self.forms.is_empty(), "a unit without the forms is not applicable");
        let known = self.known(usage);
        if known.is_empty() {
            return stopped(Hurdle::NoRecordEver);
        }
        if !self.window.is_fresh(known) {
            return stopped(Hurdle::StaleData);
        }
        let measuring = self.measuring(known);
        let counted = measuring.counted(&self.window.weeks);
        let Some(reading) = measuring.read(&counted, &self.window.weeks, self.window.cut_off) else {
            return stopped(Hurdle::NoRecordInWindow);
        };
        let outcome = match (self.is_hidden(reading), reading.value()) {
            (true, _) => Err(Hurdle::TooSmall),
            (false, None) => Err(Hurdle::NoValue),
            (false, Some(value)) => Ok(self.level(value, self.previous(&measuring), reading.eligible)),
        };
        Found { outcome, mixed_lengths: counted.mixed_lengths }
    }

    fn previous(&self, measuring: &Measuring<'_>) -> Option<Exact> {
        let weeks = self.window.previous.as_deref()?;
        let until = weeks.last()?.sunday();
        let reading = measuring.read(&measuring.counted(weeks), weeks, until)?;
        reading.value().filter(|_| !self.is_hidden(reading))
    }

    fn level(&self, value: Exact, previous: Option<Exact>, eligible: Option<u32>) -> Judgement {
        let measure = self.expectation.measure;
        let level = if measure.reaches(value, self.marks.target) {
            Level::Met
        } else if measure.reaches(value, self.marks.near) {
            Level::Near
        } else {
            Level::Below
        };
        let softened = level == Level::Below
            && self.interval_end(value, eligible).is_some_and(|end| end >= to_f64(self.marks.target));
        let level = if softened { Level::Near } else { level };
        Judgement { level, softened, value, previous, eligible }
    }

    /// The upper end of the interval that the small-number rule looks at; none where the rule does not apply.
    #[must_use]
    pub fn interval_end(&self, value: Exact, eligible: Option<u32>) -> Option<f64> {
        let people = eligible.filter(|_| self.expectation.measure.is_share())?;
        Some(wilson_upper(to_f64(value), people, self.strictness.z))
    }

    /// Whether a reading rests on fewer people than the privacy floor.
    #[must_use]
    pub fn is_hidden(&self, reading: Reading) -> bool {
        reading.eligible.is_some_and(|eligible| eligible < self.strictness.floor)
    }
}

/// The upper end of the Wilson score interval for a share among `people`.
///
/// E. B. Wilson, *Probable inference, the law of succession, and statistical
/// inference*, Journal of the American Statistical Association 22 (1927).
#[must_use]
pub fn wilson_upper(share: f64, people: u32, z: f64) -> f64 {
    if people == 0 {
        return 1.0;
    }
    let n = f64::from(people);
    let z2 = z * z;
    let centre = share + z2 / (2.0 * n);
    let spread = z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).max(0.0).sqrt();
    (centre + spread) / (1.0 + z2 / n)
}
