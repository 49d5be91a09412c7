//! Puts a composed letter into the bytes that a mail server takes. The same
//! letter gives the same bytes, so that a repeat is a repeat everywhere.

use std::fmt::Write as _;
use std::time::SystemTime;

use chrono::DateTime;
use chrono_tz::Tz;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Message, MultiPart, SinglePart};
use lettre::message::{Mailbox as Sender, header::ContentTransferEncoding};
use sha2::{Digest, Sha256};

use super::Composed;
use super::plain::one_line;
use crate::domain::address::Mailbox;
use crate::domain::language::Language;

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
}

/// The letter as a message: plain text first, HTML as its alternative.
///
/// # Errors
///
/// [`MimeError`] when an address of the envelope cannot stand in a header.
pub fn mime(composed: &Composed, envelope: &Envelope) -> Result<Vec<u8>, MimeError> {
    let mut message = Message::builder()
        .message_id(Some(envelope.message_id.clone()))
        // Any date: with none the library would read the clock. The right one,
        // with its zone, is set below.
        .date(SystemTime::UNIX_EPOCH)
        .from(sender(&envelope.from, "sender")?)
        .reply_to(sender(&envelope.reply_to, "reply-to")?)
        .to(sender(&envelope.to, "recipient")?)
        .subject(one_line(&composed.subject))
        .multipart(alternatives(composed, envelope))
        .map_err(MimeError::Message)?;
    let domain = envelope.from.address.domain();
    let headers = message.headers_mut();
    for (name, value) in [
        (HeaderName::new_from_ascii_str("Date"), envelope.date.to_rfc2822()),
        (HeaderName::new_from_ascii_str("List-Id"), format!("<{}.{domain}>", envelope.list)),
        (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()),
        // Exchange sends no out-of-office notes to such mail; it still sends bounces.
        (HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"), "OOF, AutoReply".to_owned()),
        (HeaderName::new_from_ascii_str("Content-Language"), envelope.language.code().to_owned()),
    ] {
        headers.insert_raw(HeaderValue::new(name, value));
    }
    Ok(message.formatted())
}

fn sender(mailbox: &Mailbox, whose: &'static str) -> Result<Sender, MimeError> {
    let address = lettre::Address::new(mailbox.address.local(), mailbox.address.domain())
        .map_err(|error| MimeError::Address(whose, error))?;
    let name = mailbox.name.as_deref().map(one_line).filter(|name| !name.is_empty());
    Ok(Sender::new(name, address))
}

fn alternatives(composed: &Composed, envelope: &Envelope) -> MultiPart {
    MultiPart::alternative()
        .boundary(boundary(&envelope.message_id))
        .singlepart(part(ContentType::TEXT_PLAIN, &composed.text))
        .singlepart(part(ContentType::TEXT_HTML, &composed.html))
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    // Quoted-printable is safe on every way, and a person can still read it.
    let encoding = ContentTransferEncoding::QuotedPrintable;
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let body = Body::new_with_encoding(text, encoding).unwrap_or_else(Body::new);
    SinglePart::builder().header(kind).body(body)
}

/// A boundary that follows from the Message-ID. Quoted-printable text has no `=_`, so it cannot hold it.
fn boundary(message_id: &str) -> String {
    let digest = Sha256::digest(message_id.as_bytes());
    digest.iter().take(12).fold("=_".to_owned(), |mut boundary, byte| {
        // Writing to a text cannot fail.
        let _ = write!(boundary, "{byte:02x}");
        boundary
    })
}

#[cfg(test)]
mod tests;
