//! What is remembered about the mailbox for reports: how its newest reading
//! went, and which messages are left in it for people.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::Result;
use super::super::columns::Row;
use super::super::engine::Query;
use super::BounceStore;

/// Messages named by one statement.
const BATCH: usize = 200;

/// How the newest reading of a mailbox went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailboxReading {
    /// When it was read, or somebody tried to.
    #[serde(rename = "read_at")]
    pub at: DateTime<Utc>,
    /// When it was last read without a failure.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// Why the newest reading failed, where it did.
    pub failure: Option<String>,
}

/// Why a message is left for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftFor {
    /// The mail system has written it, and says nothing that is understood.
    System,
    /// It says that somebody has left, or that an address has ended.
    Leaving,
    /// Anything else.
    Other,
}

impl LeftFor {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::System, Self::Leaving, Self::Other];

    /// The word used in the store, in JSON and in metrics.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Leaving => "leaving",
            Self::Other => "other",
        }
    }
}

impl BounceStore {
    /// Notes how a reading of `mailbox` went.
    pub async fn note_reading(&self, mailbox: &str, failure: Option<&str>, now: DateTime<Utc>) -> Result<()> {
        let text = "INSERT INTO mailboxes (name, read_at, succeeded_at, failure) VALUES ($1, $2, $3, $4) \
                    ON CONFLICT (name) DO UPDATE SET read_at = excluded.read_at, failure = excluded.failure, \
                    succeeded_at = COALESCE(excluded.succeeded_at, mailboxes.succeeded_at)";
        let now = now.timestamp_millis();
        let query = Query::new("note a reading of the mailbox", text)
            .bind(mailbox)
            .bind(now)
            .bind(failure.is_none().then_some(now))
            .bind(failure.map(str::to_owned));
        self.engine.execute(query).await.map(drop)
    }

    /// How the newest reading of `mailbox` went; none where it was never read.
    pub async fn last_reading(&self, mailbox: &str) -> Result<Option<MailboxReading>> {
        let text = "SELECT read_at, succeeded_at, failure FROM mailboxes WHERE name = $1";
        let query = Query::new("read how the mailbox fared", text).bind(mailbox);
        let row: Option<(i64, Option<i64>, Option<String>)> = self.engine.optional(query).await?;
        let reading = |(at, succeeded_at, failure): (i64, Option<i64>, _)| {
            let row = Row::new("mailboxes", &"the mailbox");
            let succeeded_at = succeeded_at.map(|at| row.moment(at)).transpose()?;
            Ok(MailboxReading { at: row.moment(at)?, succeeded_at, failure })
        };
        row.map(reading).transpose()
    }

    /// The messages of `mailbox` that are left for people.
    pub async fn left_for_people(&self, mailbox: &str) -> Result<HashSet<String>> {
        let query = Query::new(
            "read which messages are for people",
            "SELECT message FROM left_for_people WHERE mailbox = $1",
        );
        let rows: Vec<(String,)> = self.engine.all(query.bind(mailbox)).await?;
        Ok(rows.into_iter().map(|(message,)| message).collect())
    }

    /// Notes that a message of `mailbox` is left for people, and why.
    pub async fn leave_for_people(&self, mailbox: &str, message: &str, why: LeftFor) -> Result<()> {
        let query = Query::new(
            "note that a message is for people",
            "INSERT INTO left_for_people (mailbox, message, kind) VALUES ($1, $2, $3) \
             ON CONFLICT (mailbox, message) DO NOTHING",
        );
        self.engine.execute(query.bind(mailbox).bind(message).bind(why.word())).await.map(drop)
    }

    /// How many messages of `mailbox` are left for people, by why.
    pub async fn count_left(&self, mailbox: &str) -> Result<BTreeMap<LeftFor, u64>> {
        self.count_left_of(Some(mailbox)).await
    }

    /// The same for all mailboxes that were ever read.
    pub async fn count_all_left(&self) -> Result<BTreeMap<LeftFor, u64>> {
        self.count_left_of(None).await
    }

    async fn count_left_of(&self, mailbox: Option<&str>) -> Result<BTreeMap<LeftFor, u64>> {
        let text = "SELECT kind, COUNT(*) FROM left_for_people";
        let mut query = Query::new("count the messages for people", text);
        if let Some(mailbox) = mailbox {
            query.push(" WHERE mailbox = ").push_bind(mailbox);
        }
        query.push(" GROUP BY kind");
        let rows: Vec<(String, i64)> = self.engine.all(query).await?;
        let counted = rows.into_iter().filter_map(|(kind, count)| {
            let why = LeftFor::ALL.into_iter().find(|why| why.word() == kind)?;
            Some((why, u64::try_from(count).ok()?))
        });
        Ok(counted.collect())
    }

    /// Forgets messages of `mailbox` that people have read, or taken away.
    pub async fn forget_left(&self, mailbox: &str, messages: &[String]) -> Result<()> {
        for some in messages.chunks(BATCH) {
            let mut query =
                Query::new("forget messages for people", "DELETE FROM left_for_people WHERE mailbox = ");
            query.push_bind(mailbox).push(" AND message IN ").push_list(some);
            self.engine.execute(query).await?;
        }
        Ok(())
    }
}
