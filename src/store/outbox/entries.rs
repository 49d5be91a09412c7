//! Reads entries of the ledger: who got which letter, and in what state each is.

use chrono::{DateTime, Utc};

use super::super::Result;
use super::super::columns::{Row, whole};
use super::super::engine::{Query, from_row};
use super::packed::unpack;
use super::reasons;
use super::{IdColumns, Outbox};
use crate::domain::outbox::{Entry, FIRST_EDITION, State};
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;

/// Which letters are meant: those that fit everything it names, all where it names nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LetterFilter {
    /// The letter with this key.
    pub key: Option<String>,
    /// Letters of this series.
    pub series: Option<Series>,
    /// Letters of this week.
    pub week: Option<Week>,
    /// Letters of this edition.
    pub edition: Option<u32>,
    /// Letters to this recipient: the address in lower case.
    pub recipient: Option<String>,
    /// Letters to nobody of these: addresses in lower case.
    pub except: Vec<String>,
    /// Letters in one of these states; in any where empty.
    pub states: Vec<State>,
    /// Letters that came to their state after this moment.
    pub changed_after: Option<DateTime<Utc>>,
}

impl LetterFilter {
    /// The letter with this key.
    #[must_use]
    pub fn of_key(key: impl Into<String>) -> Self {
        Self { key: Some(key.into()), ..Self::default() }
    }

    /// The letters of `series` and `week`, with their corrections.
    #[must_use]
    pub fn of_week(series: Series, week: Week) -> Self {
        Self { series: Some(series), week: Some(week), ..Self::default() }
    }

    /// Adds ` WHERE …` to a query on the table of letters.
    pub(super) fn push_to(&self, query: &mut Query) {
        query.push(" WHERE 1 = 1");
        let series = self.series.map(|series| series.name().to_owned());
        let week = self.week.map(|week| week.to_string());
        let columns = [
            (" AND key = ", &self.key),
            (" AND job = ", &series),
            (" AND week = ", &week),
            (" AND recipient = ", &self.recipient),
        ];
        for (condition, value) in columns {
            if let Some(value) = value {
                query.push(condition).push_bind(value.clone());
            }
        }
        if let Some(edition) = self.edition {
            query.push(" AND edition = ").push_bind(i64::from(edition));
        }
        if !self.except.is_empty() {
            query.push(" AND recipient NOT IN ").push_list(&self.except);
        }
        if !self.states.is_empty() {
            push_states(query, &self.states);
        }
        if let Some(moment) = self.changed_after {
            query.push(" AND updated_at > ").push_bind(moment);
        }
    }
}

/// Adds ` AND state IN (…)`; no state at all matches nothing.
pub(super) fn push_states(query: &mut Query, states: &[State]) {
    query.push(" AND state IN ").push_list(states.iter().map(|state| state.word()));
}

/// When things happened to a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterTimes {
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// When it came to the state it is in.
    pub changed_at: DateTime<Utc>,
}

/// The columns of an entry.
struct EntryColumns {
    id: IdColumns,
    units: String,
    state: String,
    reason_kind: Option<String>,
    reason_data: Option<String>,
    message_id: Option<String>,
    attempts: i64,
    due_at: Option<i64>,
    meaning: i64,
}

from_row!(EntryColumns: units, state, reason_kind, reason_data, message_id, attempts, due_at, meaning; id);

impl EntryColumns {
    fn read(self) -> Result<Entry> {
        let key = self.id.key.clone();
        let row = Row::new("letters", &key);
        let units: Vec<String> = row.json(&self.units)?;
        let state = row.word(&self.state)?;
        let next_attempt = self.due_at.filter(|_| state == State::Retry);
        Ok(Entry {
            id: self.id.read()?,
            units: units.into_iter().map(|unit| UnitKey(unit.into())).collect(),
            state,
            reason: reasons::read(row, self.reason_kind, self.reason_data)?,
            message_id: self.message_id,
            attempts: row.count(self.attempts)?,
            next_attempt: next_attempt.map(|millis| row.moment(millis)).transpose()?,
            meaning: row.count(self.meaning)?,
        })
    }
}

/// How many letters are read at a time.
const PAGE: usize = 500;

const ENTRY: &str = "SELECT key, job, recipient, week, edition, units, state, reason_kind, reason_data, \
                     message_id, attempts, due_at, meaning FROM letters";

impl Outbox {
    /// How many letters are in each state, of all that are kept.
    pub async fn count_by_state(&self) -> Result<Vec<(State, u64)>> {
        let text = "SELECT state, COUNT(*) FROM letters GROUP BY state";
        let counts: Vec<(String, i64)> = self.engine.all(Query::new("count letters", text)).await?;
        let mut all = State::ALL.map(|state| (state, 0));
        for (word, count) in counts {
            let state = Row::new("letters", &word).one_of(&State::ALL, State::word, &word)?;
            if let Some(known) = all.iter_mut().find(|(known, _)| *known == state) {
                known.1 = count.unsigned_abs();
            }
        }
        Ok(all.into())
    }

    /// How many letters correct another one, of all that are kept.
    pub async fn count_corrections(&self) -> Result<u64> {
        let query = Query::new("count corrections", "SELECT COUNT(*) FROM letters WHERE edition > $1");
        let (corrections,): (i64,) = self.engine.one(query.bind(i64::from(FIRST_EDITION))).await?;
        Ok(corrections.unsigned_abs())
    }

    /// Every letter of `series` and `week` as it was first called for, in the order of
    /// their recipients. Corrections are no further letters of the week: see [`Self::editions`].
    pub async fn entries(&self, series: Series, week: Week) -> Result<Vec<Entry>> {
        self.edition(series, week, FIRST_EDITION).await
    }

    /// Every letter of one edition of `series` and `week`, in the order of their recipients.
    pub async fn edition(&self, series: Series, week: Week, edition: u32) -> Result<Vec<Entry>> {
        let filter = LetterFilter { edition: Some(edition), ..LetterFilter::of_week(series, week) };
        self.list(&filter, " ORDER BY recipient, key", None).await
    }

    /// Every letter of `series` and `week` with all its corrections, in the order of
    /// their recipients, of each the first edition in front.
    pub async fn editions(&self, series: Series, week: Week) -> Result<Vec<Entry>> {
        self.list(&LetterFilter::of_week(series, week), " ORDER BY recipient, edition, key", None).await
    }

    /// The letters that fit `filter`, the newest weeks first, at most `limit` of them.
    pub async fn recent_entries(&self, filter: &LetterFilter, limit: usize) -> Result<Vec<Entry>> {
        self.list(filter, " ORDER BY week DESC, created_at DESC, job, recipient, edition, key", Some(limit))
            .await
    }

    /// When a letter was written, and when it came to its state; none where it is not known.
    pub async fn times_of(&self, key: &str) -> Result<Option<LetterTimes>> {
        let query = Query::new(
            "read when a letter was written",
            "SELECT created_at, updated_at FROM letters WHERE key = $1",
        );
        let times: Option<(i64, i64)> = self.engine.optional(query.bind(key)).await?;
        let row = Row::new("letters", &key);
        let read = |(written, changed)| -> Result<LetterTimes> {
            Ok(LetterTimes { written_at: row.moment(written)?, changed_at: row.moment(changed)? })
        };
        times.map(read).transpose()
    }

    /// The message of a letter, byte for byte, while it is kept.
    pub async fn message(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let query = Query::new("read a message", "SELECT bytes FROM messages WHERE letter = $1");
        let packed: Option<(Vec<u8>,)> = self.engine.optional(query.bind(key)).await?;
        packed.map(|(packed,)| Row::new("messages", &key).unpacked(unpack(&packed))).transpose()
    }

    /// Goes through the letters of one edition of `series` and `week`, in the order of their
    /// recipients: those of a whole municipality need not stand in memory at once.
    #[must_use]
    pub fn pages(&self, series: Series, week: Week, edition: u32) -> EntryPages<'_> {
        let filter = LetterFilter { edition: Some(edition), ..LetterFilter::of_week(series, week) };
        EntryPages { outbox: self, filter, after: None, is_over: false }
    }

    async fn list(
        &self,
        filter: &LetterFilter,
        order: &'static str,
        limit: Option<usize>,
    ) -> Result<Vec<Entry>> {
        let mut query = Query::new("list letters", ENTRY);
        filter.push_to(&mut query);
        query.push(order);
        if let Some(limit) = limit {
            query.push(" LIMIT ").push_bind(whole(limit));
        }
        let rows: Vec<EntryColumns> = self.engine.all(query).await?;
        rows.into_iter().map(EntryColumns::read).collect()
    }
}

/// The letters of an edition, some at a time.
#[derive(Debug)]
pub struct EntryPages<'s> {
    outbox: &'s Outbox,
    filter: LetterFilter,
    /// The recipient and the key of the last letter that was given.
    after: Option<(String, String)>,
    is_over: bool,
}

impl EntryPages<'_> {
    /// Only letters in one of `states`; in any where it is empty. A letter is passed over that
    /// has left them when it is its turn.
    #[must_use]
    pub fn in_states(mut self, states: &[State]) -> Self {
        self.filter.states = states.to_vec();
        self
    }

    /// The next letters as they are now; none at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<Entry>>> {
        if self.is_over {
            return Ok(None);
        }
        let mut query = Query::new("list letters", ENTRY);
        self.filter.push_to(&mut query);
        if let Some((recipient, key)) = self.after.take() {
            query.push(" AND (recipient, key) > (").push_bind(recipient).push(", ").push_bind(key).push(")");
        }
        query.push(" ORDER BY recipient, key LIMIT ").push_bind(whole(PAGE));
        let rows: Vec<EntryColumns> = self.outbox.engine.all(query).await?;
        self.is_over = rows.len() < PAGE;
        self.after = rows.last().map(|row| (row.id.recipient.clone(), row.id.key.clone()));
        Ok(Some(rows.into_iter().map(EntryColumns::read).collect::<Result<_>>()?))
    }
}
