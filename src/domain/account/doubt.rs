//! What a coordinator is told at once when mail servers call many addresses dead.

use crate::domain::outbox::LetterId;
use crate::domain::recipient::Recipient;

/// The content of a notice that many addresses are called dead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What makes it the notice that it is.
    pub id: LetterId,
    /// Who gets it.
    pub recipient: Recipient,
    /// How many addresses.
    pub addresses: usize,
    /// What was said, with of how many addresses, what was said most first.
    pub words: Vec<(String, usize)>,
}

/// Messages in the mailbox for bounces that people are to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unread {
    /// Messages of mail systems that nobody understands.
    pub system: u64,
    /// Answers that say that somebody has left, or that an address has ended.
    pub leaving: u64,
}
