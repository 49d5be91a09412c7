//! What the records of a window amount to: the value of each measure.

use chrono::NaiveDate;
use num_rational::Ratio;

use super::calendar::TeachingDays;
use super::expectation::Measure;
use super::number::Exact;
use super::usage::Usage;
use super::week::Week;
use super::window::{Counted, Window, ending_within};

/// A value and the people behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The value: a share from 0 to 1, items, or teaching days. `None` where it
    /// would be divided by nobody.
    pub value: Option<Exact>,
    /// Eligible people of the newest record, if anybody knows.
    pub eligible: Option<u32>,
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
        let longest = (self.measure != Measure::CoverageBy).then_some(self.window.longest);
        let in_reach = ending_within(self.records, weeks).iter();
        let usable = in_reach.filter(|record| self.says_something(record));
        Counted::in_weeks(usable, weeks, self.days, longest)
    }

    /// The value in `weeks`; `None` where no record counts.
    #[must_use]
    pub fn read(&self, counted: &Counted<'_>, weeks: &[Week]) -> Option<Reading> {
        let newest = counted.newest()?;
        let eligible = self.eligible(newest);
        let value = match self.measure {
            Measure::ActiveShare => self.active_share(counted),
            Measure::CoverageBy => self.share(newest),
            Measure::ItemsPerPerson => divide(items(counted), eligible.map(u64::from)),
            Measure::ItemsPerWeek => divide(items(counted), u64::try_from(weeks.len()).ok()),
            Measure::DaysSinceLast => self.days_since_last(weeks),
        };
        Some(Reading { value, eligible })
    }

    fn says_something(&self, record: &Usage) -> bool {
        let figures = record.figures;
        match self.measure {
            Measure::ActiveShare | Measure::CoverageBy => {
                figures.share.is_some() || (figures.active.is_some() && self.eligible(record).is_some())
            }
            Measure::ItemsPerPerson => figures.items.is_some() && self.eligible(record).is_some(),
            Measure::ItemsPerWeek => figures.items.is_some(),
            Measure::DaysSinceLast => true,
        }
    }

    fn eligible(&self, record: &Usage) -> Option<u32> {
        record.figures.eligible.or(self.headcount)
    }

    fn counts(&self, record: &Usage) -> Option<(u32, u32)> {
        record.figures.active.zip(self.eligible(record))
    }

    fn share(&self, record: &Usage) -> Option<Exact> {
        match self.counts(record) {
            Some((active, eligible)) => divide(u64::from(active), Some(u64::from(eligible))),
            None => record.figures.share,
        }
    }

    /// A weighted mean where people are counted everywhere, else the plain mean of the shares.
    fn active_share(&self, counted: &Counted<'_>) -> Option<Exact> {
        let sums = counted.records.iter().try_fold((0, 0), |(active, eligible), record| {
            let counts = self.counts(record)?;
            Some((active + u64::from(counts.0), eligible + u64::from(counts.1)))
        });
        if let Some((active, eligible)) = sums {
            return divide(active, Some(eligible));
        }
        let shares: Vec<_> = counted.records.iter().filter_map(|record| self.share(record)).collect();
        let count = i128::try_from(shares.len()).ok().filter(|count| *count > 0)?;
        Some(shares.into_iter().sum::<Exact>() / Exact::from_integer(count))
    }

    /// Looks beyond the window when nothing in it shows activity: the last
    /// activity may lie before it.
    fn days_since_last(&self, weeks: &[Week]) -> Option<Exact> {
        let until = weeks.last()?.sunday();
        let last =
            self.records.iter().filter(|record| record.period.to <= until).filter_map(last_activity).max()?;
        Some(Exact::from_integer(i128::from(self.days.count_between(last, until))))
    }
}

/// The day the source names, else the last day of a period in which something happened.
fn last_activity(record: &Usage) -> Option<NaiveDate> {
    let figures = record.figures;
    let happened = figures.active.is_some_and(|active| active > 0)
        || figures.items.is_some_and(|items| items > 0)
        || figures.share.is_some_and(|share| share > Exact::from_integer(0));
    figures.last_active.or(happened.then_some(record.period.to))
}

fn items(counted: &Counted<'_>) -> u64 {
    counted.records.iter().filter_map(|record| record.figures.items).map(u64::from).sum()
}

fn divide(part: u64, whole: Option<u64>) -> Option<Exact> {
    let whole = whole.filter(|whole| *whole > 0)?;
    // Put in lowest terms while the numbers are small: it is the most frequent sum of all.
    let lowest = Ratio::new(part, whole);
    Some(Exact::new_raw(i128::from(*lowest.numer()), i128::from(*lowest.denom())))
}
