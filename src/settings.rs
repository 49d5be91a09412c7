//! Reading the municipality's files: strictly, with every fault shown at once
//! and pointed at, in words a coordinator can act on.

pub mod document;
pub mod fault;
pub mod format;
pub mod layers;
pub mod rows;
pub mod schema;
pub mod step;
mod strict;
mod violation;

pub use document::Document;
pub use fault::{Fault, Faults, Severity};
pub use rows::{Cell, Row, Rows};
pub use step::Step;
