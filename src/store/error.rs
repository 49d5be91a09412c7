//! What can go wrong with the database, in the words of the person who runs it.

use std::path::{Path, PathBuf};

use sqlx::migrate::MigrateError;
use sqlx::postgres::PgDatabaseError;

use crate::secret::SecretError;

/// Why the store could not do something.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The setting names no database.
    #[error("`store.url` names no database: {0}")]
    Address(&'static str),
    /// The file that holds the address cannot be read.
    #[error(transparent)]
    AddressFile(SecretError),
    /// The server cannot be reached, or does not let us in.
    #[error("cannot open the database {database}")]
    Unreachable {
        /// The database, without its password.
        database: String,
        /// What the server, or the way to it, said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The folder for the file is missing, or is no folder.
    #[error("there is no folder `{}` for the database", .0.display())]
    NoFolder(PathBuf),
    /// The file could not be created or opened.
    #[error("cannot open the database `{}`", path.display())]
    Unopenable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file, or its folder, cannot be written to.
    #[error("the database `{}` is read-only", .0.display())]
    ReadOnly(PathBuf),
    /// The file is something else.
    #[error("`{}` is not a database", .0.display())]
    NotADatabase(PathBuf),
    /// It is a database of another program.
    #[error("`{0}` is the database of another program")]
    NotOurs(String),
    /// It was written by a newer version of nyttja.
    #[error("the database `{database}` was written by a newer version of nyttja (its schema is {version})")]
    Newer {
        /// The file, or the database on its server.
        database: String,
        /// The number of the schema.
        version: i64,
    },
    /// The schema could not be brought up to date.
    #[error("cannot bring the database `{database}` up to date")]
    Migration {
        /// The file, or the database on its server.
        database: String,
        /// What went wrong.
        source: MigrateError,
    },
    /// A value that was stored cannot be read back.
    #[error("the row `{key}` of the table `{table}` is damaged: {reason}")]
    Damaged {
        /// The table.
        table: &'static str,
        /// The row.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file is damaged.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// The database to copy into holds something already.
    #[error("the database to copy into is not empty: there are rows in the table `{0}`")]
    NotEmpty(&'static str),
    /// A file stands where one is to be put.
    #[error("there is a file `{}` already", .0.display())]
    Occupied(PathBuf),
    /// A database stands where a backup is to be put.
    #[error("there is a database `{}` already", .0.display())]
    InPlace(PathBuf),
    /// The folder is missing that a backup is to be put into.
    #[error("there is no folder `{}` to put the backup into", .0.display())]
    NoTarget(PathBuf),
    /// A folder is named where a file should be.
    #[error("`{}` is a folder, not a file", .0.display())]
    IsFolder(PathBuf),
    /// Something stands where a backup is to be put, and is none: another file, a device or a socket.
    #[error("`{}` is there, and is no backup", .0.display())]
    Another(PathBuf),
    /// There is no such backup.
    #[error("there is no file `{}`", .0.display())]
    NoBackup(PathBuf),
    /// The file holds no backup that could be put in place.
    #[error("`{}` cannot be restored: {why}", path.display())]
    BadBackup {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file cannot be copied, or put in its place.
    #[error("cannot {doing} `{}`", path.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another process has the file open.
    #[error("another process works on the database `{}`", .0.display())]
    InUse(PathBuf),
    /// Somebody works on the database that is to be copied.
    #[error("a nyttja is at work on the database that is to be copied")]
    AtWork,
    /// The copy is not like the original; it was taken back.
    #[error("of {expected} rows of the table `{table}` only {rows} came over, so nothing was copied")]
    Miscopied {
        /// The table.
        table: &'static str,
        /// Its rows in the original.
        expected: u64,
        /// Its rows in the copy.
        rows: u64,
    },
    /// A letter that is to go out, or is held, came without what goes out.
    #[error("the letter {key} cannot be queued: {reason}")]
    IncompleteLetter {
        /// Its key in the outbox.
        key: String,
        /// What is missing.
        reason: &'static str,
    },
    /// The process was silent for longer than its lease.
    #[error("this process was silent for so long that others have taken over its letters")]
    LeaseOver,
    /// A question to the database failed. Whatever reads or writes the store can fail so.
    #[error("cannot {doing}")]
    Query {
        /// What was tried.
        doing: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
}

impl StoreError {
    /// Turns the database's error into ours, saying what was tried.
    pub(super) fn query(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Query { doing, source }
    }

    /// Sorts out why the file at `path` could not be opened.
    pub(super) fn opening(path: PathBuf, source: sqlx::Error) -> Self {
        match Fault::of(&source) {
            Fault::ReadOnly => Self::ReadOnly(path),
            Fault::NotADatabase => Self::NotADatabase(path),
            Fault::Busy | Fault::Full | Fault::Disk => Self::Query { doing: "open the database", source },
            Fault::Other => Self::Unopenable { path, source: Box::new(source) },
        }
    }

    /// Sorts out why the schema of `database` could not be brought up to date: most
    /// often it is no fault of the schema.
    pub(super) fn migrating(database: String, source: MigrateError) -> Self {
        match source {
            MigrateError::VersionMissing(version) | MigrateError::VersionTooNew(version, _) => {
                Self::Newer { database, version }
            }
            MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _)
                if !matches!(Fault::of(&source), Fault::ReadOnly | Fault::Other) =>
            {
                Self::Query { doing: "bring the database up to date", source }
            }
            source => Self::Migration { database, source },
        }
    }

    /// The same about the copy of a backup, whose name nobody knows: in the words of whoever
    /// named the file `backup`.
    pub(super) fn of_backup(self, backup: &Path) -> Self {
        let bad = |why: String| Self::BadBackup { path: backup.to_owned(), why };
        match self {
            Self::NotADatabase(_) => bad("it is not a database, or a damaged one".to_owned()),
            Self::Query { source, .. } if Fault::of(&source) == Fault::NotADatabase => {
                bad("it is damaged, or not all of it is there".to_owned())
            }
            Self::Corrupt(findings) => bad(format!("it is damaged: {findings}")),
            Self::NotOurs(_) => bad("it is the database of another program".to_owned()),
            Self::Newer { version, .. } => Self::Newer { database: backup.display().to_string(), version },
            Self::Migration { source, .. } => {
                Self::Migration { database: backup.display().to_string(), source }
            }
            other => other,
        }
    }

    /// What the reader can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Address(_) => {
                "set `store.url` to `sqlite:nyttja.db` for a file in the data folder, or to `postgres://user@host/name`"
                    .to_owned()
            }
            Self::AddressFile { .. } => "see `store.url_file`, and who may read that file".to_owned(),
            Self::Unreachable { .. } => {
                "see that PostgreSQL runs there, and that `store.url` has its name, user and password right".to_owned()
            }
            Self::LeaseOver => "it goes on with the next round; nothing is lost".to_owned(),
            Self::NoFolder(_) => "create the folder, or name another with `--data`".to_owned(),
            Self::Unopenable { .. } | Self::ReadOnly(_) => {
                "let the user that runs nyttja read and write the file and its folder (SQLite keeps two more files beside it)".to_owned()
            }
            Self::NotADatabase(_) | Self::NotOurs(_) => {
                "name another file in `store.url`, or move this one away to start with an empty database".to_owned()
            }
            Self::Newer { .. } => {
                "run the newer version, or restore the backup from before it was installed".to_owned()
            }
            Self::Migration { .. } => {
                "keep a copy of the file and restore the last backup, or run the version that wrote it".to_owned()
            }
            Self::Damaged { .. } | Self::Corrupt(_) => {
                "stop nyttja, keep a copy of the file, and restore the last backup".to_owned()
            }
            Self::NotEmpty(_) => "create an empty database, and name that one".to_owned(),
            Self::Occupied(_) => "name another file, or replace this one with --replace".to_owned(),
            Self::InPlace(_) => {
                "put the backup in its place with --replace, which keeps it under another name".to_owned()
            }
            Self::NoTarget(_) => "create the folder, or name a file in one that is there".to_owned(),
            Self::IsFolder(path) => {
                format!("name the file in it, such as {}", path.join("nyttja.db").display())
            }
            Self::Another(_) => "name another file; what is there stays as it is".to_owned(),
            Self::NoBackup(_) => "see how it is spelled; `nyttja backup FILE` makes a backup".to_owned(),
            Self::BadBackup { .. } => {
                "name a file that `nyttja backup` made, or an older one; nothing was changed".to_owned()
            }
            Self::File { .. } => "see who may read and write there, and whether there is room".to_owned(),
            Self::InUse(_) => "stop the daemon, and every other nyttja, and try again".to_owned(),
            Self::AtWork => "stop every daemon that uses it, and try again a minute later".to_owned(),
            Self::IncompleteLetter { .. } | Self::Miscopied { .. } => {
                "this is a fault in nyttja: report it with the log".to_owned()
            }
            Self::Query { source, .. } => Fault::of(source).hint().to_owned(),
        }
    }

    /// Whether somebody else has the database in use.
    pub(super) fn is_busy(&self) -> bool {
        matches!(self, Self::Query { source, .. } if Fault::of(source) == Fault::Busy)
    }

    /// Whether trying again later can help without anybody changing anything.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Query { source, .. } => {
                matches!(Fault::of(source), Fault::Busy | Fault::Full | Fault::Disk)
            }
            Self::LeaseOver => true,
            _ => false,
        }
    }
}

/// The kinds of fault that the databases tell apart and a person can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Busy,
    Full,
    Disk,
    ReadOnly,
    NotADatabase,
    Other,
}

impl Fault {
    fn of(error: &sqlx::Error) -> Self {
        match error {
            // The way to a server is meant by the second one: SQLite tells of its files itself.
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => Self::Busy,
            sqlx::Error::Database(error) => {
                let code = error.code().unwrap_or_default();
                if error.try_downcast_ref::<PgDatabaseError>().is_some() {
                    return Self::of_postgres(&code);
                }
                let code = code.parse::<u32>().unwrap_or(0);
                // The low byte is the kind, the rest says more of it.
                match code & 0xff {
                    5 | 6 => Self::Busy,
                    8 => Self::ReadOnly,
                    10 => Self::Disk,
                    13 => Self::Full,
                    11 | 26 => Self::NotADatabase,
                    _ => Self::Other,
                }
            }
            _ => Self::Other,
        }
    }

    /// By the classes of SQLSTATE.
    fn of_postgres(code: &str) -> Self {
        match code {
            "53100" => Self::Full,
            // We stood still in the middle of a change, and the server took it back.
            "25P03" => Self::Busy,
            "25006" => Self::ReadOnly,
            _ => match code.get(..2) {
                // Connections, resources, rollbacks by deadlock, and a server that stops or starts.
                Some("08" | "40" | "53" | "55" | "57") => Self::Busy,
                Some("58") => Self::Disk,
                _ => Self::Other,
            },
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Busy => "the database is busy, or cannot be reached now; it is tried again",
            Self::Full => "the disk is full: make room",
            Self::Disk => "the disk could not be read or written: look at the system's log",
            Self::ReadOnly => "let the user that runs nyttja write to the file and its folder",
            Self::NotADatabase => "the file is damaged: keep a copy, and restore the last backup",
            Self::Other => {
                "look at the system's log, and report it with that of nyttja if nothing explains it"
            }
        }
    }
}
