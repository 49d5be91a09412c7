//! Letters to the coordinators: they stand in the outbox beside those of the
//! week, and are no part of its sum.

use chrono::{DateTime, Utc};

use super::{EDITION, Mail, Weekly, WeeklyError};
use crate::domain::address::Mailbox;
use crate::domain::outbox::{LetterId, State};
use crate::domain::recipient::{Recipient, Role};
use crate::domain::series::Series;
use crate::domain::week::Week;
use crate::letters::{ComposeError, Composed, LetterFrame, Message, Ties};
use crate::store::{NewLetter, Packed};

impl Weekly {
    /// The coordinators who have no letter of `series` about `week` in the outbox,
    /// each with what would make theirs the same letter.
    pub(super) async fn coordinators_to_tell(
        &self,
        series: Series,
        week: Week,
        mail: &Mail,
    ) -> Result<Vec<(LetterId, Recipient)>, WeeklyError> {
        let known = self.store.entries(series, week).await?;
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
    pub(super) fn to_coordinator(
        &self,
        id: LetterId,
        recipient: &Recipient,
        mail: &Mail,
        now: DateTime<Utc>,
        word: impl FnOnce(&LetterFrame) -> Result<Composed, ComposeError>,
    ) -> Result<NewLetter, WeeklyError> {
        let frame = self.frame(&mail.from, &mail.reply_to, now);
        let message = Message::new(word(&frame)?, &id, recipient, &frame, Ties::default(), now)?;
        Ok(NewLetter {
            id,
            units: Vec::new(),
            state: State::Queued,
            reason: None,
            message_id: Some(message.message_id),
            address: Some(recipient.address.to_string()),
            message: Some(Packed::of(&mail.mailer.sealed(message.bytes, now))),
            asks: Vec::new(),
        })
    }
}
