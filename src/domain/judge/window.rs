//! Which teaching weeks an expectation looks at, and which records count there.

use std::cmp::Reverse;

use chrono::NaiveDate;

use crate::domain::calendar::TeachingDays;
use crate::domain::usage::{Period, Usage};
use crate::domain::week::Week;

/// The weeks one expectation looks at in the run of one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The last day whose usage counts: the Sunday before the run's week.
    pub cut_off: NaiveDate,
    /// The teaching weeks of the window, oldest first. None of them is short.
    pub weeks: Vec<Week>,
    /// As many teaching weeks right before, for the trend; none if that leaves the term.
    pub previous: Option<Vec<Week>>,
    /// The first day of the term that the window does not reach back past, where one holds it.
    pub term_start: Option<NaiveDate>,
    /// The longest period, in days, of a record that counts.
    pub longest: i64,
}

impl Window {
    /// The window of `length` teaching weeks before the run of `week`.
    ///
    /// It has fewer weeks where it would reach back past the start of the term
    /// that holds its newest week.
    #[must_use]
    pub fn of(days: &TeachingDays, week: Week, length: u32) -> Self {
        let last = week.plus(-1);
        let wanted = usize::try_from(length).unwrap_or(usize::MAX);
        let start = days.long_weeks_back(last).next().and_then(|newest| days.term_start(newest));
        let in_term = |week: &Week| start.is_none_or(|start| week.sunday() >= start);
        let mut back = days.long_weeks_back(last).take_while(in_term);
        let mut weeks: Vec<_> = back.by_ref().take(wanted).collect();
        let mut previous: Vec<_> = back.take(wanted).collect();
        weeks.reverse();
        previous.reverse();
        let previous = (wanted > 0 && previous.len() == wanted).then_some(previous);
        let longest = i64::from(length) * 7;
        Self { cut_off: week.cut_off(), weeks, previous, term_start: start, longest }
    }
}

/// Why a record does not count in some weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// The last teaching week that it touches is none of them.
    OutsideWeeks,
    /// No teaching day of a week that is measured lies in it.
    NoTeachingDay,
    /// It covers more days than may count.
    TooLong,
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
}

/// The records that count in some weeks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted<'a> {
    /// The records, the oldest last day first; of two with the same last day the longer first.
    pub records: Vec<&'a Usage>,
    /// Whether some were left out because records of other lengths overlap them.
    pub mixed_lengths: bool,
}

/// What decides whether a record counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counting<'a> {
    /// The weeks of which one must be the record's own.
    pub(super) weeks: &'a [Week],
    /// The teaching days.
    pub(super) days: &'a TeachingDays,
    /// The longest period, in days, that counts; none where any length does, and
    /// a longer record may hold all that a shorter one says.
    pub(super) longest: Option<i64>,
    /// Whether records overlap at all; most often none do.
    pub(super) overlapping: bool,
}

impl Counting<'_> {
    /// Those of `records` that count. They lie in the order of [`Period::order`].
    pub(super) fn select<'r>(self, records: impl DoubleEndedIterator<Item = &'r Usage>) -> Counted<'r> {
        let (Some(oldest), Some(newest)) = (self.weeks.first(), self.weeks.last()) else {
            return Counted::default();
        };
        if self.overlapping {
            return self.sift(records, |_, _| {});
        }
        // Where none overlap, each of them counts or not by itself, and their first days are in order too.
        let (begins, ends) = (oldest.monday(), newest.sunday());
        let lie_there = records.rev().skip_while(|record| record.period.from > ends);
        let lie_there = lie_there.take_while(|record| record.period.to >= begins);
        let mut records: Vec<_> = lie_there.filter(|record| self.misfit(record.period).is_none()).collect();
        records.reverse();
        Counted { records, mixed_lengths: false }
    }

    /// The same, and tells of every other record why it does not count.
    pub(super) fn sift<'r>(
        self,
        records: impl DoubleEndedIterator<Item = &'r Usage>,
        mut left_out: impl FnMut(&'r Usage, Misfit),
    ) -> Counted<'r> {
        let mut newest_first: Vec<&Usage> = Vec::new();
        // The newest period counts, then the newest that does not overlap it, and so on, also
        // beyond these weeks: which of the older ones count follows from the newest.
        let Some(begins) = self.weeks.first().map(|oldest| oldest.monday()) else {
            return Counted::default();
        };
        for record in records.rev() {
            if !self.overlapping && record.period.to < begins {
                break;
            }
            let same = |kept: &&&Usage| {
                kept.period.overlaps(record.period) && kept.period.is_about_as_long_as(record.period)
            };
            match newest_first.iter().find(same).filter(|_| self.overlapping) {
                Some(kept) => left_out(record, Misfit::Replaced { by: kept.period }),
                None => newest_first.push(record),
            }
        }
        let mut records = newest_first;
        records.reverse();
        records.retain(|record| match self.misfit(record.period) {
            Some(misfit) => {
                left_out(record, misfit);
                false
            }
            None => true,
        });
        let mixed_lengths =
            self.overlapping && self.longest.is_some() && self.untangle(&mut records, left_out);
        Counted { records, mixed_lengths }
    }

    fn misfit(self, period: Period) -> Option<Misfit> {
        match self.days.home(period) {
            None => Some(Misfit::NoTeachingDay),
            Some(_) if self.longest.is_some_and(|longest| period.days() > longest) => Some(Misfit::TooLong),
            Some(home) => self.weeks.binary_search(&home).is_err().then_some(Misfit::OutsideWeeks),
        }
    }

    /// Leaves out the longer of records that overlap where the shorter ones cover its teaching
    /// days, else those that lie inside it; says whether there were any.
    fn untangle<'r>(self, records: &mut Vec<&'r Usage>, mut left_out: impl FnMut(&'r Usage, Misfit)) -> bool {
        let before = records.len();
        let mut longest_first = records.clone();
        longest_first.sort_by_key(|record| Reverse(record.period.days()));
        for record in longest_first {
            let long = record.period;
            if !records.contains(&record) {
                continue;
            }
            let shorter = |other: &&Usage| other.period.days() < long.days() && other.period.overlaps(long);
            if !records.iter().any(shorter) {
                continue;
            }
            let covered = |date: NaiveDate| {
                !self.days.contains(date)
                    || records.iter().any(|other| shorter(other) && other.period.holds(date))
            };
            if long.iter().all(covered) {
                records.retain(|other| *other != record);
                left_out(record, Misfit::CoveredByShorter);
            } else {
                records.retain(|other| {
                    let goes = shorter(other) && long.encloses(other.period);
                    if goes {
                        left_out(other, Misfit::InsideLonger { of: long });
                    }
                    !goes
                });
            }
        }
        records.len() < before
    }
}
