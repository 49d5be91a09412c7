//! One unit before one expectation: what was looked up, and what usage amounts to there.

use std::sync::Arc;

use super::Strictness;
use crate::domain::agreement::Exception;
use crate::domain::calendar::TeachingDays;
use crate::domain::expectation::measure::Basis;
use crate::domain::expectation::{Expectation, Marks, Path};
use crate::domain::judge::evidence::Evidence;
use crate::domain::judge::known::{Numbers, ToldWeeks};
use crate::domain::judge::measuring::{Measuring, Reading};
use crate::domain::judge::window::Window;
use crate::domain::number::{Exact, to_f64};
use crate::domain::unit::{SchoolForm, Unit};
use crate::domain::usage::UnitUsage;
use crate::domain::usage::figure::{End, Figure};
use crate::domain::verdict::{Finding, Hurdle, Judgement, Level, Outcome, Value, Verdict};
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
    /// The form that it goes by; the leading one where it applies to none.
    pub form: SchoolForm,
    /// The agreement that takes its place.
    pub exception: Option<&'a Exception>,
    /// The marks that apply where every week is known.
    pub marks: Marks,
    /// The teaching days of the form.
    pub days: Arc<TeachingDays>,
    /// The weeks that are looked at.
    pub window: Arc<Window>,
    /// What the sources told of, and the unit and module in it; none where a
    /// missing row means nothing, or they never told of them.
    pub told: Option<(Arc<ToldWeeks>, Numbers)>,
    /// What keeps it from being judged, whatever the usage.
    pub hurdle: Option<Hurdle>,
    /// The settings of judging.
    pub strictness: Strictness,
}

/// What usage amounts to in one case.
struct Found {
    outcome: Result<Judgement, Hurdle>,
    marks: Marks,
    known: u32,
    mixed_lengths: bool,
}

impl Case<'_> {
    /// The verdict on `usage`.
    #[must_use]
    pub fn verdict(&self, usage: &UnitUsage) -> Verdict {
        let measuring = self.measuring(usage);
        let mut finding = self.finding(usage);
        let is_half_known = finding.known * 2 >= finding.weeks;
        if let Outcome::Judged(judgement) = &mut finding.outcome
            && is_half_known
            && judgement.value.shown().is_some()
            && let Some((value, known)) = self.previous(&measuring)
        {
            (judgement.previous, judgement.previous_known) = (Some(value), known);
        }
        finding.verdict(self.week, &self.unit.key, self.expectation)
    }

    /// The same without the names, and without the value in the weeks before: it changes no level, and
    /// takes as long to find as all the rest.
    #[must_use]
    pub fn finding(&self, usage: &UnitUsage) -> Finding {
        let found = self.find(usage);
        Finding {
            marks: found.marks,
            weeks: count(self.window.weeks.len()),
            known: found.known,
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

    /// How its measure is taken from `usage`.
    #[must_use]
    pub fn measuring<'u>(&'u self, usage: &'u UnitUsage) -> Measuring<'u> {
        let subject = usage.of(&self.expectation.module, self.expectation.audience);
        Measuring {
            measure: self.expectation.measure,
            subject,
            records: subject.until(self.window.cut_off),
            headcount: self.unit.headcount.of(self.expectation.audience),
            days: &self.days,
            window: &self.window,
            begins: self.expectation.goal_for(self.unit).path().and_then(Path::begins),
            told: self.told.as_ref().map(|(told, numbers)| (&**told, *numbers)),
        }
    }

    /// The marks where `known` weeks of the window are known: items are added
    /// up, so fewer are expected of fewer weeks.
    #[must_use]
    pub fn marks_for(&self, known: u32) -> Marks {
        if self.expectation.measure.basis() != Basis::Total || self.expectation.weeks == 0 {
            return self.marks;
        }
        let part = Exact::new(i128::from(known), i128::from(self.expectation.weeks));
        Marks { target: self.marks.target * part, near: self.marks.near * part }
    }

    fn find(&self, usage: &UnitUsage) -> Found {
        let stopped =
            |hurdle| Found { outcome: Err(hurdle), marks: self.marks, known: 0, mixed_lengths: false };
        if let Some(hurdle) = self.hurdle {
            return stopped(hurdle);
        }
        let measuring = self.measuring(usage);
        if measuring.records.is_empty() && !measuring.knows_any_week() {
            return stopped(Hurdle::NoRecordEver);
        }
        let evidence = measuring.in_window();
        if !self.is_fresh(&measuring, &evidence) {
            return stopped(Hurdle::StaleData);
        }
        let known = count(evidence.known());
        if known == 0 {
            return stopped(Hurdle::NoKnownWeek);
        }
        let marks = self.marks_for(known);
        let mixed_lengths = evidence.counted.mixed_lengths;
        if !self.expectation.measure.is_cumulative() && !evidence.is_half_known() {
            return Found { outcome: Err(Hurdle::Incomplete), marks, known, mixed_lengths };
        }
        Found { outcome: self.judge(&measuring, &evidence, marks), marks, known, mixed_lengths }
    }

    /// Whether one of the last teaching weeks is known: as many as the settings say, or as
    /// the newest record is weeks long.
    fn is_fresh(&self, measuring: &Measuring<'_>, evidence: &Evidence<'_>) -> bool {
        let recent = self.recent_weeks(measuring);
        let known = |evidence: &Evidence<'_>| {
            evidence.weeks.iter().rev().take(recent).any(|(_, knowing)| knowing.is_known())
        };
        if known(evidence) {
            return true;
        }
        // The window may be shorter.
        let mut weeks: Vec<_> = self.days.long_weeks_back(self.week.plus(-1)).take(recent).collect();
        weeks.reverse();
        weeks.len() > evidence.weeks.len() && known(&measuring.evidence(&weeks, self.window.cut_off))
    }

    /// How many of the last teaching weeks may be the newest known one.
    #[must_use]
    pub fn recent_weeks(&self, measuring: &Measuring<'_>) -> usize {
        let long = measuring.newest().map_or(0, |record| (record.period.days() + 6) / 7);
        let settled = usize::try_from(self.strictness.stale_weeks).unwrap_or(usize::MAX);
        settled.max(usize::try_from(long).unwrap_or(0))
    }

    fn judge(
        &self,
        measuring: &Measuring<'_>,
        evidence: &Evidence<'_>,
        marks: Marks,
    ) -> Result<Judgement, Hurdle> {
        let least = measuring.read(evidence, End::Least).ok_or(Hurdle::NoValue)?;
        let suppressed = measuring.rests_on_suppressed(evidence);
        if self.is_hidden(least) || suppressed.people {
            return Err(Hurdle::TooSmall);
        }
        let eligible = least.eligible.and_then(Figure::known);
        let level = |value| self.level(value, marks, eligible);
        if suppressed.part {
            let most = measuring.read(evidence, End::Most);
            let ends = (least.value(), most.and_then(Reading::value));
            return self.judge_suppressed(ends, level, eligible);
        }
        let value = least.value().ok_or(Hurdle::NoValue)?;
        let (level, softened) = level(value);
        let value = Value::Shown(value);
        Ok(Judgement { level, softened, value, previous: None, previous_known: 0, eligible })
    }

    /// The level of a value that lies somewhere between two ends, where it is the same at both. An
    /// upper end that is open reaches everything.
    fn judge_suppressed(
        &self,
        (least, most): (Option<Exact>, Option<Exact>),
        level: impl Fn(Exact) -> (Level, bool),
        eligible: Option<u32>,
    ) -> Result<Judgement, Hurdle> {
        let of = |end: Option<Exact>| end.map_or((Level::Met, false), &level);
        let best = match (least, most) {
            (None, None) => return Err(Hurdle::NoValue),
            (Some(end), None) | (None, Some(end)) => end,
            (Some(least), Some(most)) if self.expectation.measure.reaches(most, least) => most,
            (Some(least), Some(_)) => least,
        };
        if of(least).0 != of(most).0 {
            return Err(Hurdle::TooSmall);
        }
        let (level, softened) = of(Some(best));
        let value = Value::Withheld { best };
        Ok(Judgement { level, softened, value, previous: None, previous_known: 0, eligible })
    }

    /// The value in the window before, and how many of its weeks are known; none where too few are, or
    /// it is not to be shown.
    fn previous(&self, measuring: &Measuring<'_>) -> Option<(Exact, u32)> {
        let before =
            measuring.before_window().filter(|before| before.known() > 0 && before.is_half_known())?;
        let suppressed = measuring.rests_on_suppressed(&before);
        let reading = measuring.read(&before, End::Least)?;
        let hidden = suppressed.part || suppressed.people || self.is_hidden(reading);
        reading.value().filter(|_| !hidden).map(|value| (value, count(before.known())))
    }

    fn level(&self, value: Exact, marks: Marks, eligible: Option<u32>) -> (Level, bool) {
        let measure = self.expectation.measure;
        let level = if measure.reaches(value, marks.target) {
            Level::Met
        } else if measure.reaches(value, marks.near) {
            Level::Near
        } else {
            Level::Below
        };
        let softened = level == Level::Below
            && self.interval_end(value, eligible).is_some_and(|end| end >= to_f64(marks.target));
        (if softened { Level::Near } else { level }, softened)
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
        reading.eligible.and_then(Figure::known).is_some_and(|eligible| eligible < self.strictness.floor)
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
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
