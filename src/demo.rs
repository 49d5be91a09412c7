//! What the demonstration needs besides the daemon itself: an invented
//! municipality, a term of its usage, and the systems around it.

pub mod files;
pub mod interface;
pub mod mailbox;
pub mod sheets;
pub mod stage;
pub mod term;
