//! Usage as the sources reported it, each record once.

/// The columns of a record, without where it came from.
macro_rules! record_columns {
    () => {
        "unit, module, audience, first_day, last_day, active, eligible, share, items, last_active, active_most, \
         eligible_most, share_most, items_most"
    };
}

mod fetches;
mod files;
mod givers;
mod provenance;
mod told;
mod unknown;
mod writer;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;

use super::Result;
use super::columns::Row;
use super::engine::{Ask, Engine, Query, Transaction, from_row};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::UnitKey;
use crate::domain::usage::figure::Figure;
use crate::domain::usage::{Figures, Period, UnitUsage, Usage};

pub use fetches::{LastFetch, MOST_REFUSALS, Refusals};
pub use told::SourceMeaning;
pub use writer::{RecordCounts, UsageWriter};

const READING: &str = "read usage";

const RECORDS: &str = concat!("SELECT ", record_columns!(), " FROM usage");

const UNKNOWN: &str = "SELECT unit, module, audience, first_day, last_day FROM unknown_usage";

/// Stands for a most that is open, in the columns of suppressed figures.
const OPEN: i64 = -1;

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

    /// The last day of the newest record of all.
    pub async fn newest_day(&self) -> Result<Option<NaiveDate>> {
        let query = Query::new("find the newest usage", "SELECT MAX(last_day) FROM usage");
        let (newest,): (Option<String>,) = self.engine.one(query).await?;
        newest.map(|day| Row::new("usage", &"the newest").day(&day)).transpose()
    }

    /// Deletes the records that end before `before`, and says how many there were.
    pub async fn forget(&self, before: NaiveDate) -> Result<u64> {
        const DOING: &str = "forget old usage";
        let mut transaction = self.engine.write(DOING).await?;
        let unknown = Query::new(DOING, "DELETE FROM unknown_usage WHERE last_day < $1");
        transaction.execute(unknown.bind(before.to_string())).await?;
        let query = Query::new(DOING, "DELETE FROM usage WHERE last_day < $1");
        let forgotten = transaction.execute(query.bind(before.to_string())).await?;
        // Of a file that is still there it must be known when it came: a week without a year is of that time.
        let files = "DELETE FROM files_read WHERE position IS NULL AND first_read < $1";
        transaction.execute(Query::new(DOING, files).bind(before.to_string())).await?;
        transaction.commit().await?;
        Ok(forgotten)
    }
}

/// The records as they were at one moment, read some units at a time: those of a
/// whole municipality never stand in memory at once.
pub struct UsageSnapshot {
    pub(super) snapshot: Transaction,
    until: NaiveDate,
}

impl UsageSnapshot {
    /// What is known of these units; none about a unit that has nothing.
    pub async fn of(
        &mut self,
        units: impl IntoIterator<Item = &UnitKey>,
    ) -> Result<HashMap<UnitKey, UnitUsage>> {
        let mut all: HashMap<UnitKey, UnitUsage> = HashMap::new();
        let mut units = units.into_iter().map(text).peekable();
        while units.peek().is_some() {
            let some: Vec<&str> = units.by_ref().take(BATCH).collect();
            let mut query = Query::new(READING, RECORDS);
            query.push(" WHERE unit IN ").push_list(some.iter().copied());
            query.push(" AND last_day <= ").push_bind(self.until.to_string());
            for record in self.snapshot.all::<Record>(query).await? {
                let usage = all.entry(UnitKey(record.unit.as_str().into())).or_default();
                add(usage, record)?;
            }
            let mut query = Query::new(READING, UNKNOWN);
            query.push(" WHERE unit IN ").push_list(some);
            for unknown in self.snapshot.all::<Unknown>(query).await? {
                unknown.add_to(&mut all)?;
            }
        }
        Ok(all)
    }

    /// What is known of every unit that has something.
    pub async fn all(&mut self) -> Result<HashMap<UnitKey, UnitUsage>> {
        // Some units at a time: years of records never stand in memory twice.
        let units: Vec<(String,)> =
            self.snapshot.all(Query::new(READING, "SELECT DISTINCT unit FROM usage")).await?;
        let units: Vec<UnitKey> = units.into_iter().map(|(unit,)| UnitKey(unit.into())).collect();
        let mut all = HashMap::with_capacity(units.len());
        for some in units.chunks(BATCH) {
            all.extend(self.of(some).await?);
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

/// Something that is not known since a row was refused.
#[derive(Debug)]
struct Unknown {
    unit: String,
    module: String,
    audience: String,
    first_day: String,
    last_day: String,
}

from_row!(Unknown: unit, module, audience, first_day, last_day);

impl Unknown {
    fn add_to(self, all: &mut HashMap<UnitKey, UnitUsage>) -> Result<()> {
        let row = Row::new("unknown_usage", &self.unit);
        let period = Period { from: row.day(&self.first_day)?, to: row.day(&self.last_day)? };
        let audience = row.word(&self.audience)?;
        let usage = all.entry(UnitKey(self.unit.as_str().into())).or_default();
        usage.add_refused(ModuleKey(self.module), audience, period);
        Ok(())
    }
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
    active_most: Option<i64>,
    eligible_most: Option<i64>,
    share_most: Option<String>,
    items_most: Option<i64>,
}

from_row!(
    Record: unit, module, audience, first_day, last_day, active, eligible, share, items, last_active, active_most,
    eligible_most, share_most, items_most
);

impl Record {
    pub(super) fn usage(&self, row: Row<'_>) -> Result<Usage> {
        let count = |least: Option<i64>, most: Option<i64>| -> Result<Option<Figure<u32>>> {
            let Some(least) = least.map(|least| row.count(least)).transpose()? else { return Ok(None) };
            Ok(Some(match most {
                None => Figure::Known(least),
                Some(OPEN) => Figure::Suppressed { least, most: None },
                Some(most) => Figure::Suppressed { least, most: Some(row.count(most)?) },
            }))
        };
        let share = self.share.as_deref().map(|text| row.share(text)).transpose()?;
        let share = match (share, self.share_most.as_deref()) {
            (None, _) => None,
            (Some(share), None) => Some(Figure::Known(share)),
            (Some(least), Some("")) => Some(Figure::Suppressed { least, most: None }),
            (Some(least), Some(most)) => Some(Figure::Suppressed { least, most: Some(row.share(most)?) }),
        };
        // Not judged again: it was accepted on the day it was read.
        Ok(Usage {
            period: Period { from: row.day(&self.first_day)?, to: row.day(&self.last_day)? },
            figures: Figures {
                active: count(self.active, self.active_most)?,
                eligible: count(self.eligible, self.eligible_most)?,
                share,
                items: count(self.items, self.items_most)?,
                last_active: self.last_active.as_deref().map(|text| row.day(text)).transpose()?,
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
