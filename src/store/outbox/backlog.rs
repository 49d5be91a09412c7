//! Letters that wait and that no courier has: those of processes that ended, those
//! that are too late, and those that wait for a mail server that cannot be reached.

use chrono::{DateTime, Utc};

use super::super::Result;
use super::super::columns::Row;
use super::super::engine::{Ask, Query};
use super::super::leases::Lease;
use super::exchange::DUE;
use super::reasons::{AS_JSON, TOO_LATE};
use super::settlement::fates_query;
use super::{Outbox, ReasonColumns};
use crate::domain::outbox::{Fate, OnUnknown, Reason, State, Tries};

/// Letters settled by one statement.
const BATCH: usize = 500;

impl Outbox {
    /// Ends the leases of processes that are dead, or silent for longer than
    /// their lease, and decides about the letters they were handing over; says
    /// how many there were.
    ///
    /// On a database that is not shared, every lease but `own` is over: the
    /// caller makes sure that nobody else is at work.
    pub async fn take_over(&self, own: Lease, on_unknown: OnUnknown, now: DateTime<Utc>) -> Result<u64> {
        const DOING: &str = "take over from processes that ended";
        let mut transaction = self.engine.write(DOING).await?;
        self.leases.end_dead_leases(&mut transaction, own).await?;
        let text = format!(
            "SELECT key, attempts, unclear FROM letters WHERE state = 'sending' \
             AND (shift IS NULL OR shift NOT IN (SELECT number FROM shifts)){}",
            self.engine.skip_locked()
        );
        let left: Vec<(String, i64, i64)> = transaction.all(Query::new(DOING, &text)).await?;
        let fate = |(key, attempts, unclear): (String, i64, i64)| {
            let row = Row::new("letters", &key);
            let tries = Tries { attempts: row.count(attempts)?, unclear: row.count(unclear)? };
            Ok((key, Fate::left_behind(tries, on_unknown, now)))
        };
        let left: Vec<(String, Fate)> = left.into_iter().map(fate).collect::<Result<_>>()?;
        for batch in left.chunks(BATCH) {
            transaction
                .execute(fates_query(batch.iter().map(|(key, fate)| (key.as_str(), fate)), now))
                .await?;
        }
        transaction.commit().await?;
        Ok(u64::try_from(left.len()).unwrap_or(u64::MAX))
    }

    /// Gives up the letters that wait, and that nobody has wanted since `wanted_since`: they
    /// speak of a week that is over. Those that may have arrived when they were tried are
    /// [`State::Unknown`], the others are skipped. Says how many there were.
    pub async fn skip_late(&self, wanted_since: DateTime<Utc>, now: DateTime<Utc>) -> Result<u64> {
        let text = format!(
            "UPDATE letters SET state = CASE WHEN unclear > 0 THEN 'unknown' ELSE $1 END, due_at = NULL, \
             updated_at = $2, reason_kind = $3, reason_data = COALESCE({AS_JSON}, 'null') \
             WHERE due_at IS NOT NULL AND wanted_at <= $4"
        );
        let query = Query::new("skip letters that are too late", &text)
            .bind(State::Skipped.word())
            .bind(now)
            .bind(TOO_LATE)
            .bind(wanted_since);
        self.engine.execute(query).await
    }

    /// Queues the letters again that were written since `since`, and given up as too late at a
    /// moment that has not come yet: the clock was ahead. Says how many there were.
    pub async fn requeue_late(&self, since: DateTime<Utc>, now: DateTime<Utc>) -> Result<u64> {
        let text = "UPDATE letters SET state = $1, due_at = created_at, updated_at = $2, reason_kind = NULL, \
                    reason_data = NULL, counted = '' WHERE state IN ('skipped', 'unknown') AND reason_kind = $3 \
                    AND updated_at > $2 AND created_at > $4 \
                    AND EXISTS (SELECT 1 FROM messages WHERE messages.letter = letters.key)";
        let query = Query::new("queue letters that are not too late after all", text)
            .bind(State::Queued.word())
            .bind(now)
            .bind(TOO_LATE)
            .bind(since);
        self.engine.execute(query).await
    }

    /// Notes that no letter can be handed over at all: every letter that is due is
    /// tried again at `retry_at`, with as many tries before it as now. Says how many there are.
    pub async fn postpone(
        &self,
        reason: &Reason,
        retry_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<u64> {
        let ReasonColumns { kind, data } = ReasonColumns::of(reason);
        let text = format!(
            "UPDATE letters SET state = $2, reason_kind = $3, reason_data = $4, due_at = $5, updated_at = $1 \
             WHERE {DUE}"
        );
        let query = Query::new("postpone letters", &text)
            .bind(now)
            .bind(State::Retry.word())
            .bind(kind)
            .bind(data)
            .bind(retry_at);
        self.engine.execute(query).await
    }

    /// When there is next a letter to hand out: `now` where one is due, none where nothing waits.
    pub async fn next_due(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let text = format!(
            "SELECT MIN(CASE WHEN {DUE} THEN 0 ELSE due_at END) FROM letters WHERE due_at IS NOT NULL"
        );
        let query = Query::new("find the next letter", &text).bind(now);
        let (due,): (Option<i64>,) = self.engine.one(query).await?;
        due.map(|millis| Ok(Row::new("letters", &"the next due").moment(millis)?.max(now))).transpose()
    }

    /// Since when the letter has been wanted that has waited longest of those that are to be sent;
    /// none where none waits.
    pub async fn oldest_waiting(&self) -> Result<Option<DateTime<Utc>>> {
        let text = "SELECT MIN(wanted_at) FROM letters WHERE due_at IS NOT NULL";
        let (wanted_at,): (Option<i64>,) =
            self.engine.one(Query::new("find the oldest letter", text)).await?;
        wanted_at.map(|millis| Row::new("letters", &"the oldest").moment(millis)).transpose()
    }

    /// How many letters are being sent right now, by anybody.
    pub async fn count_sending(&self) -> Result<u64> {
        let query =
            Query::new("count letters under way", "SELECT COUNT(*) FROM letters WHERE state = 'sending'");
        let (letters,): (i64,) = self.engine.one(query).await?;
        Ok(letters.unsigned_abs())
    }
}
