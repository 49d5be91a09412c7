//! What is not known since a row of it was refused, until a later reading has the row.

use std::collections::BTreeMap;

use super::super::Result;
use super::super::columns::Row;
use super::super::engine::{Ask, Query, Transaction, from_row};
use super::writer::{BATCH, DOING, key_of};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::UnitKey;
use crate::domain::usage::{Period, Subject};

/// Days of which something is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unknown {
    pub(super) period: Period,
    /// Whether they are those of a whole reading, since the row's own were its fault.
    pub(super) of_reading: bool,
}

impl Unknown {
    /// What of it is still not known where a reading has a row of `period`.
    pub(super) fn without(self, period: Period) -> Vec<Self> {
        if self.period == period {
            return Vec::new();
        }
        if !self.of_reading || !self.period.overlaps(period) {
            return vec![self];
        }
        let before = period.from.pred_opt().map(|to| Period { to, ..self.period });
        let after = period.to.succ_opt().map(|from| Period { from, ..self.period });
        let left = before.into_iter().chain(after).filter(|left| left.from <= left.to);
        left.map(|period| Self { period, ..self }).collect()
    }
}

#[derive(Debug)]
struct UnknownColumns {
    unit: String,
    module: String,
    audience: String,
    first_day: String,
    last_day: String,
    of_reading: i64,
}

from_row!(UnknownColumns: unit, module, audience, first_day, last_day, of_reading);

/// What is not known of what `source` gives.
pub(super) async fn unknown_of(
    transaction: &mut Transaction,
    source: &str,
) -> Result<BTreeMap<Subject, Vec<Unknown>>> {
    let query = Query::new(
        DOING,
        "SELECT unit, module, audience, first_day, last_day, of_reading FROM unknown_usage WHERE source = $1",
    );
    let rows: Vec<UnknownColumns> = transaction.all(query.bind(source)).await?;
    let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for columns in rows {
        let row = Row::new("unknown_usage", &columns.unit);
        let subject = Subject {
            unit: UnitKey(columns.unit.as_str().into()),
            module: ModuleKey(columns.module.clone()),
            audience: row.word(&columns.audience)?,
        };
        let period = Period { from: row.day(&columns.first_day)?, to: row.day(&columns.last_day)? };
        all.entry(subject).or_default().push(Unknown { period, of_reading: columns.of_reading != 0 });
    }
    Ok(all)
}

/// Keeps what is not known of what `source` gives, in place of what was kept before.
pub(super) async fn replace_unknown(
    transaction: &mut Transaction,
    source: &str,
    unknown: &BTreeMap<Subject, Vec<Unknown>>,
) -> Result<()> {
    let before = Query::new(DOING, "DELETE FROM unknown_usage WHERE source = $1").bind(source);
    transaction.execute(before).await?;
    let all = unknown.iter().flat_map(|(subject, days)| days.iter().map(move |days| (subject, *days)));
    let all: Vec<(&Subject, Unknown)> = all.collect();
    for some in all.chunks(BATCH) {
        let mut query = Query::new(
            DOING,
            "INSERT INTO unknown_usage (unit, module, audience, first_day, last_day, source, of_reading) ",
        );
        query.push_rows(some.iter().map(|(subject, days)| {
            let [unit, module, audience, from, to] = key_of(subject, days.period);
            [unit, module, audience, from, to, source.into(), i64::from(days.of_reading).into()]
        }));
        query.push(" ON CONFLICT DO NOTHING");
        transaction.execute(query).await?;
    }
    Ok(())
}
