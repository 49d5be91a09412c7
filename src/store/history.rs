//! What earlier letters asked for: it decides what the next letter asks.

use std::collections::HashMap;

use super::columns::{Row, whole};
use super::engine::Query;
use super::{Result, Store};
use crate::domain::asks::{PastAsk, PastLetter};
use crate::domain::expectation::ExpectationKey;
use crate::domain::training::TrainingKey;
use crate::domain::unit::UnitKey;
use crate::domain::verdict::Level;
use crate::domain::week::Week;

/// One row for each ask, and one for a letter without asks. Of the editions of a
/// week the newest counts: a correction is not another letter in the row.
const HISTORY: &str = "\
    WITH editions AS ( \
        SELECT key, recipient, week, \
            ROW_NUMBER() OVER (PARTITION BY recipient, week ORDER BY edition DESC) AS place \
        FROM letters \
        WHERE job = $1 AND week < $2 AND state IN ('queued', 'sending', 'sent', 'retry', 'unknown') \
            AND (CAST($4 AS TEXT) IS NULL OR recipient = $4) \
    ), past AS ( \
        SELECT key, recipient, week, ROW_NUMBER() OVER (PARTITION BY recipient ORDER BY week DESC) AS age \
        FROM editions WHERE place = 1 \
    ) \
    SELECT past.key, past.recipient, past.week, asks_sent.unit, asks_sent.expectation, asks_sent.level, \
        asks_sent.value, asks_sent.trainings, asks_sent.handed_over \
    FROM past LEFT JOIN asks_sent ON asks_sent.letter = past.key \
    WHERE past.age <= $3 \
    ORDER BY past.recipient, past.week DESC, asks_sent.position";

impl Store {
    /// The letters of `job` to `recipient` in the weeks before `week` that went
    /// out or are on their way, the newest first, at most `letters` of them.
    ///
    /// # Errors
    ///
    /// [`super::StoreError`] when the database cannot be read, or an ask is damaged.
    pub async fn letters_before(
        &self,
        job: &str,
        recipient: &str,
        week: Week,
        letters: usize,
    ) -> Result<Vec<PastLetter>> {
        let mut history = self.read_history(job, week, letters, Some(recipient)).await?;
        Ok(history.remove(recipient).unwrap_or_default())
    }

    /// The same for every recipient who had a letter of `job`.
    ///
    /// # Errors
    ///
    /// [`super::StoreError`] when the database cannot be read, or an ask is damaged.
    pub async fn history(
        &self,
        job: &str,
        before: Week,
        letters: usize,
    ) -> Result<HashMap<String, Vec<PastLetter>>> {
        self.read_history(job, before, letters, None).await
    }

    async fn read_history(
        &self,
        job: &str,
        before: Week,
        letters: usize,
        recipient: Option<&str>,
    ) -> Result<HashMap<String, Vec<PastLetter>>> {
        let query = Query::new("read earlier letters", HISTORY)
            .bind(job)
            .bind(before.to_string())
            .bind(whole(letters))
            .bind(recipient);
        let rows: Vec<HistoryColumns> = self.engine.all(query).await?;
        let mut history: HashMap<String, Vec<PastLetter>> = HashMap::new();
        for row in rows {
            let week = Row::new("letters", &row.key).word(&row.week)?;
            let ask = row.ask()?;
            let letters = history.entry(row.recipient).or_default();
            match letters.last_mut() {
                Some(letter) if letter.week == week => letter.asks.extend(ask),
                _ => letters.push(PastLetter { week, asks: ask.into_iter().collect() }),
            }
        }
        Ok(history)
    }
}

/// A letter and one of its asks, if it has any.
#[derive(sqlx::FromRow)]
struct HistoryColumns {
    key: String,
    recipient: String,
    week: String,
    unit: Option<String>,
    expectation: Option<String>,
    level: Option<String>,
    value: Option<String>,
    trainings: Option<String>,
    handed_over: Option<i64>,
}

impl HistoryColumns {
    fn ask(&self) -> Result<Option<PastAsk>> {
        let (Some(unit), Some(expectation), Some(level), Some(value), Some(trainings), Some(handed_over)) =
            (&self.unit, &self.expectation, &self.level, &self.value, &self.trainings, self.handed_over)
        else {
            return Ok(None);
        };
        let row = Row::new("asks_sent", &self.key);
        let trainings: Vec<String> = row.json(trainings)?;
        Ok(Some(PastAsk {
            unit: UnitKey(unit.clone()),
            expectation: ExpectationKey(expectation.clone()),
            level: row.one_of(&Level::ALL, Level::word, level)?,
            value: row.exact(value)?,
            trainings: trainings.into_iter().map(TrainingKey).collect(),
            handed_over: handed_over != 0,
        }))
    }
}
