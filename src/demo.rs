//! What the demonstration needs besides the daemon itself.

pub mod mailbox;
