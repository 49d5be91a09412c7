//! Records of a source that cannot be used, each with its place and reason.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Where in a source a record stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    /// A line of a file, counted from 1 with the header; a row of a workbook.
    Line {
        /// The file's name, as the coordinator knows it.
        file: Arc<str>,
        /// The line.
        line: u64,
    },
    /// A record of a page of an interface.
    Record {
        /// The page, counted from 1.
        page: u64,
        /// The record on the page, counted from 1.
        record: u64,
    },
    /// A record of a part of a page that has a name, or of an answer about something that has one.
    Named {
        /// The page, counted from 1.
        page: u64,
        /// What it is called there.
        part: Arc<str>,
        /// The record in that part, counted from 1.
        record: u64,
    },
}

impl Place {
    /// The place within its file or page, in the reader's words.
    #[must_use]
    pub fn short(&self) -> String {
        match self {
            Self::Line { line, .. } => format!("line {line}"),
            Self::Record { .. } | Self::Named { .. } => self.to_string(),
        }
    }

    /// Whether the two stand in the same file or worksheet; pages of an interface are one.
    #[must_use]
    pub fn is_in_the_part_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Line { file, .. }, Self::Line { file: other, .. }) => file == other,
            _ => true,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { file, line } => write!(f, "{file}:{line}"),
            Self::Record { page, record } => write!(f, "page {page}, record {record}"),
            Self::Named { page, part, record } => write!(f, "page {page} ({part}), record {record}"),
        }
    }
}

/// One refused record. The rest of its source is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The name of the source in the settings.
    pub source: String,
    /// Where the record stands.
    pub place: Place,
    /// Why it cannot be used, in one sentence.
    pub reason: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.source, self.place, self.reason)
    }
}
