//! Writes new letters into the ledger while the caller composes more.

use std::panic::resume_unwind;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use super::super::engine::Transaction;
use super::super::{Result, StoreError};
use super::Outbox;
use super::queue::{DOING, NewLetter, add};

/// Writes letters into the ledger, all of them or none: nothing stays unless it is
/// committed.
#[must_use = "nothing is entered before it is committed"]
pub struct OutboxWriter {
    letters: mpsc::Sender<Vec<NewLetter>>,
    /// Ends with the transaction, not yet made to last, and how many letters were new.
    task: AbortOnDropHandle<Result<(Transaction, u64)>>,
}

impl Outbox {
    /// Begins to enter letters into the ledger at `now`, some at a time. On
    /// SQLite nobody else writes meanwhile.
    pub async fn writer(&self, now: DateTime<Utc>) -> Result<OutboxWriter> {
        let mut transaction = self.engine.write(DOING).await?;
        let (letters, mut received) = mpsc::channel::<Vec<NewLetter>>(1);
        let task = tokio::spawn(async move {
            let mut new = 0;
            while let Some(letters) = received.recv().await {
                new += add(&mut transaction, &letters, now).await?;
            }
            Ok((transaction, new))
        });
        Ok(OutboxWriter { letters, task: AbortOnDropHandle::new(task) })
    }
}

impl OutboxWriter {
    /// Adds letters, and waits no longer than until those before them are
    /// written. One that is held already is replaced: it was written from
    /// figures that looked wrong. In any other state it stays as it is.
    ///
    /// # Errors
    ///
    /// What was wrong with letters that were added before:
    /// [`StoreError::IncompleteLetter`] for a queued or held letter without
    /// address, message or Message-ID.
    pub async fn add(self, letters: Vec<NewLetter>) -> Result<Self> {
        match self.letters.send(letters).await {
            Ok(()) => Ok(self),
            Err(_) => Err(match self.end().await {
                Err(error) => error,
                Ok(_) => StoreError::query(DOING)(sqlx::Error::WorkerCrashed),
            }),
        }
    }

    /// Commits what was added, and says how many letters were new.
    ///
    /// # Errors
    ///
    /// As [`Self::add`]; nothing was entered then.
    pub async fn commit(self) -> Result<u64> {
        let (transaction, new) = self.end().await?;
        transaction.commit().await?;
        Ok(new)
    }

    async fn end(self) -> Result<(Transaction, u64)> {
        let Self { letters, task } = self;
        drop(letters);
        match task.await {
            Ok(written) => written,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The program is ending.
                Err(_) => Err(StoreError::query(DOING)(sqlx::Error::WorkerCrashed)),
            },
        }
    }
}
