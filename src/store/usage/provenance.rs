//! Records with where they came from, for those who want to know why.

use super::super::Result;
use super::super::columns::Row;
use super::super::engine::{Query, from_row};
use super::{Record, UsageStore};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::UnitKey;
use crate::domain::usage::{Delivered, Subject};

/// A record with where it came from.
#[derive(Debug)]
struct DeliveredColumns {
    record: Record,
    source: String,
    fetched_at: i64,
}

from_row!(DeliveredColumns: source, fetched_at; record);

impl UsageStore {
    /// Every record of one unit, with the source that reported it and when its
    /// figures were first read.
    pub async fn delivered(&self, unit: &UnitKey) -> Result<Vec<Delivered>> {
        let query = Query::new(
            "read the records of a unit",
            concat!(
                "SELECT ",
                record_columns!(),
                ", source, fetched_at FROM usage WHERE unit = $1 ORDER BY module, audience, last_day, first_day"
            ),
        )
        .bind(&*unit.0);
        let rows: Vec<DeliveredColumns> = self.engine.all(query).await?;
        let read = |columns: DeliveredColumns| {
            let row = Row::new("usage", &columns.record);
            Ok(Delivered {
                subject: Subject {
                    unit: unit.clone(),
                    module: ModuleKey(columns.record.module.clone()),
                    audience: row.word(&columns.record.audience)?,
                },
                usage: columns.record.usage(row)?,
                source: columns.source.clone(),
                read_at: row.moment(columns.fetched_at)?,
            })
        };
        rows.into_iter().map(read).collect()
    }
}
