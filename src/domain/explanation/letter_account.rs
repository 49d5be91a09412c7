//! The letters about a unit in one week, and why there is none.

use chrono::{DateTime, Utc};

use super::weeks::Cause;
use crate::domain::bounce::WhyDead;
use crate::domain::outbox::{Entry, State};
use crate::domain::pause::WhyPaused;

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
    Vacant(String),
    /// The unit, or everybody who would get the letter, is left in peace; why.
    Paused(String),
    /// A letter to the address came back, so nobody is written to there; when, and the server's words.
    DeadAddress(String),
    /// The week has not been run; the alarms that would hold it back if it were run now.
    NotRunYet {
        /// The alarms.
        alarms: Vec<String>,
    },
    /// The figures looked wrong, so the coordinator decides; the alarms.
    Held(Vec<String>),
    /// Nothing could be judged about any unit of the recipient.
    NothingJudged,
    /// Somebody took the letter back; who and why.
    TakenBack(Option<String>),
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
            Self::TakenBack(_) => "taken_back",
            Self::NotSent(_) => "not_sent",
            Self::LeftOut => "left_out",
        }
    }
}

/// What is known of a week and a unit.
#[derive(Debug, Clone, Copy)]
pub struct Ledger<'a> {
    /// Why the unit is not taught in the week; none where it is.
    pub closed: Option<&'a [Cause]>,
    /// Why nobody can be written to.
    pub vacant: Option<&'a str>,
    /// Why no letter speaks of the unit, by the pauses there are now.
    pub paused: Option<&'a str>,
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
        return Some(NoLetter::Vacant(why.to_owned()));
    }
    let alarms = ledger.alarms.to_vec();
    let Some(letter) = ledger.letters.first() else {
        if let Some(why) = ledger.paused {
            let why = why.to_owned();
            let is_dead = WhyDead::is_told_by(&why);
            return Some(if is_dead { NoLetter::DeadAddress(why) } else { NoLetter::Paused(why) });
        }
        return Some(match (ledger.was_run, alarms.is_empty()) {
            (false, _) => NoLetter::NotRunYet { alarms },
            (true, false) => NoLetter::Held(alarms),
            (true, true) => NoLetter::LeftOut,
        });
    };
    Some(match letter.entry.state {
        State::Held => NoLetter::Held(alarms),
        State::Skipped | State::Cancelled if was_paused(letter) => {
            NoLetter::Paused(letter.entry.reason.clone().unwrap_or_default())
        }
        State::Skipped if WhyDead::is_told_by(letter.entry.reason.as_deref().unwrap_or_default()) => {
            NoLetter::DeadAddress(letter.entry.reason.clone().unwrap_or_default())
        }
        State::Skipped => NoLetter::NothingJudged,
        State::Cancelled => NoLetter::TakenBack(letter.entry.reason.clone()),
        state => NoLetter::NotSent(state),
    })
}

fn was_paused(letter: &LetterAccount) -> bool {
    letter.entry.reason.as_deref().and_then(WhyPaused::told_by).is_some()
}
