//! Who is left in peace: by agreement, or because they asked and nobody has answered.

use chrono::{DateTime, NaiveDate, Utc};

use super::Weekly;
use crate::domain::outbox::{Grounds, State};
use crate::domain::pause::{ActivePauses, Wish};
use crate::domain::week::Week;
use crate::store::{Change, LetterFilter, StoreError};

impl Weekly {
    /// The local day of `now`.
    pub(super) fn day(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.municipality.zone).date_naive()
    }

    /// The day on which the letters of `week` are written, as far as is known at
    /// `now`: today in the week itself, the Monday of any other one.
    #[must_use]
    pub fn day_of(&self, week: Week, now: DateTime<Utc>) -> NaiveDate {
        let today = self.day(now);
        if Week::of(today) == week { today } else { week.monday() }
    }

    /// Who is left in peace on `day`, by the files and by `wishes`.
    pub(super) fn pauses(&self, day: NaiveDate, wishes: &[Wish]) -> ActivePauses<'_> {
        ActivePauses::on(day, &self.municipality.agreements.pauses, wishes, self.municipality.zone)
    }

    /// Takes back the letters that wait for people who are left in peace by
    /// now: who asks for a pause gets no letter that has not left yet.
    ///
    /// Letters that are held stay: what is decided about their week is not decided
    /// here. A coordinator's own receipts and notices go out whatever they read besides.
    pub(super) async fn take_back_paused(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let wishes = self.store.open_wishes().await?;
        let pauses = self.pauses(self.day(now), &wishes);
        if pauses.is_over() {
            return Ok(());
        }
        let waiting = vec![State::Queued, State::Retry];
        let filter = LetterFilter { states: waiting.clone(), ..LetterFilter::default() };
        let entries = self.store.recent_entries(&filter, usize::MAX).await?;
        for entry in entries {
            if entry.id.series.is_for_coordinators() {
                continue;
            }
            let Ok(address) = entry.id.recipient.parse() else { continue };
            let Some(why) = pauses.of_recipient(&address) else { continue };
            let key = Some(entry.id.key());
            let only = LetterFilter { key, states: waiting.clone(), ..LetterFilter::default() };
            let grounds = Grounds::own(why.to_string());
            let letters = self.store.change(&only, Change::Discard, &grounds, now).await?.letters;
            tracing::info!(letters, "took back a letter to somebody who is paused");
        }
        Ok(())
    }
}
