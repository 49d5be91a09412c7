//! The words of the house and what they mean; no input, no output, no clock.

pub mod audience;
pub mod duration;
pub mod language;
pub mod module;
pub mod number;
pub mod outbox;
pub mod unit;
pub mod usage;
pub mod week;
