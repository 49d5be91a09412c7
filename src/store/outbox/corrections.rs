//! Corrections enter the ledger: further editions, and letters written anew before anybody had them.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::super::Result;
use super::super::columns::json_list;
use super::super::engine::{Ask, Query, Transaction};
use super::decisions::record;
use super::queue::{Keyed, NewLetter, add_asks, add_letters, add_messages};
use super::{Outbox, push_reason};
use crate::domain::judge::MEANING;
use crate::domain::outbox::{Deed, Grounds, Reason, State};
use crate::domain::series::Series;
use crate::domain::week::Week;

const DOING: &str = "correct letters";

/// What a correction does to the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amendment {
    /// Editions that answer earlier ones: queued or held.
    pub further: Vec<NewLetter>,
    /// Letters in place of those with the same identity that nobody has had. What is queued
    /// keeps its place in the queue, what was held or skipped gets one, and what failed stays so.
    pub anew: Vec<NewLetter>,
    /// The keys of letters that wait, or are held, and are not to go out any more.
    pub taken_back: Vec<String>,
}

impl Amendment {
    /// How many letters it is about.
    #[must_use]
    pub fn letters(&self) -> usize {
        self.further.len() + self.anew.len() + self.taken_back.len()
    }
}

impl Outbox {
    /// The keys of the letters of `series` and `week` that went out, or may have.
    pub async fn maybe_received(&self, series: Series, week: Week) -> Result<HashSet<String>> {
        let text = "SELECT key FROM letters WHERE job = $1 AND week = $2 \
                    AND (state IN ('sent', 'unknown') OR unclear > 0)";
        let query = Query::new("find letters that arrived", text).bind(series.name()).bind(week.to_string());
        let keys: Vec<(String,)> = self.engine.all(query).await?;
        Ok(keys.into_iter().map(|(key,)| key).collect())
    }

    /// The keys of the letters of `series` and `week` that a correction has written.
    pub async fn corrected(&self, series: Series, week: Week) -> Result<HashSet<String>> {
        let text = "SELECT DISTINCT letter FROM decisions JOIN letters ON letters.key = decisions.letter \
                    WHERE what = $1 AND job = $2 AND week = $3";
        let query = Query::new("find letters that were corrected", text);
        let query = query.bind(Deed::Correct.word()).bind(series.name()).bind(week.to_string());
        let keys: Vec<(String,)> = self.engine.all(query).await?;
        Ok(keys.into_iter().map(|(key,)| key).collect())
    }

    /// Writes a correction into the ledger, all or nothing, with who ordered it and
    /// why, and says how many letters it reached. One that went out meanwhile stays as it is.
    ///
    /// # Errors
    ///
    /// [`super::super::StoreError::IncompleteLetter`] for a letter without address, message
    /// or Message-ID.
    pub async fn amend(&self, amendment: &Amendment, grounds: &Grounds, now: DateTime<Utc>) -> Result<usize> {
        let Amendment { further, anew, taken_back } = amendment;
        let why = Reason::Decided(grounds.clone());
        let further: Vec<Keyed<'_>> = further.iter().map(|letter| (letter.id.key(), letter)).collect();
        let mut transaction = self.engine.write(DOING).await?;
        let mut reached = Vec::new();
        if !further.is_empty() {
            let added = add_letters(&mut transaction, &further, now).await?;
            let fresh: Vec<_> = further.iter().filter(|(key, _)| added.contains(key)).collect();
            add_messages(&mut transaction, &fresh).await?;
            add_asks(&mut transaction, &fresh).await?;
            reached.extend(fresh.into_iter().map(|(key, _)| key.clone()));
        }
        for letter in anew {
            let keyed = (letter.id.key(), letter);
            if write_anew(&mut transaction, &keyed, now).await? {
                reached.push(keyed.0);
            }
        }
        record(&mut transaction, &reached, Deed::Correct, &why, now).await?;
        let back = take_back(&mut transaction, taken_back, &why, now).await?;
        transaction.commit().await?;
        Ok(reached.len() + back)
    }
}

/// Puts other words in the place of a letter that nobody has had, and says whether it is still there.
async fn write_anew(transaction: &mut Transaction, keyed: &Keyed<'_>, now: DateTime<Utc>) -> Result<bool> {
    let (key, letter) = keyed;
    let millis = now.timestamp_millis();
    let mut query = Query::new(DOING, "UPDATE letters SET units = ");
    query.push_bind(json_list(letter.units.iter().map(|unit| &*unit.0)));
    query.push(", message_id = ").push_bind(letter.message_id.as_deref());
    query.push(", updated_at = ").push_bind(millis);
    query.push(", meaning = ").push_bind(i64::from(MEANING));
    if letter.state == State::Held {
        query.push(", state = 'held', due_at = NULL");
        push_reason(&mut query, letter.reason.as_ref());
    } else {
        const STOOD_STILL: &str = "CASE WHEN state IN ('held', 'skipped') THEN ";
        query.push(", due_at = ").push(STOOD_STILL).push_bind(millis).push(" ELSE due_at END");
        query.push(", wanted_at = ").push(STOOD_STILL).push_bind(millis).push(" ELSE wanted_at END");
        for column in ["reason_kind", "reason_data"] {
            query.push(&format!(", {column} = {STOOD_STILL}NULL ELSE {column} END"));
        }
        query.push(", state = ").push(STOOD_STILL).push("'queued' ELSE state END");
    }
    query
        .push(" WHERE key = ")
        .push_bind(key)
        .push(" AND unclear = 0 AND state IN ('queued', 'retry', 'held', 'skipped'");
    // One that failed goes out only where somebody orders it: there is nothing to hold.
    query.push(if letter.state == State::Held { ")" } else { ", 'failed')" });
    if transaction.execute(query).await? == 0 {
        return Ok(false);
    }
    for table in ["messages", "asks_sent"] {
        let text = format!("DELETE FROM {table} WHERE letter = $1");
        transaction.execute(Query::new(DOING, &text).bind(key)).await?;
    }
    add_messages(transaction, &[keyed]).await?;
    add_asks(transaction, &[keyed]).await?;
    Ok(true)
}

async fn take_back(
    transaction: &mut Transaction,
    keys: &[String],
    why: &Reason,
    now: DateTime<Utc>,
) -> Result<usize> {
    if keys.is_empty() {
        return Ok(0);
    }
    let mut query = Query::new(DOING, "UPDATE letters SET state = 'cancelled', due_at = NULL");
    push_reason(&mut query, Some(why));
    query.push(", updated_at = ").push_bind(now);
    query.push(" WHERE state IN ('queued', 'retry', 'held') AND key IN ").push_list(keys);
    query.push(" RETURNING key");
    let back: Vec<(String,)> = transaction.all(query).await?;
    let back: Vec<_> = back.into_iter().map(|(key,)| key).collect();
    record(transaction, &back, Deed::Discard, why, now).await?;
    Ok(back.len())
}
