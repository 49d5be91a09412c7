//! Stores the outcomes of letters, on behalf of the lease that has claimed them.

use chrono::{DateTime, Utc};

use super::super::engine::{Query, Value};
use super::super::leases::Lease;
use super::ReasonColumns;
use crate::domain::outbox::Fate;

/// What came of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledLetter {
    /// Its key in the outbox.
    pub key: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// Writes fates down for letters that this lease has in hand, and returns the keys of those. There must be at least one.
pub(super) fn settlement_query(lease: Lease, settled: &[SettledLetter], now: DateTime<Utc>) -> Query {
    let mut query = fates_query(settled.iter().map(|settled| (settled.key.as_str(), &settled.fate)), now);
    query.push(" AND shift = ").push_bind(lease.0).push(" RETURNING letters.key");
    query
}

/// Changes letters that are being sent; more conditions may follow. There must be at least one.
pub(super) fn fates_query<'a>(
    fates_query: impl Iterator<Item = (&'a str, &'a Fate)>,
    now: DateTime<Utc>,
) -> Query {
    let text = "WITH fate (key, state, reason_kind, reason_data, attempts, unclear, due_at) AS (";
    let mut query = Query::new("settle letters", text);
    query
        .push_rows(fates_query.map(|(key, fate)| {
            let ReasonColumns { kind, data } = ReasonColumns::of(&fate.reason);
            [
                Value::from(key),
                fate.state.word().into(),
                kind.into(),
                data.into(),
                i64::from(fate.tries.attempts).into(),
                i64::from(fate.tries.unclear).into(),
                fate.due_at.map(|at| at.timestamp_millis()).into(),
            ]
        }))
        .push(
            ") UPDATE letters SET state = fate.state, reason_kind = fate.reason_kind, \
             reason_data = fate.reason_data, attempts = fate.attempts, unclear = fate.unclear, due_at = fate.due_at, shift = NULL, updated_at = ",
        )
        .push_bind(now)
        .push(" FROM fate WHERE letters.key = fate.key AND letters.state = 'sending'");
    query
}
