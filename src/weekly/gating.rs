//! Whether the figures of a week may go out: what somebody decided about them,
//! or else what the figures themselves say.

use super::mailing::Mailing;
use super::{Weekly, WeeklyError};
use crate::domain::gate::Alarm;
use crate::domain::outbox::{Entry, State};
use crate::domain::week::Week;

/// What is known about the figures of a week before a letter is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gate {
    /// Nobody has decided: the figures say for themselves.
    Undecided,
    /// They may go out.
    Open,
    /// They wait for the coordinator; why.
    Held(Vec<String>),
    /// They are not to go out; who said so and why.
    TakenBack(String),
}

impl Gate {
    /// The same, where nobody has decided, by what is wrong with the figures.
    pub(super) fn or(self, alarms: &[Alarm]) -> Self {
        match self {
            Self::Undecided if alarms.is_empty() => Self::Open,
            Self::Undecided => Self::Held(alarms.iter().map(ToString::to_string).collect()),
            decided => decided,
        }
    }

    /// Why letters are held, in one line; none where they are not.
    pub(super) fn held_because(&self) -> Option<String> {
        match self {
            Self::Held(reasons) => Some(reasons.join("; ")),
            _ => None,
        }
    }

    /// Why letters are held, one by one.
    pub(super) fn into_reasons(self) -> Vec<String> {
        match self {
            Self::Held(reasons) => reasons,
            _ => Vec::new(),
        }
    }

    /// What somebody, or the gate itself, has done with letters of a week: one
    /// that is on its way or taken back means that the gate has had its say.
    fn of(entries: &[Entry]) -> Self {
        let of_state = |state| entries.iter().filter(move |entry: &&Entry| entry.state == state);
        let held = of_state(State::Held).count();
        let taken_back = of_state(State::Cancelled).count();
        let decided = entries.len() - held - of_state(State::Skipped).count();
        match of_state(State::Cancelled).next() {
            _ if decided == 0 => Self::Undecided,
            Some(first) if held == 0 && taken_back == decided => {
                Self::TakenBack(first.reason.clone().unwrap_or_default())
            }
            _ => Self::Open,
        }
    }
}

impl Weekly {
    /// What is decided about the letters of `mailing` in `week`, of which
    /// `entries` are in the outbox.
    ///
    /// # Errors
    ///
    /// [`WeeklyError::Store`] when the store cannot be read.
    pub(super) async fn gate(
        &self,
        mailing: Mailing,
        week: Week,
        entries: &[Entry],
    ) -> Result<Gate, WeeklyError> {
        let own = match Gate::of(entries) {
            // Single letters were taken back; the rest of the week is not bound by that.
            Gate::TakenBack(_) => Gate::Open,
            own => own,
        };
        let Some(leading) = mailing.follows() else { return Ok(own) };
        let letters = self.store.entries(leading.name(), week).await?;
        if let Some(reasons) = self.hold_of(leading, week, &letters).await? {
            return Ok(Gate::Held(reasons));
        }
        Ok(match Gate::of(&letters) {
            Gate::TakenBack(why) => {
                Gate::TakenBack(format!("the letters of the week were taken back: {why}"))
            }
            Gate::Undecided => own,
            decided => decided,
        })
    }

    /// Why letters of `mailing` wait for the coordinator; none where they do not.
    async fn hold_of(
        &self,
        mailing: Mailing,
        week: Week,
        letters: &[Entry],
    ) -> Result<Option<Vec<String>>, WeeklyError> {
        let mut held = letters.iter().filter(|letter| letter.state == State::Held).peekable();
        // A run whose figures were too old to judge is held without a letter in the outbox.
        let nothing_written = letters.iter().all(|letter| letter.state == State::Skipped);
        if held.peek().is_none() && !nothing_written {
            return Ok(None);
        }
        let told = self.told(mailing, week).await?;
        let of_run = told.map(|receipt| receipt.held_because).filter(|reasons| !reasons.is_empty());
        Ok(of_run.or_else(|| held.next().map(|letter| vec![letter.reason.clone().unwrap_or_default()])))
    }
}
