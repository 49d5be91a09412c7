//! Shows the letters of a week without queueing or sending any.

use chrono::{DateTime, Utc};

use super::queueing::Expected;
use super::running::HISTORY;
use super::{LETTERS, Weekly, WeeklyError};
use crate::domain::account::NOT_JUDGED;
use crate::domain::address::Mailbox;
use crate::domain::composing::compose;
use crate::domain::recipient::Recipient;
use crate::domain::trend::Trends;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::letters::Message;

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
    pub message: Result<Message, String>,
}

impl Weekly {
    /// The letters of `week` as they would be written at `now`.
    ///
    /// # Errors
    ///
    /// [`WeeklyError`] when the store cannot be read or a template refuses a letter.
    pub async fn preview(
        &self,
        week: Week,
        which: &Which,
        from: &Mailbox,
        reply_to: &Mailbox,
        now: DateTime<Utc>,
    ) -> Result<Vec<Preview>, WeeklyError> {
        let assessment = self.assess(week).await?;
        let history = self.store.history(LETTERS, week, HISTORY).await?;
        let mut trends = Trends::new(self.municipality.rules());
        let mut previews = Vec::new();
        let wishes = self.store.open_wishes().await?;
        for expected in self.expected(week, &self.peace(self.day(now), &wishes)) {
            let (recipient, units, paused) = match &expected {
                Expected::ToRecipient(recipient, units) => (*recipient, units, None),
                Expected::Paused(recipient, units, why) => (*recipient, units, Some(why.to_string())),
                Expected::Vacant(..) => continue,
            };
            let id = expected.id(week);
            let wanted = match which {
                Which::Unit(unit) => units.contains(unit),
                Which::Recipient(address) => id.recipient == *address,
                Which::All => true,
            };
            if !wanted {
                continue;
            }
            let message = if let Some(why) = paused {
                Err(why)
            } else {
                let recipient = recipient.about(units);
                let past = history.get(&id.recipient).map_or(&[][..], Vec::as_slice);
                let units = &assessment.in_session;
                let composition = compose(&self.municipality, id, &recipient, units, past, &mut trends);
                if composition.letter.says_something() {
                    Ok(self.message(&composition.letter, past, from, reply_to, now)?)
                } else {
                    Err(NOT_JUDGED.to_owned())
                }
            };
            previews.push(Preview { recipient: recipient.clone(), message });
        }
        Ok(previews)
    }
}
