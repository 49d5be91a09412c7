//! A source, tried: what it gives now, of which nothing is kept.

use super::Reading;

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
}
