//! Hands letters over: to a mail server by SMTP, or into a folder; and reads
//! the mailbox that reports about them come back to.
//!
//! A [`Mailer`] is made once from the [`MailSettings`]; each worker gets a
//! [`Courier`] of its own, which owns at most one connection.

mod bounces;
mod courier;
mod error;
mod folder;
mod login;
mod server;
mod session;
mod settings;
mod signing;
mod stream;
mod throttle;
mod tls;

use crate::domain::recipient::address::EmailAddress;

pub use bounces::{
    BounceBox, BounceError, BounceFault, BounceSettings, ImapSettings, MailboxSettings, MaildirSettings,
    OpenBox, understand,
};
pub use courier::{Courier, Mailer};
pub use error::MailerError;
pub use settings::{
    DkimSettings, FolderSettings, MailFault, MailSettings, SmtpAuth, SmtpSettings, TransportSecurity,
    TransportSettings, Xoauth2Settings,
};

/// One letter, ready to be handed over to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Where bounces go.
    pub from: EmailAddress,
    /// The same address with a tag that names the letter; none where letters go without.
    pub tagged: Option<EmailAddress>,
    /// Who gets the letter.
    pub to: EmailAddress,
    /// The Message-ID in angle brackets, the same as in the bytes.
    pub message_id: String,
    /// The whole message in MIME.
    pub bytes: Vec<u8>,
}

/// How a mail server takes senders with a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagFare {
    /// It has taken a letter from one.
    Taken,
    /// It has refused one in these words, and then heard of the same letter from the sender without.
    Refused(String),
}

/// Tells whether a letter is still for the one who asks to hand over.
pub type IsOurs<'a> = dyn Fn() -> bool + Send + Sync + 'a;
