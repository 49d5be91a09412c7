//! How a source, or the mailbox for bounces, fares, with what a coordinator needs to mend it.

use chrono::{DateTime, Utc};

use crate::domain::account::receipt::SourceReport;
use crate::domain::usage::refusal::Refusal;

/// How a source fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceHealth {
    /// How its newest reading went; nothing but its name where it was never read.
    pub report: SourceReport,
    /// When it was last read, with or without a failure.
    pub read_at: Option<DateTime<Utc>>,
    /// When it was last read without a failure.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// The first rows that were refused.
    pub first_refused: Vec<Refusal>,
    /// The file with every refused row, where there are any.
    pub refused_list: Option<String>,
}

/// The mailbox that reports about letters come back to, where it could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxFault {
    /// When somebody last tried.
    pub tried_at: DateTime<Utc>,
    /// When it was last read without a failure.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// Why it could not be read.
    pub words: String,
}

impl SourceHealth {
    /// A source that was never read.
    #[must_use]
    pub fn unread(name: &str) -> Self {
        let report = SourceReport {
            name: name.to_owned(),
            rows: 0,
            kept: 0,
            ignored: 0,
            refused: 0,
            changed: 0,
            passed_over: Vec::new(),
            failures: Vec::new(),
            notes: Vec::new(),
        };
        Self { report, read_at: None, succeeded_at: None, first_refused: Vec::new(), refused_list: None }
    }

    /// Whether its newest reading failed, or there was none.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.succeeded_at.is_none() || !self.report.failures.is_empty()
    }
}
