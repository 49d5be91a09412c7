//! What the records of a window amount to: the value of each measure.

use chrono::NaiveDate;
use num_rational::Ratio;

use crate::domain::calendar::TeachingDays;
use crate::domain::expectation::measure::{Measure, Quantity};
use crate::domain::judge::window::{Counted, Window, ending_within};
use crate::domain::number::Exact;
use crate::domain::usage::Usage;
use crate::domain::week::Week;

/// How a value comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sum {
    /// People or items, divided by people or weeks.
    Quotient {
        /// What is divided.
        part: u64,
        /// By how many.
        whole: u64,
    },
    /// The mean of shares, which the source gives without people.
    Mean {
        /// The shares added up.
        total: Exact,
        /// How many there are.
        count: u32,
    },
    /// A share that the source gives.
    Given(Exact),
    /// Teaching days after the last activity.
    Days {
        /// The day of the last activity.
        last: NaiveDate,
        /// The day until which they are counted, included.
        until: NaiveDate,
        /// How many there are.
        days: u32,
    },
}

impl Sum {
    /// The value; `None` where it would be divided by nobody.
    #[must_use]
    pub fn value(self) -> Option<Exact> {
        match self {
            Self::Quotient { part, whole } => (whole > 0).then(|| {
                // Put in lowest terms while the numbers are small: it is the most frequent sum of all.
                let lowest = Ratio::new(part, whole);
                Exact::new_raw(i128::from(*lowest.numer()), i128::from(*lowest.denom()))
            }),
            Self::Mean { total, count } => {
                (count > 0).then(|| total / Exact::from_integer(i128::from(count)))
            }
            Self::Given(share) => Some(share),
            Self::Days { days, .. } => Some(Exact::from_integer(i128::from(days))),
        }
    }
}

/// A value and the people behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// How the value comes about, where the records tell.
    pub sum: Option<Sum>,
    /// Eligible people of the newest record, if anybody knows.
    pub eligible: Option<u32>,
}

impl Reading {
    /// The value: a share from 0 to 1, items, or teaching days. `None` where it
    /// would be divided by nobody.
    #[must_use]
    pub fn value(self) -> Option<Exact> {
        self.sum.and_then(Sum::value)
    }
}

/// The records of one unit, module and audience, with what is needed to measure them.
#[derive(Debug, Clone, Copy)]
pub struct Measuring<'a> {
    /// How use is measured.
    pub measure: Measure,
    /// Every record up to the cut-off, the oldest last day first.
    pub records: &'a [Usage],
    /// The unit's people of the audience, where a record does not say.
    pub headcount: Option<u32>,
    /// The teaching days of the forms that count.
    pub days: &'a TeachingDays,
    /// The window.
    pub window: &'a Window,
}

impl<'a> Measuring<'a> {
    /// The records that count in `weeks` and say something about the measure.
    #[must_use]
    pub fn counted(&self, weeks: &[Week]) -> Counted<'a> {
        let in_reach = ending_within(self.records, weeks).iter();
        let usable = in_reach.filter(|record| self.says_something(record));
        Counted::in_weeks(usable, weeks, self.days, self.longest())
    }

    /// The value in `weeks`, as of `until`; `None` where no record counts.
    #[must_use]
    pub fn read(&self, counted: &Counted<'_>, weeks: &[Week], until: NaiveDate) -> Option<Reading> {
        let newest = counted.newest()?;
        let eligible = self.eligible(newest);
        let quotient = |part, whole: Option<u64>| Some(Sum::Quotient { part, whole: whole? });
        let sum = match self.measure {
            Measure::ActiveShare => self.active_share(counted),
            Measure::CoverageBy => self.share(newest),
            Measure::ItemsPerPerson => quotient(items(counted), eligible.map(u64::from)),
            Measure::ItemsPerWeek => quotient(items(counted), u64::try_from(weeks.len()).ok()),
            Measure::DaysSinceLast => self.days_since_last(until),
        };
        Some(Reading { sum, eligible })
    }

    /// The longest period, in days, that counts; none where any length does.
    #[must_use]
    pub fn longest(&self) -> Option<i64> {
        (!self.measure.is_cumulative()).then_some(self.window.longest)
    }

    /// Whether a record says something about the measure.
    #[must_use]
    pub fn says_something(&self, record: &Usage) -> bool {
        let figures = record.figures;
        match self.measure.quantity() {
            Quantity::Share => {
                figures.share.is_some() || (figures.active.is_some() && self.eligible(record).is_some())
            }
            Quantity::Items => figures.items.is_some(),
            Quantity::Days => true,
        }
    }

    /// How many people there were: the record's own number, else the unit's.
    #[must_use]
    pub fn eligible(&self, record: &Usage) -> Option<u32> {
        record.figures.eligible.or(self.headcount)
    }

    /// People active and people eligible, where a record tells both.
    #[must_use]
    pub fn people(&self, record: &Usage) -> Option<(u32, u32)> {
        record.figures.active.zip(self.eligible(record))
    }

    /// The share of one record.
    #[must_use]
    pub fn share(&self, record: &Usage) -> Option<Sum> {
        match self.people(record) {
            Some((active, eligible)) => {
                Some(Sum::Quotient { part: u64::from(active), whole: u64::from(eligible) })
            }
            None => record.figures.share.map(Sum::Given),
        }
    }

    /// A weighted mean where people are counted everywhere, else the plain mean of the shares.
    fn active_share(&self, counted: &Counted<'_>) -> Option<Sum> {
        let people = counted.records.iter().try_fold((0, 0), |(active, eligible), record| {
            let people = self.people(record)?;
            Some((active + u64::from(people.0), eligible + u64::from(people.1)))
        });
        if let Some((part, whole)) = people {
            return Some(Sum::Quotient { part, whole });
        }
        let shares: Vec<_> =
            counted.records.iter().filter_map(|record| self.share(record)?.value()).collect();
        let count = u32::try_from(shares.len()).ok()?;
        Some(Sum::Mean { total: shares.into_iter().sum(), count })
    }

    /// Looks beyond the window when nothing in it shows activity: the last
    /// activity may lie before it.
    fn days_since_last(&self, until: NaiveDate) -> Option<Sum> {
        let known = self.records.iter().filter(|record| record.period.to <= until);
        let last = known.filter_map(last_activity).max()?;
        Some(Sum::Days { last, until, days: self.days.count_between(last, until) })
    }
}

/// The day the source names, else the last day of a period in which something happened.
#[must_use]
pub fn last_activity(record: &Usage) -> Option<NaiveDate> {
    let figures = record.figures;
    let happened = figures.active.is_some_and(|active| active > 0)
        || figures.items.is_some_and(|items| items > 0)
        || figures.share.is_some_and(|share| share > Exact::from_integer(0));
    figures.last_active.or(happened.then_some(record.period.to))
}

fn items(counted: &Counted<'_>) -> u64 {
    counted.records.iter().filter_map(|record| record.figures.items).map(u64::from).sum()
}
