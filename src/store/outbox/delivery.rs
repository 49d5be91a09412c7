//! Letters go out one by one: each is claimed, tried and settled, and none is held open in a transaction meanwhile.

use chrono::{DateTime, Utc};

use super::super::columns::Row;
use super::super::{Result, Store, StoreError};
use super::IdColumns;
use crate::domain::outbox::{Attempt, LetterId, State};
use crate::domain::week::Week;

/// A letter that the caller must now deliver, and settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Its key in the outbox.
    pub key: String,
    /// What makes it this letter.
    pub id: LetterId,
    /// The address it goes to.
    pub address: String,
    /// The Message-ID, in angle brackets.
    pub message_id: String,
    /// The message, byte for byte.
    pub bytes: Vec<u8>,
    /// How often it was handed over before.
    pub attempts: u32,
}

/// The columns of a claimed letter.
#[derive(sqlx::FromRow)]
struct ClaimedColumns {
    #[sqlx(flatten)]
    id: IdColumns,
    message_id: Option<String>,
    attempts: i64,
}

impl Store {
    /// Takes the letter that has been due longest, and marks it as being sent.
    /// With `of`, only letters of that job and week.
    ///
    /// However many tasks ask at once, each letter is handed out once.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be written, or the letter is damaged.
    pub async fn claim(&self, of: Option<(&str, Week)>, now: DateTime<Utc>) -> Result<Option<Claimed>> {
        const DOING: &str = "claim a letter";
        let (job, week) = job_and_week(of);
        let mut transaction = self.write(DOING).await?;
        let claimed: Option<ClaimedColumns> = sqlx::query_as(
            "UPDATE letters SET state = 'sending', next_attempt_at = NULL, updated_at = $1 WHERE key = ( \
             SELECT key FROM letters \
             WHERE (state = 'queued' OR (state = 'retry' AND next_attempt_at <= $1)) \
             AND (CAST($2 AS TEXT) IS NULL OR job = $2) AND (CAST($3 AS TEXT) IS NULL OR week = $3) \
             ORDER BY COALESCE(next_attempt_at, created_at), recipient, key LIMIT 1) \
             RETURNING key, job, recipient, week, edition, message_id, attempts",
        )
        .bind(now.timestamp_millis())
        .bind(job)
        .bind(week)
        .fetch_optional(&mut *transaction)
        .await
        .map_err(StoreError::query(DOING))?;
        let Some(ClaimedColumns { id, message_id, attempts }) = claimed else { return Ok(None) };
        let key = id.key.clone();
        let message: Option<(String, Vec<u8>)> =
            sqlx::query_as("SELECT address, bytes FROM messages WHERE letter = $1")
                .bind(&key)
                .fetch_optional(&mut *transaction)
                .await
                .map_err(StoreError::query(DOING))?;
        // What is damaged is read before it is claimed: else it would be stuck on its way.
        let row = Row::new("letters", &key);
        let (address, bytes) = row.present(message, "message")?;
        let message_id = row.present(message_id, "Message-ID")?;
        let (id, attempts) = (id.read()?, row.count(attempts)?);
        transaction.commit().await.map_err(StoreError::query(DOING))?;
        Ok(Some(Claimed { key, id, address, message_id, bytes, attempts }))
    }

    /// Notes what came of handing over a claimed letter.
    ///
    /// A deferred letter is tried again at `retry_at`; without that it has failed for good.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotBeingSent`] when nobody claimed it, [`StoreError::Query`]
    /// when the database cannot be written.
    pub async fn settle(
        &self,
        key: &str,
        attempt: &Attempt,
        retry_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (state, words, retry_at) = match (attempt, retry_at) {
            (Attempt::Accepted(words), _) => (State::Sent, words, None),
            (Attempt::Deferred(words), Some(at)) => (State::Retry, words, Some(at)),
            (Attempt::Deferred(words) | Attempt::Refused(words), _) => (State::Failed, words, None),
            (Attempt::Unclear(words), _) => (State::Unknown, words, None),
        };
        let done = sqlx::query(
            "UPDATE letters SET state = $2, reason = $3, attempts = attempts + 1, next_attempt_at = $4, \
             updated_at = $5 WHERE key = $1 AND state = 'sending'",
        )
        .bind(key)
        .bind(state.word())
        .bind(words)
        .bind(retry_at.map(|at| at.timestamp_millis()))
        .bind(now.timestamp_millis())
        .execute(&self.writer)
        .await
        .map_err(StoreError::query("settle a letter"))?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotBeingSent { key: key.to_owned() });
        }
        Ok(())
    }

    /// Notes that no letter can be handed over at all: every letter that is due
    /// counts as tried, and is tried again at `retry_at`. Says how many there are.
    ///
    /// # Errors
    ///
    /// [`StoreError::Query`] when the database cannot be written.
    pub async fn postpone(&self, reason: &str, retry_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<u64> {
        let done = sqlx::query(
            "UPDATE letters SET state = $1, reason = $2, attempts = attempts + 1, next_attempt_at = $3, \
             updated_at = $4 WHERE state = 'queued' OR (state = 'retry' AND next_attempt_at <= $4)",
        )
        .bind(State::Retry.word())
        .bind(reason)
        .bind(retry_at.timestamp_millis())
        .bind(now.timestamp_millis())
        .execute(&self.writer)
        .await
        .map_err(StoreError::query("postpone letters"))?;
        Ok(done.rows_affected())
    }

    /// Puts letters that a dead process left half-way back into the queue, and
    /// says how many. The caller makes sure that nobody else delivers.
    ///
    /// # Errors
    ///
    /// [`StoreError::Query`] when the database cannot be written.
    pub async fn recover(&self, now: DateTime<Utc>) -> Result<u64> {
        let done = sqlx::query(
            "UPDATE letters SET state = 'queued', reason = $1, updated_at = $2 WHERE state = 'sending'",
        )
        .bind("nyttja ended while this letter was being sent")
        .bind(now.timestamp_millis())
        .execute(&self.writer)
        .await
        .map_err(StoreError::query("recover letters"))?;
        Ok(done.rows_affected())
    }

    /// When there is next a letter to claim: `now` where one is due, none where
    /// nothing waits. With `of`, only letters of that job and week.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be read, or a moment is damaged.
    pub async fn next_due(
        &self,
        of: Option<(&str, Week)>,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>> {
        let (job, week) = job_and_week(of);
        let due: Option<i64> = sqlx::query_scalar(
            "SELECT MIN(COALESCE(next_attempt_at, created_at)) FROM letters WHERE state IN ('queued', 'retry') \
             AND (CAST($1 AS TEXT) IS NULL OR job = $1) AND (CAST($2 AS TEXT) IS NULL OR week = $2)",
        )
        .bind(job)
        .bind(week)
        .fetch_one(&self.readers)
        .await
        .map_err(StoreError::query("find the next letter"))?;
        due.map(|millis| Ok(Row::new("letters", &"the next due").moment(millis)?.max(now))).transpose()
    }
}

fn job_and_week(of: Option<(&str, Week)>) -> (Option<&str>, Option<String>) {
    (of.map(|(job, _)| job), of.map(|(_, week)| week.to_string()))
}
