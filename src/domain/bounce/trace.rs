//! What in a message leads to the letter that it is about.

/// A trace of a letter in a message that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Where it was found.
    pub by: TracedBy,
    /// The Message-ID, in angle brackets.
    pub message_id: String,
}

/// Where a message names the letter that it is about, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TracedBy {
    /// No message: the server has refused the letter in the conversation about it.
    Conversation,
    /// The address that it was sent to, which is that of one letter alone.
    Tag,
    /// What the server was asked to bring back with a report, as the name of the letter.
    Envelope,
    /// The headers of the message, which say what it answers.
    Headers,
    /// The letter, or its headers, that the message brings back.
    Letter,
    /// Its text.
    Text,
}

impl TracedBy {
    /// Every place.
    pub const ALL: [Self; 6] =
        [Self::Conversation, Self::Tag, Self::Envelope, Self::Headers, Self::Letter, Self::Text];

    /// The word used in the store and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::Tag => "tag",
            Self::Envelope => "envelope",
            Self::Headers => "headers",
            Self::Letter => "letter",
            Self::Text => "text",
        }
    }
}
