//! The letters about a unit in one week, and why there is none.

use chrono::{DateTime, Utc};

use super::weeks::Cause;
use crate::domain::bounce::WhyDead;
use crate::domain::outbox::{Entry, Reason, State};
use crate::domain::pause::WhyPaused;
use crate::domain::recipient::Vacancy;

/// One letter about the unit, as the outbox knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterAccount {
    /// The letter.
    pub entry: Entry,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// When it came to the state it is in.
    pub changed_at: DateTime<Utc>,
}

/// Why a unit got nothing in a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoLetter {
    /// The week has no teaching day for the unit.
    Closed(Vec<Cause>),
    /// Nobody can be written to; why.
    Vacant(Vacancy),
    /// The unit, or everybody who would get the letter, is left in peace; why.
    Paused(WhyPaused),
    /// A letter to the address came back, so nobody is written to there; when, and the server's words.
    DeadAddress(WhyDead),
    /// The week has not been run; the alarms that would hold it back if it were run now.
    NotRunYet {
        /// The alarms.
        alarms: Vec<String>,
    },
    /// The figures looked wrong, so the coordinator decides; the alarms.
    Held(Vec<String>),
    /// Nothing could be judged about any unit of the recipient.
    NothingJudged,
    /// It could not go out in time, and was given up.
    TooLate,
    /// Somebody took the letter back; who and why.
    TakenBack(Option<Reason>),
    /// It is on its way, failed, or may not have arrived.
    NotSent(State),
    /// The week was run, and no letter about the unit is known.
    LeftOut,
}

impl NoLetter {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Closed(_) => "closed_week",
            Self::Vacant(_) => "vacant",
            Self::Paused(_) => "paused",
            Self::DeadAddress(_) => "dead_address",
            Self::NotRunYet { .. } => "not_run_yet",
            Self::Held(_) => "held",
            Self::NothingJudged => "nothing_judged",
            Self::TooLate => "too_late",
            Self::TakenBack(_) => "taken_back",
            Self::NotSent(_) => "not_sent",
            Self::LeftOut => "left_out",
        }
    }
}

/// Why nobody is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Barred {
    /// Somebody is left in peace.
    Paused(WhyPaused),
    /// Nobody is at the address.
    DeadAddress(WhyDead),
}

impl From<Barred> for Reason {
    fn from(why: Barred) -> Self {
        match why {
            Barred::Paused(why) => Self::Paused(why),
            Barred::DeadAddress(why) => Self::DeadAddress(why),
        }
    }
}

/// What is known of a week and a unit.
#[derive(Debug, Clone, Copy)]
pub struct Ledger<'a> {
    /// Why the unit is not taught in the week; none where it is.
    pub closed: Option<&'a [Cause]>,
    /// Why nobody can be written to.
    pub vacant: Option<&'a Vacancy>,
    /// Why no letter speaks of the unit, by the pauses and the addresses there are now.
    pub barred: Option<&'a Barred>,
    /// The letters of the week about the unit.
    pub letters: &'a [LetterAccount],
    /// Whether a run of the week has begun.
    pub was_run: bool,
    /// The alarms: those of the run where there was one, else those of today's figures.
    pub alarms: &'a [String],
}

/// Why the unit got nothing; none where a letter about it was sent.
#[must_use]
pub fn no_letter(ledger: Ledger<'_>) -> Option<NoLetter> {
    let states = || ledger.letters.iter().map(|letter| letter.entry.state);
    if states().any(|state| state == State::Sent) {
        return None;
    }
    if let Some(causes) = ledger.closed {
        return Some(NoLetter::Closed(causes.to_vec()));
    }
    if let Some(why) = ledger.vacant {
        return Some(NoLetter::Vacant(why.clone()));
    }
    let alarms = ledger.alarms.to_vec();
    let Some(letter) = ledger.letters.first() else {
        match ledger.barred.cloned() {
            Some(Barred::Paused(why)) => return Some(NoLetter::Paused(why)),
            Some(Barred::DeadAddress(why)) => return Some(NoLetter::DeadAddress(why)),
            None => {}
        }
        return Some(match (ledger.was_run, alarms.is_empty()) {
            (false, _) => NoLetter::NotRunYet { alarms },
            (true, false) => NoLetter::Held(alarms),
            (true, true) => NoLetter::LeftOut,
        });
    };
    let entry = &letter.entry;
    Some(match (entry.state, &entry.reason) {
        (State::Held, _) => NoLetter::Held(alarms),
        (State::Skipped | State::Cancelled, Some(Reason::Paused(why))) => NoLetter::Paused(why.clone()),
        (State::Skipped, Some(Reason::DeadAddress(why))) => NoLetter::DeadAddress(why.clone()),
        (State::Skipped, Some(Reason::TooLate(_))) => NoLetter::TooLate,
        (State::Skipped, _) => NoLetter::NothingJudged,
        (State::Cancelled, why) => NoLetter::TakenBack(why.clone()),
        (state, _) => NoLetter::NotSent(state),
    })
}
