//! Whether the figures of a week may go out: what somebody decided about them,
//! or else what the figures themselves say.

use std::sync::Arc;

use super::receipt_form::last_receipt;
use super::{EDITION, WeeklyError};
use crate::domain::gate::Alarm;
use crate::domain::municipality::Municipality;
use crate::domain::outbox::{Entry, LettersTakenBack, Reason, State};
use crate::domain::series::Series;
use crate::domain::week::Week;
use crate::store::{Moments, Outbox, Runs};

/// What is known about the figures of a week before a letter is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Gate {
    /// Nobody has decided: the figures say for themselves.
    Undecided,
    /// They may go out.
    Open,
    /// They wait for the coordinator; why.
    Held(Hold),
    /// They are not to go out; why.
    TakenBack(Reason),
}

/// Why letters wait for the coordinator.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hold {
    /// As every letter says.
    why: Reason,
    /// What is wrong with the figures; empty where that is not known.
    alarms: Vec<Alarm>,
}

impl From<Vec<Alarm>> for Hold {
    fn from(alarms: Vec<Alarm>) -> Self {
        Self { why: Reason::Held(alarms.iter().map(Alarm::in_brief).collect()), alarms }
    }
}

impl Gate {
    /// The same, where nobody has decided, by what is wrong with the figures.
    pub(super) fn or(self, alarms: &[Alarm]) -> Self {
        match self {
            Self::Undecided if alarms.is_empty() => Self::Open,
            Self::Undecided => Self::Held(alarms.to_vec().into()),
            decided => decided,
        }
    }

    /// The same, with one more reason to wait that nobody has decided about.
    pub(super) fn also(self, alarm: Option<Alarm>) -> Self {
        let Some(alarm) = alarm else { return self };
        let mut alarms = match self {
            Self::TakenBack(why) => return Self::TakenBack(why),
            Self::Held(hold) => hold.alarms,
            Self::Undecided | Self::Open => Vec::new(),
        };
        if !alarms.contains(&alarm) {
            alarms.push(alarm);
        }
        Self::Held(alarms.into())
    }

    /// Why letters are held; none where they are not.
    pub(super) fn held_because(&self) -> Option<&Reason> {
        match self {
            Self::Held(hold) => Some(&hold.why),
            _ => None,
        }
    }

    /// What is wrong with the figures, where letters are held for it.
    pub(super) fn alarms(self) -> Vec<Alarm> {
        match self {
            Self::Held(hold) => hold.alarms,
            _ => Vec::new(),
        }
    }

    /// What somebody, or the gate itself, has done with letters of a week.
    fn of(status: WeekStatus) -> Self {
        if status.decided == 0 || status.held > 0 {
            // Where some are held still, somebody has decided about single letters, and not about the week.
            Self::Undecided
        } else if status.cancelled == status.decided {
            let WeekStatus { taken_back: why, is_skipped: but_for_skipped, .. } = status;
            Self::TakenBack(Reason::LettersTakenBack(LettersTakenBack { why, but_for_skipped }))
        } else {
            Self::Open
        }
    }
}

/// What the letters of a week tell about what was decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct WeekStatus {
    /// How many are on their way, or were taken back.
    decided: usize,
    held: usize,
    cancelled: usize,
    /// Whether there is one that is not skipped.
    is_written: bool,
    /// Why the first one is held, of which that is known.
    why_held: Option<Reason>,
    /// Why they were taken back, each reason once.
    taken_back: Vec<Reason>,
    /// Whether there is one to somebody that is skipped.
    is_skipped: bool,
}

impl WeekStatus {
    /// Looks at one more letter.
    pub(super) fn add(&mut self, entry: &Entry) {
        self.decided += usize::from(was_decided(entry));
        self.is_written |= entry.state != State::Skipped;
        self.is_skipped |= entry.state == State::Skipped && !entry.id.is_vacant();
        match entry.state {
            State::Held => {
                self.held += 1;
                self.why_held = self.why_held.take().or_else(|| entry.reason.clone());
            }
            State::Cancelled => {
                self.cancelled += 1;
                let why = entry.reason.as_ref().filter(|why| !self.taken_back.contains(why));
                self.taken_back.extend(why.cloned());
            }
            _ => {}
        }
    }
}

/// Whether somebody, or the gate itself, has let the week go or stopped it: a
/// letter to a recipient is on its way or taken back. The gate has had its say then.
pub(super) fn was_decided(entry: &Entry) -> bool {
    !matches!(entry.state, State::Held | State::Skipped)
}

/// Decides whether the letters of a week may go out.
#[derive(Debug, Clone)]
pub(super) struct Gatekeeper {
    pub(super) municipality: Arc<Municipality>,
    pub(super) runs: Runs,
    pub(super) outbox: Outbox,
    pub(super) moments: Moments,
}

impl Gatekeeper {
    /// What is decided about the letters of `series` in `week`, of which
    /// those in the outbox tell of `status`.
    ///
    /// # Errors
    ///
    /// [`WeeklyError::Waits`] when the letters that these follow were begun and
    /// not finished.
    pub(super) async fn gate(
        &self,
        series: Series,
        week: Week,
        status: WeekStatus,
    ) -> Result<Gate, WeeklyError> {
        let own = match Gate::of(status) {
            // Single letters were taken back; the rest of the week is not bound by that.
            Gate::TakenBack(_) => Gate::Open,
            own => own,
        };
        let Some(leading) = series.follows() else { return Ok(own) };
        let run = self.runs.find(leading, week).await?;
        if run.is_some_and(|run| run.finished_at.is_none()) {
            return Err(WeeklyError::Waits(leading));
        }
        let mut letters = WeekStatus::default();
        let mut pages = self.outbox.pages(leading, week, EDITION);
        while let Some(page) = pages.next().await? {
            for entry in &page {
                letters.add(entry);
            }
        }
        if let Some(hold) = self.hold_of(leading, week, &letters).await? {
            return Ok(Gate::Held(hold));
        }
        Ok(match Gate::of(letters) {
            Gate::Undecided => own,
            decided => decided,
        })
    }

    /// Why letters of `series` wait for the coordinator; none where they do not.
    async fn hold_of(
        &self,
        series: Series,
        week: Week,
        letters: &WeekStatus,
    ) -> Result<Option<Hold>, WeeklyError> {
        // A run whose figures were too old to judge is held without a letter in the outbox.
        if letters.held == 0 && letters.is_written {
            return Ok(None);
        }
        let told = last_receipt(&self.runs, series, week).await?;
        let alarms: Vec<Alarm> = told.into_iter().flat_map(|receipt| receipt.alarms).collect();
        if !alarms.is_empty() {
            return Ok(Some(alarms.into()));
        }
        if letters.held == 0 {
            return Ok(None);
        }
        let why = letters.why_held.clone().unwrap_or(Reason::Held(Vec::new()));
        let alarms = if let Reason::Held(alarms) = &why { alarms.clone() } else { Vec::new() };
        Ok(Some(Hold { why, alarms }))
    }

    /// After a backup was put in place, nobody knows here what went out between the backup and
    /// then, so the letters of those weeks wait until somebody decides.
    ///
    /// Why letters of `series` that the store does not know in `week` may have gone out
    /// all the same; none where they cannot have, or somebody has decided since.
    pub(super) async fn restored(&self, series: Series, week: Week) -> Result<Option<Alarm>, WeeklyError> {
        let Some(at) = self.moments.restored_at().await? else { return Ok(None) };
        let copied = self.moments.copied_at().await?.map(|copied| self.municipality.day(copied));
        let restored = self.municipality.day(at);
        // A run that is caught up keeps the week before.
        let first = copied.map(|day| Week::of(day).plus(-1));
        if week > Week::of(restored) || first.is_some_and(|first| week < first) {
            return Ok(None);
        }
        let both: Vec<_> = [Some(series), series.follows()].into_iter().flatten().collect();
        let decided = self.outbox.was_decided(&both, week, at).await?;
        Ok((!decided).then_some(Alarm::Restored { copied, restored }))
    }
}
