//! The ledger of letters: what identifies one, and what can become of it.

mod contact;
mod decision;
mod fate;
mod reason;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::domain::judge::MEANING;
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;

pub use contact::{Barred, Barrier, Contact, Reply};
pub use decision::{Decision, Deed, Grounds};
pub use fate::{Fate, MOST_RESENDS, OnUnknown, Tries, UnknownPolicy, retry_at};
pub use reason::{LettersTakenBack, Reason};

/// The edition of a letter that corrects no other.
pub const FIRST_EDITION: u32 = 1;

/// What makes a letter the same letter: a repeat has the same identity, and is
/// recognised by the outbox and by every mail program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterId {
    /// The series it belongs to.
    pub series: Series,
    /// The recipient's address in lower case; for a unit without a usable
    /// address, `vacant:` and the unit's key.
    pub recipient: String,
    /// The week of the run.
    pub week: Week,
    /// 1, and higher for each correction.
    pub edition: u32,
}

impl LetterId {
    /// The key in the outbox: 32 hexadecimal digits that do not show the address.
    #[must_use]
    pub fn key(&self) -> String {
        self.mark().to_string()
    }

    /// What stands for it where there are many.
    #[must_use]
    pub fn mark(&self) -> LetterMark {
        let text = format!("{}\n{}\n{}\n{}", self.series, self.recipient, self.week, self.edition);
        let digest = Sha256::digest(text.as_bytes());
        let mut mark = [0; 16];
        mark.copy_from_slice(&digest[..16]);
        LetterMark(mark)
    }

    /// Whether it stands for a unit that nobody can be written to about.
    #[must_use]
    pub fn is_vacant(&self) -> bool {
        is_vacant(&self.recipient)
    }

    /// The Message-ID, in angle brackets, under the sender's `domain`.
    #[must_use]
    pub fn message_id(&self, domain: &str) -> String {
        format!("<{}.{}.{}.{}@{domain}>", self.series, self.week, self.edition, self.key())
    }

    /// The key of the letter that a Message-ID names, if it is of our making. Anybody may write
    /// such a text: whether there is that letter the outbox knows.
    #[must_use]
    pub fn key_in(message_id: &str) -> Option<&str> {
        let (local, _) = message_id.trim_start_matches('<').split_once('@')?;
        let key = local.rsplit('.').next()?;
        let digits = key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
        digits.then_some(key)
    }
}

/// What stands in the place of an address where nobody can be written to about a unit: no
/// address has a colon.
const VACANT: &str = "vacant:";

/// What stands in the place of an address for `unit`, about which nobody can be written to.
#[must_use]
pub fn vacant(unit: &UnitKey) -> String {
    format!("{VACANT}{unit}")
}

/// Whether this stands in the place of an address.
#[must_use]
pub fn is_vacant(recipient: &str) -> bool {
    recipient.starts_with(VACANT)
}

/// Stands for a letter: 16 bytes that follow from its identity, as its key in the outbox does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterMark([u8; 16]);

impl LetterMark {
    /// The mark with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The mark of the letter with this key in the outbox; none where it is no such key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        let bytes = HEXLOWER.decode(key.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(self) -> [u8; 16] {
        self.0
    }
}

/// The key of the letter in the outbox.
impl fmt::Display for LetterMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Where a letter is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Composed, not tried yet.
    Queued,
    /// Handed to a connection right now.
    Sending,
    /// Accepted by the mail server.
    Sent,
    /// Refused for now; it will be tried again.
    Retry,
    /// Refused for good.
    Failed,
    /// The connection broke after the message was handed over.
    Unknown,
    /// Kept back until the coordinator releases or discards it.
    Held,
    /// Not to be sent, with a reason.
    Skipped,
    /// Taken back by somebody before it was sent.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Sending,
        Self::Sent,
        Self::Retry,
        Self::Failed,
        Self::Unknown,
        Self::Held,
        Self::Skipped,
        Self::Cancelled,
    ];

    /// The word used in the store, in JSON and on the screen.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Retry => "retry",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Held => "held",
            Self::Skipped => "skipped",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A word that names no state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a state of a letter")]
pub struct UnknownState(String);

impl FromStr for State {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.word() == text).ok_or_else(|| UnknownState(text.to_owned()))
    }
}

/// What came of one attempt to hand a letter over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// The server took it; its words.
    Accepted(String),
    /// The server, or the way to it, refused for now; why.
    Deferred(String),
    /// The server refused for good; its words.
    Refused(String),
    /// The same, because nobody is at the address; its words.
    Nobody(String),
    /// The server takes no letter from our sender address, whoever it is for; its words.
    SenderRefused(String),
    /// The connection broke after the message was handed over; how.
    Unclear(String),
}

impl Attempt {
    /// The server's words, or why and how.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Accepted(words)
            | Self::Deferred(words)
            | Self::Refused(words)
            | Self::Nobody(words)
            | Self::SenderRefused(words)
            | Self::Unclear(words) => words,
        }
    }
}

/// One letter in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What makes it this letter.
    pub id: LetterId,
    /// The units it speaks of.
    pub units: Vec<UnitKey>,
    /// Where it is on its way.
    pub state: State,
    /// Why it is there.
    pub reason: Option<Reason>,
    /// The Message-ID, in angle brackets; none for a letter that was never composed.
    pub message_id: Option<String>,
    /// How often it was handed over.
    pub attempts: u32,
    /// When it is tried again, for [`State::Retry`].
    pub next_attempt: Option<DateTime<Utc>>,
    /// The [`MEANING`] of figures by which it was written.
    pub meaning: u32,
}

impl Entry {
    /// Whether the same figures might say something else by now: it was written by another [`MEANING`] of them.
    #[must_use]
    pub fn is_of_other_meaning(&self) -> bool {
        self.meaning != MEANING
    }

    /// Whether it was given up as too late: whoever it is for has missed it, and nobody
    /// decided that they should.
    #[must_use]
    pub fn is_too_late(&self) -> bool {
        self.state == State::Skipped && matches!(self.reason, Some(Reason::TooLate(_)))
    }
}
