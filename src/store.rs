//! The store: usage, the ledger of letters and what the schedule must remember, in one SQLite file.
//!
//! Everything here takes and gives values of [`crate::domain`]; nothing decides anything.

mod columns;
mod error;
mod fetches;
mod history;
mod open;
mod outbox;
mod provenance;
mod runs;
mod schedule;
mod settings;
mod usage;
mod wishes;

#[cfg(test)]
mod tests;

use sqlx::{Sqlite, SqlitePool, Transaction};

pub use error::StoreError;
pub use fetches::{LastFetch, MOST_REFUSALS, Refusals};
pub use outbox::{Change, Claimed, LetterFilter, LetterTimes, NewLetter};
pub use runs::{RunName, RunRecord};
pub use settings::StoreSettings;
pub use usage::Kept;

/// A result of the store.
pub type Result<T> = std::result::Result<T, StoreError>;

/// An open database. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    /// One connection: SQLite has one writer, and waiting here is fair where waiting on its lock is not.
    writer: SqlitePool,
    /// Connections that cannot write.
    readers: SqlitePool,
}

impl Store {
    /// Starts a transaction that writes. It takes SQLite's lock at once, so
    /// that it cannot fail half-way because another process wrote meanwhile.
    async fn write(&self, doing: &'static str) -> Result<Transaction<'static, Sqlite>> {
        self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(StoreError::query(doing))
    }

    /// Looks for damage, faster than a full check: pages, records and order, but not every index entry.
    ///
    /// # Errors
    ///
    /// [`StoreError::Corrupt`] with what SQLite found, or that it could not be asked.
    pub async fn check(&self) -> Result<()> {
        let findings: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(5)")
            .fetch_all(&self.readers)
            .await
            .map_err(StoreError::query("check the database"))?;
        if findings.iter().all(|finding| finding == "ok") {
            Ok(())
        } else {
            Err(StoreError::Corrupt { findings: findings.join("; ") })
        }
    }

    /// Closes every connection, and folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
