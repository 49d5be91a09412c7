//! Why the weekly work could not be done.

use crate::domain::series::Series;
use crate::domain::week::Week;
use crate::letters::{ComposeError, MimeError};
use crate::store::StoreError;

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
