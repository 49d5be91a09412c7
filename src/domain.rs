//! What the municipality means, and nothing else: units, usage, expectations,
//! verdicts, asks, letters. Everything here is a pure function or a value;
//! nothing reads a file, a clock or a network.

pub mod audience;
pub mod language;
pub mod module;
pub mod number;
pub mod outbox;
pub mod refusal;
pub mod unit;
pub mod usage;
pub mod week;
