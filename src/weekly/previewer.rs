//! Shows the letters of a week without queueing or sending any.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::WeeklyError;
use super::expected::{Expected, expected_on};
use super::writer::Writer;
use crate::domain::municipality::Municipality;
use crate::domain::outbox::Reason;
use crate::domain::recipient::Recipient;
use crate::domain::recipient::address::Mailbox;
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::letters::Message;
use crate::store::Store;

/// Which letters to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Those about this unit.
    Unit(UnitKey),
    /// The one to this address, in lower case.
    Recipient(String),
    /// All of them.
    All,
}

/// A letter that would go out.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Who would get it.
    pub recipient: Recipient,
    /// The letter, or why none would go out.
    pub message: Result<Message, Reason>,
}

/// Shows letters before they are written.
#[derive(Debug, Clone)]
pub struct Previewer {
    pub(super) municipality: Arc<Municipality>,
    pub(super) store: Store,
    pub(super) writer: Writer,
}

impl Previewer {
    /// The letters of `series` and `week` as they would be written at `now`.
    pub async fn preview(
        &self,
        (series, week): (Series, Week),
        which: &Which,
        from: &Mailbox,
        reply_to: &Mailbox,
        now: DateTime<Utc>,
    ) -> Result<Vec<Preview>, WeeklyError> {
        let (mut inputs, mut usage) = self.writer.inputs((series, week), from, reply_to, now).await?;
        let (mut cache, mut previews) = (self.writer.cache(&inputs), Vec::new());
        let today = self.municipality.day(now);
        for expected in expected_on(today, &self.store, &self.municipality, (series, week)).await? {
            let (recipient, units, barred) = match &expected {
                Expected::ToRecipient(recipient, units) => (*recipient, units, None),
                Expected::Barred(recipient, units, why) => (*recipient, units, Some((**why).clone().into())),
                Expected::Vacant(..) => continue,
            };
            let id = expected.id(series, week);
            let wanted = match which {
                Which::Unit(unit) => units.contains(unit),
                Which::Recipient(address) => id.recipient == *address,
                Which::All => true,
            };
            if !wanted {
                continue;
            }
            let message = if let Some(why) = barred {
                Err(why)
            } else {
                self.writer.look_up(&mut inputs, &mut usage, units.iter(), [id.recipient.clone()]).await?;
                let draft = self.writer.draft(&inputs, &mut cache, id, recipient, units)?;
                draft.map(|draft| draft.message).ok_or(Reason::NotJudged)
            };
            previews.push(Preview { recipient: recipient.clone(), message });
        }
        Ok(previews)
    }
}
