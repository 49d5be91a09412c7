//! Puts a composed letter into the bytes that a mail server takes. The same
//! letter gives the same bytes, so that a repeat is a repeat everywhere.

mod headers;
mod parts;
mod quoted;
mod reading;
mod weight;

use std::time::SystemTime;

use chrono::DateTime;
use chrono_tz::Tz;
use lettre::message::{Mailbox as Sender, Message};
use url::Url;

use self::parts::Names;
use super::Composed;
use super::plain::one_line;
use crate::domain::recipient::address::Mailbox;
use crate::domain::recipient::language::Language;

pub use self::reading::Said;

/// What stands on the outside of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The Message-ID, in angle brackets.
    pub message_id: String,
    /// When it is dated.
    pub date: DateTime<Tz>,
    /// Who sends it.
    pub from: Mailbox,
    /// Who gets the answer.
    pub reply_to: Mailbox,
    /// Who gets it.
    pub to: Mailbox,
    /// The language it is written in.
    pub language: Language,
    /// What the series of letters is called in `List-Id`: a word of ASCII letters, such as `letters`.
    pub list: String,
    /// What ties it to the world outside it.
    pub ties: Ties,
}

/// What ties a letter to the world outside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    /// The Message-IDs, in angle brackets, of the letters that it hangs on in
    /// a mail program's thread, the oldest first; it answers the last one.
    ///
    /// Apple Mail, Thunderbird and Outlook on Exchange show letters that name
    /// each other as one conversation, whatever their subjects. Gmail does so
    /// only where the subjects agree as well; a subject that says what is new
    /// this week is worth more to the reader, so there each letter stands alone.
    pub thread: Vec<String>,
    /// Where a mail program can ask for a pause with one click (RFC 8058): an
    /// address that answers a POST, under https. Any other scheme is left out.
    pub one_click: Option<Url>,
}

/// Why a letter cannot be put into bytes.
#[derive(Debug, thiserror::Error)]
pub enum MimeError {
    /// An address that the mail library does not take.
    #[error("the mail library does not take the {0}'s address")]
    Address(&'static str, #[source] lettre::address::AddressError),
    /// The headers do not make a message.
    #[error("the letter cannot be made a message")]
    Message(#[source] lettre::error::Error),
    /// A file that goes along has a media type that is none.
    #[error("the attachment `{name}` has no proper media type")]
    MediaType {
        /// The file's name.
        name: String,
        /// What the mail library said.
        source: lettre::message::header::ContentTypeErr,
    },
}

/// The letter as a message: plain text first, HTML as its alternative, the
/// pictures that the HTML shows beside them, and attached files around it all.
///
/// A message stays under 150 kB: pictures give way, the last one first, and
/// their alternative texts take their place.
///
/// # Errors
///
/// [`MimeError`] when an address of the envelope cannot stand in a header, or
/// an attachment names no media type.
pub fn mime(composed: &Composed, envelope: &Envelope) -> Result<Vec<u8>, MimeError> {
    weight::lighten(composed, |letter| whole(letter, envelope))
}

fn whole(composed: &Composed, envelope: &Envelope) -> Result<Vec<u8>, MimeError> {
    let names = Names::of(envelope);
    let mut message = Message::builder()
        .message_id(Some(envelope.message_id.clone()))
        // Any date: with none the library would read the clock. The right one,
        // with its zone, is set below.
        .date(SystemTime::UNIX_EPOCH)
        .from(sender(&envelope.from, "sender")?)
        .reply_to(sender(&envelope.reply_to, "reply-to")?)
        .to(sender(&envelope.to, "recipient")?)
        .subject(one_line(&composed.subject))
        .multipart(parts::all(composed, &names)?)
        .map_err(MimeError::Message)?;
    headers::add(message.headers_mut(), composed, envelope);
    Ok(message.formatted())
}

fn sender(mailbox: &Mailbox, whose: &'static str) -> Result<Sender, MimeError> {
    let address = lettre::Address::new(mailbox.address.local(), mailbox.address.domain())
        .map_err(|error| MimeError::Address(whose, error))?;
    let name = mailbox.name.as_deref().map(one_line).filter(|name| !name.is_empty());
    Ok(Sender::new(name, address))
}

#[cfg(test)]
mod tests;
