//! Counts the letters of a week for its receipt, as they are in the outbox now.

use std::collections::HashSet;

use super::expected::Expected;
use super::order::Order;
use super::replacing::CAME_TO_NOTHING;
use super::{EDITION, Weekly, WeeklyError};
use crate::domain::outbox::{Entry, LetterMark, State};
use crate::domain::receipt::Tally;
use crate::domain::replacement::counts;
use crate::domain::series::Series;
use crate::domain::week::Week;

/// The letters of a week, counted.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// How many are where.
    pub(super) tally: Tally,
    /// Those that were not sent. Of a large municipality those that were would fill the memory.
    pub(super) letters: Vec<Entry>,
}

impl Counted {
    fn add(&mut self, entry: Entry) {
        self.tally.add(&entry);
        if entry.state != State::Sent {
            self.letters.push(entry);
        }
    }
}

impl Weekly {
    /// The letters of an edition of the week, and `besides` those that are not in the outbox.
    pub(super) async fn count(
        &self,
        (series, week): (Series, Week),
        edition: u32,
        besides: Vec<Entry>,
    ) -> Result<Counted, WeeklyError> {
        // Nobody stands in for a correction: it answers a letter that somebody has.
        let replaced = match edition {
            EDITION => self.replaced(series, week, &CAME_TO_NOTHING, &besides).await?,
            _ => HashSet::new(),
        };
        let mut counted = Counted::default();
        let mut pages = self.store.pages(series, week, edition);
        while let Some(page) = pages.next().await? {
            for entry in page.into_iter().filter(|entry| counts(entry, &replaced)) {
                counted.add(entry);
            }
        }
        for entry in besides {
            counted.add(entry);
        }
        Ok(counted)
    }

    /// The entries of the order's week that `wanted` says; with a unit, only those
    /// that are expected about it.
    pub(super) async fn entries(
        &self,
        order: &Order,
        expected: &[Expected<'_>],
        mut wanted: impl FnMut(&Entry) -> bool,
    ) -> Result<Vec<Entry>, WeeklyError> {
        let Order { series, week, .. } = *order;
        let only: Option<HashSet<LetterMark>> = order
            .unit
            .as_ref()
            .map(|_| expected.iter().map(|letter| letter.id(series, week).mark()).collect());
        let mut entries = Vec::new();
        let mut pages = self.store.pages(series, week, EDITION);
        while let Some(page) = pages.next().await? {
            let concerned = page
                .into_iter()
                .filter(|entry| only.as_ref().is_none_or(|only| only.contains(&entry.id.mark())));
            entries.extend(concerned.filter(&mut wanted));
        }
        Ok(entries)
    }
}
