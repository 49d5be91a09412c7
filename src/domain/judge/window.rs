//! Which teaching weeks an expectation looks at, and which records count there.

use chrono::NaiveDate;

use crate::domain::calendar::TeachingDays;
use crate::domain::usage::Usage;
use crate::domain::week::Week;

/// The weeks one expectation looks at in the run of one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The last day whose usage counts: the Sunday before the run's week.
    pub cut_off: NaiveDate,
    /// The teaching weeks of the window, oldest first.
    pub weeks: Vec<Week>,
    /// As many teaching weeks right before, for the trend; none if that leaves the term.
    pub previous: Option<Vec<Week>>,
    /// The first day of the term that the window does not reach back past, where one holds it.
    pub term_start: Option<NaiveDate>,
    /// The teaching weeks in which a record must lie for the figures to be fresh.
    pub recent: Vec<Week>,
    /// The longest period, in days, of a record that counts.
    pub longest: i64,
}

impl Window {
    /// The window of `length` teaching weeks before the run of `week`.
    ///
    /// It has fewer weeks where it would reach back past the start of the term
    /// that holds its newest week. `stale_weeks` is how far back a record is fresh.
    #[must_use]
    pub fn of(days: &TeachingDays, week: Week, length: u32, stale_weeks: u32) -> Self {
        let last = week.plus(-1);
        let wanted = usize::try_from(length).unwrap_or(usize::MAX);
        let start = days.weeks_back(last).next().and_then(|newest| days.term_start(newest));
        let in_term = |week: &Week| start.is_none_or(|start| week.sunday() >= start);
        let mut back = days.weeks_back(last).take_while(in_term);
        let mut weeks: Vec<_> = back.by_ref().take(wanted).collect();
        let mut previous: Vec<_> = back.take(wanted).collect();
        let mut recent: Vec<_> =
            days.weeks_back(last).take(usize::try_from(stale_weeks).unwrap_or(usize::MAX)).collect();
        weeks.reverse();
        previous.reverse();
        recent.reverse();
        let previous = (wanted > 0 && previous.len() == wanted).then_some(previous);
        let longest = i64::from(length) * 7;
        Self { cut_off: week.cut_off(), weeks, previous, term_start: start, recent, longest }
    }

    /// Whether one of `records` ends in one of the recent teaching weeks. They
    /// lie in the order of [`Period::order`](crate::domain::usage::Period::order).
    #[must_use]
    pub fn is_fresh(&self, records: &[Usage]) -> bool {
        let Some(first) = self.recent.first() else { return false };
        let mut newest = records.iter().rev().take_while(|record| record.period.to >= first.monday());
        newest.any(|record| ends_in(&self.recent, record))
    }
}

/// Why a record does not count in some weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// Its last day lies in none of them.
    OutsideWeeks,
    /// It is of a single day without teaching.
    NoTeachingDay,
    /// It covers more days than may count.
    TooLong,
}

impl Misfit {
    /// What keeps `record` from counting in `weeks`; none where it fits.
    #[must_use]
    pub fn of(record: &Usage, weeks: &[Week], days: &TeachingDays, longest: Option<i64>) -> Option<Self> {
        if !ends_in(weeks, record) {
            return Some(Self::OutsideWeeks);
        }
        if record.period.from >= record.period.to && !days.contains(record.period.to) {
            return Some(Self::NoTeachingDay);
        }
        longest.is_some_and(|longest| record.period.days() > longest).then_some(Self::TooLong)
    }
}

/// The records that count in some weeks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted<'a> {
    /// The records, the oldest last day first; of two with the same last day the longer first.
    pub records: Vec<&'a Usage>,
    /// Whether some were left out because they overlap shorter ones.
    pub mixed_lengths: bool,
}

impl<'a> Counted<'a> {
    /// The records that end in one of `weeks`: those of a single day only on a
    /// teaching day, those longer than `longest` days not at all. Where
    /// records overlap, the shorter count.
    #[must_use]
    pub fn in_weeks(
        records: impl IntoIterator<Item = &'a Usage>,
        weeks: &[Week],
        days: &TeachingDays,
        longest: Option<i64>,
    ) -> Self {
        let counts = |record: &&Usage| Misfit::of(record, weeks, days, longest).is_none();
        let mut records: Vec<&Usage> = records.into_iter().filter(counts).collect();
        records.sort_unstable_by_key(|record| record.period.order());
        let mixed_lengths = records.windows(2).any(|pair| pair[0].period.overlaps(pair[1].period));
        if mixed_lengths && longest.is_some() {
            records = shorter_first(records);
        }
        Self { records, mixed_lengths: mixed_lengths && longest.is_some() }
    }

    /// The newest record: the latest last day, and of those the shortest.
    #[must_use]
    pub fn newest(&self) -> Option<&'a Usage> {
        self.records.last().copied()
    }
}

/// Those of `records` that end between the first and the last of `weeks`. Both lie in order.
#[must_use]
pub fn ending_within<'a>(records: &'a [Usage], weeks: &[Week]) -> &'a [Usage] {
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return &[] };
    let (from, until) = (first.monday(), last.sunday());
    let records = &records[records.partition_point(|record| record.period.to < from)..];
    &records[..records.partition_point(|record| record.period.to <= until)]
}

fn ends_in(weeks: &[Week], record: &Usage) -> bool {
    weeks.binary_search(&Week::of(record.period.to)).is_ok()
}

/// Keeps the shortest records, and of equally long ones the newest, so that no two overlap.
fn shorter_first(mut records: Vec<&Usage>) -> Vec<&Usage> {
    records.sort_unstable_by_key(|record| (record.period.days(), std::cmp::Reverse(record.period.to)));
    let mut kept: Vec<&Usage> = Vec::with_capacity(records.len());
    for record in records {
        if !kept.iter().any(|other| other.period.overlaps(record.period)) {
            kept.push(record);
        }
    }
    kept.sort_unstable_by_key(|record| record.period.order());
    kept
}
