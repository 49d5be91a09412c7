//! What came of letters is written down, by whoever has them in hand.

use chrono::{DateTime, Utc};

use super::super::engine::{Query, Transaction, Value};
use super::super::shifts::Shift;
use super::super::{Result, slots};
use super::exchange::Terms;
use crate::domain::outbox::Fate;

/// What came of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Its key in the outbox.
    pub key: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// Writes fates down, and returns the keys of letters that this shift has no longer in hand.
pub(super) async fn settle(
    transaction: &mut Transaction,
    shift: Shift,
    settled: &[Settled],
    terms: Terms,
    now: DateTime<Utc>,
) -> Result<Vec<String>> {
    if settled.is_empty() {
        return Ok(Vec::new());
    }
    let keys = || settled.iter().map(|settled| settled.key.clone());
    let mut query = fates(settled.iter().map(|settled| (settled.key.as_str(), &settled.fate)), now);
    query.push(" AND shift = ").push_bind(shift.0).push(" RETURNING letters.key");
    let done: Vec<(String,)> = transaction.all(query).await?;
    if terms.per_minute > 0 {
        slots::leave_places(transaction, shift, keys()).await?;
    }
    Ok(keys().filter(|key| !done.iter().any(|(done,)| done == key)).collect())
}

/// Changes letters that are being sent; more conditions may follow. There must be at least one.
pub(super) fn fates<'a>(fates: impl Iterator<Item = (&'a str, &'a Fate)>, now: DateTime<Utc>) -> Query {
    let text = "WITH fate (key, state, reason, attempts, unclear, due_at) AS (";
    let mut query = Query::new("settle letters", text);
    query
        .push_rows(fates.map(|(key, fate)| {
            [
                Value::from(key),
                fate.state.word().into(),
                fate.reason.as_str().into(),
                i64::from(fate.tries.attempts).into(),
                i64::from(fate.tries.unclear).into(),
                fate.due_at.map(|at| at.timestamp_millis()).into(),
            ]
        }))
        .push(
            ") UPDATE letters SET state = fate.state, reason = fate.reason, attempts = fate.attempts, \
             unclear = fate.unclear, due_at = fate.due_at, shift = NULL, updated_at = ",
        )
        .push_bind(now.timestamp_millis())
        .push(" FROM fate WHERE letters.key = fate.key AND letters.state = 'sending'");
    query
}
