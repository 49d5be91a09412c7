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
    /// The headers of the message, which say what it answers.
    Headers,
    /// The letter, or its headers, that the message brings back.
    Letter,
    /// Its text.
    Text,
}
