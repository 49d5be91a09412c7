//! What was decided about letters: written down with the change, in the same transaction.

use chrono::{DateTime, Utc};

use super::super::Result;
use super::super::columns::Row;
use super::super::engine::{Ask, Query, Transaction, from_row};
use super::{Outbox, ReasonColumns, reasons};
use crate::domain::outbox::{Decision, Deed, Reason};
use crate::domain::series::Series;
use crate::domain::week::Week;

/// Letters written about by one statement.
const BATCH: usize = 500;

/// Writes down what was decided about the letters `keys`, behind what was decided before.
pub(super) async fn record(
    transaction: &mut Transaction,
    keys: &[String],
    deed: Deed,
    why: &Reason,
    now: DateTime<Utc>,
) -> Result<()> {
    record_by(transaction, keys, deed, (why.who(), why), now).await
}

/// The same, where somebody decided who did not give the reason.
pub(in crate::store) async fn record_by(
    transaction: &mut Transaction,
    keys: &[String],
    deed: Deed,
    (who, why): (Option<&str>, &Reason),
    now: DateTime<Utc>,
) -> Result<()> {
    let ReasonColumns { kind, data } = ReasonColumns::of(why);
    for keys in keys.chunks(BATCH) {
        let text = "INSERT INTO decisions (letter, position, at, what, who, reason_kind, reason_data) SELECT key, \
                    (SELECT COUNT(*) FROM decisions WHERE decisions.letter = letters.key), ";
        let mut query = Query::new("write a decision down", text);
        query.push_bind(now).push(", ").push_bind(deed.word()).push(", ");
        query.push_bind(who).push(", ").push_bind(&*kind).push(", ").push_bind(&*data);
        query.push(" FROM letters WHERE key IN ").push_list(keys);
        transaction.execute(query).await?;
    }
    Ok(())
}

/// The columns of a decision.
struct DecisionColumns {
    at: i64,
    what: String,
    who: Option<String>,
    reason_kind: String,
    reason_data: String,
}

from_row!(DecisionColumns: at, what, who, reason_kind, reason_data);

impl Outbox {
    /// Everything that was decided about a letter, the oldest first.
    pub async fn decisions(&self, key: &str) -> Result<Vec<Decision>> {
        let text = "SELECT at, what, who, reason_kind, reason_data FROM decisions WHERE letter = $1 ORDER BY position";
        let rows: Vec<DecisionColumns> =
            self.engine.all(Query::new("read decisions", text).bind(key)).await?;
        let row = Row::new("decisions", &key);
        let read = |DecisionColumns { at, what, who, reason_kind, reason_data }| {
            let what = row.one_of(&Deed::ALL, Deed::word, &what)?;
            let why = reasons::read(row, Some(reason_kind), Some(reason_data))?;
            Ok(Decision { at: row.moment(at)?, what, who, why: row.present(why, "reason")? })
        };
        rows.into_iter().map(read).collect()
    }

    /// Whether somebody has released or discarded letters of one of these `series` and `week` that
    /// were written at `since` or later.
    pub async fn was_decided(&self, series: &[Series], week: Week, since: DateTime<Utc>) -> Result<bool> {
        let text = "SELECT COUNT(*) FROM decisions JOIN letters ON letters.key = decisions.letter \
                    WHERE who IS NOT NULL AND what IN ('release', 'discard') AND created_at >= ";
        let mut query = Query::new("read decisions", text);
        query.push_bind(since).push(" AND week = ").push_bind(week.to_string());
        query.push(" AND job IN ").push_list(series.iter().map(|series| series.name()));
        let (decisions,): (i64,) = self.engine.one(query).await?;
        Ok(decisions > 0)
    }
}
