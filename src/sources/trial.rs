//! A source, tried: what it gives now, of which nothing is kept.

use super::{Reading, SourceError};

/// What a source gives when it is tried.
#[derive(Debug)]
pub struct Trial {
    /// Its records, and what is refused.
    pub reading: Reading,
    /// Where it came from: an address without its query, or blank where files were read.
    pub from: String,
    /// Places of its records, or columns, that hold something and that nothing is read of.
    pub unused: Vec<String>,
    /// What the server says of more than was read.
    pub more: Vec<String>,
    /// Where the settings lead from there.
    pub onward: Onward,
    /// Places that the settings look at and where the page has nothing, each with its key.
    pub nowhere: Vec<String>,
}

/// Where the settings lead from the page that was tried.
#[derive(Debug, Default)]
pub enum Onward {
    /// Nowhere: it is the last one, or files were read.
    #[default]
    End,
    /// To a next page.
    Next,
    /// Nowhere, and a fetch would be refused for it.
    Refused(SourceError),
}
