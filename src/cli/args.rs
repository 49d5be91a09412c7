//! Arguments that several commands take.

use chrono::{DateTime, Utc};
use clap::ValueEnum;

use crate::domain::series::Series;

/// How to print something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    #[value(alias = "table")]
    Text,
    /// JSON, for programs
    Json,
}

/// A series of letters, as the command line names it.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum JobName {
    /// The letters to principals
    #[default]
    Letters,
    /// The summaries for managers; what is decided about the letters is decided about them
    Summaries,
}

impl From<JobName> for Series {
    fn from(job: JobName) -> Self {
        match job {
            JobName::Letters => Self::Letters,
            JobName::Summaries => Self::Summaries,
        }
    }
}

/// Reads `--at`.
pub(super) fn parse_moment(text: &str) -> Result<DateTime<Utc>, String> {
    let moment = DateTime::parse_from_rfc3339(text);
    moment
        .map(|moment| moment.to_utc())
        .map_err(|error| format!("{error}; write it as 2026-11-23T06:30:00+01:00"))
}
