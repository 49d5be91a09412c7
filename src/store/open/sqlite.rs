//! A database in a file of this machine.

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};

use super::super::{Result, StoreError};
use super::{Engine, is_ours, migrations};

/// How many questions can be answered at once.
const READERS: u32 = 4;

/// How long another process may hold the database before we give up.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much of the database each connection remembers, in KiB, but for the writer, which
/// changes many places at once. The system remembers the file besides.
const REMEMBERED: &str = "-512";

/// How large the write-ahead log stays when nothing stands in it any more, in bytes.
const LARGEST_LOG: &str = "16777216";

/// How large it gets, in pages of 4 KiB, before it is folded into the file: four times as
/// large as by default, since many letters change the same few pages again and again.
const FOLDED_FROM: &str = "4000";

pub(in crate::store) async fn open(path: &Path, data_dir: &Path) -> Result<Engine> {
    let folder = path.parent().unwrap_or(data_dir);
    if !folder.as_os_str().is_empty() && !folder.is_dir() {
        return Err(StoreError::NoFolder(folder.to_owned()));
    }
    create(path).await?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(PATIENCE)
        .foreign_keys(true)
        // What many letters at once have blown the log up to is given back to the disk.
        .pragma("journal_size_limit", LARGEST_LOG)
        .pragma("wal_autocheckpoint", FOLDED_FROM)
        .disable_statement_logging();
    let opening = |source| StoreError::opening(path.to_owned(), source);
    let writer = connections(1)
        .connect_with(
            // Full: what is acknowledged stays so when the power fails. Normal is faster,
            // and forgets the last commits then: letters that were accepted would go out
            // again. Nothing is lost by either when only the process ends.
            options
                .clone()
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .optimize_on_close(true, 400),
        )
        .await
        .map_err(opening)?;
    migrate(&writer, path, &migrations::sqlite()).await?;
    let options = options.pragma("cache_size", REMEMBERED);
    let unsynced = options.clone().synchronous(SqliteSynchronous::Normal);
    let unsynced = connections(1).connect_with(unsynced).await.map_err(opening)?;
    let readers = connections(READERS).connect_with(options.read_only(true)).await.map_err(opening)?;
    Ok(Engine::Sqlite { writer, unsynced, readers })
}

/// Opens a database that is there, and writes nothing.
pub(super) async fn look(path: &Path) -> Result<Engine> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(PATIENCE)
        .read_only(true)
        .disable_statement_logging();
    let readers = connections(1).connect_with(options).await;
    let readers = readers.map_err(|source| StoreError::opening(path.to_owned(), source))?;
    Ok(Engine::Sqlite { writer: readers.clone(), unsynced: readers.clone(), readers })
}

/// Makes sure that no other process has the database at `path` open. One that is too
/// damaged to be opened is nobody's.
///
/// # Errors
///
/// [`StoreError::InUse`] when somebody has.
pub(in crate::store) async fn sees_nobody_at(path: &Path) -> Result<()> {
    let options =
        SqliteConnectOptions::new().filename(path).busy_timeout(Duration::ZERO).disable_statement_logging();
    let Ok(mut connection) = options.connect().await else { return Ok(()) };
    // Only who is alone may leave the write-ahead log.
    let left: std::result::Result<(String,), _> =
        sqlx::query_as("PRAGMA journal_mode = DELETE").fetch_one(&mut connection).await;
    let error = match left {
        Ok((mode,)) if mode == "delete" => None,
        Ok(_) => Some(StoreError::InUse(path.to_owned())),
        Err(error) => match StoreError::opening(path.to_owned(), error) {
            StoreError::NotADatabase(_) => None,
            busy if busy.is_busy() => Some(StoreError::InUse(path.to_owned())),
            other => Some(other),
        },
    };
    let _ = connection.close().await;
    error.map_or(Ok(()), Err)
}

/// Connections that stay open.
///
/// Where the disk is full, SQLite takes a transaction back by itself. sqlx does not
/// hear of it, and would let nobody begin another one on that connection.
fn connections(most: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(most)
        .acquire_timeout(Duration::from_mins(1))
        .idle_timeout(None)
        .max_lifetime(None)
        // A file does not hang up; asking it each time takes as long as a change.
        .test_before_acquire(false)
        .after_release(|connection, _| {
            Box::pin(async move {
                if connection.is_in_transaction() {
                    // What was taken back on the way is done with when this is answered.
                    connection.ping().await?;
                }
                Ok(!connection.is_in_transaction())
            })
        })
}

async fn create(path: &Path) -> Result<()> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    // The ledger holds addresses. SQLite gives its two other files the same mode.
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).await.map(drop).map_err(|source| match source.kind() {
        std::io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly(path.to_owned()),
        _ => StoreError::Unopenable { path: path.to_owned(), source: Box::new(source) },
    })
}

/// Brings the schema up to date in one transaction that writes: two processes
/// that start at once do it one after the other, and a failure leaves it as it was.
pub(in crate::store) async fn migrate(pool: &SqlitePool, path: &Path, steps: &Migrator) -> Result<()> {
    let opening = |source| StoreError::opening(path.to_owned(), source);
    let name = path.display().to_string();
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.map_err(opening)?;
    let tables: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
    )
    .fetch_all(&mut *transaction)
    .await
    .map_err(opening)?;
    if !is_ours(&tables) {
        return Err(StoreError::NotOurs(name));
    }
    // Not `run`: in a transaction its future cannot move between threads.
    let done = steps.run_direct(None, &mut *transaction, false).await;
    done.map_err(|source| StoreError::migrating(name, source))?;
    transaction.commit().await.map_err(opening)
}
