//! Wishes for a pause, made with one click: each counts until somebody answers it.

use chrono::{DateTime, Utc};
use std::sync::Arc;

use super::Result;
use super::columns::Row;
use super::engine::{Engine, Query};
use crate::domain::pause::Wish;
use crate::domain::recipient::RecipientMark;

/// Wishes for a pause.
#[derive(Debug, Clone)]
pub struct Wishes {
    pub(super) engine: Arc<Engine>,
}

impl Wishes {
    /// Notes a wish made at `now`. One that is open already stays as old as it
    /// is; one that was answered is open again.
    pub async fn record(&self, recipient: &RecipientMark, now: DateTime<Utc>) -> Result<()> {
        let query = Query::new(
            "note a wish for a pause",
            "INSERT INTO wishes (recipient, wished_at) VALUES ($1, $2) \
             ON CONFLICT (recipient) DO UPDATE SET wished_at = excluded.wished_at, answered_at = NULL, answer = NULL \
             WHERE wishes.answered_at IS NOT NULL",
        );
        self.engine.execute(query.bind(recipient.to_string()).bind(now)).await.map(drop)
    }

    /// The wishes that nobody has answered, the oldest first.
    pub async fn unanswered(&self) -> Result<Vec<Wish>> {
        let query = Query::new(
            "read the wishes for a pause",
            "SELECT recipient, wished_at FROM wishes WHERE answered_at IS NULL ORDER BY wished_at, recipient",
        );
        let rows: Vec<(String, i64)> = self.engine.all(query).await?;
        let wish = |(recipient, at): &(String, i64)| {
            let row = Row::new("wishes", recipient);
            Ok(Wish { recipient: row.word(recipient)?, at: row.moment(*at)? })
        };
        rows.iter().map(wish).collect()
    }

    /// Closes an open wish with an answer, and says whether there was one.
    pub async fn answer(&self, recipient: &RecipientMark, answer: &str, now: DateTime<Utc>) -> Result<bool> {
        let query = Query::new(
            "answer a wish for a pause",
            "UPDATE wishes SET answered_at = $2, answer = $3 WHERE recipient = $1 AND answered_at IS NULL",
        )
        .bind(recipient.to_string())
        .bind(now)
        .bind(answer);
        Ok(self.engine.execute(query).await? > 0)
    }

    /// Deletes the wishes that were answered before `before`, and says how many there were.
    pub async fn forget(&self, before: DateTime<Utc>) -> Result<u64> {
        let query = Query::new("forget old wishes", "DELETE FROM wishes WHERE answered_at < $1");
        self.engine.execute(query.bind(before)).await
    }
}
