//! How use is measured, and what each measure is like. Code elsewhere asks for
//! these properties; only words and the value itself know the measures by name.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::domain::number::{Exact, compare};

/// How use is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Σ active ÷ Σ eligible over the window.
    ActiveShare,
    /// Σ items in the known weeks of the window ÷ eligible of the newest record.
    ItemsPerPerson,
    /// Σ items in the known weeks of the window ÷ their number.
    ItemsPerWeek,
    /// Active ÷ eligible of the newest record since the path began, against that path to a deadline.
    CoverageBy,
    /// Teaching days from the last activity to the end of the newest known week; smaller is better.
    DaysSinceLast,
}

/// What a value is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// A share of people, 0 to 1.
    Share,
    /// Things that people made: as many as the records count.
    Items,
    /// Teaching days.
    Days,
}

/// Which records a value rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// All of the window, as the mean of its weeks.
    WeeklyMean,
    /// All of the window, added up.
    Total,
    /// The newest: its figures hold everything since the term began. The goal is
    /// a path, since such figures rise by themselves.
    Newest,
    /// The one of the last activity, in the window or before it.
    LastActivity,
}

/// What a measure is like.
struct Properties {
    key: &'static str,
    quantity: Quantity,
    basis: Basis,
    smaller_is_better: bool,
}

impl Properties {
    const fn of(key: &'static str, quantity: Quantity, basis: Basis) -> Self {
        Self { key, quantity, basis, smaller_is_better: false }
    }

    const fn smaller_is_better(self) -> Self {
        Self { smaller_is_better: true, ..self }
    }
}

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 5] =
        [Self::ActiveShare, Self::ItemsPerPerson, Self::ItemsPerWeek, Self::CoverageBy, Self::DaysSinceLast];

    const fn properties(self) -> Properties {
        use Basis::{LastActivity, Newest, Total, WeeklyMean};
        use Quantity::{Days, Items, Share};
        match self {
            Self::ActiveShare => Properties::of("active_share", Share, WeeklyMean),
            Self::ItemsPerPerson => Properties::of("items_per_person", Items, Total),
            Self::ItemsPerWeek => Properties::of("items_per_week", Items, WeeklyMean),
            Self::CoverageBy => Properties::of("coverage_by", Share, Newest),
            Self::DaysSinceLast => Properties::of("days_since_last", Days, LastActivity).smaller_is_better(),
        }
    }

    /// The key, as written in files.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.properties().key
    }

    /// What its values are numbers of.
    #[must_use]
    pub fn quantity(self) -> Quantity {
        self.properties().quantity
    }

    /// Which records its values rest on.
    #[must_use]
    pub fn basis(self) -> Basis {
        self.properties().basis
    }

    /// Whether a small value is the good one, and a value says nothing of how much use there was.
    #[must_use]
    pub fn smaller_is_better(self) -> bool {
        self.properties().smaller_is_better
    }

    /// Whether its values are shares of people, 0 to 1.
    #[must_use]
    pub fn is_share(self) -> bool {
        self.quantity() == Quantity::Share
    }

    /// Whether its values are teaching days.
    #[must_use]
    pub fn is_days(self) -> bool {
        self.quantity() == Quantity::Days
    }

    /// Whether its figures hold everything since the term began, and are expected along a path.
    #[must_use]
    pub fn is_cumulative(self) -> bool {
        self.basis() == Basis::Newest
    }

    /// Whether `value` is as good as `mark`, or better.
    #[must_use]
    pub fn reaches(self, value: Exact, mark: Exact) -> bool {
        compare(value, mark) != if self.smaller_is_better() { Ordering::Greater } else { Ordering::Less }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// Written by hand, since what the variants say is meant for those who read the code.
impl JsonSchema for Measure {
    fn schema_name() -> Cow<'static, str> {
        "Measure".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "How use is measured.",
            "type": "string",
            "enum": Self::ALL.map(Self::key),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_is_read_by_its_key() {
        for measure in Measure::ALL {
            let read: Measure = serde_json::from_value(measure.key().into()).unwrap();
            assert_eq!(read, measure);
        }
        let unknown = serde_json::from_value::<Measure>("no_such_measure".into()).unwrap_err().to_string();
        assert_eq!(unknown.matches('`').count(), 2 * (1 + Measure::ALL.len()), "{unknown}");
    }
}
