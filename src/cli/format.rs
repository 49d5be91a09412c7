//! How a command prints what it found, where there are two ways.

use clap::ValueEnum;

/// How to print something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
}
