//! Usage: what the sources told, each record once.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

use super::columns::{Row, exact_text};
use super::engine::{Query, Transaction};
use super::{Result, Store};
use crate::domain::module::ModuleKey;
use crate::domain::number::Exact;
use crate::domain::unit::UnitKey;
use crate::domain::usage::{Figures, Period, Subject, UnitUsage, Usage};

const READING: &str = "read usage";

const RECORDS: &str = "SELECT unit, module, audience, first_day, last_day, active, eligible, share, items, last_active FROM usage";

/// Records written, or units read, by one statement: far from SQLite's limit of 32 766 values.
const BATCH: usize = 500;

/// What became of the records of one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    /// Records about something that was not known.
    pub new: u64,
    /// Records with other figures than before.
    pub changed: u64,
    /// Records that were there already; they were not touched.
    pub unchanged: u64,
}

impl Store {
    /// Keeps the records that `source` told at `fetched_at`, all or none.
    ///
    /// A record about the same unit, module, audience and period replaces the
    /// one there is, unless its figures are the same. Of two such records in
    /// `records` the later counts, and [`Kept`] counts them as one.
    ///
    /// # Errors
    ///
    /// [`super::StoreError::Query`] when the database cannot be written.
    pub async fn keep_usage(
        &self,
        records: &[(Subject, Usage)],
        source: &str,
        fetched_at: DateTime<Utc>,
    ) -> Result<Kept> {
        const DOING: &str = "keep usage";
        // In the order of the key: neighbours land on the same page of the file.
        let records: BTreeMap<(&Subject, Period), &Figures> =
            records.iter().map(|(subject, usage)| ((subject, usage.period), &usage.figures)).collect();
        let total = records.len();
        let mut transaction = self.engine.write(DOING).await?;
        let before = count(&mut transaction).await?;
        let mut written = 0;
        let mut records = records.into_iter().peekable();
        while records.peek().is_some() {
            let batch = records.by_ref().take(BATCH);
            written += transaction.execute(upsert(batch, source, fetched_at)).await?;
        }
        let new = count(&mut transaction).await?.saturating_sub(before);
        transaction.commit().await?;
        let changed = written.saturating_sub(new);
        let unchanged = u64::try_from(total).unwrap_or(u64::MAX).saturating_sub(written);
        Ok(Kept { new, changed, unchanged })
    }

    /// A look at the records that end at or before `until` as they are now, whatever is written later.
    ///
    /// # Errors
    ///
    /// [`super::StoreError::Query`] when the database cannot be read.
    pub async fn usage_until(&self, until: NaiveDate) -> Result<UsageUntil> {
        Ok(UsageUntil { snapshot: self.engine.snapshot(READING).await?, until })
    }

    /// All records that end at or before `until`, by unit.
    ///
    /// # Errors
    ///
    /// [`super::StoreError`] when the database cannot be read, or a record is damaged.
    pub async fn usage(&self, until: NaiveDate) -> Result<HashMap<UnitKey, UnitUsage>> {
        // One snapshot, a unit at a time: years of records never stand in memory twice.
        let mut snapshot = self.engine.snapshot(READING).await?;
        let units: Vec<(String,)> =
            snapshot.all(Query::new(READING, "SELECT DISTINCT unit FROM usage")).await?;
        let mut all = HashMap::with_capacity(units.len());
        for (unit,) in units {
            let unit = UnitKey(unit);
            let usage = read(snapshot.all(of_unit(&unit, until)).await?)?;
            if usage.iter().next().is_some() {
                all.insert(unit, usage);
            }
        }
        Ok(all)
    }

    /// The records of one unit that end at or before `until`.
    ///
    /// # Errors
    ///
    /// [`super::StoreError`] when the database cannot be read, or a record is damaged.
    pub async fn usage_of(&self, unit: &UnitKey, until: NaiveDate) -> Result<UnitUsage> {
        read(self.engine.all(of_unit(unit, until)).await?)
    }

    /// The last day of the newest record of all.
    ///
    /// # Errors
    ///
    /// [`super::StoreError`] when the database cannot be read, or a record is damaged.
    pub async fn newest_usage(&self) -> Result<Option<NaiveDate>> {
        let query = Query::new("find the newest usage", "SELECT MAX(last_day) FROM usage");
        let (newest,): (Option<String>,) = self.engine.one(query).await?;
        newest.map(|day| Row::new("usage", &"the newest").day(&day)).transpose()
    }

    /// Deletes the records that end before `before`, and says how many there were.
    ///
    /// # Errors
    ///
    /// [`super::StoreError::Query`] when the database cannot be written.
    pub async fn forget_usage(&self, before: NaiveDate) -> Result<u64> {
        let query = Query::new("forget old usage", "DELETE FROM usage WHERE last_day < $1");
        self.engine.execute(query.bind(before.to_string())).await
    }
}

async fn count(transaction: &mut Transaction) -> Result<u64> {
    let query = Query::new("count usage", "SELECT COUNT(*) FROM usage");
    let (count,): (i64,) = transaction.one(query).await?;
    Ok(count.unsigned_abs())
}

fn upsert<'a>(
    records: impl Iterator<Item = ((&'a Subject, Period), &'a Figures)>,
    source: &str,
    fetched_at: DateTime<Utc>,
) -> Query {
    let mut query = Query::new(
        "keep usage",
        "INSERT INTO usage (unit, module, audience, first_day, last_day, \
         active, eligible, share, items, last_active, source, fetched_at) ",
    );
    query.push_rows(records.map(|((subject, period), figures)| {
        [
            subject.unit.0.as_str().into(),
            subject.module.0.as_str().into(),
            subject.audience.key().into(),
            period.from.to_string().into(),
            period.to.to_string().into(),
            figures.active.map(i64::from).into(),
            figures.eligible.map(i64::from).into(),
            figures.share.map(exact_text).into(),
            figures.items.map(i64::from).into(),
            figures.last_active.map(|day| day.to_string()).into(),
            source.into(),
            fetched_at.timestamp_millis().into(),
        ]
    }));
    query.push(
        " ON CONFLICT (unit, module, audience, first_day, last_day) DO UPDATE SET \
         active = excluded.active, eligible = excluded.eligible, share = excluded.share, \
         items = excluded.items, last_active = excluded.last_active, \
         source = excluded.source, fetched_at = excluded.fetched_at \
         WHERE usage.active IS DISTINCT FROM excluded.active \
         OR usage.eligible IS DISTINCT FROM excluded.eligible \
         OR usage.share IS DISTINCT FROM excluded.share \
         OR usage.items IS DISTINCT FROM excluded.items \
         OR usage.last_active IS DISTINCT FROM excluded.last_active",
    );
    query
}

/// The records as they were at one moment, read some units at a time: those of a
/// whole municipality never stand in memory at once.
pub struct UsageUntil {
    pub(super) snapshot: Transaction,
    until: NaiveDate,
}

impl UsageUntil {
    /// The records of these units; none about a unit that has none.
    ///
    /// # Errors
    ///
    /// [`super::StoreError`] when the database cannot be read, or a record is damaged.
    pub async fn of(
        &mut self,
        units: impl IntoIterator<Item = &UnitKey>,
    ) -> Result<HashMap<UnitKey, UnitUsage>> {
        let mut all: HashMap<UnitKey, UnitUsage> = HashMap::new();
        let mut units = units.into_iter().map(|unit| unit.0.as_str()).peekable();
        while units.peek().is_some() {
            let mut query = Query::new(READING, RECORDS);
            query.push(" WHERE unit IN ").push_list(units.by_ref().take(BATCH));
            query.push(" AND last_day <= ").push_bind(self.until.to_string());
            for record in self.snapshot.all::<Record>(query).await? {
                let usage = all.entry(UnitKey(record.unit.clone())).or_default();
                add(usage, record)?;
            }
        }
        Ok(all)
    }
}

fn of_unit(unit: &UnitKey, until: NaiveDate) -> Query {
    Query::new(READING, &format!("{RECORDS} WHERE unit = $1 AND last_day <= $2"))
        .bind(unit.0.as_str())
        .bind(until.to_string())
}

fn read(records: Vec<Record>) -> Result<UnitUsage> {
    let mut usage = UnitUsage::default();
    for record in records {
        add(&mut usage, record)?;
    }
    Ok(usage)
}

fn add(usage: &mut UnitUsage, record: Record) -> Result<()> {
    let row = Row::new("usage", &record);
    let audience = row.word(&record.audience)?;
    let record_usage = record.usage(row)?;
    usage.add(ModuleKey(record.module), audience, record_usage);
    Ok(())
}

/// A record as it stands in the table.
#[derive(Debug, sqlx::FromRow)]
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
