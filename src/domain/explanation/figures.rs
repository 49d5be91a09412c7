//! The numbers behind a value: what was added up, and by how many it was divided.

use chrono::NaiveDate;

use crate::domain::expectation::measure::Quantity;
use crate::domain::judge::measuring::{Measuring, Sum};
use crate::domain::judge::window::Counted;
use crate::domain::number::Exact;
use crate::domain::week::Week;

/// Where the number of people comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denominator {
    /// Eligible people of the newest record that counts; none where nobody knows.
    pub eligible: Option<u32>,
    /// How many of the records that count say it themselves.
    pub own: usize,
    /// For how many the unit's headcount stands in.
    pub from_headcount: usize,
}

impl Denominator {
    pub(super) fn of(measuring: &Measuring<'_>, counted: &Counted<'_>) -> Option<Self> {
        let eligible = measuring.eligible(counted.newest()?);
        let own = counted.records.iter().filter(|record| record.figures.eligible.is_some()).count();
        let others = counted.records.len() - own;
        Some(Self { eligible, own, from_headcount: measuring.headcount.map_or(0, |_| others) })
    }
}

/// How a value comes about, number by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// What is added up.
    pub terms: Terms,
    /// What it amounts to.
    pub sum: Sum,
}

/// What is added up, the oldest record first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Terms {
    /// People active and people eligible.
    People(Vec<(u32, u32)>),
    /// Shares that the source gives.
    Shares(Vec<Exact>),
    /// Items.
    Items(Vec<u32>),
    /// Nothing: the value is counted in the calendar.
    None,
}

impl Formula {
    pub(super) fn of(
        measuring: &Measuring<'_>,
        counted: &Counted<'_>,
        weeks: &[Week],
        until: NaiveDate,
    ) -> Option<Self> {
        let sum = measuring.read(counted, weeks, until)?.sum?;
        let skipped =
            if measuring.measure.is_cumulative() { counted.records.len().saturating_sub(1) } else { 0 };
        let records = counted.records.iter().skip(skipped);
        let terms = match (measuring.measure.quantity(), sum) {
            (Quantity::Days, _) => Terms::None,
            (Quantity::Items, _) => Terms::Items(records.filter_map(|record| record.figures.items).collect()),
            (Quantity::Share, Sum::Quotient { .. }) => {
                Terms::People(records.filter_map(|record| measuring.people(record)).collect())
            }
            (Quantity::Share, _) => {
                Terms::Shares(records.filter_map(|record| measuring.share(record)?.value()).collect())
            }
        };
        Some(Self { terms, sum })
    }
}
