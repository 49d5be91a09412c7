//! The store: usage, the ledger of letters and what the schedule must remember,
//! in an SQLite file of this machine or a PostgreSQL database that several processes share.
//!
//! Everything here takes and gives values of [`crate::domain`]; nothing decides anything.

mod backup;
mod bounces;
mod columns;
mod contacts;
mod copy;
mod engine;
mod error;
mod job_lock;
mod leases;
mod moments;
mod open;
mod outbox;
mod restore;
mod runs;
mod settings;
mod totals;
mod usage;
mod wishes;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use engine::{Engine, Query};

pub use backup::BackupSummary;
pub use bounces::{
    BounceStore, BouncedWeeks, KeptBounce, LeftFor, MailboxReading, NewBounce, RuledBy, TagRefusal,
    TroubledAddress,
};
pub use contacts::{Contacts, LastContact};
pub use copy::CopiedTable;
pub use error::StoreError;
pub use job_lock::{JobLock, JobLockError};
pub use leases::{Lease, Leases};
pub use moments::Moments;
pub use outbox::{
    Amendment, Change, ChangeCounts, ClaimedLetter, EntryPages, ExchangeOptions, ExchangeOutcome,
    LetterFilter, LetterTimes, NewLetter, Outbox, OutboxWriter, PackedMessage, SettledLetter,
};
pub use restore::{RestoreOptions, RestoreSummary};
pub use runs::{RunName, RunRecord, Runs};
pub use settings::StoreSettings;
pub use totals::{Counter, Total, Totals};
pub use usage::{
    LastFetch, MOST_REFUSALS, RecordCounts, Refusals, SourceMeaning, UsageSnapshot, UsageStore, UsageWriter,
};
pub use wishes::Wishes;

/// A result of the store.
pub type Result<T> = std::result::Result<T, StoreError>;

/// An open database. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    /// Usage as the sources reported it, and how they were read.
    pub usage: UsageStore,
    /// The ledger of letters.
    pub outbox: Outbox,
    /// Leases of processes, with the jobs and connections they have.
    pub leases: Leases,
    /// The runs of every job, with their receipts.
    pub runs: Runs,
    /// Moments that must be remembered over a restart.
    pub moments: Moments,
    /// Letters that came back, and the addresses that are dead because of it.
    pub bounces: BounceStore,
    /// Wishes for a pause.
    pub wishes: Wishes,
    /// Counts that only grow.
    pub totals: Totals,
    /// The newest contact with the mail server.
    pub contacts: Contacts,
    engine: Arc<Engine>,
}

impl Store {
    /// The parts of the database that `engine` opened.
    fn on(engine: Engine, lease_time: Duration) -> Self {
        let engine = Arc::new(engine);
        let leases = Leases::new(engine.clone(), lease_time);
        Self {
            usage: UsageStore { engine: engine.clone() },
            outbox: Outbox { engine: engine.clone(), leases: leases.clone() },
            leases,
            runs: Runs { engine: engine.clone() },
            moments: Moments { engine: engine.clone() },
            bounces: BounceStore { engine: engine.clone() },
            wishes: Wishes { engine: engine.clone() },
            totals: Totals { engine: engine.clone() },
            contacts: Contacts { engine: engine.clone() },
            engine,
        }
    }

    /// Looks for damage, faster than a full check: pages, records and order, but
    /// not every index entry. PostgreSQL looks after itself; there it only answers.
    ///
    /// # Errors
    ///
    /// [`StoreError::Corrupt`] with what SQLite found, or that the database could not be asked.
    pub async fn check(&self) -> Result<()> {
        const DOING: &str = "check the database";
        let question = if self.engine.is_shared() { "SELECT 'ok'" } else { "PRAGMA quick_check(5)" };
        let findings: Vec<(String,)> = self.engine.all(Query::new(DOING, question)).await?;
        let findings: Vec<String> = findings.into_iter().map(|(finding,)| finding).collect();
        if findings.iter().all(|finding| finding == "ok") {
            Ok(())
        } else {
            Err(StoreError::Corrupt(findings.join("; ")))
        }
    }

    /// Closes every connection, and folds SQLite's write-ahead log into the file.
    pub async fn close(&self) {
        self.engine.close().await;
    }
}
