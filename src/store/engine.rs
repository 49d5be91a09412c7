//! Runs the same SQL on SQLite and on PostgreSQL, each through its own typed pool:
//! every query is written once, as one text with values.

mod batch;
mod query;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, PgPool, PgRow};
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqliteRow};
use sqlx::{Decode, FromRow, Postgres, Row as _, Sqlite, Type};

use super::{Result, StoreError};

pub(super) use query::{Query, Value};

/// The pools of an open database.
#[derive(Debug, Clone)]
pub(super) enum Engine {
    /// A file of this machine.
    Sqlite {
        /// One connection: SQLite has one writer, and waiting here is fair where waiting on its lock is not.
        writer: SqlitePool,
        /// A second connection that writes, and does not wait for the disk: what it commits
        /// survives a crash of the process at once, and a power failure after the writer's next commit.
        unsynced: SqlitePool,
        /// Connections that cannot write.
        readers: SqlitePool,
    },
    /// A server that several processes share.
    Postgres(PgPool),
}

/// One of two types: that of SQLite or that of PostgreSQL.
pub(super) enum Either<S, P> {
    Sqlite(S),
    Postgres(P),
}

/// A row that reads the same from both databases: a tuple, or a struct with [`from_row!`].
pub(super) trait StoredRow:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> StoredRow for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// What stands in a column, of either database.
pub(super) trait Cell:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl<T> Cell for T where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

/// A row of either database, whose columns are read by their names.
pub(super) trait NamedCells: sqlx::Row {
    fn cell<T: Cell>(&self, name: &str) -> sqlx::Result<T>;
}

impl NamedCells for SqliteRow {
    fn cell<T: Cell>(&self, name: &str) -> sqlx::Result<T> {
        self.try_get(name)
    }
}

impl NamedCells for PgRow {
    fn cell<T: Cell>(&self, name: &str) -> sqlx::Result<T> {
        self.try_get(name)
    }
}

/// Reads the fields of a struct from the columns of their names. The field after the semicolon is a
/// struct of its own, which is read from the same row.
macro_rules! from_row {
    ($row:ident: $($column:ident),+ $(; $part:ident)?) => {
        impl<'r, R: $crate::store::engine::NamedCells> sqlx::FromRow<'r, R> for $row {
            fn from_row(row: &'r R) -> sqlx::Result<Self> {
                Ok(Self {
                    $($part: sqlx::FromRow::from_row(row)?,)?
                    $($column: row.cell(stringify!($column))?,)+
                })
            }
        }
    };
}

pub(super) use from_row;

type ConnectionRef<'c> = Either<&'c mut SqliteConnection, &'c mut PgConnection>;
type Connection = Either<PoolConnection<Sqlite>, PoolConnection<Postgres>>;

/// Passes over rows that another transaction has locked. Only PostgreSQL understands it, and
/// only it needs it: SQLite has one writer.
const SKIP_LOCKED: &str = " FOR UPDATE SKIP LOCKED";

/// Makes PostgreSQL commit this transaction without waiting for the disk.
const WITHOUT_SYNC: &str = "SET LOCAL synchronous_commit = off";

impl Engine {
    /// Whether other processes may work on it at the same time.
    pub(super) fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Ends a `SELECT` of rows that are to be changed next.
    pub(super) fn skip_locked(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "",
            Self::Postgres(_) => SKIP_LOCKED,
        }
    }

    async fn reader(&self, doing: &'static str) -> Result<Connection> {
        let connection = match self {
            Self::Sqlite { readers, .. } => readers.acquire().await.map(Either::Sqlite),
            Self::Postgres(pool) => pool.acquire().await.map(Either::Postgres),
        };
        connection.map_err(StoreError::query(doing))
    }

    async fn writer(&self, doing: &'static str) -> Result<Connection> {
        match self {
            Self::Sqlite { writer, .. } => {
                writer.acquire().await.map(Either::Sqlite).map_err(StoreError::query(doing))
            }
            Self::Postgres(_) => self.reader(doing).await,
        }
    }

    /// Every row of an answer.
    pub(super) async fn all<T: StoredRow>(&self, query: Query) -> Result<Vec<T>> {
        self.reader(query.doing).await?.all(query).await
    }

    /// The first row of an answer, where it has one.
    pub(super) async fn optional<T: StoredRow>(&self, query: Query) -> Result<Option<T>> {
        self.reader(query.doing).await?.optional(query).await
    }

    /// The row of an answer that always has one.
    pub(super) async fn one<T: StoredRow>(&self, query: Query) -> Result<T> {
        self.reader(query.doing).await?.one(query).await
    }

    /// Changes rows in a transaction of its own, and says how many.
    pub(super) async fn execute(&self, query: Query) -> Result<u64> {
        self.writer(query.doing).await?.execute(query).await
    }

    /// Starts a transaction that writes. On SQLite it takes the lock at once, so
    /// that it cannot fail half-way because another process wrote meanwhile.
    pub(super) async fn write(&self, doing: &'static str) -> Result<Transaction> {
        let begun = match self {
            Self::Sqlite { writer, .. } => writer.begin_with("BEGIN IMMEDIATE").await.map(Either::Sqlite),
            Self::Postgres(pool) => pool.begin().await.map(Either::Postgres),
        };
        begun.map(|inner| Transaction { inner, doing }).map_err(StoreError::query(doing))
    }

    /// The same, but its commit does not wait for the disk: what is written survives a crash of the
    /// process at once, and a power failure after the next commit of [`Self::write`].
    pub(super) async fn write_unsynced(&self, doing: &'static str) -> Result<Transaction> {
        match self {
            Self::Sqlite { unsynced, .. } => {
                let begun = unsynced.begin_with("BEGIN IMMEDIATE").await.map(Either::Sqlite);
                begun.map(|inner| Transaction { inner, doing }).map_err(StoreError::query(doing))
            }
            Self::Postgres(_) => {
                let mut transaction = self.write(doing).await?;
                transaction.execute(Query::new(doing, WITHOUT_SYNC)).await?;
                Ok(transaction)
            }
        }
    }

    /// Starts a transaction that reads: all its answers are of one moment.
    pub(super) async fn snapshot(&self, doing: &'static str) -> Result<Transaction> {
        const AS_OF_NOW: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        let begun = match self {
            Self::Sqlite { readers, .. } => readers.begin().await.map(Either::Sqlite),
            Self::Postgres(pool) => pool.begin_with(AS_OF_NOW).await.map(Either::Postgres),
        };
        begun.map(|inner| Transaction { inner, doing }).map_err(StoreError::query(doing))
    }

    /// Closes every connection; SQLite folds its write-ahead log into the file.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { writer, unsynced, readers } => {
                readers.close().await;
                unsynced.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A transaction; dropped before its end, it leaves no trace.
pub(super) struct Transaction {
    inner: Either<sqlx::Transaction<'static, Sqlite>, sqlx::Transaction<'static, Postgres>>,
    doing: &'static str,
}

impl Transaction {
    /// Commits it.
    pub(super) async fn commit(self) -> Result<()> {
        let done = match self.inner {
            Either::Sqlite(transaction) => transaction.commit().await,
            Either::Postgres(transaction) => transaction.commit().await,
        };
        done.map_err(StoreError::query(self.doing))
    }
}

impl Ask for Connection {
    fn connection(&mut self) -> ConnectionRef<'_> {
        match self {
            Self::Sqlite(connection) => Either::Sqlite(connection),
            Self::Postgres(connection) => Either::Postgres(connection),
        }
    }
}

impl Ask for Transaction {
    fn connection(&mut self) -> ConnectionRef<'_> {
        match &mut self.inner {
            Either::Sqlite(transaction) => Either::Sqlite(transaction),
            Either::Postgres(transaction) => Either::Postgres(transaction),
        }
    }
}

/// Answers questions on one connection.
pub(super) trait Ask {
    fn connection(&mut self) -> ConnectionRef<'_>;

    /// Every row of an answer.
    async fn all<T: StoredRow>(&mut self, query: Query) -> Result<Vec<T>> {
        let doing = query.doing;
        let rows = match self.connection() {
            Either::Sqlite(connection) => match query.for_rows::<Sqlite, T>() {
                Ok(query) => query.fetch_all(connection).await,
                Err(error) => Err(error),
            },
            Either::Postgres(connection) => match query.for_rows::<Postgres, T>() {
                Ok(query) => query.fetch_all(connection).await,
                Err(error) => Err(error),
            },
        };
        rows.map_err(StoreError::query(doing))
    }

    /// The first row of an answer, where it has one.
    async fn optional<T: StoredRow>(&mut self, query: Query) -> Result<Option<T>> {
        Ok(self.all(query).await?.into_iter().next())
    }

    /// The row of an answer that always has one.
    async fn one<T: StoredRow>(&mut self, query: Query) -> Result<T> {
        let doing = query.doing;
        self.optional(query).await?.ok_or(sqlx::Error::RowNotFound).map_err(StoreError::query(doing))
    }

    /// Changes rows, and says how many.
    async fn execute(&mut self, query: Query) -> Result<u64> {
        let doing = query.doing;
        let changed = match self.connection() {
            Either::Sqlite(connection) => match query.for_change::<Sqlite>() {
                Ok(query) => query.execute(connection).await.map(|done| done.rows_affected()),
                Err(error) => Err(error),
            },
            Either::Postgres(connection) => match query.for_change::<Postgres>() {
                Ok(query) => query.execute(connection).await.map(|done| done.rows_affected()),
                Err(error) => Err(error),
            },
        };
        changed.map_err(StoreError::query(doing))
    }
}
