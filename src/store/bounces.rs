//! Bounces: reports about letters that came back, and the addresses that are dead because of them.

mod doubts;
mod mailboxes;
mod tags;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Result;
use super::columns::Row;
use super::engine::{Engine, Query};
use crate::domain::bounce::{DeadAddress, Gravity, Standing, TracedBy};
use crate::domain::week::Week;

pub use doubts::RuledBy;
pub use mailboxes::{LeftFor, MailboxReading};
pub use tags::TagRefusal;

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
    /// What led from the report to the letter.
    pub traced: TracedBy,
}

/// Which letters of an address came back: by week, the newest first.
pub type BouncedWeeks = Vec<(Week, bool)>;

/// A report about a letter, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBounce {
    /// When it was read.
    pub at: DateTime<Utc>,
    /// How grave it is.
    pub gravity: Gravity,
    /// How it counts.
    pub standing: Standing,
    /// What led from it to the letter; none where that was not kept.
    pub traced: Option<TracedBy>,
    /// The server's words.
    pub words: String,
}

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
    /// Where it is [`Gravity::Hard`], nothing follows before it is decided whether the address is
    /// dead, see [`Self::rule`].
    pub async fn note(&self, bounce: &NewBounce, now: DateTime<Utc>) -> Result<bool> {
        let text = "INSERT INTO bounces (letter, report, gravity, words, at, standing, traced) \
                    SELECT key, $2, $3, $4, $5, $6, $7 FROM letters WHERE key = $1 \
                    ON CONFLICT (letter, report) DO NOTHING";
        let standing = match bounce.gravity {
            Gravity::Hard => Standing::Doubted,
            Gravity::Soft => Standing::Counted,
        };
        let noted = Query::new(NOTE, text)
            .bind(bounce.letter.as_str())
            .bind(bounce.report.as_str())
            .bind(bounce.gravity.word())
            .bind(bounce.words.as_str())
            .bind(now)
            .bind(standing.word())
            .bind(bounce.traced.word());
        Ok(self.engine.execute(noted).await? > 0)
    }

    /// The reports about the letter with this key, the oldest first.
    pub async fn of_letter(&self, key: &str) -> Result<Vec<KeptBounce>> {
        let text =
            "SELECT at, gravity, standing, traced, words FROM bounces WHERE letter = $1 ORDER BY at, report";
        let rows: Vec<(i64, String, String, Option<String>, String)> =
            self.engine.all(Query::new("read what came back of a letter", text).bind(key)).await?;
        let kept = |(at, gravity, standing, traced, words): (i64, String, String, Option<String>, String)| {
            let row = Row::new("bounces", &"a report");
            Ok(KeptBounce {
                at: row.moment(at)?,
                gravity: row.one_of(&Gravity::ALL, Gravity::word, &gravity)?,
                standing: row.one_of(&Standing::ALL, Standing::word, &standing)?,
                traced: TracedBy::ALL.into_iter().find(|by| Some(by.word()) == traced.as_deref()),
                words,
            })
        };
        rows.into_iter().map(kept).collect()
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
