//! How the newest reading of each source went, and which records it refused.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::super::Result;
use super::super::columns::{Row, json_list, whole};
use super::super::engine::{Ask, Query, Transaction, from_row};
use super::super::totals::Counts;
use super::UsageStore;
use crate::domain::account::receipt::{RowFates, SourceReport};
use crate::domain::usage::refusal::{Place, Refusal};

/// How many refused records of a source are kept; one broken export must not fill the disk.
pub const MOST_REFUSALS: usize = 10_000;

/// Refusals written by one statement.
const BATCH: usize = 500;

/// The newest reading of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastFetch {
    /// When it was.
    #[serde(rename = "read_at")]
    pub at: DateTime<Utc>,
    /// When the source was last read without a failure.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// How it went.
    #[serde(flatten)]
    pub report: SourceReport,
}

/// The refused records of a source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusals {
    /// How many there were, kept or not.
    pub total: u64,
    /// The first of them, in the order of the source.
    pub first: Vec<Refusal>,
}

impl UsageStore {
    /// Keeps how a reading went, in place of the one before. Of `refusals` the
    /// first [`MOST_REFUSALS`] are kept. `meaning` is the digest of the settings by which it was
    /// read; none where it could not be read, and is still to be read by them.
    pub async fn record_fetch(
        &self,
        source: &str,
        meaning: Option<&str>,
        now: DateTime<Utc>,
        report: &SourceReport,
        refusals: &[Refusal],
    ) -> Result<()> {
        const DOING: &str = "keep the account of a source";
        let succeeded_at = report.failures.is_empty().then(|| now.timestamp_millis());
        let mut transaction = self.engine.write(DOING).await?;
        let account = Query::new(
            DOING,
            "INSERT INTO fetches (source, at, succeeded_at, row_count, kept, ignored, refused, failures, notes, \
             refusals, meaning, passed_over, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
             ON CONFLICT (source) DO UPDATE SET at = excluded.at, \
             succeeded_at = COALESCE(excluded.succeeded_at, fetches.succeeded_at), \
             row_count = excluded.row_count, kept = excluded.kept, ignored = excluded.ignored, \
             refused = excluded.refused, failures = excluded.failures, notes = excluded.notes, \
             refusals = excluded.refusals, passed_over = excluded.passed_over, changed = excluded.changed, \
             meaning = COALESCE(excluded.meaning, fetches.meaning)",
        )
        .bind(source)
        .bind(now)
        .bind(succeeded_at)
        .bind(whole(report.rows))
        .bind(whole(report.kept))
        .bind(whole(report.ignored))
        .bind(whole(report.refused))
        .bind(json_list(&report.failures))
        .bind(json_list(&report.notes))
        .bind(whole(refusals.len()))
        .bind(meaning.map(str::to_owned))
        .bind(json_list(&report.passed_over))
        .bind(whole(report.changed));
        transaction.execute(account).await?;
        replace_refusals(&mut transaction, source, refusals).await?;
        transaction.commit().await
    }

    /// Adds what became of rows that were read now to what became of all of them.
    pub async fn count_rows(&self, source: &str, fates: RowFates) -> Result<()> {
        let mut transaction = self.engine.write("count rows").await?;
        Counts::of_rows(source, fates).write_in(&mut transaction).await?;
        transaction.commit().await
    }

    /// Keeps until when the server of a source wants to be left alone, after a reading that was kept; none
    /// where it did not say.
    pub async fn leave_alone(&self, source: &str, until: Option<DateTime<Utc>>) -> Result<()> {
        const DOING: &str = "keep when a source may be asked again";
        let mut transaction = self.engine.write(DOING).await?;
        let query = Query::new(DOING, "UPDATE fetches SET left_alone_until = $2 WHERE source = $1")
            .bind(source)
            .bind(until.map(|until| until.timestamp_millis()));
        transaction.execute(query).await?;
        transaction.commit().await
    }

    /// Until when the server of a source wants to be left alone.
    pub async fn left_alone_until(&self, source: &str) -> Result<Option<DateTime<Utc>>> {
        let query = Query::new(
            "read when a source may be asked again",
            "SELECT left_alone_until FROM fetches WHERE source = $1 AND left_alone_until IS NOT NULL",
        )
        .bind(source);
        let until: Option<(i64,)> = self.engine.optional(query).await?;
        until.map(|(until,)| Row::new("fetches", &source).moment(until)).transpose()
    }

    /// Whether a source gave records that touch one of these days.
    pub async fn gave_for(&self, source: &str, from: NaiveDate, to: NaiveDate) -> Result<bool> {
        let query = Query::new(
            "see what a source gave before",
            "SELECT unit FROM usage WHERE source = $1 AND last_day >= $2 AND first_day <= $3 LIMIT 1",
        )
        .bind(source)
        .bind(from.to_string())
        .bind(to.to_string());
        let given: Option<(String,)> = self.engine.optional(query).await?;
        Ok(given.is_some())
    }

    /// The newest reading of each source, by the sources' names.
    pub async fn last_fetches(&self) -> Result<Vec<LastFetch>> {
        let accounts = Query::new(
            "read the accounts of the sources",
            "SELECT source, at, succeeded_at, row_count, kept, ignored, refused, failures, notes, passed_over, \
             changed FROM fetches ORDER BY source",
        );
        let rows: Vec<FetchColumns> = self.engine.all(accounts).await?;
        rows.into_iter().map(FetchColumns::read).collect()
    }

    /// The sources' words for modules that their newest readings passed over, each once, those of
    /// each source in its own order.
    pub async fn passed_over(&self) -> Result<Vec<String>> {
        let mut known = HashSet::new();
        let fetches = self.last_fetches().await?.into_iter();
        let words = fetches.flat_map(|fetch| fetch.report.passed_over);
        Ok(words.filter(|word| known.insert(word.clone())).collect())
    }

    /// The records that the newest reading of `source` refused, at most `limit` of them.
    pub async fn refusals(&self, source: &str, limit: usize) -> Result<Refusals> {
        const DOING: &str = "read refused records";
        let mut snapshot = self.engine.snapshot(DOING).await?;
        let total = Query::new(DOING, "SELECT refusals FROM fetches WHERE source = $1").bind(source);
        let total: Option<(i64,)> = snapshot.optional(total).await?;
        let first = Query::new(
            DOING,
            "SELECT file, page, number, reason FROM refusals WHERE source = $1 ORDER BY position LIMIT $2",
        )
        .bind(source)
        .bind(whole(limit));
        let rows: Vec<RefusalColumns> = snapshot.all(first).await?;
        let total = Row::new("fetches", &source).count(total.map_or(0, |(total,)| total))?;
        let first = rows.into_iter().map(|row| row.read(source)).collect::<Result<_>>()?;
        Ok(Refusals { total, first })
    }
}

async fn replace_refusals(transaction: &mut Transaction, source: &str, refusals: &[Refusal]) -> Result<()> {
    const DOING: &str = "keep refused records";
    let before = Query::new(DOING, "DELETE FROM refusals WHERE source = $1").bind(source);
    transaction.execute(before).await?;
    let kept: Vec<(usize, &Refusal)> = refusals.iter().take(MOST_REFUSALS).enumerate().collect();
    for batch in kept.chunks(BATCH) {
        let mut query =
            Query::new(DOING, "INSERT INTO refusals (source, position, file, page, number, reason) ");
        query.push_rows(batch.iter().map(|(position, refusal)| {
            let (file, page, number) = match &refusal.place {
                Place::Line { file, line } => (Some(&**file), None, *line),
                Place::Record { page, record } => (None, Some(whole(*page)), *record),
                Place::Named { page, part, record } => (Some(&**part), Some(whole(*page)), *record),
            };
            [
                source.into(),
                whole(*position).into(),
                file.into(),
                page.into(),
                whole(number).into(),
                refusal.reason.as_str().into(),
            ]
        }));
        transaction.execute(query).await?;
    }
    Ok(())
}

struct FetchColumns {
    source: String,
    at: i64,
    succeeded_at: Option<i64>,
    row_count: i64,
    kept: i64,
    ignored: i64,
    refused: i64,
    failures: String,
    notes: String,
    passed_over: String,
    changed: i64,
}

from_row!(
    FetchColumns: source, at, succeeded_at, row_count, kept, ignored, refused, failures, notes, passed_over, changed
);

impl FetchColumns {
    fn read(self) -> Result<LastFetch> {
        let row = Row::new("fetches", &self.source);
        Ok(LastFetch {
            at: row.moment(self.at)?,
            succeeded_at: self.succeeded_at.map(|millis| row.moment(millis)).transpose()?,
            report: SourceReport {
                rows: row.count(self.row_count)?,
                kept: row.count(self.kept)?,
                ignored: row.count(self.ignored)?,
                refused: row.count(self.refused)?,
                failures: row.json(&self.failures)?,
                notes: row.json(&self.notes)?,
                passed_over: row.json(&self.passed_over)?,
                changed: row.count(self.changed)?,
                name: self.source.clone(),
            },
        })
    }
}

struct RefusalColumns {
    file: Option<String>,
    page: Option<i64>,
    number: i64,
    reason: String,
}

from_row!(RefusalColumns: file, page, number, reason);

impl RefusalColumns {
    fn read(self, source: &str) -> Result<Refusal> {
        let row = Row::new("refusals", &source);
        let number = row.count(self.number)?;
        let page = self.page.map(|page| row.count(page)).transpose()?;
        let place = match (self.file, page) {
            (Some(file), None) => Place::Line { file: file.into(), line: number },
            (Some(part), Some(page)) => Place::Named { page, part: part.into(), record: number },
            (None, page) => Place::Record { page: row.present(page, "file or page")?, record: number },
        };
        Ok(Refusal { source: source.to_owned(), place, reason: self.reason })
    }
}
