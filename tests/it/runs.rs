//! A week from the figures to the receipt: by hand, by the daemon, by several of them.

mod accounting;
mod answering;
mod fetching;
mod holding;
mod running;
pub mod serving;
pub mod sharing;
mod summarising;
mod watching;
