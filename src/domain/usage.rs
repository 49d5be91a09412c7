//! What a source tells about the use of a module at a unit.

pub mod figure;
pub mod files;
pub mod givers;
pub mod reading;
pub mod refusal;
pub mod reports;
pub mod share;

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Serialize;

use crate::domain::expectation::module::ModuleKey;
use crate::domain::number::Exact;
use crate::domain::unit::UnitKey;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::figure::Figure;
use crate::domain::usage::share::Share;

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

    /// Whether it can be a period of usage at all.
    ///
    /// # Errors
    ///
    /// [`ImpossibleUsage::EndsBeforeStart`] and [`ImpossibleUsage::TooLong`].
    pub fn check(self) -> Result<(), ImpossibleUsage> {
        if self.to < self.from {
            return Err(ImpossibleUsage::EndsBeforeStart { from: self.from, to: self.to });
        }
        if self.days() > LONGEST_PERIOD {
            return Err(ImpossibleUsage::TooLong(self.days()));
        }
        Ok(())
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

    /// Whether `date` lies in it.
    #[must_use]
    pub fn holds(self, date: NaiveDate) -> bool {
        (self.from..=self.to).contains(&date)
    }

    /// Its days, the first one first.
    pub fn iter(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |date| *date <= self.to)
    }

    /// Whether `other` lies inside it.
    #[must_use]
    pub fn encloses(self, other: Self) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// Whether it is of a single day.
    #[must_use]
    pub fn is_one_day(self) -> bool {
        self.from == self.to
    }

    /// Whether the two are about equally long: both longer than a day, and
    /// neither more than an eighth longer than the other.
    #[must_use]
    pub fn is_about_as_long_as(self, other: Self) -> bool {
        let (one, two) = (self.days(), other.days());
        one > 1 && two > 1 && one.max(two) * 8 <= one.min(two) * 9
    }
}

/// What was counted in a period. At least one of the figures is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Distinct people who used the module.
    pub active: Option<Figure<u32>>,
    /// People who could have.
    pub eligible: Option<Figure<u32>>,
    /// The active share, where the source gives only that.
    pub share: Option<Figure<Share>>,
    /// Things made: posts, entries, plans.
    pub items: Option<Figure<u32>>,
    /// The last day somebody used the module, which may lie before the period.
    pub last_active: Option<NaiveDate>,
}

impl Figures {
    /// Whether the source keeps one of them to itself.
    #[must_use]
    pub fn is_suppressed(&self) -> bool {
        let counts = [self.active, self.eligible, self.items];
        counts.into_iter().flatten().any(Figure::is_suppressed)
            || self.share.is_some_and(Figure::is_suppressed)
    }

    /// How far the share is from that of the people active of `eligible`, from 0 to 1; none where one
    /// of the three is not known.
    #[must_use]
    pub fn share_apart_from(&self, eligible: Option<Figure<u32>>) -> Option<Exact> {
        let active = self.active?.known()?;
        let eligible = eligible?.known().filter(|eligible| *eligible > 0)?;
        let counted = Exact::new(i128::from(active), i128::from(eligible));
        let share = self.share?.known()?.exact();
        Some(if share > counted { share - counted } else { counted - share })
    }
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
    /// More people active than the unit has, of which the record says no number itself.
    #[error("{active} people active of the {headcount} that the unit has")]
    ActiveOverHeadcount {
        /// People active.
        active: u32,
        /// People of the audience, as the roster says.
        headcount: u32,
    },
    /// A share that is not that of the people beside it.
    #[error(
        "{active} people active of {eligible} eligible are not the share beside them; leave the share out where it \
         is one of something else"
    )]
    ShareContradicts {
        /// People active.
        active: u32,
        /// People eligible.
        eligible: u32,
    },
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
    /// Begins after the day of the run.
    #[error("the period begins on {0}, after the day of the run")]
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
        period.check()?;
        if period.from > today {
            return Err(ImpossibleUsage::InTheFuture(period.from));
        }
        if let (Some(Figure::Known(active)), Some(Figure::Known(eligible))) =
            (figures.active, figures.eligible)
            && active > eligible
        {
            return Err(ImpossibleUsage::ActiveOverEligible { active, eligible });
        }
        if let (Some(Figure::Known(active)), Some(Figure::Known(eligible)), Some(of)) =
            (figures.active, figures.eligible, figures.share_apart_from(figures.eligible))
            && of > Exact::new(1, 100)
        {
            return Err(ImpossibleUsage::ShareContradicts { active, eligible });
        }
        let Figures { active, share, items, last_active, .. } = figures;
        if active.is_none() && share.is_none() && items.is_none() && last_active.is_none() {
            return Err(ImpossibleUsage::NoFigure);
        }
        Ok(Self { period, figures })
    }

    /// Accepts it for a unit with so many people of the audience, who count where it says no number itself.
    ///
    /// # Errors
    ///
    /// [`ImpossibleUsage::ActiveOverHeadcount`].
    pub fn at_a_unit_of(self, headcount: Option<u32>) -> Result<Self, ImpossibleUsage> {
        match (self.figures.active, self.figures.eligible, headcount) {
            (Some(Figure::Known(active)), None, Some(headcount)) if active > headcount => {
                Err(ImpossibleUsage::ActiveOverHeadcount { active, headcount })
            }
            _ => Ok(self),
        }
    }
}

/// All usage of one unit: the records of each module and audience, and the
/// periods of which a record was refused.
#[derive(Debug, Clone, Default)]
pub struct UnitUsage {
    of: HashMap<ModuleKey, [SubjectUsage; Audience::ALL.len()]>,
}

/// What is known about one unit, module and audience.
#[derive(Debug, Clone, Default)]
pub struct SubjectUsage {
    /// The records, the oldest last day first; of two with the same last day the longer first.
    records: Vec<Usage>,
    /// The periods of which the sources' newest word was refused.
    refused: Vec<Period>,
    /// Whether some two records share a day.
    overlapping: bool,
    /// Whether a figure of some record is suppressed.
    suppressed: bool,
}

impl UnitUsage {
    /// Adds a record.
    pub fn add(&mut self, module: ModuleKey, audience: Audience, usage: Usage) {
        self.of.entry(module).or_default()[audience as usize].add(usage);
    }

    /// Adds the period of a record that was refused.
    pub fn add_refused(&mut self, module: ModuleKey, audience: Audience, period: Period) {
        self.of.entry(module).or_default()[audience as usize].refused.push(period);
    }

    /// What is known about one module and audience.
    #[must_use]
    pub fn of(&self, module: &ModuleKey, audience: Audience) -> &SubjectUsage {
        const NOTHING: &SubjectUsage =
            &SubjectUsage { records: Vec::new(), refused: Vec::new(), overlapping: false, suppressed: false };
        self.of.get(module).map_or(NOTHING, |audiences| &audiences[audience as usize])
    }

    /// Every record there is.
    pub fn iter(&self) -> impl Iterator<Item = &Usage> {
        self.of.values().flatten().flat_map(|subject| &subject.records)
    }
}

impl SubjectUsage {
    fn add(&mut self, usage: Usage) {
        // Kept in order, so that the judge finds the weeks of a window without looking at years of records.
        let place = self.records.partition_point(|other| other.period.order() <= usage.period.order());
        self.records.insert(place, usage);
        let neighbour =
            |place: usize| self.records.get(place).is_some_and(|other| other.period.overlaps(usage.period));
        self.suppressed |= usage.figures.is_suppressed();
        self.overlapping |= place.checked_sub(1).is_some_and(neighbour) || neighbour(place + 1);
    }

    /// The records that end at or before `until`, the oldest last day first.
    #[must_use]
    pub fn until(&self, until: NaiveDate) -> &[Usage] {
        up_to(until, &self.records)
    }

    /// The periods of which a record was refused, and none was read since.
    #[must_use]
    pub fn refused(&self) -> &[Period] {
        &self.refused
    }

    /// Whether some two records share a day. Neighbours tell: of records in the order of
    /// their last days, one that reaches over several others reaches over the one before it.
    #[must_use]
    pub fn is_overlapping(&self) -> bool {
        self.overlapping
    }

    /// Whether the source keeps a figure of some record to itself.
    #[must_use]
    pub fn is_suppressed(&self) -> bool {
        self.suppressed
    }
}

/// Those of `records` that end at or before `until`. They lie in the order of [`Period::order`].
#[must_use]
pub fn up_to(until: NaiveDate, records: &[Usage]) -> &[Usage] {
    match records.last() {
        Some(last) if last.period.to <= until => records,
        _ => &records[..records.partition_point(|record| record.period.to <= until)],
    }
}
