//! The right to do a job that only one process at a time may do. Where the store
//! is a file it is the lock of the data folder; where it is shared, a claim in
//! the store, which passes to another when its owner dies or falls silent.

use std::path::Path;

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::lock::{Lock, LockError};
use crate::store::{Shift, Store, StoreError};

/// The right to do a job, until it is given back, lost, or the process dies.
#[derive(Debug)]
pub struct Right {
    hold: Hold,
    stop: CancellationToken,
}

#[derive(Debug)]
enum Hold {
    Folder(#[expect(dead_code, reason = "it is held, not looked at")] Lock),
    Store { store: Store, shift: Shift, renewing: AbortOnDropHandle<()> },
}

/// Why the right could not be had.
#[derive(Debug, thiserror::Error)]
pub enum RightError {
    /// The data folder is locked, or cannot be.
    #[error(transparent)]
    Folder(#[from] LockError),
    /// Another process that shares the store is doing it.
    #[error("another nyttja is doing the job `{job}` on the same database")]
    Taken {
        /// The job.
        job: String,
    },
    /// The store cannot be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RightError {
    /// What the reader can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Folder(error) => error.hint().to_owned(),
            Self::Taken { .. } => {
                "wait until it is done; `nyttja status` shows what was done last".to_owned()
            }
            Self::Store(error) => error.hint(),
        }
    }
}

impl Right {
    /// Takes the right to `job` on `store`, whose data folder is `folder`.
    ///
    /// # Errors
    ///
    /// [`RightError`] when another process has it, or it cannot be found out.
    pub async fn take(
        store: &Store,
        folder: &Path,
        job: &str,
        stop: &CancellationToken,
    ) -> Result<Self, RightError> {
        let stop = stop.child_token();
        if !store.is_shared() {
            return Ok(Self { hold: Hold::Folder(Lock::take(folder)?), stop });
        }
        let shift = store.begin_shift().await?;
        if !store.claim_job(job, shift).await? {
            store.end_shift(shift).await?;
            return Err(RightError::Taken { job: job.to_owned() });
        }
        let renewing = tokio::spawn(renew(store.clone(), shift, stop.clone()));
        let renewing = AbortOnDropHandle::new(renewing);
        Ok(Self { hold: Hold::Store { store: store.clone(), shift, renewing }, stop })
    }

    /// Tells when to stop: when the caller was told to, or the right was lost.
    #[must_use]
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Lets others do the job. A right that is dropped instead is theirs when its lease has run out.
    pub async fn give_back(self) {
        if let Hold::Store { store, shift, renewing } = self.hold {
            drop(renewing);
            if let Err(error) = store.end_shift(shift).await {
                tracing::warn!(%error, "a job could not be given back; it is free when its lease runs out");
            }
        }
    }
}

/// Renews the lease three times in its time, until it is lost.
async fn renew(store: Store, shift: Shift, stop: CancellationToken) {
    loop {
        sleep(store.lease() / 3).await;
        match store.renew(shift).await {
            Err(StoreError::ShiftOver) => {
                tracing::warn!("this process stood still, and another one does its job now");
                return stop.cancel();
            }
            Err(error) => tracing::warn!(%error, "a lease could not be renewed; it is tried again"),
            Ok(()) => {}
        }
    }
}
