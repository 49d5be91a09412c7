//! Wishes for a pause, made with one click: each counts until somebody answers it.

use chrono::{DateTime, Utc};

use super::columns::Row;
use super::{Result, Store, StoreError};
use crate::domain::pause::Wish;
use crate::domain::recipient::RecipientMark;

impl Store {
    /// Notes a wish made at `now`. One that is open already stays as old as it
    /// is; one that was answered is open again.
    ///
    /// # Errors
    ///
    /// [`StoreError::Query`] when the database cannot be written.
    pub async fn record_wish(&self, recipient: &RecipientMark, now: DateTime<Utc>) -> Result<()> {
        sqlx::query(
            "INSERT INTO wishes (recipient, wished_at) VALUES ($1, $2) \
             ON CONFLICT (recipient) DO UPDATE SET wished_at = excluded.wished_at, answered_at = NULL, answer = NULL \
             WHERE wishes.answered_at IS NOT NULL",
        )
        .bind(recipient.to_string())
        .bind(now.timestamp_millis())
        .execute(&self.writer)
        .await
        .map_err(StoreError::query("note a wish for a pause"))?;
        Ok(())
    }

    /// The wishes that nobody has answered, the oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be read, or a wish is damaged.
    pub async fn open_wishes(&self) -> Result<Vec<Wish>> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT recipient, wished_at FROM wishes WHERE answered_at IS NULL ORDER BY wished_at, recipient",
        )
        .fetch_all(&self.readers)
        .await
        .map_err(StoreError::query("read the wishes for a pause"))?;
        let wish = |(recipient, at): &(String, i64)| {
            let row = Row::new("wishes", recipient);
            Ok(Wish { recipient: row.word(recipient)?, at: row.moment(*at)? })
        };
        rows.iter().map(wish).collect()
    }

    /// Closes an open wish with an answer, and says whether there was one.
    ///
    /// # Errors
    ///
    /// [`StoreError::Query`] when the database cannot be written.
    pub async fn answer_wish(
        &self,
        recipient: &RecipientMark,
        answer: &str,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE wishes SET answered_at = $2, answer = $3 WHERE recipient = $1 AND answered_at IS NULL",
        )
        .bind(recipient.to_string())
        .bind(now.timestamp_millis())
        .bind(answer)
        .execute(&self.writer)
        .await
        .map_err(StoreError::query("answer a wish for a pause"))?;
        Ok(done.rows_affected() > 0)
    }

    /// Deletes the wishes that were answered before `before`, and says how many there were.
    ///
    /// # Errors
    ///
    /// [`StoreError::Query`] when the database cannot be written.
    pub async fn forget_wishes(&self, before: DateTime<Utc>) -> Result<u64> {
        let done = sqlx::query("DELETE FROM wishes WHERE answered_at < $1")
            .bind(before.timestamp_millis())
            .execute(&self.writer)
            .await
            .map_err(StoreError::query("forget old wishes"))?;
        Ok(done.rows_affected())
    }
}
