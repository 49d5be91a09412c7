//! The words of the domain: pure values and decisions, without I/O, async or a clock.

pub mod address;
pub mod audience;
pub mod language;
pub mod module;
pub mod number;
pub mod outbox;
pub mod unit;
pub mod usage;
pub mod week;
