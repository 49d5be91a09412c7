//! A copy of the whole store in a file of its own, made while others work on it.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::runs::RunName;
use super::{CopiedTable, Result, Store, StoreError, open};

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupSummary {
    /// How many rows of each table.
    pub tables: Vec<CopiedTable>,
    /// The run that was started last, and when it ended; none where there was none.
    pub newest_run: Option<(RunName, Option<DateTime<Utc>>)>,
}

impl BackupSummary {
    /// How many rows of one table are in it.
    #[must_use]
    pub fn rows(&self, table: &str) -> u64 {
        self.tables.iter().find(|copied| copied.table == table).map_or(0, |copied| copied.rows)
    }
}

impl Store {
    /// Copies everything, as it is at one moment, into the new SQLite file `path`, from a
    /// file or from a server alike. The copy is read back and checked before it gets its
    /// name; only its owner may read it. With `replace` it takes the place of a file of that name.
    ///
    /// # Errors
    ///
    /// [`StoreError::Occupied`] where there is such a file, [`StoreError::IsFolder`],
    /// [`StoreError::Another`] and [`StoreError::NoTarget`] where there can be none, [`StoreError::Corrupt`] and
    /// [`StoreError::Miscopied`] where the copy is not sound, and others where it cannot be written.
    pub async fn back_up(&self, path: &Path, replace: bool, now: DateTime<Utc>) -> Result<BackupSummary> {
        if path.is_dir() {
            return Err(StoreError::IsFolder(path.to_owned()));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            return Err(StoreError::NoTarget(folder.to_owned()));
        }
        if path.exists() && !path.is_file() {
            return Err(StoreError::Another(path.to_owned()));
        }
        if path.exists() && !replace {
            return Err(StoreError::Occupied(path.to_owned()));
        }
        if path.exists() && !is_database(path) {
            return Err(StoreError::Another(path.to_owned()));
        }
        // A link stays, and leads to the new copy.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let part = PartialFile::beside(&place)?;
        let copy = Self::in_file(&part.path).await?;
        let made = self.fill(&copy, now).await;
        copy.close().await;
        let made = made?;
        part.becomes(&place)?;
        Ok(made)
    }

    async fn fill(&self, copy: &Self, now: DateTime<Utc>) -> Result<BackupSummary> {
        let tables = self.copy_as_of_now(copy).await?;
        copy.moments.set_copied(now).await?;
        copy.check().await?;
        let newest = copy.runs.newest().await?;
        Ok(BackupSummary { tables, newest_run: newest.map(|run| (run.name, run.finished_at)) })
    }

    /// Opens a database in a file, which is made where it is missing.
    pub(super) async fn in_file(path: &Path) -> Result<Self> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let engine = open::file(path, folder).await?;
        Ok(Self::on(engine, super::StoreSettings::default().lease_time()))
    }
}

/// Whether the file at `path` begins as SQLite's do: nothing else is replaced by a backup.
fn is_database(path: &Path) -> bool {
    let mut start = [0; 16];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == *b"SQLite format 3\0"
}

/// A database in the making: it has another name until it is whole, and is
/// removed where it never gets there.
pub(super) struct PartialFile {
    pub(super) path: PathBuf,
}

impl PartialFile {
    /// One that is to become `path`. What an earlier try left behind is removed.
    pub(super) fn beside(path: &Path) -> Result<Self> {
        let part = Self { path: with_end(path, ".part") };
        part.remove().map_err(failed("replace", &part.path))?;
        Ok(part)
    }

    /// Gives it its name, once it is on the disk.
    pub(super) fn becomes(self, path: &Path) -> Result<()> {
        File::open(&self.path).and_then(|file| file.sync_all()).map_err(failed("write", &self.path))?;
        fs::rename(&self.path, path).map_err(failed("write", path))?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        // Some file systems cannot; the file itself is on the disk.
        let _ = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
        Ok(())
    }

    fn remove(&self) -> std::io::Result<()> {
        for end in ENDS {
            match fs::remove_file(with_end(&self.path, end)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        // Where it has its name, there is nothing left of it.
        let _ = self.remove();
    }
}

/// The files of an SQLite database, by what is added to its name.
pub(super) const ENDS: [&str; 3] = ["", "-wal", "-shm"];

pub(super) fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

pub(super) fn failed(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::File { doing, path, source }
}
