//! What frames every letter of a run: who sends it, for whom, and on which day.

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::domain::address::Mailbox;

/// What letters need to know beside their content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterFrame {
    /// The municipality's name.
    pub municipality: String,
    /// Who sends the letters.
    pub from: Mailbox,
    /// Who gets the answers.
    pub reply_to: Mailbox,
    /// The municipality's zone.
    pub zone: Tz,
    /// The local day of the run: earlier sessions of a training are over.
    pub today: NaiveDate,
}
