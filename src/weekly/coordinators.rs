//! Letters to the coordinators, beside those of a week and no part of its sum: the notices that a
//! week is held, and that many addresses are called dead, go out at once, and once a week is enough.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::assessor::Survey;
use super::dispatcher::Mail;
use super::fetcher::Fetcher;
use super::writer::{Draft, HeldCount, Writer};
use super::{EDITION, WeeklyError};
use crate::domain::account::{Cause, Doubt, Hold};
use crate::domain::bounce::{DoubtedAddress, words_in_common};
use crate::domain::gate::Alarm;
use crate::domain::municipality::Municipality;
use crate::domain::outbox::{LetterId, Reason};
use crate::domain::recipient::address::Mailbox;
use crate::domain::recipient::{Recipient, Role};
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::letters::{ComposeError, Composed, LetterFrame, Message, Ties};
use crate::store::{Change, LetterFilter, NewLetter, Outbox};

/// A week that is held, as its notice tells of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeldWeek<'a> {
    pub(super) week: Week,
    pub(super) survey: &'a Survey,
    /// Why it is held.
    pub(super) alarms: &'a [Alarm],
    pub(super) held: HeldCount,
}

/// Writes to the coordinators.
#[derive(Debug, Clone)]
pub(super) struct Coordinators {
    pub(super) municipality: Arc<Municipality>,
    pub(super) outbox: Outbox,
    pub(super) mail: Option<Arc<Mail>>,
    pub(super) writer: Writer,
    pub(super) fetcher: Fetcher,
}

impl Coordinators {
    /// Puts a notice for each coordinator into the outbox, who has none of this
    /// week. What goes wrong is logged: the letters do not depend on it.
    pub(super) async fn notify(&self, held: HeldWeek<'_>, now: DateTime<Utc>) {
        let week = held.week;
        match self.queue_notices(held, now).await {
            Ok(0) => {}
            Ok(notices) => tracing::info!(%week, notices, "the coordinators are told that the week is held"),
            Err(error) => {
                tracing::error!(%week, %error, "the coordinators cannot be told that the week is held");
            }
        }
    }

    async fn queue_notices(&self, of: HeldWeek<'_>, now: DateTime<Utc>) -> Result<u64, WeeklyError> {
        let HeldWeek { week, survey, alarms, held } = of;
        let Some(mail) = self.mail.as_ref().filter(|_| held.letters > 0) else { return Ok(0) };
        if mail.coordinators.is_empty() {
            tracing::warn!(%week, "the week is held, and no coordinator is named who could be told");
        }
        let to_tell = self.to_tell(Series::Hold, week, mail).await?;
        if to_tell.is_empty() {
            return Ok(0);
        }
        let municipality = &self.municipality;
        let causes = Cause::all(alarms, municipality);
        let unreported = names_of(&survey.unreported, municipality);
        let sources = self.fetcher.source_health().await?;
        let mut notices = Vec::with_capacity(to_tell.len());
        for (id, recipient) in to_tell {
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
            let word = |frame: &_| self.writer.letters.compose_hold(&notice, frame);
            notices.push(self.write(id, &notice.recipient, mail, now, word)?);
        }
        Ok(self.outbox.queue(&notices, now).await?)
    }

    /// Puts a notice for each coordinator into the outbox that these addresses are called dead,
    /// unless one has told of them this week, and says how many. What goes wrong is logged: nothing
    /// is marked before somebody decides.
    pub(super) async fn tell_of_doubts(&self, doubted: &[DoubtedAddress], now: DateTime<Utc>) -> u64 {
        match self.queue_doubts(doubted, now).await {
            Ok(notices) => notices,
            Err(error) => {
                tracing::error!(%error, "the coordinators cannot be told that addresses are called dead");
                0
            }
        }
    }

    async fn queue_doubts(&self, doubted: &[DoubtedAddress], now: DateTime<Utc>) -> Result<u64, WeeklyError> {
        let Some(mail) = &self.mail else { return Ok(0) };
        let week = Week::of(self.municipality.day(now));
        let known = self.outbox.entries(Series::Doubt, week).await?;
        let last = known.iter().max_by_key(|entry| entry.id.edition);
        if let Some(last) = last
            && let Some(times) = self.outbox.times_of(&last.id.key()).await?
            && doubted.iter().any(|one| one.since <= times.written_at)
        {
            return Ok(0);
        }
        let edition = last.map_or(EDITION, |last| last.id.edition + 1);
        let mut notices = Vec::with_capacity(mail.coordinators.len());
        for mailbox in &mail.coordinators {
            let recipient = self.coordinator(mailbox);
            let identity = recipient.address.identity();
            let id = LetterId { series: Series::Doubt, recipient: identity, week, edition };
            let words = words_in_common(doubted);
            let notice = Doubt { id: id.clone(), recipient, addresses: doubted.len(), words };
            let word = |frame: &_| self.writer.letters.compose_doubt(&notice, frame);
            notices.push(self.write(id, &notice.recipient, mail, now, word)?);
        }
        Ok(self.outbox.queue(&notices, now).await?)
    }

    /// Takes back notices that have not gone out when the week is no longer held.
    pub(super) async fn forget_notice(&self, week: Week, now: DateTime<Utc>) -> Result<(), WeeklyError> {
        let notices = LetterFilter::of_week(Series::Hold, week);
        self.outbox.change(&notices, Change::Discard, &Reason::NoLongerHeld, now).await?;
        Ok(())
    }

    /// The coordinators who have no letter of `series` about `week` in the outbox,
    /// each with what would make theirs the same letter.
    pub(super) async fn to_tell(
        &self,
        series: Series,
        week: Week,
        mail: &Mail,
    ) -> Result<Vec<(LetterId, Recipient)>, WeeklyError> {
        let known = self.outbox.entries(series, week).await?;
        let coordinators = mail.coordinators.iter().map(|mailbox| self.coordinator(mailbox));
        let identified = coordinators.map(|recipient| {
            let identity = recipient.address.identity();
            (LetterId { series, recipient: identity, week, edition: EDITION }, recipient)
        });
        Ok(identified.filter(|(id, _)| !known.iter().any(|entry| entry.id == *id)).collect())
    }

    fn coordinator(&self, mailbox: &Mailbox) -> Recipient {
        Recipient {
            address: mailbox.address.clone(),
            name: mailbox.name.clone().unwrap_or_default(),
            language: self.municipality.language,
            role: Role::Coordinator,
            units: Vec::new(),
        }
    }

    /// A letter to a coordinator, worded by `word` and ready for the outbox.
    pub(super) fn write(
        &self,
        id: LetterId,
        recipient: &Recipient,
        mail: &Mail,
        now: DateTime<Utc>,
        word: impl FnOnce(&LetterFrame) -> Result<Composed, ComposeError>,
    ) -> Result<NewLetter, WeeklyError> {
        let frame = self.writer.frame(&mail.from, &mail.reply_to, now);
        let message = Message::new(word(&frame)?, &id, recipient, &frame, Ties::default(), now)?;
        let draft = Draft { message, asks: Vec::new() };
        Ok(draft.into_letter(id, recipient, &[], None, mail, now))
    }
}

/// What people call these units; one that the roster does not have any more is left out.
pub(super) fn names_of(units: &[UnitKey], municipality: &Municipality) -> Vec<String> {
    units.iter().filter_map(|unit| Some(municipality.roster.unit(unit)?.name.clone())).collect()
}
