//! Why a letter is where it is. What follows from a reason follows from its kind and its
//! figures; words for it are found where it is shown.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{Attempt, Grounds};
use crate::domain::bounce::WhyDead;
use crate::domain::gate::Alarm;
use crate::domain::pause::WhyPaused;
use crate::domain::recipient::Vacancy;

/// Why a letter is where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Reason {
    /// Nobody can be written to about the unit.
    Vacant(Vacancy),
    /// Somebody, or every unit of theirs, is left in peace.
    Paused(WhyPaused),
    /// Nobody is at the address.
    DeadAddress(WhyDead),
    /// Nothing could be judged, so it would have nothing to say.
    NotJudged,
    /// The figures look wrong, so it waits for the coordinator.
    Held(Vec<Alarm>),
    /// The letters that it would follow were taken back.
    LettersTakenBack(LettersTakenBack),
    /// Somebody released it, took it back, or ordered it again.
    Decided(Grounds),
    /// Another letter stands in for it, since somebody else answers for its units.
    Replaced,
    /// It told that the week is held, which it is no longer.
    NoLongerHeld,
    /// It was given up because it was of no use any more; why it waited until then.
    TooLate(Option<Box<Reason>>),
    /// It may have arrived, and is not sent again.
    NotSentAgain {
        /// Why it was where it was before.
        last: Option<Box<Reason>>,
        /// Why it is not sent again.
        why: Box<Reason>,
    },
    /// The mail server took it; its words.
    Accepted(String),
    /// The mail server, or the way to it, refused for now; its words, or what went wrong.
    Deferred(String),
    /// It was refused for good, by the mail server or by us; the words.
    Refused(String),
    /// The mail server knows nobody at the address; its words.
    Nobody(String),
    /// The mail server takes no letter from our sender address; its words.
    SenderRefused(String),
    /// The connection broke after the letter was handed over, so it may have arrived; how.
    Unclear(String),
    /// A report says that it could not be delivered; the words of the server that says so.
    CameBack(String),
    /// The process that was handing it over ended, or fell silent, so it may have arrived.
    LeftBehind,
    /// It cannot be read back from the store; why.
    Unreadable(String),
    /// It came back from a backup, and may have gone out since.
    Restored {
        /// When the backup was made, on the clocks of the municipality, where it says so.
        copied: Option<NaiveDateTime>,
    },
    /// What an earlier version wrote down, in its words. Nothing follows from them.
    Words(String),
}

/// Why the letters of a week do not go out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "StoredTakenBack")]
pub struct LettersTakenBack {
    /// Why they were taken back, each reason once; empty where that is not known.
    pub why: Vec<Reason>,
    /// Whether others were not to be sent anyway.
    pub but_for_skipped: bool,
}

/// What rows of the outbox hold of it. Earlier versions wrote down the reason of the first letter only.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredTakenBack {
    All { why: Vec<Reason>, but_for_skipped: bool },
    OfFirst(Option<Box<Reason>>),
}

impl From<StoredTakenBack> for LettersTakenBack {
    fn from(stored: StoredTakenBack) -> Self {
        match stored {
            StoredTakenBack::All { why, but_for_skipped } => Self { why, but_for_skipped },
            StoredTakenBack::OfFirst(why) => {
                Self { why: why.into_iter().map(|why| *why).collect(), but_for_skipped: false }
            }
        }
    }
}

impl Reason {
    /// Who decided so; none where nyttja itself follows from something else what is to be done.
    #[must_use]
    pub fn who(&self) -> Option<&str> {
        match self {
            Self::Decided(grounds) => Some(&grounds.who),
            _ => None,
        }
    }

    /// What somebody decided it by, themselves or through what follows from it; none where no
    /// person is known to have decided.
    #[must_use]
    pub fn grounds(&self) -> Option<&Grounds> {
        match self {
            Self::Decided(grounds) => Some(grounds),
            Self::LettersTakenBack(taken_back) => taken_back.why.iter().find_map(Self::grounds),
            Self::NotSentAgain { why, .. } => why.grounds(),
            _ => None,
        }
    }

    /// The same, but for a letter that was given up as too late: why it waited until then.
    #[must_use]
    pub fn besides_being_late(&self) -> Option<&Self> {
        match self {
            Self::TooLate(last) => last.as_deref(),
            other => Some(other),
        }
    }
}

/// What is told of a letter after an attempt to hand it over.
impl From<Attempt> for Reason {
    fn from(attempt: Attempt) -> Self {
        match attempt {
            Attempt::Accepted(words) => Self::Accepted(words),
            Attempt::Deferred(words) => Self::Deferred(words),
            Attempt::Refused(words) => Self::Refused(words),
            Attempt::Nobody(words) => Self::Nobody(words),
            Attempt::SenderRefused(words) => Self::SenderRefused(words),
            Attempt::Unclear(words) => Self::Unclear(words),
        }
    }
}
