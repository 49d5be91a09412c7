//! What a source tells about the use of a module at a unit.

pub mod refusal;

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Serialize;

use crate::domain::expectation::module::ModuleKey;
use crate::domain::number::Exact;
use crate::domain::unit::UnitKey;
use crate::domain::unit::audience::Audience;

/// The longest period a record may cover, in days.
pub const LONGEST_PERIOD: i64 = 366;

/// What a record is about: the same key again replaces the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// The unit.
    pub unit: UnitKey,
    /// The module.
    pub module: ModuleKey,
    /// Whose use is counted.
    pub audience: Audience,
}

/// The first and last day of a record, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// How many days it covers, at least 1 for a period that was accepted.
    #[must_use]
    pub fn days(self) -> i64 {
        if self.from.year() == self.to.year() {
            // Most often so, and much quicker than counting across years.
            return i64::from(self.to.ordinal()) - i64::from(self.from.ordinal()) + 1;
        }
        (self.to - self.from).num_days() + 1
    }

    /// What puts periods in order: the last day, then the first.
    #[must_use]
    pub fn order(self) -> (NaiveDate, NaiveDate) {
        (self.to, self.from)
    }

    /// Whether the two share a day.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

/// What was counted in a period. At least one of the figures is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Distinct people who used the module.
    pub active: Option<u32>,
    /// People who could have.
    pub eligible: Option<u32>,
    /// The active share, 0 to 1, where the source gives only that.
    pub share: Option<Exact>,
    /// Things made: posts, entries, plans.
    pub items: Option<u32>,
    /// The last day somebody used the module, which may lie before the period.
    pub last_active: Option<NaiveDate>,
}

/// One accepted record of usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// The days it covers.
    pub period: Period,
    /// What was counted.
    pub figures: Figures,
}

/// A record as the store holds it: with where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// What it is about.
    pub subject: Subject,
    /// The record.
    pub usage: Usage,
    /// The name of the source that told it.
    pub source: String,
    /// When these figures were first read.
    pub read_at: DateTime<Utc>,
}

/// Why a record cannot be true, and is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImpossibleUsage {
    /// More people active than there are.
    #[error("{active} people active of {eligible} eligible")]
    ActiveOverEligible {
        /// People active.
        active: u32,
        /// People eligible.
        eligible: u32,
    },
    /// A share outside 0–100 %.
    #[error("a share of {0} is not between 0 and 1")]
    ShareOutOfRange(Exact),
    /// Ends before it starts.
    #[error("the period ends on {to}, before it starts on {from}")]
    EndsBeforeStart {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// Covers more than [`LONGEST_PERIOD`] days.
    #[error("the period of {0} days is longer than {LONGEST_PERIOD}")]
    TooLong(i64),
    /// Ends after the day of the run.
    #[error("the period ends on {0}, after the day of the run")]
    InTheFuture(NaiveDate),
    /// Carries none of the figures.
    #[error("no figure: neither people active, a share, items nor a day of last activity")]
    NoFigure,
}

impl Usage {
    /// Accepts a record that can be true on the day of the run.
    ///
    /// # Errors
    ///
    /// [`ImpossibleUsage`], the first that holds.
    pub fn new(period: Period, figures: Figures, today: NaiveDate) -> Result<Self, ImpossibleUsage> {
        if period.to < period.from {
            return Err(ImpossibleUsage::EndsBeforeStart { from: period.from, to: period.to });
        }
        if period.days() > LONGEST_PERIOD {
            return Err(ImpossibleUsage::TooLong(period.days()));
        }
        if period.to > today {
            return Err(ImpossibleUsage::InTheFuture(period.to));
        }
        if let (Some(active), Some(eligible)) = (figures.active, figures.eligible)
            && active > eligible
        {
            return Err(ImpossibleUsage::ActiveOverEligible { active, eligible });
        }
        if let Some(share) = figures.share
            && !(Exact::from_integer(0)..=Exact::from_integer(1)).contains(&share)
        {
            return Err(ImpossibleUsage::ShareOutOfRange(share));
        }
        let Figures { active, share, items, last_active, .. } = figures;
        if active.is_none() && share.is_none() && items.is_none() && last_active.is_none() {
            return Err(ImpossibleUsage::NoFigure);
        }
        Ok(Self { period, figures })
    }
}

/// All usage of one unit: the records of each module and audience.
#[derive(Debug, Clone, Default)]
pub struct UnitUsage {
    records: HashMap<ModuleKey, [Vec<Usage>; Audience::ALL.len()]>,
}

impl UnitUsage {
    /// Adds a record.
    pub fn add(&mut self, module: ModuleKey, audience: Audience, usage: Usage) {
        let records = &mut self.records.entry(module).or_default()[audience as usize];
        // Kept in order, so that the judge finds the weeks of a window without looking at years of records.
        let place = records.partition_point(|other| other.period.order() <= usage.period.order());
        records.insert(place, usage);
    }

    /// The records of one module and audience, the oldest last day first; of
    /// two with the same last day the longer first.
    #[must_use]
    pub fn of(&self, module: &ModuleKey, audience: Audience) -> &[Usage] {
        self.records.get(module).map_or(&[], |records| records[audience as usize].as_slice())
    }

    /// Every record there is.
    pub fn iter(&self) -> impl Iterator<Item = &Usage> {
        self.records.values().flatten().flatten()
    }
}
