//! Reading the municipality's files: strictly, with every fault shown at once
//! and pointed at, in words a coordinator can act on.

pub mod agreements;
mod amount;
pub mod atomic_write;
pub mod calendar;
pub mod daemon;
mod doubts;
pub mod editing;
pub mod environment;
pub mod expectations;
pub mod fault;
pub mod format;
mod loading;
mod pauses;
mod references;
pub mod roster;
pub mod rows;
pub mod schema;
pub mod substitute;
pub mod toml_file;
pub mod trainings;
mod validation;

pub use fault::{Fault, Faults, Severity};
pub use loading::{Loaded, Settings, load, load_with};
pub use rows::{Cell, Row, Rows};
pub use substitute::Substitute;
pub use toml_file::{Step, TomlFile};
