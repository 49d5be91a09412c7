//! In which part of a run something happened, told by its log.

use std::fmt;
use std::time::Duration;

use super::chance::Chance;
use super::process::Ended;
use super::town::{PRINCIPALS, SOURCES};

const READ: &str = "read a source";
const JUDGED: &str = "judged the units";
const ENTERED: &str = "entered the letters into the outbox";
const HANDED_OVER: &str = "handed a letter over";
const ACCOUNTED: &str = "accounted for a run";

/// A part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The program starts, and the first source is read.
    Start,
    /// The other sources are read.
    Fetch,
    /// The units are judged.
    Judge,
    /// Letters are written and entered into the outbox.
    Queue,
    /// Letters are handed over.
    Send,
    /// The account is made, and the program ends.
    Account,
}

impl Phase {
    pub const ALL: [Self; 6] =
        [Self::Start, Self::Fetch, Self::Judge, Self::Queue, Self::Send, Self::Account];

    /// The part that a process was in when it ended; `is_queued` says whether the letters were in the outbox before.
    pub fn of(ended: &Ended, is_queued: bool) -> Self {
        if ended.says(ACCOUNTED) {
            Self::Account
        } else if ended.says(HANDED_OVER) || ended.says(ENTERED) || is_queued {
            if ended.count(HANDED_OVER) == PRINCIPALS { Self::Account } else { Self::Send }
        } else if ended.says(JUDGED) {
            Self::Queue
        } else if ended.count(READ) == SOURCES {
            Self::Judge
        } else if ended.says(READ) {
            Self::Fetch
        } else {
            Self::Start
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "start",
            Self::Fetch => "fetch",
            Self::Judge => "judge",
            Self::Queue => "write and queue",
            Self::Send => "send",
            Self::Account => "account",
        })
    }
}

/// When the parts of an undisturbed run end.
#[derive(Debug, Clone)]
pub struct Course(Vec<Duration>);

/// When a process is to be killed.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The words that its log holds so many times first.
    pub after: Option<(&'static str, usize)>,
    /// How long after that, or after its start.
    pub delay: Duration,
}

impl Course {
    /// Of a run that was not disturbed.
    pub fn of(ended: &Ended) -> Self {
        let first = |words| *ended.times(words).first().unwrap_or_else(|| panic!("{words}: {ended:#?}"));
        let last = |words| *ended.times(words).last().unwrap_or_else(|| panic!("{words}: {ended:#?}"));
        Self(vec![first(READ), last(READ), first(JUDGED), first(ENTERED), last(HANDED_OVER), ended.took])
    }

    /// How long it took in all.
    pub fn length(&self) -> Duration {
        *self.0.last().expect("an end")
    }

    /// A moment anywhere in the run.
    pub fn any_moment(&self, chance: &mut Chance) -> Moment {
        Moment { after: None, delay: chance.between(Duration::ZERO, self.length()) }
    }

    /// A moment: half of them lie anywhere in the run, the others in a part that is drawn first, so that short
    /// parts have their share, on a machine that is busy with other things too.
    pub fn moment(&self, chance: &mut Chance) -> Moment {
        if chance.one_in(2) {
            return self.any_moment(chance);
        }
        let part = usize::try_from(chance.below(self.0.len() as u64)).expect("a part");
        let from = if part == 0 { Duration::ZERO } else { self.0[part - 1] };
        let begins = [(READ, 1), (READ, SOURCES), (JUDGED, 1), (ENTERED, 1), (HANDED_OVER, PRINCIPALS)];
        let after = part.checked_sub(1).map(|before| begins[before]);
        Moment { after, delay: chance.between(Duration::ZERO, self.0[part].saturating_sub(from)) }
    }
}
