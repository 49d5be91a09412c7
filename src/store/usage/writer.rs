//! Writes usage as a source gives it, some records at a time, in one transaction.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};

use super::super::Result;
use super::super::columns::exact_text;
use super::super::engine::{Ask, Query, Transaction};
use super::UsageStore;
use crate::domain::usage::{Figures, Period, Subject, Usage};

const DOING: &str = "keep usage";

/// Records written by one statement: far from SQLite's limit of 32 766 values.
const BATCH: usize = 500;

/// What became of the records of one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecordCounts {
    /// Records about something that was not known.
    pub new: u64,
    /// Records with other figures than before.
    pub changed: u64,
    /// Records that were there already; they were not touched.
    pub unchanged: u64,
}

/// Writes the records of one reading, all of them or none: nothing stays unless it is
/// committed.
#[must_use = "nothing is kept before it is committed"]
pub struct UsageWriter {
    transaction: Transaction,
    source: String,
    fetched_at: DateTime<Utc>,
    /// How many records there were before.
    before: u64,
    progress: Progress,
    /// The progress when the present part began.
    until_part: Progress,
    /// A hash of every record's key, to recognise those that come again. Of a large municipality
    /// there are millions of records, and two keys share a hash once in many million readings.
    seen: Vec<u64>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    /// Records that were not there just so.
    written: u64,
    /// Records in all.
    seen: usize,
}

impl UsageStore {
    /// Begins to keep the records that `source` told at `fetched_at`. On SQLite nobody
    /// else writes meanwhile.
    pub async fn writer(&self, source: &str, fetched_at: DateTime<Utc>) -> Result<UsageWriter> {
        let mut transaction = self.engine.write(DOING).await?;
        let before = count(&mut transaction).await?;
        let (progress, until_part, seen) = (Progress::default(), Progress::default(), Vec::new());
        let mut writer = UsageWriter {
            transaction,
            source: source.to_owned(),
            fetched_at,
            before,
            progress,
            until_part,
            seen,
        };
        writer.execute("SAVEPOINT part").await?;
        Ok(writer)
    }

    /// Keeps the records that `source` told at `fetched_at`, all or none.
    pub async fn write(
        &self,
        records: &[(Subject, Usage)],
        source: &str,
        fetched_at: DateTime<Utc>,
    ) -> Result<RecordCounts> {
        let mut writer = self.writer(source, fetched_at).await?;
        writer.add(records).await?;
        writer.commit().await
    }
}

impl UsageWriter {
    /// Adds records. One about the same unit, module, audience and period as another
    /// replaces it, unless its figures are the same; so the last one of a reading counts.
    pub async fn add(&mut self, records: &[(Subject, Usage)]) -> Result<()> {
        let mut sorted: Vec<_> = records.iter().collect();
        // In the order of the key: neighbours land on the same page of the file.
        sorted.sort_by_key(|(subject, usage)| (subject, usage.period));
        let mut last = Vec::with_capacity(BATCH);
        let mut sorted = sorted.into_iter().peekable();
        while let Some((subject, usage)) = sorted.next() {
            let key = (subject, usage.period);
            self.seen.push(fingerprint(&key));
            if sorted.peek().is_none_or(|(subject, usage)| (subject, usage.period) != key) {
                last.push((key, &usage.figures));
            }
            if last.len() == BATCH || (sorted.peek().is_none() && !last.is_empty()) {
                let query = upsert(last.drain(..), &self.source, self.fetched_at);
                self.progress.written += self.transaction.execute(query).await?;
            }
        }
        self.progress.seen = self.seen.len();
        Ok(())
    }

    /// Ends a part: what was added until now stays, whatever becomes of the next one.
    pub async fn end_part(&mut self) -> Result<()> {
        self.execute("RELEASE SAVEPOINT part").await?;
        self.execute("SAVEPOINT part").await?;
        self.until_part = self.progress;
        Ok(())
    }

    /// Takes back what was added since the last part ended.
    pub async fn take_back_part(&mut self) -> Result<()> {
        self.execute("ROLLBACK TO SAVEPOINT part").await?;
        self.progress = self.until_part;
        self.seen.truncate(self.progress.seen);
        Ok(())
    }

    /// Commits what was added, and counts it. A record that came again counts once.
    ///
    /// # Errors
    ///
    /// [`super::super::StoreError::Query`] when the database cannot be written; nothing is kept then.
    pub async fn commit(mut self) -> Result<RecordCounts> {
        let new = count(&mut self.transaction).await?.saturating_sub(self.before);
        self.transaction.commit().await?;
        self.seen.sort_unstable();
        self.seen.dedup();
        let known = u64::try_from(self.seen.len()).unwrap_or(u64::MAX).saturating_sub(new);
        let changed = self.progress.written.saturating_sub(new).min(known);
        Ok(RecordCounts { new, changed, unchanged: known - changed })
    }

    async fn execute(&mut self, text: &str) -> Result<()> {
        self.transaction.execute(Query::new(DOING, text)).await.map(drop)
    }
}

fn fingerprint(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
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
            (&*subject.unit.0).into(),
            subject.module.0.as_str().into(),
            subject.audience.to_string().into(),
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
