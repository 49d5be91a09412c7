//! What becomes of letters when the roster changes after they were written: an
//! address is mended, or somebody else answers for a unit.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::Accounts;
use crate::domain::correction::replacement::replaced;
use crate::domain::outbox::{Entry, LetterMark, Reason, State};
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::store::{Change, LetterFilter};
use crate::weekly::expected::called_for;
use crate::weekly::{EDITION, WeeklyError};

/// Where letters are that came to nothing.
pub(super) const CAME_TO_NOTHING: [State; 3] = [State::Failed, State::Skipped, State::Cancelled];

impl Accounts {
    /// What stands for the letters that the roster calls for in `week`.
    fn called_for(&self, series: Series, week: Week) -> HashSet<LetterMark> {
        called_for(&self.municipality, series, week).map(|id| id.mark()).collect()
    }

    /// Those letters in one of `states` that others stand in for: see [`replaced`].
    /// `besides` are letters of the week that are not in the outbox.
    pub(in crate::weekly) async fn replaced(
        &self,
        series: Series,
        week: Week,
        states: &[State],
        besides: &[Entry],
    ) -> Result<HashSet<LetterMark>, WeeklyError> {
        let mut calls = None;
        let mut entries: Vec<Entry> = Vec::new();
        let mut pages = self.outbox.pages(series, week, EDITION).in_states(states);
        while let Some(page) = pages.next().await? {
            if !page.is_empty() {
                let calls = calls.get_or_insert_with(|| self.called_for(series, week));
                entries.extend(page.into_iter().filter(|entry| !calls.contains(&entry.id.mark())));
            }
        }
        let Some(calls) = calls.filter(|_| !entries.is_empty()) else { return Ok(HashSet::new()) };
        // The roster has changed. Of the other letters only those matter that may stand in.
        let units: HashSet<UnitKey> = entries.iter().flat_map(|entry| entry.units.iter().cloned()).collect();
        let stands_in = |entry: &Entry| {
            calls.contains(&entry.id.mark()) && entry.units.iter().any(|unit| units.contains(unit))
        };
        let mut pages = self.outbox.pages(series, week, EDITION);
        while let Some(page) = pages.next().await? {
            entries.extend(page.into_iter().filter(stands_in));
        }
        entries.extend(besides.iter().filter(|entry| stands_in(entry)).cloned());
        Ok(replaced(&entries, &calls, &self.municipality.roster))
    }

    /// Takes back letters that wait or are held, and that others stand in for.
    pub(in crate::weekly) async fn take_back_replaced(
        &self,
        series: Series,
        week: Week,
        now: DateTime<Utc>,
    ) -> Result<(), WeeklyError> {
        let waiting = [State::Queued, State::Retry, State::Held];
        let replaced = self.replaced(series, week, &waiting, &[]).await?;
        if replaced.is_empty() {
            return Ok(());
        }
        let mut pages = self.outbox.pages(series, week, EDITION).in_states(&waiting);
        while let Some(page) = pages.next().await? {
            for entry in page.iter().filter(|entry| replaced.contains(&entry.id.mark())) {
                let only = LetterFilter::of_key(entry.id.key());
                self.outbox.change(&only, Change::Discard, &Reason::Replaced, now).await?;
                tracing::info!(letter = entry.id.key(), "took back a letter that another stands in for");
            }
        }
        Ok(())
    }
}
