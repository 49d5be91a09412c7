//! A week from the figures to the receipt: by hand, by the daemon, by several of them.

mod accounting;
mod alerting;
mod answering;
mod besieging;
mod fetching;
mod holding;
mod logging;
mod running;
pub mod serving;
pub mod sharing;
mod summarising;
mod watching;
