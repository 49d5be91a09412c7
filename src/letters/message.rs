//! A letter in words, with what goes along; and the same made ready to go out, with the bytes
//! that are sent. What is previewed and what is queued are both made here, so that they are the same.

use chrono::{DateTime, Utc};

use super::{Envelope, LetterFrame, MimeError, Ties, mime};
use crate::domain::outbox::LetterId;
use crate::domain::recipient::Recipient;

/// A letter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The subject, in one line.
    pub subject: String,
    /// The plain text, in lines of at most 72 columns.
    pub text: String,
    /// The HTML. It asks for nothing from outside; its pictures travel with it.
    pub html: String,
    /// The pictures that the HTML shows, in its order.
    pub pictures: Vec<Picture>,
    /// The files that go along, in the order a mail program lists them.
    pub attachments: Vec<Attachment>,
    /// A `mailto:` link for mail programs that offer to be rid of such letters:
    /// it asks for a pause, with subject and text ready to be sent as they are.
    pub unsubscribe: Option<String>,
}

/// A picture in a letter. The HTML shows it as `cid:` and its `id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its name within the letter: ASCII letters, digits and `-`.
    pub id: String,
    /// The picture as a PNG file.
    pub png: Vec<u8>,
}

/// A file attached to a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The file's name, such as `veckan-2026-W47.xlsx`.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

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
            ties,
        };
        let bytes = mime(&words, &envelope)?;
        Ok(Self { message_id: envelope.message_id, words, bytes })
    }
}
