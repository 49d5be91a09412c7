//! What became of every record: which ones the value rests on, and why the
//! others do not count.

use crate::domain::expectation::measure::Quantity;
use crate::domain::judge::Case;
use crate::domain::judge::evidence::Evidence;
use crate::domain::judge::measuring::Measuring;
use crate::domain::judge::window::Misfit;
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
    /// The last teaching week that it touches is not in the window.
    OutsideWindow,
    /// No teaching day of a measured week lies in it.
    NoTeachingDay,
    /// It covers more days than the window has.
    TooLong {
        /// The longest that counts, in days.
        longest: i64,
    },
    /// A newer record that is about as long covers some of its days.
    Replaced {
        /// The days of the newer one.
        by: Period,
    },
    /// Shorter records that count cover its teaching days.
    CoveredByShorter,
    /// It lies inside a longer record, whose teaching days the shorter ones do not cover.
    InsideLonger {
        /// The days of the longer one.
        of: Period,
    },
    /// It reaches into a week of which not all is known, so its items cannot be counted in.
    PartlyUnknown,
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
            Self::Replaced { .. } => "replaced",
            Self::CoveredByShorter => "covered_by_shorter",
            Self::InsideLonger { .. } => "inside_longer",
            Self::PartlyUnknown => "partly_unknown",
        }
    }
}

/// What became of every record about the case's module and audience, the oldest last day first.
pub(super) fn accounts(
    case: &Case<'_>,
    measuring: &Measuring<'_>,
    evidence: &Evidence<'_>,
    delivered: &[Delivered],
) -> Vec<RecordAccount> {
    let used = measuring.rested_on(evidence);
    let before = measuring.before_window().map(|before| measuring.rested_on(&before)).unwrap_or_default();
    let misfits = measuring.misfits(&case.window.weeks);
    let fate = |record: &Usage| {
        if record.period.to > case.window.cut_off {
            return Fate::AfterCutOff;
        }
        if used.contains(&record) {
            return Fate::Used;
        }
        if before.contains(&record) {
            return Fate::UsedBefore;
        }
        if !measuring.says_something(record) {
            return Fate::SaysNothing;
        }
        match misfits.iter().find(|(known, _)| *known == record).map(|(_, misfit)| *misfit) {
            Some(Misfit::NoTeachingDay) => Fate::NoTeachingDay,
            Some(Misfit::TooLong) => Fate::TooLong { longest: case.window.longest },
            Some(Misfit::Replaced { by }) => Fate::Replaced { by },
            Some(Misfit::CoveredByShorter) => Fate::CoveredByShorter,
            Some(Misfit::InsideLonger { of }) => Fate::InsideLonger { of },
            None if evidence.counted.records.contains(&record)
                && measuring.measure.quantity() == Quantity::Items =>
            {
                Fate::PartlyUnknown
            }
            None if evidence.counted.records.contains(&record) => Fate::Superseded,
            None | Some(Misfit::OutsideWeeks) => Fate::OutsideWindow,
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
    accounts.sort_by_key(|account| account.delivered.usage.period.order());
    accounts
}
