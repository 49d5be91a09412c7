//! Runs several statements of one transaction as a batch. SQLite works on a thread of its
//! own, and each statement that is sent alone costs two switches between threads.

use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgPool, PgQueryResult, PgRow};
use sqlx::sqlite::{SqliteQueryResult, SqliteRow};
use sqlx::{Either as Step, Executor, Postgres, Sqlite};

use super::query::Query;
use super::{Either, Engine, Result, StoredRow, WITHOUT_SYNC};
use crate::store::StoreError;

/// What came of several statements, to be taken one by one.
pub(in crate::store) struct BatchResults {
    answers: std::vec::IntoIter<Answer>,
    doing: &'static str,
}

/// Rows of either database.
type Rows = Either<Vec<SqliteRow>, Vec<PgRow>>;

/// What came of one of them: how many rows it changed, and those that it returned.
type Answer = (u64, Rows);

impl BatchResults {
    /// How many rows the next statement changed.
    pub(in crate::store) fn changed(&mut self) -> Result<u64> {
        self.next().map(|(changed, _)| changed)
    }

    /// The rows that the next statement returned.
    pub(in crate::store) fn rows<T: StoredRow>(&mut self) -> Result<Vec<T>> {
        let rows: std::result::Result<_, _> = match self.next()?.1 {
            Either::Sqlite(rows) => rows.iter().map(T::from_row).collect(),
            Either::Postgres(rows) => rows.iter().map(T::from_row).collect(),
        };
        rows.map_err(StoreError::query(self.doing))
    }

    fn next(&mut self) -> Result<Answer> {
        self.answers.next().ok_or(sqlx::Error::RowNotFound).map_err(StoreError::query(self.doing))
    }
}

impl Engine {
    /// Runs `queries` in a transaction of their own, which SQLite gets as one text. Where one
    /// fails, none has changed anything. What is `durable` survives a power failure; else as
    /// [`Self::write_unsynced`] says.
    pub(in crate::store) async fn batch(
        &self,
        doing: &'static str,
        durable: bool,
        queries: Vec<Query>,
    ) -> Result<BatchResults> {
        let (writer, unsynced) = match self {
            Self::Sqlite { writer, unsynced, .. } => (writer, unsynced),
            Self::Postgres(pool) => {
                let answers = one_by_one(pool, durable, queries).await.map_err(StoreError::query(doing))?;
                return Ok(BatchResults { answers: answers.into_iter(), doing });
            }
        };
        let pool = if durable { writer } else { unsynced };
        let connection = pool.acquire().await.map_err(StoreError::query(doing))?;
        let mut open = OpenTransaction(Some(connection));
        let begin = Query::new(doing, "BEGIN IMMEDIATE");
        let whole = [begin].into_iter().chain(queries).chain([Query::new(doing, "COMMIT")]).collect();
        let answers = open.run(whole).await.map_err(StoreError::query(doing))?;
        let mut answers = BatchResults { answers: answers.into_iter(), doing };
        // The first result is that of BEGIN.
        answers.next()?;
        Ok(answers)
    }
}

/// A connection with a transaction that sqlx does not know of. Dropped while that is open, it is
/// closed, which takes everything back.
struct OpenTransaction(Option<PoolConnection<Sqlite>>);

impl OpenTransaction {
    async fn run(&mut self, queries: Vec<Query>) -> std::result::Result<Vec<Answer>, sqlx::Error> {
        let query = Query::joined(queries)?;
        let Some(connection) = &mut self.0 else { return Err(sqlx::Error::WorkerCrashed) };
        let running =
            gathered(connection.fetch_many(query), SqliteQueryResult::rows_affected, Either::Sqlite);
        let answers = running.await;
        if answers.is_err() {
            // Where the disk is full, SQLite has taken it back already, and says that there is nothing to take back.
            let _ = sqlx::query("ROLLBACK").execute(&mut **connection).await;
        }
        self.0 = None;
        answers
    }
}

impl Drop for OpenTransaction {
    fn drop(&mut self) {
        if let Some(connection) = &mut self.0 {
            connection.close_on_drop();
        }
    }
}

/// The answers in a transaction of PostgreSQL; where one fails, those after it are not asked.
async fn one_by_one(
    pool: &PgPool,
    durable: bool,
    queries: Vec<Query>,
) -> std::result::Result<Vec<Answer>, sqlx::Error> {
    let mut transaction = pool.begin().await?;
    if !durable {
        transaction.execute(WITHOUT_SYNC).await?;
    }
    let mut answers = Vec::with_capacity(queries.len());
    for query in queries {
        let steps = transaction.fetch_many(query.for_change::<Postgres>()?);
        answers.extend(gathered(steps, PgQueryResult::rows_affected, Either::Postgres).await?);
    }
    transaction.commit().await?;
    Ok(answers)
}

/// The steps of statements that are answered one after the other, statement by statement.
async fn gathered<Done, Row>(
    mut steps: BoxStream<'_, std::result::Result<Step<Done, Row>, sqlx::Error>>,
    changed: fn(&Done) -> u64,
    either: fn(Vec<Row>) -> Rows,
) -> std::result::Result<Vec<Answer>, sqlx::Error> {
    let (mut answers, mut rows) = (Vec::new(), Vec::new());
    while let Some(step) = steps.try_next().await? {
        match step {
            Step::Left(done) => answers.push((changed(&done), either(std::mem::take(&mut rows)))),
            Step::Right(row) => rows.push(row),
        }
    }
    Ok(answers)
}
