//! Writes usage as a source gives it, a reading at a time, in one transaction.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};

use super::super::Result;
use super::super::columns::exact_text;
use super::super::engine::{Ask, Query, Transaction, Value, from_row};
use super::unknown::{Unknown, replace_unknown, unknown_of};
use super::{OPEN, UsageStore};
use crate::domain::usage::figure::Figure;
use crate::domain::usage::reading::Sifted;
use crate::domain::usage::share::Share;
use crate::domain::usage::{Period, Subject, Usage};

pub(super) const DOING: &str = "keep usage";

/// Records written by one statement: far from SQLite's limit of 32 766 values.
pub(super) const BATCH: usize = 500;

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

/// Writes what the readings of a source give, all of it or none: nothing stays unless it
/// is committed.
#[must_use = "nothing is kept before it is committed"]
pub struct UsageWriter {
    pub(super) transaction: Transaction,
    pub(super) source: String,
    /// A digest of the settings by which it is read.
    meaning: String,
    fetched_at: DateTime<Utc>,
    /// Whether there are records that were read by other settings.
    other_meaning: bool,
    /// How many records there were before.
    before: u64,
    /// Records that were not there just so.
    written: u64,
    /// A hash of every record's key, to recognise those that come again. Of a large municipality
    /// there are millions of records, and two keys share a hash once in many million readings.
    seen: Vec<u64>,
    /// What is not known since a row was refused.
    unknown: BTreeMap<Subject, Vec<Unknown>>,
    /// Whether there are other sources.
    has_others: bool,
    /// What another source gives too: its name, the module and the audience.
    given_twice: BTreeMap<(String, String, String), GivenTwice>,
}

/// What another source gives too.
#[derive(Debug)]
struct GivenTwice {
    other: String,
    /// A digest of the settings by which the other one was read.
    meaning: String,
    module: String,
    audience: String,
    /// One of the units.
    unit: String,
}

from_row!(GivenTwice: other, meaning, module, audience, unit);

impl UsageStore {
    /// Begins to keep what `source` told at `fetched_at`, read by the settings with the digest
    /// `meaning`. On SQLite nobody else writes meanwhile.
    pub async fn writer(
        &self,
        source: &str,
        meaning: &str,
        fetched_at: DateTime<Utc>,
    ) -> Result<UsageWriter> {
        let mut transaction = self.engine.write(DOING).await?;
        let before = count(&mut transaction).await?;
        let others =
            Query::new(DOING, "SELECT COUNT(*) FROM usage WHERE source = $1 AND meaning IS DISTINCT FROM $2");
        let (others,): (i64,) = transaction.one(others.bind(source).bind(meaning)).await?;
        let last = Query::new(DOING, "SELECT meaning FROM fetches WHERE source = $1").bind(source);
        let last: Option<(Option<String>,)> = transaction.optional(last).await?;
        // What was refused by other settings may be right by these.
        let is_same = last.is_none_or(|(last,)| last.as_deref() == Some(meaning));
        let unknown = if is_same { unknown_of(&mut transaction, source).await? } else { BTreeMap::new() };
        let sources = Query::new(DOING, "SELECT COUNT(*) FROM fetches WHERE source <> $1").bind(source);
        let (sources,): (i64,) = transaction.one(sources).await?;
        Ok(UsageWriter {
            transaction,
            source: source.to_owned(),
            meaning: meaning.to_owned(),
            fetched_at,
            other_meaning: others > 0,
            before,
            written: 0,
            seen: Vec::new(),
            unknown,
            has_others: sources > 0,
            given_twice: BTreeMap::new(),
        })
    }
}

impl UsageWriter {
    /// Adds what one reading gives: its records, each of which replaces an earlier one about the
    /// same unit, module, audience and period, and what its refused rows leave unknown.
    pub async fn add(&mut self, reading: &Sifted) -> Result<()> {
        for (subject, usage) in &reading.records {
            self.seen.push(fingerprint(&(subject, usage.period)));
            if let Some(unknown) = self.unknown.get_mut(subject) {
                *unknown = unknown.drain(..).flat_map(|unknown| unknown.without(usage.period)).collect();
            }
        }
        for (subject, period, of_reading) in &reading.unknown {
            let known = self.unknown.entry(subject.clone()).or_default();
            let unknown = Unknown { period: *period, of_reading: *of_reading };
            if !known.contains(&unknown) {
                known.push(unknown);
            }
        }
        // They come in the order of the key: neighbours land on the same page of the file.
        for some in reading.records.chunks(BATCH) {
            if self.has_others {
                self.take_over(some).await?;
            }
            let query = upsert(some, &self.source, &self.meaning, self.fetched_at);
            self.written += self.transaction.execute(query).await?;
            if self.other_meaning {
                self.transaction.execute(mark(some, &self.meaning)).await?;
            }
        }
        Ok(())
    }

    /// Notes which of these records another source gives too, as it is read now, and makes them records
    /// of this one, so that it shows whether the other one goes on giving them.
    async fn take_over(&mut self, records: &[(Subject, Usage)]) -> Result<()> {
        let mut query = Query::new(
            DOING,
            "SELECT usage.source AS other, usage.meaning, usage.module, usage.audience, MIN(usage.unit) AS unit FROM usage \
             JOIN fetches ON fetches.source = usage.source AND fetches.meaning = usage.meaning \
             WHERE usage.source <> ",
        );
        query.push_bind(self.source.as_str());
        query.push(" AND (usage.unit, usage.module, usage.audience, usage.first_day, usage.last_day) IN (");
        query
            .push_rows(keys_of(records))
            .push(") GROUP BY usage.source, usage.meaning, usage.module, usage.audience");
        let found: Vec<GivenTwice> = self.transaction.all(query).await?;
        if found.is_empty() {
            return Ok(());
        }
        for given in found {
            let key = (given.other.clone(), given.module.clone(), given.audience.clone());
            self.given_twice.entry(key).or_insert(given);
        }
        let mut query = Query::new(DOING, "UPDATE usage SET source = ");
        query.push_bind(self.source.as_str()).push(", meaning = ").push_bind(self.meaning.as_str());
        query.push(" WHERE (unit, module, audience, first_day, last_day) IN (");
        query.push_rows(keys_of(records)).push(")");
        self.transaction.execute(query).await?;
        Ok(())
    }

    /// Commits what was added, and counts it. A record that came again counts once.
    ///
    /// # Errors
    ///
    /// [`super::super::StoreError::Query`] when the database cannot be written; nothing is kept then.
    pub async fn commit(mut self) -> Result<RecordCounts> {
        let new = count(&mut self.transaction).await?.saturating_sub(self.before);
        if self.other_meaning {
            self.transaction.execute(give_way(&self.source, &self.meaning)).await?;
        }
        replace_unknown(&mut self.transaction, &self.source, &self.unknown).await?;
        replace_given_twice(&mut self.transaction, &self.source, self.given_twice.into_values()).await?;
        self.transaction.commit().await?;
        self.seen.sort_unstable();
        self.seen.dedup();
        let known = u64::try_from(self.seen.len()).unwrap_or(u64::MAX).saturating_sub(new);
        let changed = self.written.saturating_sub(new).min(known);
        Ok(RecordCounts { new, changed, unchanged: known - changed })
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

fn upsert(records: &[(Subject, Usage)], source: &str, meaning: &str, fetched_at: DateTime<Utc>) -> Query {
    let mut query = Query::new(
        DOING,
        "INSERT INTO usage (unit, module, audience, first_day, last_day, active, eligible, share, items, last_active, \
         active_most, eligible_most, share_most, items_most, source, meaning, fetched_at) ",
    );
    query.push_rows(records.iter().map(|(subject, usage)| {
        let figures = &usage.figures;
        let (active, active_most) = of_count(figures.active);
        let (eligible, eligible_most) = of_count(figures.eligible);
        let (items, items_most) = of_count(figures.items);
        let (share, share_most) = of_share(figures.share);
        let [unit, module, audience, from, to] = key_of(subject, usage.period);
        [
            unit,
            module,
            audience,
            from,
            to,
            active,
            eligible,
            share,
            items,
            figures.last_active.map(|day| day.to_string()).into(),
            active_most,
            eligible_most,
            share_most,
            items_most,
            source.into(),
            meaning.into(),
            fetched_at.timestamp_millis().into(),
        ]
    }));
    query.push(
        " ON CONFLICT (unit, module, audience, first_day, last_day) DO UPDATE SET \
         active = excluded.active, eligible = excluded.eligible, share = excluded.share, \
         items = excluded.items, last_active = excluded.last_active, \
         active_most = excluded.active_most, eligible_most = excluded.eligible_most, \
         share_most = excluded.share_most, items_most = excluded.items_most, \
         source = excluded.source, meaning = excluded.meaning, fetched_at = excluded.fetched_at \
         WHERE usage.active IS DISTINCT FROM excluded.active \
         OR usage.eligible IS DISTINCT FROM excluded.eligible \
         OR usage.share IS DISTINCT FROM excluded.share \
         OR usage.items IS DISTINCT FROM excluded.items \
         OR usage.last_active IS DISTINCT FROM excluded.last_active \
         OR usage.active_most IS DISTINCT FROM excluded.active_most \
         OR usage.eligible_most IS DISTINCT FROM excluded.eligible_most \
         OR usage.share_most IS DISTINCT FROM excluded.share_most \
         OR usage.items_most IS DISTINCT FROM excluded.items_most",
    );
    query
}

pub(super) fn key_of(subject: &Subject, period: Period) -> [Value; 5] {
    [
        (&*subject.unit.0).into(),
        subject.module.0.as_str().into(),
        subject.audience.to_string().into(),
        period.from.to_string().into(),
        period.to.to_string().into(),
    ]
}

/// A count in its two columns: the number or the least, and the most where it is suppressed.
fn of_count(figure: Option<Figure<u32>>) -> (Value, Value) {
    let (least, most) = match figure {
        None => (None, None),
        Some(Figure::Known(number)) => (Some(i64::from(number)), None),
        Some(Figure::Suppressed { least, most }) => {
            (Some(i64::from(least)), Some(most.map_or(OPEN, i64::from)))
        }
    };
    (least.into(), most.into())
}

/// A share likewise.
fn of_share(figure: Option<Figure<Share>>) -> (Value, Value) {
    let (least, most) = match figure {
        None => (None, None),
        Some(Figure::Known(share)) => (Some(exact_text(share.exact())), None),
        Some(Figure::Suppressed { least, most }) => {
            let most = most.map(|most| exact_text(most.exact())).unwrap_or_default();
            (Some(exact_text(least.exact())), Some(most))
        }
    };
    (least.into(), most.into())
}

/// Notes of these records by which settings they are read now.
fn mark(records: &[(Subject, Usage)], meaning: &str) -> Query {
    let mut query = Query::new(DOING, "UPDATE usage SET meaning = ");
    query.push_bind(meaning).push(" WHERE meaning IS DISTINCT FROM ").push_bind(meaning);
    query.push(" AND (unit, module, audience, first_day, last_day) IN (");
    query.push_rows(keys_of(records)).push(")");
    query
}

fn keys_of(records: &[(Subject, Usage)]) -> impl Iterator<Item = [Value; 5]> {
    records.iter().map(|(subject, usage)| key_of(subject, usage.period))
}

/// Deletes what `source` told by other settings of days of which it tells by these now. One shared
/// day is none of them: the end of a period may not have been part of it.
fn give_way(source: &str, meaning: &str) -> Query {
    Query::new(
        DOING,
        "DELETE FROM usage WHERE source = $1 AND meaning IS DISTINCT FROM $2 AND EXISTS (\
         SELECT 1 FROM usage AS newer WHERE newer.unit = usage.unit AND newer.module = usage.module \
         AND newer.audience = usage.audience AND newer.source = usage.source AND newer.meaning = $2 \
         AND newer.first_day < usage.last_day AND newer.last_day > usage.first_day)",
    )
    .bind(source)
    .bind(meaning)
}

async fn replace_given_twice(
    transaction: &mut Transaction,
    source: &str,
    given: impl Iterator<Item = GivenTwice> + Send,
) -> Result<()> {
    let before = Query::new(DOING, "DELETE FROM given_twice WHERE source = $1").bind(source);
    transaction.execute(before).await?;
    for GivenTwice { other, meaning, module, audience, unit } in given {
        let query = Query::new(
            DOING,
            "INSERT INTO given_twice (source, other, module, audience, unit, other_meaning) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        );
        let query = query.bind(source).bind(other).bind(module).bind(audience).bind(unit).bind(meaning);
        transaction.execute(query).await?;
    }
    Ok(())
}
