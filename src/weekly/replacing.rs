//! What becomes of letters when the roster changes after they were written: an
//! address is mended, or somebody else answers for a unit.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::mailing::Mailing;
use super::{Weekly, WeeklyError};
use crate::domain::outbox::{Entry, Grounds, LetterId, State};
use crate::domain::replacement::{counted, replaced};
use crate::domain::week::Week;
use crate::store::{Change, LetterFilter};

impl Weekly {
    /// What makes the letters that the roster calls for in `week` what they are.
    pub(super) fn called_for(&self, mailing: Mailing, week: Week) -> HashSet<LetterId> {
        // Who is paused is no matter here: a letter is the same one, written or not.
        let peace = self.peace(week.monday(), &[]);
        self.expected(mailing, week, &peace).into_iter().map(|letter| letter.id(mailing, week)).collect()
    }

    /// Those of `entries` that count for the week: see [`counted`].
    pub(super) fn counted(&self, mailing: Mailing, week: Week, entries: Vec<Entry>) -> Vec<Entry> {
        counted(entries, &self.called_for(mailing, week), &self.municipality.roster)
    }

    /// Those of `entries` that others stand in for: see [`replaced`].
    pub(super) fn replaced(&self, mailing: Mailing, week: Week, entries: &[Entry]) -> HashSet<LetterId> {
        replaced(entries, &self.called_for(mailing, week), &self.municipality.roster)
    }

    /// Takes back letters that wait or are held, and that others stand in for.
    pub(super) async fn take_back_replaced(
        &self,
        mailing: Mailing,
        week: Week,
        now: DateTime<Utc>,
    ) -> Result<(), WeeklyError> {
        let waits = |entry: &Entry| matches!(entry.state, State::Queued | State::Retry | State::Held);
        let entries = self.store.entries(mailing.name(), week).await?;
        if !entries.iter().any(waits) {
            return Ok(());
        }
        let replaced = self.replaced(mailing, week, &entries);
        for entry in entries.iter().filter(|entry| waits(entry) && replaced.contains(&entry.id)) {
            let only = LetterFilter { key: Some(entry.id.key()), ..LetterFilter::default() };
            let why = Grounds::own("somebody else is written to about its units now");
            self.store.change(&only, Change::Discard, &why, now).await?;
            tracing::info!(letter = entry.id.key(), "took back a letter that another stands in for");
        }
        Ok(())
    }
}
