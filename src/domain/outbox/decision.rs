//! What was decided about a letter, by whom and why. It is written down beside
//! the letter, and never overwritten.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Reason;

/// What was decided about a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// It may go out.
    Release,
    /// It is not to go out.
    Discard,
    /// It is to go out once more.
    Retry,
    /// It was written because one before it was wrong, or written anew before anybody had it.
    Correct,
    /// It came back from a backup, and nobody knows whether it went out since.
    Restore,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Self; 5] = [Self::Release, Self::Discard, Self::Retry, Self::Correct, Self::Restore];

    /// The word used in the store and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Discard => "discard",
            Self::Retry => "retry",
            Self::Correct => "correct",
            Self::Restore => "restore",
        }
    }

    /// What was done, as people say it.
    #[must_use]
    pub fn done(self) -> &'static str {
        match self {
            Self::Release => "released",
            Self::Discard => "discarded",
            Self::Retry => "queued again",
            Self::Correct => "corrected",
            Self::Restore => "restored",
        }
    }
}

/// Who decides, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grounds {
    /// Why.
    pub why: String,
    /// Who.
    pub who: String,
}

/// A decision about one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: Deed,
    /// By whom; none where nyttja itself follows from something else what is to be done.
    pub who: Option<String>,
    /// Why.
    pub why: Reason,
}
