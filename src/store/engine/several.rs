//! Several statements of a transaction, given at once. SQLite works on a thread of its
//! own, and each one given by itself costs two changes between threads.

use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use sqlx::postgres::{PgConnection, PgQueryResult, PgRow};
use sqlx::sqlite::{SqliteQueryResult, SqliteRow};
use sqlx::{Either as Step, Executor, Postgres};

use super::query::Query;
use super::{Either, Link, Result, Stored, Transaction};
use crate::store::StoreError;

/// What came of several statements, to be taken one by one.
pub(in crate::store) struct Answers {
    answers: std::vec::IntoIter<Answer>,
    doing: &'static str,
}

/// What came of one of them: how many rows it changed, and those that it returned.
type Answer = (u64, Either<Vec<SqliteRow>, Vec<PgRow>>);

impl Answers {
    /// How many rows the next statement changed.
    pub(in crate::store) fn changed(&mut self) -> Result<u64> {
        self.next().map(|(changed, _)| changed)
    }

    /// The rows that the next statement returned.
    pub(in crate::store) fn rows<T: Stored>(&mut self) -> Result<Vec<T>> {
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

impl Transaction {
    /// The answers to `queries`, in their order. Where one fails, those after it are not asked.
    pub(in crate::store) async fn each(&mut self, queries: Vec<Query>) -> Result<Answers> {
        let doing = self.doing;
        let answers = match self.link() {
            Link::Sqlite(connection) => match Query::joined(queries) {
                Ok(query) => {
                    let steps = connection.fetch_many(query);
                    gathered(steps, SqliteQueryResult::rows_affected, Either::Sqlite).await
                }
                Err(error) => Err(error),
            },
            Link::Postgres(connection) => one_by_one(connection, queries).await,
        };
        answers
            .map(|answers| Answers { answers: answers.into_iter(), doing })
            .map_err(StoreError::query(doing))
    }
}

async fn one_by_one(
    connection: &mut PgConnection,
    queries: Vec<Query>,
) -> std::result::Result<Vec<Answer>, sqlx::Error> {
    let mut answers = Vec::with_capacity(queries.len());
    for query in queries {
        let steps = connection.fetch_many(query.for_change::<Postgres>()?);
        answers.extend(gathered(steps, PgQueryResult::rows_affected, Either::Postgres).await?);
    }
    Ok(answers)
}

/// The steps of statements that are answered one after the other, statement by statement.
async fn gathered<Done, Row>(
    mut steps: BoxStream<'_, std::result::Result<Step<Done, Row>, sqlx::Error>>,
    changed: fn(&Done) -> u64,
    either: fn(Vec<Row>) -> Either<Vec<SqliteRow>, Vec<PgRow>>,
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
