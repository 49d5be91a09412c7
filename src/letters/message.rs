//! A letter made ready to go out: its words, and the bytes that are sent. What
//! is previewed and what is queued are both made here, so that they are the same.

use chrono::{DateTime, Utc};
use url::Url;

use super::{Composed, Envelope, LetterFrame, MimeError, mime};
use crate::domain::outbox::LetterId;
use crate::domain::recipient::Recipient;

/// A letter, ready to go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its Message-ID, in angle brackets.
    pub message_id: String,
    /// What it says.
    pub words: Composed,
    /// The message exactly as a mail server gets it.
    pub bytes: Vec<u8>,
}

/// What ties a letter to the world outside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    /// As [`Envelope::thread`].
    pub thread: Vec<String>,
    /// As [`Envelope::one_click`].
    pub one_click: Option<Url>,
}

impl Message {
    /// Puts the words of the letter `id` into a message, dated `now` in the zone of the frame.
    pub fn new(
        words: Composed,
        id: &LetterId,
        recipient: &Recipient,
        frame: &LetterFrame,
        ties: Ties,
        now: DateTime<Utc>,
    ) -> Result<Self, MimeError> {
        let envelope = Envelope {
            message_id: id.message_id(frame.from.address.domain()),
            date: now.with_timezone(&frame.zone),
            from: frame.from.clone(),
            reply_to: frame.reply_to.clone(),
            to: recipient.mailbox(),
            language: recipient.language,
            list: id.series.name().to_owned(),
            thread: ties.thread,
            one_click: ties.one_click,
        };
        let bytes = mime(&words, &envelope)?;
        Ok(Self { message_id: envelope.message_id, words, bytes })
    }
}
