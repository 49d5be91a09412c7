//! The story of a week: fetch, judge, gate, compose, queue, deliver, account.

mod account;
mod assessing;
mod bouncing;
mod comparing;
mod conversing;
mod coordinating;
mod correcting;
mod counting;
mod delivering;
mod desk;
mod expected;
mod explaining;
mod fetching;
mod gating;
mod notifying;
mod order;
mod pausing;
mod preparing;
mod previewing;
mod principals;
mod queueing;
mod reading;
mod recounting;
mod replacing;
mod reporting;
mod restored;
mod running;
mod summarising;
mod threading;
mod timekeeping;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::TimeDelta;

use crate::delivery::{BounceBox, Mailer};
use crate::domain::address::{EmailAddress, Mailbox};
use crate::domain::municipality::Municipality;
use crate::domain::one_click::PauseLinks;
use crate::domain::outbox::FIRST_EDITION;
use crate::domain::series::Series;
use crate::domain::week::Week;
use crate::letters::{ComposeError, Letters, MimeError};
use crate::sources::Source;
use crate::store::{Store, StoreError};
use crate::watchdog::Watchdog;

pub use account::{AlarmForm, ConversationForm, LetterForm, ReceiptForm, SourceForm};
pub use assessing::{Findings, Survey};
pub use bouncing::{Reading, bad_addresses};
pub use conversing::conversations;
pub use correcting::{Corrected, Correcting};
pub use delivering::DeliveryRules;
pub use explaining::Question;
pub use order::Order;
pub use previewing::{Preview, Which};
pub use timekeeping::clock_is_behind;

/// The edition of the letters that a run writes.
const EDITION: u32 = FIRST_EDITION;

/// Everything the weekly work needs.
#[derive(Debug)]
pub struct Weekly {
    /// What the municipality has written down.
    pub municipality: Arc<Municipality>,
    /// Usage, runs and the outbox.
    pub store: Store,
    /// Where usage comes from.
    pub sources: Vec<Source>,
    /// How letters are worded.
    pub letters: Letters,
    /// The sender, and how letters are handed over; none where nothing can be sent.
    pub mail: Option<Mail>,
    /// The mailbox that reports about letters come back to; none where nobody reads it.
    pub bounces: Option<Bounces>,
    /// Where mail programs can ask for a pause with one click; none without a public address.
    pub pause_links: Option<PauseLinks>,
    /// Who raises the alarm outside when no run is complete in time; none where there is nobody.
    pub watchdog: Option<Watchdog>,
    /// Where the lists of refused rows go.
    pub refused_dir: PathBuf,
}

/// The mailbox that reports about letters come back to.
#[derive(Debug, Clone)]
pub struct Bounces {
    /// The mailbox.
    pub mailbox: Arc<BounceBox>,
    /// How often the daemon reads it.
    pub every: TimeDelta,
}

/// The sender, and the way to the recipients.
#[derive(Debug)]
pub struct Mail {
    /// Who the letters come from.
    pub from: Mailbox,
    /// Where reports about letters go.
    pub bounces_to: EmailAddress,
    /// Who answers.
    pub reply_to: Mailbox,
    /// Who is told what became of a week; empty where nobody is.
    pub coordinators: Vec<Mailbox>,
    /// How letters are handed over.
    pub mailer: Mailer,
    /// What was decided about handing them over.
    pub rules: DeliveryRules,
}

/// Why the weekly work could not be done.
#[derive(Debug, thiserror::Error)]
pub enum WeeklyError {
    /// The store could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A letter could not be put into words. Nothing was queued.
    #[error("a letter could not be written, so none was queued")]
    Letter(#[from] ComposeError),
    /// A letter could not be made a message. Nothing was queued.
    #[error("a letter could not be made a message, so none was queued")]
    Message(#[from] MimeError),
    /// The letters of the week were begun, and did not come to their end.
    #[error("the {0} of the week were begun and did not come to their end, so these wait for them")]
    Waits(Series),
    /// The mailbox for bounces cannot be read; why.
    #[error("what has come back of letters cannot be read: {0}")]
    Mailbox(String),
    /// There is no letter that could be corrected.
    #[error("no letter of {0} has been written, so there is nothing to correct")]
    NothingToCorrect(Week),
    /// There is no way to send letters.
    #[error("there is no [mail] in nyttja.toml, so no letter can be sent")]
    NoMail,
}

impl WeeklyError {
    /// What the reader can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Store(error) => error.hint(),
            Self::Letter(_) => "run `nyttja check`, which tries every template on samples".to_owned(),
            Self::Message(_) => "run `nyttja check`, which looks at every address".to_owned(),
            Self::Waits(_) => "finish the letters first: nyttja run".to_owned(),
            Self::Mailbox(_) => "see [bounces] in nyttja.toml, and whether the mailbox is there".to_owned(),
            Self::NothingToCorrect(_) => {
                "write the letters of the week: nyttja run; see which there are: nyttja outbox list"
                    .to_owned()
            }
            Self::NoMail => {
                "add [mail] as in the shipped nyttja.toml, or look at the letters with --dry-run".to_owned()
            }
        }
    }
}
