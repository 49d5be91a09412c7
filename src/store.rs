//! The store: usage, the ledger of letters and what the schedule must remember,
//! in an SQLite file of this machine or a PostgreSQL database that several processes share.
//!
//! Everything here takes and gives values of [`crate::domain`]; nothing decides anything.

mod backup;
mod bounces;
mod columns;
mod copy;
mod engine;
mod error;
mod fetches;
mod history;
mod keeping;
mod leases;
mod open;
mod outbox;
mod process;
mod provenance;
mod restore;
mod runs;
mod schedule;
mod settings;
mod slots;
mod usage;
mod wishes;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use engine::{Engine, Query};
use process::Process;

pub use backup::BackedUp;
pub use bounces::{CameBack, MailboxReading, NewBounce, TroubledAddress};
pub use copy::Copied;
pub use error::StoreError;
pub use fetches::{LastFetch, MOST_REFUSALS, Refusals};
pub use keeping::{Keeping, Kept};
pub use leases::Lease;
pub use outbox::{
    Amendment, Change, Changed, Claimed, Entering, Handout, LetterFilter, LetterTimes, NewLetter, Packed,
    Pages, Settled, Terms,
};
pub use restore::{Restored, Restoring};
pub use runs::{RunName, RunRecord};
pub use settings::StoreSettings;
pub use usage::UsageUntil;

/// A result of the store.
pub type Result<T> = std::result::Result<T, StoreError>;

/// An open database. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    engine: Engine,
    /// Who we are, to other processes that work on the same database.
    process: Arc<Process>,
    /// How long we may say nothing before others take over what we have in hand.
    lease_time: Duration,
}

impl Store {
    /// Looks for damage, faster than a full check: pages, records and order, but
    /// not every index entry. PostgreSQL looks after itself; there it only answers.
    ///
    /// # Errors
    ///
    /// [`StoreError::Corrupt`] with what SQLite found, or that the database could not be asked.
    pub async fn check(&self) -> Result<()> {
        const DOING: &str = "check the database";
        let question = if self.is_shared() { "SELECT 'ok'" } else { "PRAGMA quick_check(5)" };
        let findings: Vec<(String,)> = self.engine.all(Query::new(DOING, question)).await?;
        let findings: Vec<String> = findings.into_iter().map(|(finding,)| finding).collect();
        if findings.iter().all(|finding| finding == "ok") {
            Ok(())
        } else {
            Err(StoreError::Corrupt { findings: findings.join("; ") })
        }
    }

    /// Closes every connection, and folds SQLite's write-ahead log into the file.
    pub async fn close(&self) {
        self.engine.close().await;
    }
}
