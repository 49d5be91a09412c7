//! What a value rests on: the weeks that are known, the records that count in them, and the
//! times in which a missing row means that nobody used the module.

use chrono::NaiveDate;

use crate::domain::judge::known::{Knowing, Zero};
use crate::domain::judge::window::Counted;
use crate::domain::week::Week;

/// What is known of some weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence<'a> {
    /// The last day whose records count.
    pub until: NaiveDate,
    /// The weeks, oldest first, and how each of them is known.
    pub weeks: Vec<(Week, Knowing)>,
    /// The records that count in them.
    pub counted: Counted<'a>,
    /// The times in which a missing row means that nobody used the module.
    pub zeros: Vec<Zero>,
}

impl Evidence<'_> {
    /// How many of the weeks are known.
    #[must_use]
    pub fn known(&self) -> usize {
        self.weeks.iter().filter(|(_, knowing)| knowing.is_known()).count()
    }

    /// Whether at least half of the weeks are known.
    #[must_use]
    pub fn is_half_known(&self) -> bool {
        self.known() * 2 >= self.weeks.len()
    }

    /// The newest of the weeks that is known.
    #[must_use]
    pub fn newest_known(&self) -> Option<Week> {
        self.weeks.iter().rev().find(|(_, knowing)| knowing.is_known()).map(|(week, _)| *week)
    }
}

/// Whether figures that a value needs are suppressed by the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Suppressed {
    /// People active, a share or items.
    pub part: bool,
    /// People eligible.
    pub people: bool,
}

impl Suppressed {
    /// What holds of either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { part: self.part || other.part, people: self.people || other.people }
    }
}
