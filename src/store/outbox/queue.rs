//! New letters enter the ledger, with the asks they carry.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::super::columns::{exact_text, json_list};
use super::super::engine::{Ask, Query, Transaction};
use super::super::{Result, StoreError};
use super::packed::PackedMessage;
use super::{Outbox, ReasonColumns};
use crate::domain::asks::PastAsk;
use crate::domain::judge::MEANING;
use crate::domain::outbox::{Entry, LetterId, Reason, State};
use crate::domain::unit::UnitKey;

pub(super) const DOING: &str = "queue letters";

/// Letters written by one statement.
const BATCH: usize = 200;

/// A letter that a run calls for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLetter {
    /// What makes it this letter.
    pub id: LetterId,
    /// The units it speaks of.
    pub units: Vec<UnitKey>,
    /// Where it starts: [`State::Queued`], [`State::Held`] or [`State::Skipped`].
    pub state: State,
    /// Why it is held or skipped.
    pub reason: Option<Reason>,
    /// The Message-ID, in angle brackets.
    pub message_id: Option<String>,
    /// The address it goes to; none for a skipped letter.
    pub address: Option<String>,
    /// The message; none for a skipped letter.
    pub message: Option<PackedMessage>,
    /// What it asks for, and what it handed over.
    pub asks: Vec<PastAsk>,
}

impl NewLetter {
    /// The address and message of a letter that may go out.
    fn parcel(&self, key: &str) -> Result<Option<(&str, &PackedMessage)>> {
        let incomplete = |reason| StoreError::IncompleteLetter { key: key.to_owned(), reason };
        match self.state {
            State::Skipped => Ok(None),
            State::Queued | State::Held => match (&self.address, &self.message, &self.message_id) {
                (None, ..) => Err(incomplete("it has no address")),
                (_, None, _) => Err(incomplete("it has no message")),
                (.., None) => Err(incomplete("it has no Message-ID")),
                (Some(address), Some(message), Some(_)) => Ok(Some((address, message))),
            },
            _ => Err(incomplete("a letter starts as queued, held or skipped")),
        }
    }
}

/// The entry of the letter when it is new.
impl From<NewLetter> for Entry {
    fn from(letter: NewLetter) -> Self {
        Self {
            id: letter.id,
            units: letter.units,
            state: letter.state,
            reason: letter.reason,
            message_id: letter.message_id,
            attempts: 0,
            next_attempt: None,
            meaning: MEANING,
        }
    }
}

/// A letter with its key in the outbox.
pub(super) type Keyed<'a> = (String, &'a NewLetter);

impl Outbox {
    /// Enters letters into the ledger, all or none, and says how many were new.
    pub async fn queue(&self, letters: &[NewLetter], now: DateTime<Utc>) -> Result<u64> {
        let mut transaction = self.engine.write(DOING).await?;
        let new = add(&mut transaction, letters, now).await?;
        transaction.commit().await?;
        Ok(new)
    }
}

/// Adds letters as [`super::OutboxWriter::add`] says, and says how many were new.
pub(super) async fn add(
    transaction: &mut Transaction,
    letters: &[NewLetter],
    now: DateTime<Utc>,
) -> Result<u64> {
    let mut new = 0;
    for batch in letters.chunks(BATCH) {
        let batch: Vec<Keyed<'_>> = batch.iter().map(|letter| (letter.id.key(), letter)).collect();
        take_back_held(transaction, &batch).await?;
        let added = add_letters(transaction, &batch, now).await?;
        let mut fresh: Vec<&Keyed<'_>> = batch.iter().collect();
        // Of a letter that is named twice the first one counts.
        let mut seen = HashSet::new();
        fresh.retain(|(key, _)| added.contains(key) && seen.insert(key));
        new += u64::try_from(fresh.len()).unwrap_or(u64::MAX);
        add_messages(transaction, &fresh).await?;
        add_asks(transaction, &fresh).await?;
    }
    Ok(new)
}

/// Deletes the letters that are held, with their messages and asks.
async fn take_back_held(transaction: &mut Transaction, letters: &[Keyed<'_>]) -> Result<()> {
    let mut query = Query::new(DOING, "DELETE FROM letters WHERE state = 'held' AND key IN ");
    query.push_list(letters.iter().map(|(key, _)| key));
    transaction.execute(query).await.map(drop)
}

/// Adds those that are not there yet, and returns their keys.
pub(super) async fn add_letters(
    transaction: &mut Transaction,
    letters: &[Keyed<'_>],
    now: DateTime<Utc>,
) -> Result<HashSet<String>> {
    let now = now.timestamp_millis();
    for (key, letter) in letters {
        // Before anything is written: an incomplete one keeps all from being queued.
        letter.parcel(key)?;
    }
    let mut query = Query::new(
        DOING,
        "INSERT INTO letters (key, job, recipient, week, edition, units, state, reason_kind, reason_data, \
         message_id, attempts, unclear, due_at, wanted_at, created_at, updated_at, meaning) ",
    );
    query.push_rows(letters.iter().map(|(key, letter)| {
        let (kind, data) = ReasonColumns::of_letter(letter.reason.as_ref());
        [
            key.into(),
            letter.id.series.name().into(),
            letter.id.recipient.as_str().into(),
            letter.id.week.to_string().into(),
            i64::from(letter.id.edition).into(),
            json_list(letter.units.iter().map(|unit| &*unit.0)).into(),
            letter.state.word().into(),
            kind.into(),
            data.into(),
            letter.message_id.as_deref().into(),
            0_i64.into(),
            0_i64.into(),
            (letter.state == State::Queued).then_some(now).into(),
            now.into(),
            now.into(),
            now.into(),
            i64::from(MEANING).into(),
        ]
    }));
    query.push(" ON CONFLICT (key) DO NOTHING RETURNING key");
    let added: Vec<(String,)> = transaction.all(query).await?;
    Ok(added.into_iter().map(|(key,)| key).collect())
}

pub(super) async fn add_messages(transaction: &mut Transaction, letters: &[&Keyed<'_>]) -> Result<()> {
    let mut messages = Vec::with_capacity(letters.len());
    for (key, letter) in letters {
        if let Some((address, message)) = letter.parcel(key)? {
            messages.push([key.into(), address.into(), message.kept().to_vec().into()]);
        }
    }
    if messages.is_empty() {
        return Ok(());
    }
    let mut query = Query::new(DOING, "INSERT INTO messages (letter, address, bytes) ");
    query.push_rows(messages);
    transaction.execute(query).await.map(drop)
}

pub(super) async fn add_asks(transaction: &mut Transaction, letters: &[&Keyed<'_>]) -> Result<()> {
    let asks: Vec<(&str, i64, &PastAsk)> = letters
        .iter()
        .flat_map(|(key, letter)| {
            (0..).zip(&letter.asks).map(|(position, ask)| (key.as_str(), position, ask))
        })
        .collect();
    for asks in asks.chunks(BATCH) {
        let mut query = Query::new(
            DOING,
            "INSERT INTO asks_sent (letter, position, unit, expectation, level, value, trainings, handed_over) ",
        );
        query.push_rows(asks.iter().map(|(key, position, ask)| {
            [
                (*key).into(),
                (*position).into(),
                (&*ask.unit.0).into(),
                ask.expectation.0.as_str().into(),
                ask.level.word().into(),
                exact_text(ask.value).into(),
                json_list(ask.trainings.iter().map(|training| &training.0)).into(),
                i64::from(ask.handed_over).into(),
            ]
        }));
        transaction.execute(query).await?;
    }
    Ok(())
}
