//! Lists letters of the ledger.

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, Sqlite};

use super::super::columns::{Row, whole};
use super::super::{Result, Store, StoreError};
use super::IdColumns;
use crate::domain::outbox::{Entry, State};
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;

/// Which letters are meant: those that fit everything it names, all where it names nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LetterFilter {
    /// The letter with this key.
    pub key: Option<String>,
    /// Letters of this job.
    pub job: Option<String>,
    /// Letters of this week.
    pub week: Option<Week>,
    /// Letters to this recipient: the address in lower case.
    pub recipient: Option<String>,
    /// Letters in one of these states; in any where empty.
    pub states: Vec<State>,
    /// Letters that came to their state after this moment.
    pub changed_after: Option<DateTime<Utc>>,
}

impl LetterFilter {
    /// Adds ` WHERE …` to a query on the table of letters.
    pub(super) fn push_to(&self, query: &mut QueryBuilder<Sqlite>) {
        query.push(" WHERE 1 = 1");
        let week = self.week.map(|week| week.to_string());
        let columns = [
            (" AND key = ", &self.key),
            (" AND job = ", &self.job),
            (" AND week = ", &week),
            (" AND recipient = ", &self.recipient),
        ];
        for (condition, value) in columns {
            if let Some(value) = value {
                query.push(condition).push_bind(value.clone());
            }
        }
        if !self.states.is_empty() {
            push_states(query, &self.states);
        }
        if let Some(moment) = self.changed_after {
            query.push(" AND updated_at > ").push_bind(moment.timestamp_millis());
        }
    }
}

/// Adds ` AND state IN (…)`; no state at all matches nothing.
pub(super) fn push_states(query: &mut QueryBuilder<Sqlite>, states: &[State]) {
    query.push(" AND state IN (");
    let mut list = query.separated(", ");
    for state in states {
        list.push_bind(state.word());
    }
    query.push(")");
}

/// When things happened to a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterTimes {
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// When it came to the state it is in.
    pub changed_at: DateTime<Utc>,
}

/// The columns of an entry.
#[derive(sqlx::FromRow)]
struct EntryColumns {
    #[sqlx(flatten)]
    id: IdColumns,
    units: String,
    state: String,
    reason: Option<String>,
    message_id: Option<String>,
    attempts: i64,
    next_attempt_at: Option<i64>,
}

impl EntryColumns {
    fn read(self) -> Result<Entry> {
        let key = self.id.key.clone();
        let row = Row::new("letters", &key);
        let units: Vec<String> = row.json(&self.units)?;
        Ok(Entry {
            id: self.id.read()?,
            units: units.into_iter().map(UnitKey).collect(),
            state: row.word(&self.state)?,
            reason: self.reason,
            message_id: self.message_id,
            attempts: row.count(self.attempts)?,
            next_attempt: self.next_attempt_at.map(|millis| row.moment(millis)).transpose()?,
        })
    }
}

const ENTRY: &str = "SELECT key, job, recipient, week, edition, units, state, reason, message_id, attempts, \
                     next_attempt_at FROM letters";

impl Store {
    /// Every letter of `job` and `week`, in the order of their recipients.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be read, or an entry is damaged.
    pub async fn entries(&self, job: &str, week: Week) -> Result<Vec<Entry>> {
        let filter = LetterFilter { job: Some(job.to_owned()), week: Some(week), ..LetterFilter::default() };
        self.list(&filter, " ORDER BY recipient, edition, key", None).await
    }

    /// The letters that fit `filter`, the newest weeks first, at most `limit` of them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be read, or an entry is damaged.
    pub async fn recent_entries(&self, filter: &LetterFilter, limit: usize) -> Result<Vec<Entry>> {
        self.list(filter, " ORDER BY week DESC, created_at DESC, job, recipient, edition, key", Some(limit))
            .await
    }

    /// When a letter was written, and when it came to its state; none where it is not known.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be read, or a moment is damaged.
    pub async fn times_of(&self, key: &str) -> Result<Option<LetterTimes>> {
        let times: Option<(i64, i64)> =
            sqlx::query_as("SELECT created_at, updated_at FROM letters WHERE key = $1")
                .bind(key)
                .fetch_optional(&self.readers)
                .await
                .map_err(StoreError::query("read when a letter was written"))?;
        let row = Row::new("letters", &key);
        let read = |(written, changed)| -> Result<LetterTimes> {
            Ok(LetterTimes { written_at: row.moment(written)?, changed_at: row.moment(changed)? })
        };
        times.map(read).transpose()
    }

    /// The message of a letter, byte for byte, while it is kept.
    ///
    /// # Errors
    ///
    /// [`StoreError::Query`] when the database cannot be read.
    pub async fn message(&self, key: &str) -> Result<Option<Vec<u8>>> {
        sqlx::query_scalar("SELECT bytes FROM messages WHERE letter = $1")
            .bind(key)
            .fetch_optional(&self.readers)
            .await
            .map_err(StoreError::query("read a message"))
    }

    async fn list(
        &self,
        filter: &LetterFilter,
        order: &'static str,
        limit: Option<usize>,
    ) -> Result<Vec<Entry>> {
        let mut query = QueryBuilder::new(ENTRY);
        filter.push_to(&mut query);
        query.push(order);
        if let Some(limit) = limit {
            query.push(" LIMIT ").push_bind(whole(limit));
        }
        let rows: Vec<EntryColumns> = query
            .build_query_as()
            .fetch_all(&self.readers)
            .await
            .map_err(StoreError::query("list letters"))?;
        rows.into_iter().map(EntryColumns::read).collect()
    }
}
