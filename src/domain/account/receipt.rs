//! The account of a run: every expected letter in exactly one state.

use serde::{Deserialize, Serialize};

use crate::domain::expectation::ExpectationKey;
use crate::domain::gate::Alarm;
use crate::domain::outbox::{Entry, State};
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;

/// How many letters of a run are where. The parts add up to `expected`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Letters the roster calls for.
    pub expected: usize,
    /// Accepted by the mail server.
    pub sent: usize,
    /// Not to be sent, with a reason; cancelled ones too.
    pub skipped: usize,
    /// Those among the skipped that were given up as too late.
    #[serde(rename = "too_late", default)]
    pub late: usize,
    /// Kept back for the coordinator.
    pub held: usize,
    /// Refused for good.
    pub failed: usize,
    /// Perhaps sent.
    pub unknown: usize,
    /// Queued, being sent, or to be tried again.
    pub waiting: usize,
}

impl Tally {
    /// Counts the letters of a run.
    #[must_use]
    pub fn of(entries: &[Entry]) -> Self {
        let mut tally = Self::default();
        for entry in entries {
            tally.add(entry);
        }
        tally
    }

    /// Counts one more letter.
    pub fn add(&mut self, letter: &Entry) {
        self.add_in(letter.state);
        self.late += usize::from(letter.is_too_late());
    }

    /// Counts one more letter that nobody has written, and that is in this state.
    pub fn add_in(&mut self, state: State) {
        self.expected += 1;
        *match state {
            State::Sent => &mut self.sent,
            State::Skipped | State::Cancelled => &mut self.skipped,
            State::Held => &mut self.held,
            State::Failed => &mut self.failed,
            State::Unknown => &mut self.unknown,
            State::Queued | State::Sending | State::Retry => &mut self.waiting,
        } += 1;
    }

    /// The counts by the names they have on every receipt, the sum first.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, usize); 7] {
        let Self { expected, sent, skipped, held, failed, unknown, waiting, late: _ } = *self;
        [
            ("expected", expected),
            ("sent", sent),
            ("skipped", skipped),
            ("held", held),
            ("failed", failed),
            ("unknown", unknown),
            ("waiting", waiting),
        ]
    }

    /// How a run with these letters ended.
    #[must_use]
    pub fn ending(&self) -> Ending {
        if self.held > 0 {
            Ending::Held
        } else if self.failed + self.unknown + self.waiting + self.late > 0 {
            Ending::Incomplete
        } else {
            Ending::Complete
        }
    }

    /// Whether every letter has come to its end: none held, none waiting.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.held == 0 && self.waiting == 0
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Every letter was sent, or is not to be, as somebody decided or nothing could be judged.
    Complete,
    /// Some letters failed, may not have arrived, came too late, or wait.
    Incomplete,
    /// Letters are kept back for the coordinator.
    Held,
}

impl Ending {
    /// Its word in the store, in JSON and in metrics.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Incomplete => "incomplete",
            Self::Held => "held",
        }
    }
}

/// How a source fared when it was last read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceReport {
    /// Its name in the settings.
    pub name: String,
    /// Rows or records it delivered.
    pub rows: u64,
    /// Records kept.
    pub kept: u64,
    /// Rows of modules nobody asked about.
    pub ignored: u64,
    /// Rows refused.
    pub refused: u64,
    /// Records with other figures than before.
    #[serde(default)]
    pub changed: u64,
    /// Its words for modules nobody asked about, each once.
    #[serde(default)]
    pub passed_over: Vec<String>,
    /// Why it could not be read, or which of its files could not.
    pub failures: Vec<String>,
    /// What a coordinator should know about the reading.
    pub notes: Vec<String>,
}

/// What became of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowFates {
    /// Records kept.
    pub kept: u64,
    /// Rows of modules nobody asked about.
    pub ignored: u64,
    /// Rows refused.
    pub refused: u64,
}

impl RowFates {
    /// The counts by the names they have in metrics.
    #[must_use]
    pub fn parts(self) -> [(&'static str, u64); 3] {
        [("kept", self.kept), ("ignored", self.ignored), ("refused", self.refused)]
    }

    /// Without those that were `told` before.
    #[must_use]
    pub fn without(self, told: Self) -> Self {
        Self {
            kept: self.kept.saturating_sub(told.kept),
            ignored: self.ignored.saturating_sub(told.ignored),
            refused: self.refused.saturating_sub(told.refused),
        }
    }
}

impl SourceReport {
    /// What became of its rows.
    #[must_use]
    pub fn fates(&self) -> RowFates {
        RowFates { kept: self.kept, ignored: self.ignored, refused: self.refused }
    }
}

/// An ask that left the letters: the coordinator takes it up in person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Conversation {
    /// The unit.
    pub unit: UnitKey,
    /// The expectation.
    pub expectation: ExpectationKey,
    /// The week of the first letter that handed it over.
    pub since: Week,
}

/// The account of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The week of the run.
    pub week: Week,
    /// The run's name, such as `letters-2026-W47-1`.
    pub run: String,
    /// The counts.
    pub tally: Tally,
    /// How the sources fared; empty where the run had nothing left to read for.
    pub sources: Vec<SourceReport>,
    /// Why the run was held, where it was.
    pub held_because: Vec<Alarm>,
    /// The units in session that should have reported and did not, in the order of the roster.
    pub unreported: Vec<UnitKey>,
    /// Whether records were left out because others, longer or shorter, overlap them.
    pub mixed_lengths: bool,
    /// What the letters hand over to the coordinator.
    pub conversations: Vec<Conversation>,
    /// The letters, in the order of their recipients.
    pub letters: Vec<Entry>,
    /// Whether `letters` leaves out those that were sent: there are many of them, and the
    /// outbox tells all there is to tell.
    pub without_sent: bool,
}

impl Receipt {
    /// The receipt of a run that has nothing to tell yet.
    #[must_use]
    pub fn new(week: Week, run: String) -> Self {
        Self {
            week,
            run,
            tally: Tally::default(),
            sources: Vec::new(),
            held_because: Vec::new(),
            unreported: Vec::new(),
            mixed_lengths: false,
            conversations: Vec::new(),
            letters: Vec::new(),
            without_sent: false,
        }
    }

    /// How many rows of all sources were refused.
    #[must_use]
    pub fn refused_rows(&self) -> u64 {
        self.sources.iter().map(|source| source.refused).sum()
    }
}
