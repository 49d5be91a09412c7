//! Reading the municipality's files: strictly, with every fault shown at once
//! and pointed at, in words a coordinator can act on.

pub mod agreements;
pub mod calendar;
pub mod catalogue;
mod checked;
pub mod daemon;
pub mod document;
mod doubts;
pub mod editing;
pub mod elsewhere;
pub mod expectations;
pub mod fault;
pub mod format;
mod known;
pub mod layers;
mod loading;
mod pauses;
pub mod replacing;
pub mod roster;
pub mod rows;
pub mod schema;
mod slip;
pub mod step;
mod strict;
pub mod trainings;
mod violation;
mod words;

pub use document::Document;
pub use fault::{Fault, Faults, Severity};
pub use loading::{Instead, Loaded, Settings, load, load_with};
pub use rows::{Cell, Row, Rows};
pub use step::Step;
