//! What earlier letters asked for: it decides what the next letter asks.

use std::collections::{HashMap, HashSet};

use super::super::Result;
use super::super::columns::{Row, whole};
use super::super::engine::{Ask, Query, from_row};
use super::super::usage::UsageSnapshot;
use super::Outbox;
use crate::domain::asks::{PastAsk, PastLetter};
use crate::domain::expectation::ExpectationKey;
use crate::domain::series::Series;
use crate::domain::training::TrainingKey;
use crate::domain::unit::UnitKey;
use crate::domain::verdict::Level;
use crate::domain::week::Week;

/// How many recipients are asked about at a time: far from SQLite's limit of 32 766 values.
const BATCH: usize = 500;

const READING: &str = "read earlier letters";

impl Outbox {
    /// The letters of `series` to `recipient` in the weeks before `week` that went
    /// out or are on their way, the newest first, at most `letters` of them.
    pub async fn letters_before(
        &self,
        series: Series,
        recipient: &str,
        week: Week,
        letters: usize,
    ) -> Result<Vec<PastLetter>> {
        let mut history = self.history(series, [recipient], week, letters).await?;
        Ok(history.remove(recipient).unwrap_or_default())
    }

    /// The same for each of `recipients` who had a letter of `series`.
    pub async fn history<R: AsRef<str>>(
        &self,
        series: Series,
        recipients: impl IntoIterator<Item = R>,
        before: Week,
        letters: usize,
    ) -> Result<HashMap<String, Vec<PastLetter>>> {
        let mut history = HashMap::new();
        let recipients: Vec<R> = recipients.into_iter().collect();
        for some in recipients.chunks(BATCH) {
            add(&mut history, self.engine.all(of(series, some, before, letters)).await?)?;
        }
        Ok(history)
    }

    /// To whom a letter of `series` handed something over, in a week from `since` on and before
    /// `before`. One that never went out counts too: see [`Self::history`] for those that did.
    pub async fn handed_over(
        &self,
        series: Series,
        since: Option<Week>,
        before: Week,
    ) -> Result<HashSet<String>> {
        let mut query = Query::new(
            "find what was handed over",
            "SELECT DISTINCT letters.recipient FROM letters JOIN asks_sent ON asks_sent.letter = letters.key \
             WHERE asks_sent.handed_over = 1 AND letters.job = ",
        );
        query.push_bind(series.name()).push(" AND letters.week < ").push_bind(before.to_string());
        if let Some(since) = since {
            query.push(" AND letters.week >= ").push_bind(since.to_string());
        }
        let rows: Vec<(String,)> = self.engine.all(query).await?;
        Ok(rows.into_iter().map(|(recipient,)| recipient).collect())
    }
}

impl UsageSnapshot {
    /// As [`Outbox::history`], at the moment of this look.
    pub async fn history(
        &mut self,
        series: Series,
        recipients: &[String],
        before: Week,
        letters: usize,
    ) -> Result<HashMap<String, Vec<PastLetter>>> {
        let mut history = HashMap::new();
        for some in recipients.chunks(BATCH) {
            add(&mut history, self.snapshot.all(of(series, some, before, letters)).await?)?;
        }
        Ok(history)
    }
}

fn add(history: &mut HashMap<String, Vec<PastLetter>>, rows: Vec<HistoryColumns>) -> Result<()> {
    for row in rows {
        let week = Row::new("letters", &row.key).word(&row.week)?;
        let ask = row.ask()?;
        let letters = history.entry(row.recipient).or_default();
        match letters.last_mut() {
            Some(letter) if letter.week == week => letter.asks.extend(ask),
            _ => letters.push(PastLetter { week, asks: ask.into_iter().collect() }),
        }
    }
    Ok(())
}

/// One row for each ask, and one for a letter without asks. Of the editions of a
/// week the newest counts: a correction is not another letter in the row.
///
/// The weeks are found one by one, each by a look into the index, and then the letters by
/// week and recipient: whatever else is in the ledger is not looked at.
fn of(series: Series, recipients: &[impl AsRef<str>], before: Week, letters: usize) -> Query {
    const WEEKS: &str = "\
        WITH RECURSIVE weeks (week) AS ( \
            SELECT MAX(letters.week) FROM letters WHERE letters.job = $1 AND letters.week < $2 \
            UNION ALL \
            SELECT (SELECT MAX(letters.week) FROM letters \
                WHERE letters.job = $1 AND letters.week < weeks.week) \
            FROM weeks WHERE weeks.week IS NOT NULL \
        ), editions AS ( \
            SELECT key, recipient, week, \
                ROW_NUMBER() OVER (PARTITION BY recipient, week ORDER BY edition DESC) AS place \
            FROM letters \
            WHERE job = $1 AND week IN (SELECT week FROM weeks WHERE week IS NOT NULL) \
                AND state IN ('queued', 'sending', 'sent', 'retry', 'unknown') AND recipient IN ";
    const PAST: &str = "\
        ), past AS ( \
            SELECT key, recipient, week, ROW_NUMBER() OVER (PARTITION BY recipient ORDER BY week DESC) AS age \
            FROM editions WHERE place = 1 \
        ) \
        SELECT past.key, past.recipient, past.week, asks_sent.unit, asks_sent.expectation, asks_sent.level, \
            asks_sent.value, asks_sent.trainings, asks_sent.handed_over \
        FROM past LEFT JOIN asks_sent ON asks_sent.letter = past.key \
        WHERE past.age <= $3 \
        ORDER BY past.recipient, past.week DESC, asks_sent.position";
    let mut query =
        Query::new(READING, WEEKS).bind(series.name()).bind(before.to_string()).bind(whole(letters));
    query.push_list(recipients.iter().map(AsRef::as_ref)).push(PAST);
    query
}

/// A letter and one of its asks, if it has any.
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

from_row!(HistoryColumns: key, recipient, week, unit, expectation, level, value, trainings, handed_over);

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
            unit: UnitKey(unit.as_str().into()),
            expectation: ExpectationKey(expectation.clone()),
            level: row.one_of(&Level::ALL, Level::word, level)?,
            value: row.exact(value)?,
            trainings: trainings.into_iter().map(TrainingKey).collect(),
            handed_over: handed_over != 0,
        }))
    }
}
