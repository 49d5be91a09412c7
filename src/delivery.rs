//! Hands letters over: to a mail server by SMTP, or into a folder.
//!
//! A [`Mailer`] is made once from the [`MailSettings`]; each worker gets a
//! [`Courier`] of its own, which owns at most one connection.

mod courier;
mod folder;
mod server;
mod session;
mod settings;
mod stream;
mod throttle;
mod tls;

pub use courier::{Courier, Mailer, MailerError, Parcel};
pub use settings::{
    FolderSettings, MailFault, MailSettings, SmtpSettings, TransportSecurity, TransportSettings,
};
