//! What people do to letters, and what time does: release, discard, try again, forget.

use chrono::{DateTime, Utc};

use super::super::Result;
use super::super::engine::{Ask, Query, Transaction};
use super::ReasonColumns;
use super::decisions::record;
use super::entries::push_states;
use super::reasons::{AS_JSON, NOT_SENT_AGAIN, TOO_LATE, as_json, push_reason};
use super::{LetterFilter, Outbox};
use crate::domain::outbox::{Deed, Reason, State};

/// What a person decides about letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Held letters may go out.
    Release,
    /// Letters that wait, are held or were too late are not to go out.
    Discard,
    /// Letters that failed, were too late, or of which nobody knows, are to go out once more.
    Retry,
}

impl Change {
    /// The states of the letters that it concerns: of those that were skipped, the ones that
    /// were given up as too late.
    #[must_use]
    pub fn from(self) -> &'static [State] {
        match self {
            Self::Release => &[State::Held],
            Self::Discard => &[State::Held, State::Queued, State::Retry, State::Skipped],
            Self::Retry => &[State::Failed, State::Unknown, State::Skipped],
        }
    }

    /// What is written down about it.
    #[must_use]
    pub fn deed(self) -> Deed {
        match self {
            Self::Release => Deed::Release,
            Self::Discard => Deed::Discard,
            Self::Retry => Deed::Retry,
        }
    }

    /// The state they have afterwards; of those that are discarded, the ones that surely did not go out.
    #[must_use]
    pub fn to(self) -> State {
        match self {
            Self::Release | Self::Retry => State::Queued,
            Self::Discard => State::Cancelled,
        }
    }
}

/// What is meant for letters that may have arrived, followed by what is meant for the others.
const MAY_HAVE_ARRIVED: &str = "CASE WHEN unclear > 0 OR state = 'unknown' THEN ";

/// How many letters were changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChangeCounts {
    /// All of them.
    pub letters: u64,
    /// Those among them that were discarded, and may have arrived all the same.
    pub doubtful: u64,
    /// Those among them that were discarded after somebody had released them.
    pub released: u64,
}

impl Outbox {
    /// Changes the letters that fit `filter`, and says how many there were. Who
    /// decided and why is written down with each. A letter whose message is
    /// forgotten cannot go out, and stays as it is; so does one to a dead address
    /// that is to be tried again, unless `filter` names it or its address.
    ///
    /// One that may have arrived when it was tried, and is discarded, is not sent again, but
    /// nobody can say that it was not sent: it is [`State::Unknown`], and its reason keeps what
    /// was said about it before.
    pub async fn change(
        &self,
        filter: &LetterFilter,
        change: Change,
        why: &Reason,
        now: DateTime<Utc>,
    ) -> Result<ChangeCounts> {
        const DOING: &str = "change letters";
        let mut transaction = self.engine.write(DOING).await?;
        let mut changed = ChangeCounts::default();
        let mut query = Query::new(DOING, "UPDATE letters SET state = ");
        if change == Change::Discard {
            let ReasonColumns { kind, data } = ReasonColumns::of(why);
            changed.released = count_released(&mut transaction, filter).await?;
            query.push(MAY_HAVE_ARRIVED).push_bind(State::Unknown.word()).push(" ELSE ");
            query.push_bind(change.to().word()).push(" END, reason_kind = ").push(MAY_HAVE_ARRIVED);
            query.push_bind(NOT_SENT_AGAIN).push(" ELSE ").push_bind(kind).push(" END, reason_data = ");
            query
                .push(MAY_HAVE_ARRIVED)
                .push("'{\"last\":' || COALESCE(")
                .push(AS_JSON)
                .push(", 'null') || ");
            query.push("',\"why\":' || ").push_bind(as_json(why)).push(" || '}' ELSE ");
            query.push_bind(data).push(" END");
        } else {
            query.push_bind(change.to().word());
            push_reason(&mut query, Some(why));
        }
        query.push(", updated_at = ").push_bind(now);
        if change.to() == State::Queued {
            // It has its whole time before it again, and counts anew when it ends.
            query.push(", counted = ''");
            query.push(", due_at = created_at, wanted_at = CASE WHEN wanted_at > ");
            query.push_bind(now).push(" THEN wanted_at ELSE ");
            query.push_bind(now).push(" END");
        } else {
            query.push(", due_at = NULL");
        }
        if change == Change::Retry {
            // Somebody asked for it: it has all its tries before it again. That it may have
            // arrived already is not forgotten.
            query.push(", attempts = 0, unclear = ").push(MAY_HAVE_ARRIVED).push("1 ELSE 0 END");
        }
        filter.push_to(&mut query);
        push_states(&mut query, change.from());
        if change.to() == State::Queued {
            query.push(" AND EXISTS (SELECT 1 FROM messages WHERE messages.letter = letters.key)");
        }
        query.push(" AND (state <> ").push_bind(State::Skipped.word());
        query.push(" OR reason_kind = ").push_bind(TOO_LATE).push(")");
        if change == Change::Retry && filter.recipient.is_none() && filter.key.is_none() {
            // To an address that nobody is at it goes only where somebody names it.
            query.push(" AND recipient NOT IN (SELECT address FROM dead_addresses WHERE cleared_at IS NULL)");
        }
        query.push(" RETURNING key, state");
        let rows: Vec<(String, String)> = transaction.all(query).await?;
        let is_doubtful = |state: &String| state == State::Unknown.word();
        changed.doubtful = count(rows.iter().filter(|(_, state)| is_doubtful(state)));
        changed.letters = count(rows.iter());
        let keys: Vec<_> = rows.into_iter().map(|(key, _)| key).collect();
        record(&mut transaction, &keys, change.deed(), why, now).await?;
        transaction.commit().await?;
        Ok(changed)
    }

    /// Deletes letters, with their messages, asks and decisions, that were called for
    /// before `before`, and says how many. Letters on their way stay, and those of the
    /// newest weeks: a clock that is ahead must not make them be written and sent again.
    pub async fn forget_letters(&self, before: DateTime<Utc>) -> Result<u64> {
        const DOING: &str = "forget old letters";
        let mut transaction = self.engine.write(DOING).await?;
        let old = "DELETE FROM letters WHERE created_at < $1 AND state NOT IN ('queued', 'sending', 'retry') \
                   AND week NOT IN (SELECT DISTINCT week FROM letters ORDER BY week DESC LIMIT 4)";
        let forgotten = transaction.execute(Query::new(DOING, old).bind(before)).await?;
        let about = "DELETE FROM decisions \
                     WHERE NOT EXISTS (SELECT 1 FROM letters WHERE letters.key = decisions.letter)";
        transaction.execute(Query::new(DOING, about)).await?;
        transaction.commit().await?;
        Ok(forgotten)
    }

    /// Deletes the messages, but not the entries and asks, of letters that were
    /// called for before `before` and can no longer go out. Says how many.
    pub async fn forget_messages(&self, before: DateTime<Utc>) -> Result<u64> {
        let query = Query::new(
            "forget old messages",
            "DELETE FROM messages WHERE letter IN (SELECT key FROM letters \
             WHERE created_at < $1 AND state IN ('sent', 'skipped', 'cancelled'))",
        );
        self.engine.execute(query.bind(before)).await
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    u64::try_from(items.count()).unwrap_or(u64::MAX)
}

/// How many of the letters that can be discarded somebody has released before.
async fn count_released(transaction: &mut Transaction, filter: &LetterFilter) -> Result<u64> {
    let mut query = Query::new("count released letters", "SELECT COUNT(*) FROM letters");
    filter.push_to(&mut query);
    push_states(&mut query, &[State::Queued, State::Retry]);
    query.push(" AND EXISTS (SELECT 1 FROM decisions WHERE decisions.letter = letters.key AND what = ");
    query.push_bind(Deed::Release.word()).push(")");
    let (released,): (i64,) = transaction.one(query).await?;
    Ok(released.unsigned_abs())
}
