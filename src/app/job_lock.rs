//! The right to do a job that only one process at a time may do. Where the store
//! is a file it is the lock of the data folder; where it is shared, a claim in
//! the store, which passes to another when its owner dies or falls silent.

use std::path::Path;

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::lock::{Lock, LockError};
use crate::store::{Lease, Store, StoreError};

/// The right to do a job, until it is given back, lost, or the process dies.
#[derive(Debug)]
pub struct JobLock {
    hold: Hold,
    stop: CancellationToken,
}

#[derive(Debug)]
enum Hold {
    Folder(#[expect(dead_code, reason = "it is held, not looked at")] Lock),
    Store { store: Store, lease: Lease, renewing: AbortOnDropHandle<()> },
}

/// Why the right could not be had.
#[derive(Debug, thiserror::Error)]
pub enum JobLockError {
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

impl JobLockError {
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

impl JobLock {
    /// Takes the right to `job` on `store`, whose data folder is `folder`.
    pub async fn acquire(
        store: &Store,
        folder: &Path,
        job: &str,
        stop: &CancellationToken,
    ) -> Result<Self, JobLockError> {
        let stop = stop.child_token();
        if !store.is_shared() {
            return Ok(Self { hold: Hold::Folder(Lock::take(folder)?), stop });
        }
        let lease = store.begin_lease().await?;
        if !store.claim_job(job, lease).await? {
            store.end_lease(lease).await?;
            return Err(JobLockError::Taken { job: job.to_owned() });
        }
        let renewing = tokio::spawn(renew(store.clone(), lease, stop.clone()));
        let renewing = AbortOnDropHandle::new(renewing);
        Ok(Self { hold: Hold::Store { store: store.clone(), lease, renewing }, stop })
    }

    /// Tells when to stop: when the caller was told to, or the right was lost.
    #[must_use]
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Lets others do the job. A right that is dropped instead is theirs when its lease has run out.
    pub async fn release(self) {
        if let Hold::Store { store, lease, renewing } = self.hold {
            drop(renewing);
            if let Err(error) = store.end_lease(lease).await {
                tracing::warn!(%error, "a job could not be given back; it is free when its lease runs out");
            }
        }
    }
}

/// Renews the lease three times in its time, until it is lost.
async fn renew(store: Store, lease: Lease, stop: CancellationToken) {
    loop {
        sleep(store.lease_time() / 3).await;
        match store.renew(lease).await {
            Err(StoreError::LeaseOver) => {
                tracing::warn!("this process stood still, and another one does its job now");
                return stop.cancel();
            }
            Err(error) => tracing::warn!(%error, "a lease could not be renewed; it is tried again"),
            Ok(()) => {}
        }
    }
}
