//! What the municipality means, and nothing else: units, usage, expectations,
//! verdicts, asks, letters. Everything here is a pure function or a value;
//! nothing reads a file, a clock or a network.

pub mod account;
pub mod agreement;
pub mod asks;
pub mod bounce;
pub mod calendar;
pub mod correction;
pub mod expectation;
pub mod explanation;
pub mod gate;
pub mod judge;
mod keyed_sum;
pub mod letter;
pub mod municipality;
pub mod number;
pub mod outbox;
pub mod pause;
pub mod recipient;
pub mod schedule;
pub mod series;
pub mod summary;
pub mod training;
pub mod unit;
pub mod usage;
pub mod verdict;
pub mod week;
pub mod what_if;
