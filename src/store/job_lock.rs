//! The right to do what only one process at a time may do, until it is given back. Where the store
//! is a file, it is a lock of the data folder; where it is shared, a claim in the store, which
//! passes to another when its owner dies or falls silent.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::{Lease, Leases, StoreError};

/// The right to do a job, until it is given back, lost, or the process dies.
#[derive(Debug)]
pub struct JobLock {
    hold: Hold,
    stop: CancellationToken,
}

#[derive(Debug)]
enum Hold {
    Folder(#[expect(dead_code, reason = "it is held, not looked at")] File),
    Store { leases: Leases, lease: Lease, renewing: AbortOnDropHandle<()> },
    Nothing,
}

/// Why the right could not be had.
#[derive(Debug, thiserror::Error)]
pub enum JobLockError {
    /// Another process is at work on the data folder.
    #[error("another nyttja is at work on `{}`", .0.display())]
    FolderTaken(PathBuf),
    /// The lock file cannot be used.
    #[error("cannot use the lock file `{}`", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process that shares the store is doing it.
    #[error("another nyttja is doing the job `{0}` on the same database")]
    Taken(String),
    /// The store cannot be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl JobLockError {
    /// What the reader can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::FolderTaken(_) | Self::Taken(_) => {
                "wait until it is done; `nyttja status` shows what was done last".to_owned()
            }
            Self::Unusable { .. } => {
                "name a folder you may write to: --data DIR, or NYTTJA_DATA=DIR".to_owned()
            }
            Self::Store(error) => error.hint(),
        }
    }
}

impl JobLock {
    /// Takes the right to `job` on the store of `leases`, whose data folder is `folder`.
    pub async fn acquire(
        leases: &Leases,
        folder: &Path,
        job: &str,
        stop: &CancellationToken,
    ) -> Result<Self, JobLockError> {
        if leases.is_shared() {
            return Self::acquire_where_shared(leases, job, stop).await;
        }
        Ok(Self { stop: stop.child_token(), ..Self::acquire_folder(folder)? })
    }

    /// Takes the right to `job` where the store is shared. Where it is a file, nothing is taken: the
    /// caller sees to it that nobody else works on it.
    pub async fn acquire_where_shared(
        leases: &Leases,
        job: &str,
        stop: &CancellationToken,
    ) -> Result<Self, JobLockError> {
        let stop = stop.child_token();
        if !leases.is_shared() {
            return Ok(Self { hold: Hold::Nothing, stop });
        }
        let lease = leases.begin().await?;
        if !leases.claim_job(job, lease).await? {
            leases.end(lease).await?;
            return Err(JobLockError::Taken(job.to_owned()));
        }
        let renewing = tokio::spawn(renew(leases.clone(), lease, stop.clone()));
        let renewing = AbortOnDropHandle::new(renewing);
        Ok(Self { hold: Hold::Store { leases: leases.clone(), lease, renewing }, stop })
    }

    /// Takes the right to work on the data `folder` of a store that is a file. Where the store is
    /// shared, nothing is taken: each letter there is changed, or left as it is, by itself.
    pub fn acquire_unless_shared(leases: &Leases, folder: &Path) -> Result<Self, JobLockError> {
        if leases.is_shared() {
            return Ok(Self { hold: Hold::Nothing, stop: CancellationToken::new() });
        }
        Self::acquire_folder(folder)
    }

    /// Takes the right to work on the data `folder`, whatever store there is.
    pub fn acquire_folder(folder: &Path) -> Result<Self, JobLockError> {
        let path = folder.join("nyttja.lock");
        let unusable = |source| JobLockError::Unusable { path: path.clone(), source };
        let file = File::options().create(true).write(true).truncate(false).open(&path).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { hold: Hold::Folder(file), stop: CancellationToken::new() }),
            Err(TryLockError::WouldBlock) => Err(JobLockError::FolderTaken(folder.to_owned())),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// Tells when to stop: when the caller was told to, or the right was lost.
    #[must_use]
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Lets others do the job. A right that is dropped instead is theirs when its lease has run out.
    pub async fn release(self) {
        if let Hold::Store { leases, lease, renewing } = self.hold {
            drop(renewing);
            if let Err(error) = leases.end(lease).await {
                tracing::warn!(%error, "a job could not be given back; it is free when its lease runs out");
            }
        }
    }
}

/// Renews the lease three times in its time, until it is lost.
async fn renew(leases: Leases, lease: Lease, stop: CancellationToken) {
    loop {
        sleep(leases.lease_time() / 3).await;
        match leases.renew(lease).await {
            Err(StoreError::LeaseOver) => {
                tracing::warn!("this process stood still, and another one does its job now");
                return stop.cancel();
            }
            Err(error) => tracing::warn!(%error, "a lease could not be renewed; it is tried again"),
            Ok(()) => {}
        }
    }
}
