//! The outbox: the ledger of letters, and what became of each.

mod backlog;
mod changes;
mod corrections;
mod decisions;
mod entries;
mod exchange;
mod history;
mod packed;
mod queue;
mod reasons;
mod settlement;
mod writer;

pub use changes::{Change, ChangeCounts};
pub use corrections::Amendment;
pub(super) use decisions::record_by;
pub use entries::{EntryPages, LetterFilter, LetterTimes};
pub use exchange::{ClaimedLetter, ExchangeOptions, ExchangeOutcome};
pub use packed::PackedMessage;
pub use queue::NewLetter;
pub(super) use reasons::{ReasonColumns, push_reason};
pub use settlement::SettledLetter;
pub use writer::OutboxWriter;

use super::Result;
use super::columns::Row;
use super::engine::{Engine, from_row};
use super::leases::Leases;
use crate::domain::outbox::LetterId;
use std::sync::Arc;

/// The ledger of letters.
#[derive(Debug, Clone)]
pub struct Outbox {
    pub(super) engine: Arc<Engine>,
    /// Letters are claimed under a lease.
    pub(super) leases: Leases,
}

/// The columns that make a letter the same letter.
#[derive(Debug)]
struct IdColumns {
    key: String,
    job: String,
    recipient: String,
    week: String,
    edition: i64,
}

from_row!(IdColumns: key, job, recipient, week, edition);

impl IdColumns {
    fn read(self) -> Result<LetterId> {
        let row = Row::new("letters", &self.key);
        let (series, week, edition) = (row.word(&self.job)?, row.word(&self.week)?, row.count(self.edition)?);
        Ok(LetterId { series, recipient: self.recipient, week, edition })
    }
}
