//! What frames every letter: who sends it, for whom and on which day; the
//! greeting above and the end below.

mod view;

use chrono::NaiveDate;
use chrono_tz::Tz;

pub(super) use self::view::{FrameView, Opening, Pause};
use crate::domain::recipient::address::Mailbox;

/// What letters need to know beside their content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterFrame {
    /// The municipality's name.
    pub municipality: String,
    /// What people call the learning platform that the figures come from, where the settings say so.
    pub platform: Option<String>,
    /// Who sends the letters.
    pub from: Mailbox,
    /// Who gets the answers.
    pub reply_to: Mailbox,
    /// The municipality's zone.
    pub zone: Tz,
    /// The local day of the run: earlier sessions of a training are over.
    pub today: NaiveDate,
    /// Why the letter corrects one that its recipient has had, as the coordinator
    /// says it; none for a letter that corrects no other.
    pub correction: Option<String>,
}
