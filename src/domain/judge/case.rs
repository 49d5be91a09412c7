//! Weighs one unit's records against one expectation.

use super::Strictness;
use super::memory::Frame;
use crate::domain::expectation::{Expectation, Marks};
use crate::domain::measuring::{Measuring, Reading};
use crate::domain::number::{Exact, to_f64};
use crate::domain::unit::Unit;
use crate::domain::usage::UnitUsage;
use crate::domain::verdict::{Judgement, Level, Outcome, Silence};

/// One unit before one expectation, with everything that was looked up.
pub(super) struct Case<'a> {
    pub(super) unit: &'a Unit,
    pub(super) expectation: &'a Expectation,
    pub(super) marks: Marks,
    pub(super) frame: &'a Frame,
}

impl Case<'_> {
    /// The outcome, and whether the source mixes lengths.
    pub(super) fn weigh(&self, usage: &UnitUsage, strictness: Strictness) -> (Outcome, bool) {
        let silent = |silence| (Outcome::Silent(silence), false);
        let Frame { days, window } = self.frame;
        let all = usage.of(&self.expectation.module, self.expectation.audience);
        let known = &all[..all.partition_point(|record| record.period.to <= window.cut_off)];
        if known.is_empty() {
            return silent(Silence::NoData);
        }
        if !window.is_fresh(known) {
            return silent(Silence::StaleData);
        }
        let measuring = Measuring {
            measure: self.expectation.measure,
            records: known,
            headcount: self.unit.headcount.of(self.expectation.audience),
            days,
            window,
        };
        let counted = measuring.counted(&window.weeks);
        let Some(reading) = measuring.read(&counted, &window.weeks) else {
            return silent(Silence::NoData);
        };
        let outcome = match (is_hidden(reading, strictness), reading.value) {
            (true, _) => Outcome::Silent(Silence::TooSmall),
            (false, None) => Outcome::Silent(Silence::NoData),
            (false, Some(value)) => {
                let previous = self.previous(&measuring, strictness);
                Outcome::Judged(self.level(value, previous, reading.eligible, strictness))
            }
        };
        (outcome, counted.mixed_lengths)
    }

    fn previous(&self, measuring: &Measuring<'_>, strictness: Strictness) -> Option<Exact> {
        let weeks = self.frame.window.previous.as_deref()?;
        let reading = measuring.read(&measuring.counted(weeks), weeks)?;
        reading.value.filter(|_| !is_hidden(reading, strictness))
    }

    fn level(
        &self,
        value: Exact,
        previous: Option<Exact>,
        eligible: Option<u32>,
        strictness: Strictness,
    ) -> Judgement {
        let measure = self.expectation.measure;
        let level = if measure.reaches(value, self.marks.target) {
            Level::Met
        } else if measure.reaches(value, self.marks.near) {
            Level::Near
        } else {
            Level::Below
        };
        let softened = level == Level::Below
            && measure.is_share()
            && eligible.is_some_and(|people| {
                wilson_upper(to_f64(value), people, strictness.z) >= to_f64(self.marks.target)
            });
        let level = if softened { Level::Near } else { level };
        Judgement { level, softened, value, previous, eligible }
    }
}

fn is_hidden(reading: Reading, strictness: Strictness) -> bool {
    reading.eligible.is_some_and(|eligible| eligible < strictness.floor)
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
