//! What people do to letters, and what time does: release, discard, try again, forget.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use super::super::{Result, Store, StoreError};
use super::LetterFilter;
use super::listing::push_states;
use crate::domain::outbox::State;

/// What a person decides about letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Held letters may go out.
    Release,
    /// Letters that wait, or are held, are not to go out.
    Discard,
    /// Letters that failed, or of which nobody knows, are to go out once more.
    Retry,
}

impl Change {
    /// The states of the letters that it concerns.
    #[must_use]
    pub fn from(self) -> &'static [State] {
        match self {
            Self::Release => &[State::Held],
            Self::Discard => &[State::Held, State::Queued, State::Retry],
            Self::Retry => &[State::Failed, State::Unknown],
        }
    }

    /// The state they have afterwards.
    #[must_use]
    pub fn to(self) -> State {
        match self {
            Self::Release | Self::Retry => State::Queued,
            Self::Discard => State::Cancelled,
        }
    }
}

impl Store {
    /// Changes the letters that fit `filter`, and says how many there were.
    /// `reason` says who decided and why. A letter whose message is forgotten
    /// cannot go out, and stays as it is.
    ///
    /// # Errors
    ///
    /// [`StoreError::Query`] when the database cannot be written.
    pub async fn change(
        &self,
        filter: &LetterFilter,
        change: Change,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<u64> {
        let mut query = QueryBuilder::new("UPDATE letters SET state = ");
        query
            .push_bind(change.to().word())
            .push(", reason = ")
            .push_bind(reason)
            .push(", next_attempt_at = NULL, updated_at = ")
            .push_bind(now.timestamp_millis());
        if change == Change::Retry {
            // Somebody asked for it: it has all its tries before it again.
            query.push(", attempts = 0");
        }
        filter.push_to(&mut query);
        push_states(&mut query, change.from());
        if change.to() == State::Queued {
            query.push(" AND EXISTS (SELECT 1 FROM messages WHERE messages.letter = letters.key)");
        }
        let done = query.build().execute(&self.writer).await.map_err(StoreError::query("change letters"))?;
        Ok(done.rows_affected())
    }

    /// Deletes letters, with their messages and asks, that were called for
    /// before `before`, and says how many. Letters on their way stay.
    ///
    /// # Errors
    ///
    /// [`StoreError::Query`] when the database cannot be written.
    pub async fn forget_letters(&self, before: DateTime<Utc>) -> Result<u64> {
        let done = sqlx::query(
            "DELETE FROM letters WHERE created_at < $1 AND state NOT IN ('queued', 'sending', 'retry')",
        )
        .bind(before.timestamp_millis())
        .execute(&self.writer)
        .await
        .map_err(StoreError::query("forget old letters"))?;
        Ok(done.rows_affected())
    }

    /// Deletes the messages, but not the entries and asks, of letters that were
    /// called for before `before` and can no longer go out. Says how many.
    ///
    /// # Errors
    ///
    /// [`StoreError::Query`] when the database cannot be written.
    pub async fn forget_messages(&self, before: DateTime<Utc>) -> Result<u64> {
        let done = sqlx::query(
            "DELETE FROM messages WHERE letter IN (SELECT key FROM letters \
             WHERE created_at < $1 AND state IN ('sent', 'skipped', 'cancelled'))",
        )
        .bind(before.timestamp_millis())
        .execute(&self.writer)
        .await
        .map_err(StoreError::query("forget old messages"))?;
        Ok(done.rows_affected())
    }
}
