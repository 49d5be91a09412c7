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
mod parcel;
mod server;
mod session;
mod settings;
mod signing;
mod stream;
mod throttle;
mod tls;

pub use bounces::{
    BounceBox, BounceError, BounceFault, BounceSettings, ImapSettings, MailboxSettings, MaildirSettings,
    OpenBox, understand,
};
pub use courier::{Courier, Mailer};
pub use error::MailerError;
pub use parcel::Parcel;
pub use settings::{
    DkimSettings, FolderSettings, MailFault, MailSettings, SmtpAuth, SmtpSettings, TransportSecurity,
    TransportSettings, Xoauth2Settings,
};
