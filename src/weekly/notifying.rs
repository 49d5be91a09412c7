//! Tells the coordinators at once that a week is held. The letters stay where
//! they are; the notice goes out, and once a week is enough.

use chrono::{DateTime, Utc};

use super::{Survey, Weekly, WeeklyError};
use crate::domain::account::{Cause, Hold};
use crate::domain::gate::Alarm;
use crate::domain::outbox::{Grounds, State};
use crate::domain::series::Series;
use crate::domain::week::Week;
use crate::store::{Change, LetterFilter, NewLetter};

/// The letters that a run holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Held {
    /// How many there are.
    letters: usize,
    /// How many of them are written.
    written: usize,
}

impl Held {
    /// Counts those of `letters` that are held.
    pub(super) fn add(&mut self, letters: &[NewLetter]) {
        let written = letters.iter().filter(|letter| letter.state == State::Held).count();
        self.letters += written;
        self.written += written;
    }

    /// Counts letters that nobody could write.
    pub(super) fn add_unwritten(&mut self, letters: usize) {
        self.letters += letters;
    }
}

impl Weekly {
    /// Puts a notice for each coordinator into the outbox, who has none of this
    /// week. What goes wrong is logged: the letters do not depend on it.
    pub(super) async fn notify(
        &self,
        week: Week,
        survey: &Survey,
        alarms: &[Alarm],
        held: Held,
        now: DateTime<Utc>,
    ) {
        match self.queue_notices(week, survey, alarms, held, now).await {
            Ok(0) => {}
            Ok(notices) => tracing::info!(%week, notices, "the coordinators are told that the week is held"),
            Err(error) => {
                tracing::error!(%week, %error, "the coordinators cannot be told that the week is held");
            }
        }
    }

    async fn queue_notices(
        &self,
        week: Week,
        survey: &Survey,
        alarms: &[Alarm],
        held: Held,
        now: DateTime<Utc>,
    ) -> Result<u64, WeeklyError> {
        let Some(mail) = self.mail.as_ref().filter(|_| held.letters > 0) else { return Ok(0) };
        if mail.coordinators.is_empty() {
            tracing::warn!(%week, "the week is held, and no coordinator is named who could be told");
        }
        let coordinators_to_tell = self.coordinators_to_tell(Series::Hold, week, mail).await?;
        if coordinators_to_tell.is_empty() {
            return Ok(0);
        }
        let municipality = &self.municipality;
        let causes: Vec<_> = alarms.iter().map(|alarm| Cause::of(alarm, municipality)).collect();
        let unreported = survey.unreported.iter().filter_map(|unit| municipality.roster.unit(unit));
        let unreported: Vec<_> = unreported.map(|unit| unit.name.clone()).collect();
        let sources = self.source_health().await?;
        let mut notices = Vec::with_capacity(coordinators_to_tell.len());
        for (id, recipient) in coordinators_to_tell {
            let notice = Hold {
                id: id.clone(),
                recipient,
                letters: held.letters,
                unwritten: held.letters - held.written,
                causes: causes.clone(),
                unreported: unreported.clone(),
                sources: sources.clone(),
                mixed_lengths: survey.mixed_lengths,
            };
            let word = |frame: &_| self.letters.compose_hold(&notice, frame);
            notices.push(self.to_coordinator(id, &notice.recipient, mail, now, word)?);
        }
        Ok(self.store.queue(&notices, now).await?)
    }

    /// Takes back notices that have not gone out when the week is no longer held.
    pub(super) async fn forget_notice(&self, week: Week, now: DateTime<Utc>) -> Result<(), WeeklyError> {
        let notices =
            LetterFilter { series: Some(Series::Hold), week: Some(week), ..LetterFilter::default() };
        let why = Grounds::own("the week is no longer held");
        self.store.change(&notices, Change::Discard, &why, now).await?;
        Ok(())
    }
}
