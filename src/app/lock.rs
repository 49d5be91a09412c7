//! One process at a time works on a data folder: fetches, queues and sends.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// The right to work on a data folder, until it is dropped or the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Why the right could not be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process has it.
    #[error("another nyttja is at work on `{}`", folder.display())]
    Taken {
        /// The data folder.
        folder: PathBuf,
    },
    /// The lock file cannot be used.
    #[error("cannot use the lock file `{}`", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl LockError {
    /// What the reader can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Taken { .. } => "wait until it is done; `nyttja status` shows what was done last",
            Self::Unusable { .. } => "name a folder you may write to: --data DIR, or NYTTJA_DATA=DIR",
        }
    }
}

impl Lock {
    /// Takes the right to work on `folder`.
    ///
    /// # Errors
    ///
    /// [`LockError::Taken`] when another process has it.
    pub fn take(folder: &Path) -> Result<Self, LockError> {
        let path = folder.join("nyttja.lock");
        let unusable = |source| LockError::Unusable { path: path.clone(), source };
        let file = File::options().create(true).write(true).truncate(false).open(&path).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LockError::Taken { folder: folder.to_owned() }),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }
}
