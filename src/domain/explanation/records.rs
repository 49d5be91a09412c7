//! What became of every record: which ones the value rests on, and why the
//! others do not count.

use crate::domain::expectation::measure::Basis;
use crate::domain::judge::Case;
use crate::domain::judge::measuring::{Measuring, Reading, Sum, last_activity};
use crate::domain::judge::window::{Counted, Misfit};
use crate::domain::usage::{Delivered, Period, Usage};

/// One record, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordAccount {
    /// The record, and where it came from.
    pub delivered: Delivered,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The value rests on it.
    Used,
    /// The value of the window before rests on it.
    UsedBefore,
    /// It counts, but a newer one tells more.
    Superseded,
    /// It ends after the cut-off.
    AfterCutOff,
    /// It has no figure that the measure needs.
    SaysNothing,
    /// It ends in no week of the window.
    OutsideWindow,
    /// It is of a single day without teaching.
    NoTeachingDay,
    /// It covers more days than the window has.
    TooLong {
        /// The longest that counts, in days.
        longest: i64,
    },
    /// A shorter record covers some of its days.
    Overlapped {
        /// The days of the shorter one.
        by: Period,
    },
}

impl Fate {
    /// The word used in output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::UsedBefore => "used_for_trend",
            Self::Superseded => "superseded",
            Self::AfterCutOff => "after_cut_off",
            Self::SaysNothing => "says_nothing",
            Self::OutsideWindow => "outside_window",
            Self::NoTeachingDay => "no_teaching_day",
            Self::TooLong { .. } => "too_long",
            Self::Overlapped { .. } => "overlapped",
        }
    }
}

/// What became of every record about the case's module and audience, the oldest last day first.
pub(super) fn accounts(
    case: &Case<'_>,
    measuring: &Measuring<'_>,
    reading: Option<Reading>,
    delivered: &[Delivered],
) -> Vec<RecordAccount> {
    let counted = measuring.counted(&case.window.weeks);
    let before = case.window.previous.as_deref().map(|weeks| measuring.counted(weeks)).unwrap_or_default();
    let fate = |record: &Usage| {
        if record.period.to > case.window.cut_off {
            return Fate::AfterCutOff;
        }
        if rests_on(measuring, &counted, reading, record) {
            return Fate::Used;
        }
        if before.records.contains(&record) {
            return Fate::UsedBefore;
        }
        if !measuring.says_something(record) {
            return Fate::SaysNothing;
        }
        match Misfit::of(record, &case.window.weeks, measuring.days, measuring.longest()) {
            Some(Misfit::OutsideWeeks) => Fate::OutsideWindow,
            Some(Misfit::NoTeachingDay) => Fate::NoTeachingDay,
            Some(Misfit::TooLong) => Fate::TooLong { longest: case.window.longest },
            None => {
                let mut kept = counted.records.iter().map(|kept| kept.period);
                let by = kept.find(|kept| kept.overlaps(record.period) && *kept != record.period);
                by.filter(|_| !counted.records.contains(&record))
                    .map_or(Fate::Superseded, |by| Fate::Overlapped { by })
            }
        }
    };
    let expectation = case.expectation;
    let mut accounts: Vec<_> = delivered
        .iter()
        .filter(|record| {
            record.subject.module == expectation.module && record.subject.audience == expectation.audience
        })
        .map(|record| RecordAccount { delivered: record.clone(), fate: fate(&record.usage) })
        .collect();
    accounts.sort_by_key(|account| {
        let period = account.delivered.usage.period;
        (period.to, period.from)
    });
    accounts
}

/// Whether the value rests on `record`: cumulative figures on the newest one,
/// the days since the last activity on those that show it, all else on every
/// record that counts.
fn rests_on(
    measuring: &Measuring<'_>,
    counted: &Counted<'_>,
    reading: Option<Reading>,
    record: &Usage,
) -> bool {
    match (measuring.measure.basis(), reading.and_then(|reading| reading.sum)) {
        (Basis::Newest, _) => counted.newest() == Some(record),
        (Basis::LastActivity, Some(Sum::Days { last, until, .. })) => {
            record.period.to <= until && last_activity(record) == Some(last)
        }
        (Basis::LastActivity, _) => false,
        (Basis::WeeklyMean | Basis::Total, _) => counted.records.contains(&record),
    }
}
