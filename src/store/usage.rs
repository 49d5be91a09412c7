//! Usage as the sources reported it, each record once.

mod fetches;
mod provenance;
mod writer;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;

use super::Result;
use super::columns::Row;
use super::engine::{Ask, Engine, Query, Transaction, from_row};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::number::Exact;
use crate::domain::unit::UnitKey;
use crate::domain::usage::{Figures, Period, UnitUsage, Usage};

pub use fetches::{LastFetch, MOST_REFUSALS, Refusals};
pub use writer::{RecordCounts, UsageWriter};

const READING: &str = "read usage";

const RECORDS: &str = "SELECT unit, module, audience, first_day, last_day, active, eligible, share, items, last_active FROM usage";

/// Units read by one statement: far from SQLite's limit of 32 766 values.
const BATCH: usize = 500;

/// Usage, and how the newest reading of each source went.
#[derive(Debug, Clone)]
pub struct UsageStore {
    pub(super) engine: Arc<Engine>,
}

impl UsageStore {
    /// A look at the records that end at or before `until` as they are now, whatever is written later.
    pub async fn snapshot(&self, until: NaiveDate) -> Result<UsageSnapshot> {
        Ok(UsageSnapshot { snapshot: self.engine.snapshot(READING).await?, until })
    }

    /// All records that end at or before `until`, by unit.
    pub async fn until(&self, until: NaiveDate) -> Result<HashMap<UnitKey, UnitUsage>> {
        // One snapshot, a unit at a time: years of records never stand in memory twice.
        let mut snapshot = self.engine.snapshot(READING).await?;
        let units: Vec<(String,)> =
            snapshot.all(Query::new(READING, "SELECT DISTINCT unit FROM usage")).await?;
        let mut all = HashMap::with_capacity(units.len());
        for (unit,) in units {
            let unit = UnitKey(unit.into());
            let query = Query::new(READING, &format!("{RECORDS} WHERE unit = $1 AND last_day <= $2"));
            let mut usage = UnitUsage::default();
            for record in snapshot.all(query.bind(&*unit.0).bind(until.to_string())).await? {
                add(&mut usage, record)?;
            }
            if usage.iter().next().is_some() {
                all.insert(unit, usage);
            }
        }
        Ok(all)
    }

    /// The last day of the newest record of all.
    pub async fn newest_day(&self) -> Result<Option<NaiveDate>> {
        let query = Query::new("find the newest usage", "SELECT MAX(last_day) FROM usage");
        let (newest,): (Option<String>,) = self.engine.one(query).await?;
        newest.map(|day| Row::new("usage", &"the newest").day(&day)).transpose()
    }

    /// Deletes the records that end before `before`, and says how many there were.
    pub async fn forget(&self, before: NaiveDate) -> Result<u64> {
        let query = Query::new("forget old usage", "DELETE FROM usage WHERE last_day < $1");
        self.engine.execute(query.bind(before.to_string())).await
    }
}

/// The records as they were at one moment, read some units at a time: those of a
/// whole municipality never stand in memory at once.
pub struct UsageSnapshot {
    pub(super) snapshot: Transaction,
    until: NaiveDate,
}

impl UsageSnapshot {
    /// The records of these units; none about a unit that has none.
    pub async fn of(
        &mut self,
        units: impl IntoIterator<Item = &UnitKey>,
    ) -> Result<HashMap<UnitKey, UnitUsage>> {
        let mut all: HashMap<UnitKey, UnitUsage> = HashMap::new();
        let mut units = units.into_iter().map(text).peekable();
        while units.peek().is_some() {
            let mut query = Query::new(READING, RECORDS);
            query.push(" WHERE unit IN ").push_list(units.by_ref().take(BATCH));
            query.push(" AND last_day <= ").push_bind(self.until.to_string());
            for record in self.snapshot.all::<Record>(query).await? {
                let usage = all.entry(UnitKey(record.unit.as_str().into())).or_default();
                add(usage, record)?;
            }
        }
        Ok(all)
    }
}

/// A function and no closure, so that a task of its own may read too.
fn text(unit: &UnitKey) -> &str {
    &unit.0
}

fn add(usage: &mut UnitUsage, record: Record) -> Result<()> {
    let row = Row::new("usage", &record);
    let audience = row.word(&record.audience)?;
    let record_usage = record.usage(row)?;
    usage.add(ModuleKey(record.module), audience, record_usage);
    Ok(())
}

/// A record as it stands in the table.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) unit: String,
    pub(super) module: String,
    pub(super) audience: String,
    first_day: String,
    last_day: String,
    active: Option<i64>,
    eligible: Option<i64>,
    share: Option<String>,
    items: Option<i64>,
    last_active: Option<String>,
}

from_row!(Record: unit, module, audience, first_day, last_day, active, eligible, share, items, last_active);

impl Record {
    pub(super) fn usage(&self, row: Row<'_>) -> Result<Usage> {
        let count = |value: Option<i64>| value.map(|value| row.count::<u32>(value)).transpose();
        let share: Option<Exact> = self.share.as_deref().map(|text| row.exact(text)).transpose()?;
        let last_active = self.last_active.as_deref().map(|text| row.day(text)).transpose()?;
        // Not judged again: it was accepted on the day it was read.
        Ok(Usage {
            period: Period { from: row.day(&self.first_day)?, to: row.day(&self.last_day)? },
            figures: Figures {
                active: count(self.active)?,
                eligible: count(self.eligible)?,
                share,
                items: count(self.items)?,
                last_active,
            },
        })
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { unit, module, audience, first_day, last_day, .. } = self;
        write!(f, "{unit} {module} {audience} {first_day}..{last_day}")
    }
}
