//! A letter made ready to go out: its words, and the bytes that are sent. What
//! is previewed and what is queued are both made here, so that they are the same.

use chrono::{DateTime, Utc};

use super::{Composed, Envelope, LetterError, LetterFrame, Letters, mime};
use crate::domain::letter::Letter;

/// A letter, ready to go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its Message-ID, in angle brackets.
    pub message_id: String,
    /// Its subject, text and HTML.
    pub words: Composed,
    /// The message exactly as a mail server gets it.
    pub bytes: Vec<u8>,
}

impl Letters {
    /// The letter as it goes out, dated `now` in the zone of the frame.
    ///
    /// # Errors
    ///
    /// [`LetterError`] when a template refuses it, or an address cannot stand in a header.
    pub fn message(
        &self,
        letter: &Letter,
        frame: &LetterFrame,
        now: DateTime<Utc>,
    ) -> Result<Message, LetterError> {
        let words = self.compose(letter, frame)?;
        let envelope = Envelope {
            message_id: letter.id.message_id(frame.from.address.domain()),
            date: now.with_timezone(&frame.zone),
            from: frame.from.clone(),
            reply_to: frame.reply_to.clone(),
            to: letter.recipient.mailbox(),
            language: letter.recipient.language,
            list: letter.id.job.clone(),
        };
        let bytes = mime(&words, &envelope)?;
        Ok(Message { message_id: envelope.message_id, words, bytes })
    }
}
