//! What a courier is given to hand over.

use crate::domain::recipient::address::EmailAddress;

/// One letter, ready to be handed over to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Where bounces go.
    pub from: EmailAddress,
    /// Who gets the letter.
    pub to: EmailAddress,
    /// The Message-ID in angle brackets, the same as in the bytes.
    pub message_id: String,
    /// The whole message in MIME.
    pub bytes: Vec<u8>,
}

/// Tells whether a letter is still for the one who asks to hand over.
pub type IsOurs<'a> = dyn Fn() -> bool + Send + Sync + 'a;
