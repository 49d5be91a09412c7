//! Bounces: reports about letters that came back, and the addresses that are dead because of them.

mod mailboxes;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::Result;
use super::columns::Row;
use super::engine::{Ask, Engine, Query, Transaction};
use super::outbox::push_reason;
use crate::domain::bounce::{DeadAddress, Gravity, WhyDead};
use crate::domain::outbox::{Reason, State};
use crate::domain::series::Series;
use crate::domain::week::Week;

pub use mailboxes::MailboxReading;

const NOTE: &str = "note that a letter came back";

/// A report about a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBounce {
    /// The key of the letter in the outbox.
    pub letter: String,
    /// Identifies the report.
    pub report: String,
    /// How grave it is.
    pub gravity: Gravity,
    /// The server's words.
    pub words: String,
    /// The day on which we hear of it, as people read it.
    pub on: NaiveDate,
}

/// Which letters of an address came back: by week, the newest first.
pub type BouncedWeeks = Vec<(Week, bool)>;

/// An address that letters came back from without its being dead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TroubledAddress {
    /// The address in lower case.
    pub address: String,
    /// The weeks in which letters were sent there.
    pub weeks: BouncedWeeks,
    /// What a server said last.
    pub words: String,
}

/// Bounces, dead addresses, and the mailbox that reports are read from.
#[derive(Debug, Clone)]
pub struct BounceStore {
    pub(super) engine: Arc<Engine>,
}

impl BounceStore {
    /// Notes what a report says of a letter, and says whether that is news: a report that was
    /// noted before changes nothing.
    ///
    /// Where it is [`Gravity::Hard`], the letter has failed, its address is dead, and letters that
    /// wait for that address are skipped; unless somebody has said since the letter was sent
    /// that the address is right.
    pub async fn note(&self, bounce: &NewBounce, now: DateTime<Utc>) -> Result<bool> {
        let mut transaction = self.engine.write(NOTE).await?;
        let letter = Query::new(NOTE, "SELECT recipient, updated_at FROM letters WHERE key = $1");
        let letter: Option<(String, i64)> = transaction.optional(letter.bind(bounce.letter.as_str())).await?;
        let Some((recipient, changed_at)) = letter else { return Ok(false) };
        let text = "INSERT INTO bounces (letter, report, gravity, words, at) VALUES ($1, $2, $3, $4, $5) \
                    ON CONFLICT (letter, report) DO NOTHING";
        let noted = Query::new(NOTE, text)
            .bind(bounce.letter.as_str())
            .bind(bounce.report.as_str())
            .bind(bounce.gravity.word())
            .bind(bounce.words.as_str())
            .bind(now);
        if transaction.execute(noted).await? == 0 {
            return Ok(false);
        }
        if bounce.gravity == Gravity::Hard {
            fail_letter(&mut transaction, bounce, now).await?;
            if mark_dead(&mut transaction, &recipient, changed_at, bounce, now).await? {
                skip_waiting(&mut transaction, &recipient, bounce, now).await?;
            }
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// The dead addresses, the one that has been longest first.
    pub async fn dead_addresses(&self) -> Result<Vec<DeadAddress>> {
        let text = "SELECT address, since, words FROM dead_addresses WHERE cleared_at IS NULL \
                    ORDER BY since, address";
        let rows: Vec<(String, i64, String)> =
            self.engine.all(Query::new("read the dead addresses", text)).await?;
        let dead = |(address, since, words)| {
            let since = Row::new("dead_addresses", &"an address").moment(since)?;
            Ok(DeadAddress { address, since, words })
        };
        rows.into_iter().map(dead).collect()
    }

    /// The addresses that letters came back from, for other reasons than that nobody is there.
    pub async fn troubled_addresses(&self) -> Result<Vec<TroubledAddress>> {
        let text = "SELECT letters.recipient, letters.week, \
                    MAX(CASE WHEN bounces.gravity = 'soft' THEN bounces.words END) \
                    FROM letters LEFT JOIN bounces ON bounces.letter = letters.key \
                    WHERE letters.state = 'sent' AND letters.recipient IN \
                    (SELECT recipient FROM letters WHERE key IN (SELECT letter FROM bounces WHERE gravity = 'soft')) \
                    GROUP BY letters.recipient, letters.week ORDER BY letters.recipient, letters.week DESC";
        let rows: Vec<(String, String, Option<String>)> =
            self.engine.all(Query::new("read what came back", text)).await?;
        let mut addresses = BTreeMap::new();
        for (address, week, words) in rows {
            let week: Week = Row::new("letters", &"a letter that came back").word(&week)?;
            let known = addresses.entry(address.clone()).or_insert_with(|| TroubledAddress {
                address,
                weeks: Vec::new(),
                words: String::new(),
            });
            known.weeks.push((week, words.is_some()));
            if let Some(words) = words.filter(|_| known.words.is_empty()) {
                known.words = words;
            }
        }
        Ok(addresses.into_values().collect())
    }

    /// Notes that somebody says that a dead address is right, and says whether it was dead.
    /// The reports about it stay; those that are read later count anew.
    pub async fn clear_address(&self, address: &str, because: &str, now: DateTime<Utc>) -> Result<bool> {
        let text = "UPDATE dead_addresses SET cleared_at = $2, cleared_because = $3 \
                    WHERE address = $1 AND cleared_at IS NULL";
        let query = Query::new("clear an address", text).bind(address).bind(now).bind(because);
        Ok(self.engine.execute(query).await? > 0)
    }

    /// Forgets the addresses that are known to be dead, or were cleared, since before `before`, and
    /// says how many there were: the next letter to one of them is sent once more. What came back of
    /// a letter goes with the letter.
    pub async fn forget_addresses(&self, before: DateTime<Utc>) -> Result<u64> {
        let query = Query::new("forget old addresses", "DELETE FROM dead_addresses WHERE since < $1");
        self.engine.execute(query.bind(before)).await
    }
}

/// The letter has failed: it was sent, or may have been. One that somebody has ordered again
/// meanwhile is on its way once more, and its fate is not decided by what came of it before.
async fn fail_letter(transaction: &mut Transaction, bounce: &NewBounce, now: DateTime<Utc>) -> Result<()> {
    let mut query = Query::new(NOTE, "UPDATE letters SET due_at = NULL, state = ");
    query.push_bind(State::Failed.word());
    push_reason(&mut query, Some(&Reason::CameBack(bounce.words.clone())));
    query.push(", updated_at = ").push_bind(now);
    query.push(" WHERE key = ").push_bind(bounce.letter.as_str());
    query.push(" AND state IN ('sent', 'unknown', 'retry')");
    transaction.execute(query).await.map(drop)
}

/// Marks the address of a letter that came to its state at `changed_at`; not where somebody has
/// cleared it since. Says whether that is news.
async fn mark_dead(
    transaction: &mut Transaction,
    address: &str,
    changed_at: i64,
    bounce: &NewBounce,
    now: DateTime<Utc>,
) -> Result<bool> {
    let text = "INSERT INTO dead_addresses (address, since, words) VALUES ($1, $2, $3) \
                ON CONFLICT (address) DO UPDATE SET since = excluded.since, words = excluded.words, \
                cleared_at = NULL, cleared_because = NULL WHERE dead_addresses.cleared_at <= $4";
    let query = Query::new(NOTE, text).bind(address).bind(now).bind(bounce.words.as_str()).bind(changed_at);
    Ok(transaction.execute(query).await? > 0)
}

async fn skip_waiting(
    transaction: &mut Transaction,
    address: &str,
    bounce: &NewBounce,
    now: DateTime<Utc>,
) -> Result<()> {
    let why = Reason::DeadAddress(WhyDead { on: bounce.on, words: bounce.words.clone() });
    // Two questions, for each of which there is an index: the outbox holds years of letters.
    for which in [" AND due_at IS NOT NULL AND state IN ('queued', 'retry')", " AND state = 'held'"] {
        let mut query = Query::new(NOTE, "UPDATE letters SET state = ");
        query.push_bind(State::Skipped.word());
        push_reason(&mut query, Some(&why));
        query.push(", due_at = NULL, updated_at = ").push_bind(now);
        query.push(" WHERE recipient = ").push_bind(address).push(which);
        let spared = Series::ALL.into_iter().filter(|series| series.is_for_coordinators());
        query.push(" AND job NOT IN ").push_list(spared.map(Series::name));
        transaction.execute(query).await?;
    }
    Ok(())
}
