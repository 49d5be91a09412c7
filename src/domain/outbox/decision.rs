//! What was decided about a letter, by whom and why. It is written down beside
//! the letter, and never overwritten.

use std::fmt;

use chrono::{DateTime, Utc};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds {
    /// Who; none where nyttja itself follows from something else what is to be done.
    pub who: Option<String>,
    /// Why.
    pub why: String,
}

impl Grounds {
    /// The grounds of a person.
    #[must_use]
    pub fn of(who: &str, why: &str) -> Self {
        Self { who: Some(who.to_owned()), why: why.to_owned() }
    }

    /// The grounds of nyttja itself.
    #[must_use]
    pub fn own(why: impl Into<String>) -> Self {
        Self { who: None, why: why.into() }
    }
}

impl fmt::Display for Grounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.who {
            Some(who) => write!(f, "{} ({who})", self.why),
            None => f.write_str(&self.why),
        }
    }
}

/// A decision about one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: Deed,
    /// By whom and why.
    pub grounds: Grounds,
}
