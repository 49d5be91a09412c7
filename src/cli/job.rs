//! Which series of letters a command is about.

use clap::ValueEnum;

use crate::domain::series::Series;

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
