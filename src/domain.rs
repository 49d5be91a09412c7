//! What the municipality means, and nothing else: units, usage, expectations,
//! verdicts, asks, letters. Everything here is a pure function or a value;
//! nothing reads a file, a clock or a network.

pub mod address;
pub mod agreement;
pub mod asks;
pub mod audience;
pub mod calendar;
pub mod composing;
pub mod deadline;
pub mod document;
pub mod duration;
pub mod expectation;
pub mod explanation;
pub mod gate;
pub mod holidays;
pub mod judge;
pub mod ladder;
pub mod language;
pub mod letter;
pub mod measuring;
pub mod module;
pub mod municipality;
pub mod number;
pub mod outbox;
pub mod progress;
pub mod receipt;
pub mod recipient;
pub mod refusal;
pub mod schedule;
pub mod summary;
pub mod training;
pub mod unit;
pub mod usage;
pub mod verdict;
pub mod week;
pub mod what_if;
pub mod window;
