//! The series of letters: what one kind of mailing is called everywhere.

use std::fmt;
use std::str::FromStr;

/// A series of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Series {
    /// The letters to principals.
    Letters,
    /// The summaries for managers.
    Summaries,
    /// The account of a week to each coordinator.
    Receipt,
    /// The notice to each coordinator, at once, that a week is held.
    Hold,
    /// The notice to each coordinator, at once, that many addresses are called dead.
    Doubt,
}

impl Series {
    /// Every series.
    pub const ALL: [Self; 5] = [Self::Letters, Self::Summaries, Self::Receipt, Self::Hold, Self::Doubt];

    /// The series that a run writes from the figures of a week, in the order they go out.
    pub const OF_RUNS: [Self; 2] = [Self::Letters, Self::Summaries];

    /// Its name in the store, in settings, in JSON, and in the lists of mail programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Letters => "letters",
            Self::Summaries => "summaries",
            Self::Receipt => "receipt",
            Self::Hold => "hold",
            Self::Doubt => "doubt",
        }
    }

    /// The series that shows the same figures and goes out before it: what is
    /// decided about those letters is decided about these.
    #[must_use]
    pub const fn follows(self) -> Option<Self> {
        match self {
            Self::Summaries => Some(Self::Letters),
            Self::Letters | Self::Receipt | Self::Hold | Self::Doubt => None,
        }
    }

    /// Whether its letters are the coordinators' own. These are no part of a week's sum, and go
    /// out whatever is paused and wherever letters come back from, lest nobody hears of it.
    #[must_use]
    pub const fn is_for_coordinators(self) -> bool {
        matches!(self, Self::Receipt | Self::Hold | Self::Doubt)
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that names no series.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a series of letters")]
pub struct UnknownSeries(String);

impl FromStr for Series {
    type Err = UnknownSeries;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|series| series.name() == text)
            .ok_or_else(|| UnknownSeries(text.to_owned()))
    }
}
