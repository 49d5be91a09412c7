//! The numbers behind a value: what was added up, and by how many it was divided.

use crate::domain::expectation::measure::Quantity;
use crate::domain::judge::evidence::{Evidence, Suppressed};
use crate::domain::judge::measuring::Measuring;
use crate::domain::judge::sum::Sum;
use crate::domain::number::Exact;
use crate::domain::usage::figure::{End, Figure};

/// Where the number of people comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denominator {
    /// Eligible people of the newest record that counts; none where nobody knows.
    pub eligible: Option<Figure<u32>>,
    /// How many of the records that count say it themselves.
    pub own: usize,
    /// For how many the unit's headcount stands in.
    pub from_headcount: usize,
}

impl Denominator {
    pub(super) fn of(measuring: &Measuring<'_>, evidence: &Evidence<'_>) -> Option<Self> {
        let (records, zeros) = (&evidence.counted.records, measuring.zeros(evidence));
        if records.is_empty() && zeros.is_empty() && !measuring.measure.is_days() {
            return None;
        }
        let eligible = measuring.read(evidence, End::Least)?.eligible;
        let own = records.iter().filter(|record| record.figures.eligible.is_some()).count();
        let others = records.len() + zeros.len() - own;
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
    /// People active and people eligible; last the times of zeros, with nobody active.
    People(Vec<(u32, u32)>),
    /// Shares that the source gives.
    Shares(Vec<Exact>),
    /// Items.
    Items(Vec<u32>),
    /// Nothing: the value is counted in the calendar.
    None,
}

impl Formula {
    /// How the value of `evidence` comes about; none where it rests on a figure that is suppressed.
    pub(super) fn of<'a>(measuring: &Measuring<'a>, evidence: &Evidence<'a>) -> Option<Self> {
        if measuring.rests_on_suppressed(evidence) != Suppressed::default() {
            return None;
        }
        let sum = measuring.read(evidence, End::Least)?.sum?;
        let is_of_nothing = evidence.counted.records.is_empty() && measuring.zeros(evidence).is_empty();
        if is_of_nothing && !(measuring.measure.is_days() && sum.value().is_some()) {
            return None;
        }
        let records = measuring.rested_on(evidence);
        let records = records.iter().copied();
        let terms = match (measuring.measure.quantity(), sum) {
            (Quantity::Days, _) => Terms::None,
            (Quantity::Items, _) => {
                Terms::Items(records.filter_map(|record| record.figures.items?.known()).collect())
            }
            (Quantity::Share, Sum::Quotient { .. }) => {
                let people = records.filter_map(|record| measuring.people(record, End::Least));
                Terms::People(people.chain(measuring.nobody(evidence)).collect())
            }
            (Quantity::Share, _) => {
                let shares = records.filter_map(|record| measuring.share(record, End::Least)?.value());
                let zeros = measuring.zeros(evidence).iter().map(|_| Exact::from_integer(0));
                Terms::Shares(shares.chain(zeros).collect())
            }
        };
        Some(Self { terms, sum })
    }
}
