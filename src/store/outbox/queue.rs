//! New letters enter the ledger, with the asks they carry.

use chrono::{DateTime, Utc};
use sqlx::{Sqlite, Transaction};

use super::super::columns::{exact_text, json_list, whole};
use super::super::{Result, Store, StoreError};
use crate::domain::asks::PastAsk;
use crate::domain::outbox::{LetterId, State};
use crate::domain::unit::UnitKey;

const DOING: &str = "queue letters";

/// A letter that a run calls for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLetter {
    /// What makes it this letter.
    pub id: LetterId,
    /// The units it speaks of.
    pub units: Vec<UnitKey>,
    /// Where it starts: [`State::Queued`], [`State::Held`] or [`State::Skipped`].
    pub state: State,
    /// Why it is held or skipped.
    pub reason: Option<String>,
    /// The Message-ID, in angle brackets.
    pub message_id: Option<String>,
    /// The address it goes to; none for a skipped letter.
    pub address: Option<String>,
    /// The message, byte for byte; none for a skipped letter.
    pub bytes: Option<Vec<u8>>,
    /// What it asks for, and what it handed over.
    pub asks: Vec<PastAsk>,
}

impl NewLetter {
    /// The address and bytes of a letter that may go out.
    fn message(&self, key: &str) -> Result<Option<(&str, &[u8])>> {
        let incomplete = |reason| StoreError::IncompleteLetter { key: key.to_owned(), reason };
        match self.state {
            State::Skipped => Ok(None),
            State::Queued | State::Held => match (&self.address, &self.bytes, &self.message_id) {
                (None, ..) => Err(incomplete("it has no address")),
                (_, None, _) => Err(incomplete("it has no message")),
                (.., None) => Err(incomplete("it has no Message-ID")),
                (Some(address), Some(bytes), Some(_)) => Ok(Some((address, bytes))),
            },
            _ => Err(incomplete("a letter starts as queued, held or skipped")),
        }
    }
}

impl Store {
    /// Enters letters into the ledger, all or none, and says how many were
    /// new. A letter that is held already is replaced: it was written from
    /// figures that looked wrong. In any other state it stays as it is.
    ///
    /// # Errors
    ///
    /// [`StoreError::IncompleteLetter`] for a queued or held letter without
    /// address, message or Message-ID; [`StoreError::Query`] when the database
    /// cannot be written.
    pub async fn queue(&self, letters: &[NewLetter], now: DateTime<Utc>) -> Result<u64> {
        let mut transaction = self.write(DOING).await?;
        let mut new = 0;
        for letter in letters {
            let key = letter.id.key();
            let message = letter.message(&key)?;
            take_back_held(&mut transaction, &key).await?;
            if !add_letter(&mut transaction, &key, letter, now).await? {
                continue;
            }
            new += 1;
            if let Some((address, bytes)) = message {
                add_message(&mut transaction, &key, address, bytes).await?;
            }
            for (position, ask) in letter.asks.iter().enumerate() {
                add_ask(&mut transaction, &key, whole(position), ask).await?;
            }
        }
        transaction.commit().await.map_err(StoreError::query(DOING))?;
        Ok(new)
    }
}

async fn take_back_held(transaction: &mut Transaction<'_, Sqlite>, key: &str) -> Result<()> {
    for table in ["asks_sent", "messages"] {
        let text = format!(
            "DELETE FROM {table} WHERE letter = $1 \
             AND EXISTS (SELECT 1 FROM letters WHERE key = $1 AND state = 'held')"
        );
        let done = sqlx::query(sqlx::AssertSqlSafe(text)).bind(key).execute(&mut **transaction).await;
        done.map_err(StoreError::query(DOING))?;
    }
    let done = sqlx::query("DELETE FROM letters WHERE key = $1 AND state = 'held'")
        .bind(key)
        .execute(&mut **transaction)
        .await;
    done.map(drop).map_err(StoreError::query(DOING))
}

async fn add_letter(
    transaction: &mut Transaction<'_, Sqlite>,
    key: &str,
    letter: &NewLetter,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO letters (key, job, recipient, week, edition, units, state, reason, message_id, \
         attempts, next_attempt_at, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, NULL, $10, $10) ON CONFLICT (key) DO NOTHING",
    )
    .bind(key)
    .bind(&letter.id.job)
    .bind(&letter.id.recipient)
    .bind(letter.id.week.to_string())
    .bind(i64::from(letter.id.edition))
    .bind(json_list(letter.units.iter().map(|unit| &unit.0)))
    .bind(letter.state.word())
    .bind(&letter.reason)
    .bind(&letter.message_id)
    .bind(now.timestamp_millis())
    .execute(&mut **transaction)
    .await
    .map_err(StoreError::query(DOING))?;
    Ok(done.rows_affected() > 0)
}

async fn add_message(
    transaction: &mut Transaction<'_, Sqlite>,
    key: &str,
    address: &str,
    bytes: &[u8],
) -> Result<()> {
    sqlx::query("INSERT INTO messages (letter, address, bytes) VALUES ($1, $2, $3)")
        .bind(key)
        .bind(address)
        .bind(bytes)
        .execute(&mut **transaction)
        .await
        .map_err(StoreError::query(DOING))?;
    Ok(())
}

async fn add_ask(
    transaction: &mut Transaction<'_, Sqlite>,
    key: &str,
    position: i64,
    ask: &PastAsk,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO asks_sent (letter, position, unit, expectation, level, value, trainings, handed_over) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(key)
    .bind(position)
    .bind(&ask.unit.0)
    .bind(&ask.expectation.0)
    .bind(ask.level.word())
    .bind(exact_text(ask.value))
    .bind(json_list(ask.trainings.iter().map(|training| &training.0)))
    .bind(i32::from(ask.handed_over))
    .execute(&mut **transaction)
    .await
    .map_err(StoreError::query(DOING))?;
    Ok(())
}
