//! Puts a backup in place. What it says of letters that had not gone out may be
//! out of date: since it was made, others may have worked on from there.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::backup::{ENDS, PartialFile, failed, with_end};
use super::engine::{Ask, Query};
use super::outbox::{push_reason, record_by};
use super::settings::Address;
use super::{Result, Store, StoreError, StoreSettings, open};
use crate::domain::outbox::{Deed, Reason};

/// How a backup is put in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreOptions {
    /// Whether a database that is there already makes room. It is kept beside the new one.
    pub replace: bool,
    /// Whether nobody has worked on from the backup: letters go on as they were.
    pub as_it_was: bool,
    /// Who orders it.
    pub who: String,
    /// The zone of the times that people read.
    pub zone: Tz,
}

/// What was put in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreSummary {
    /// When the backup was made; none where it does not say.
    pub copied_at: Option<DateTime<Utc>>,
    /// The letters that had not gone out by then, and may have since.
    pub doubtful: usize,
    /// Where the database is that was there before.
    pub kept: Option<PathBuf>,
}

impl Store {
    /// Puts the SQLite file `backup` in the place that `settings` name: into the
    /// data folder, or into an empty database on a server. The backup stays as it is.
    ///
    /// Unless it is put there as it was, no letter in it goes out by itself any more:
    /// those that were waiting, held or being sent are `unknown`, and the store says when
    /// it was restored, so that a run can hold what the backup does not know of.
    ///
    /// # Errors
    ///
    /// [`StoreError::InPlace`] where there is a database already, [`StoreError::InUse`] where
    /// somebody works on it, [`StoreError::NotEmpty`] for a server's, [`StoreError::NoBackup`],
    /// [`StoreError::IsFolder`] and [`StoreError::BadBackup`] where there is no such backup, and
    /// others where it cannot be read or put there.
    pub async fn restore(
        backup: &Path,
        settings: &StoreSettings,
        data_dir: &Path,
        how: &RestoreOptions,
        now: DateTime<Utc>,
    ) -> Result<RestoreSummary> {
        see_file(backup)?;
        let address = settings.address(data_dir)?;
        if let Address::File(path) = &address
            && path.exists()
            && !how.replace
        {
            return Err(StoreError::InPlace(path.clone()));
        }
        let part = match &address {
            Address::File(path) => PartialFile::beside(path)?,
            Address::Server(_) => PartialFile::beside(&data_dir.join("restore"))?,
        };
        copy_file(backup, &part.path)?;
        let store = Self::in_file(&part.path).await.map_err(|error| error.of_backup(backup))?;
        let marked = store.mark(how, now).await.map_err(|error| error.of_backup(backup));
        let mut restored = match marked {
            Ok(restored) => restored,
            Err(error) => {
                store.close().await;
                return Err(error);
            }
        };
        match address {
            Address::File(path) => {
                store.close().await;
                if path.exists() {
                    restored.kept = Some(make_room(&path, now.with_timezone(&how.zone)).await?);
                }
                part.becomes(&path)?;
            }
            Address::Server(_) => {
                let target = Self::open(settings, data_dir).await?;
                let copied = store.copy_to(&target).await;
                target.close().await;
                store.close().await;
                copied?;
            }
        }
        Ok(restored)
    }

    /// Sees that the copy is sound, and notes what nobody can know any more.
    async fn mark(&self, how: &RestoreOptions, now: DateTime<Utc>) -> Result<RestoreSummary> {
        const DOING: &str = "restore letters";
        self.check().await?;
        let copied_at = self.moments.copied_at().await?;
        let mut restored = RestoreSummary { copied_at, doubtful: 0, kept: None };
        if how.as_it_was {
            return Ok(restored);
        }
        let copied = copied_at.map(|at| at.with_timezone(&how.zone).naive_local());
        let why = Reason::Restored { copied };
        let mut transaction = self.engine.write(DOING).await?;
        let mut query =
            Query::new(DOING, "UPDATE letters SET state = 'unknown', shift = NULL, due_at = NULL");
        query.push(", updated_at = ").push_bind(now);
        push_reason(&mut query, Some(&why));
        query.push(" WHERE state IN ('queued', 'sending', 'retry', 'held') RETURNING key");
        let doubtful: Vec<(String,)> = transaction.all(query).await?;
        let doubtful: Vec<_> = doubtful.into_iter().map(|(key,)| key).collect();
        record_by(&mut transaction, &doubtful, Deed::Restore, (Some(&how.who), &why), now).await?;
        transaction.commit().await?;
        restored.doubtful = doubtful.len();
        self.moments.set_restored(now).await?;
        Ok(restored)
    }
}

/// Sees that there is a file with something in it.
fn see_file(backup: &Path) -> Result<()> {
    let found = fs::metadata(backup).map_err(|source| match source.kind() {
        ErrorKind::NotFound => StoreError::NoBackup(backup.to_owned()),
        _ => failed("read", backup)(source),
    })?;
    if found.is_dir() {
        return Err(StoreError::IsFolder(backup.to_owned()));
    }
    if found.len() == 0 {
        return Err(StoreError::BadBackup { path: backup.to_owned(), why: "it is empty".to_owned() });
    }
    Ok(())
}

/// Copies a database that nobody writes to. Its log goes along where it has one.
fn copy_file(backup: &Path, part: &Path) -> Result<()> {
    for end in ["", "-wal"] {
        let (from, to) = (with_end(backup, end), with_end(part, end));
        if from.exists() {
            fs::copy(&from, &to).map_err(failed("copy", &from))?;
            own(&to)?;
        }
    }
    Ok(())
}

/// Lets nobody but the owner read it, and the owner write it.
fn own(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(failed("write", path))?;
    }
    Ok(())
}

/// Keeps the database at `path` under another name as well, where nobody has it open:
/// its own name then passes to the new one in one step, so that there is never none.
async fn make_room(path: &Path, now: DateTime<Tz>) -> Result<PathBuf> {
    open::sees_nobody_at(path).await?;
    let kept = free_name(path, &now.format(".%Y%m%dT%H%M%S%z").to_string());
    // Left over only where it is too damaged to be opened.
    for end in ENDS.into_iter().filter(|end| !end.is_empty()) {
        let from = with_end(path, end);
        if from.exists() {
            fs::rename(&from, with_end(&kept, end)).map_err(failed("move", &from))?;
        }
    }
    // Not every file system has two names for one file.
    fs::hard_link(path, &kept).or_else(|_| fs::copy(path, &kept).map(drop)).map_err(failed("copy", path))?;
    Ok(kept)
}

/// `path` with this end, and with a number behind it where something of that name is kept already.
fn free_name(path: &Path, end: &str) -> PathBuf {
    let mut name = with_end(path, end);
    let mut number = 1;
    while name.exists() {
        number += 1;
        name = with_end(path, &format!("{end}-{number}"));
    }
    name
}
