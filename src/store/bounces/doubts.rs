//! Addresses that mail servers call dead, until it is decided whether they are.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::super::Result;
use super::super::columns::Row;
use super::super::engine::{Ask, Query, Transaction};
use super::super::outbox::push_reason;
use super::BounceStore;
use crate::domain::bounce::{DoubtedAddress, Gravity, Ruling, Standing, TracedBy, WhyDead};
use crate::domain::outbox::{Reason, State};
use crate::domain::series::Series;

const RULE: &str = "decide about addresses that letters came back from";

/// A report that is doubted, with its letter.
type DoubtedRow = (String, String, String, Option<String>, String, i64);

/// By whom it is decided about the addresses that are doubted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuledBy<'a> {
    /// By the rule that they are few enough.
    Brake,
    /// By somebody, who says why.
    Somebody(&'a str),
}

impl BounceStore {
    /// The addresses that it is to be decided about, by their spelling.
    pub async fn doubted(&self) -> Result<Vec<DoubtedAddress>> {
        let text = "SELECT letters.recipient, MAX(bounces.words), MIN(bounces.at) FROM bounces \
                    JOIN letters ON letters.key = bounces.letter WHERE bounces.standing = 'doubted' \
                    GROUP BY letters.recipient ORDER BY letters.recipient";
        let rows: Vec<(String, String, i64)> =
            self.engine.all(Query::new("read which addresses are doubted", text)).await?;
        let doubted = |(address, words, since)| {
            let since = Row::new("bounces", &"a report").moment(since)?;
            Ok(DoubtedAddress { address, words, since })
        };
        rows.into_iter().map(doubted).collect()
    }

    /// Lets the letters wait that a server refused because of an address that is doubted: they
    /// are not tried again before it is decided.
    pub async fn hold_back(&self) -> Result<()> {
        let text = "UPDATE letters SET due_at = NULL WHERE state = 'retry' AND due_at IS NOT NULL \
                    AND key IN (SELECT letter FROM bounces WHERE standing = 'doubted' AND traced = $1)";
        let query = Query::new("let letters wait for a decision", text).bind(TracedBy::Conversation.word());
        self.engine.execute(query).await.map(drop)
    }

    /// How many addresses were taken for dead since `since` without anybody having decided it.
    pub async fn taken_for_dead_since(&self, since: DateTime<Utc>) -> Result<usize> {
        let text = "SELECT COUNT(DISTINCT letters.recipient) FROM bounces \
                    JOIN letters ON letters.key = bounces.letter \
                    WHERE bounces.at > $1 AND bounces.gravity = $2 AND bounces.standing = $3";
        let query = Query::new("count the addresses that are newly dead", text)
            .bind(since)
            .bind(Gravity::Hard.word())
            .bind(Standing::Counted.word());
        let count: Option<(i64,)> = self.engine.optional(query).await?;
        Ok(count.map_or(0, |(count,)| usize::try_from(count).unwrap_or(0)))
    }

    /// Decides about every address that is doubted, and returns them.
    ///
    /// Where they are [`Ruling::Dead`], their letters have failed, and letters that wait for them are
    /// skipped; unless somebody has said since a letter was sent that its address is right.
    /// Where they are [`Ruling::Right`], letters that a server has refused go out again.
    pub async fn rule(
        &self,
        ruling: Ruling,
        by: RuledBy<'_>,
        on: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Vec<String>> {
        let mut transaction = self.engine.write(RULE).await?;
        let rows = Self::close(&mut transaction, ruling, by).await?;
        let mut decided = BTreeSet::new();
        for (letter, _, words, traced, address, changed_at) in rows {
            let traced = TracedBy::ALL.into_iter().find(|by| Some(by.word()) == traced.as_deref());
            let is_refused = traced == Some(TracedBy::Conversation);
            match ruling {
                Ruling::Dead => {
                    let reason = if is_refused { Reason::Nobody } else { Reason::CameBack };
                    fail_letter(&mut transaction, &letter, &reason(words.clone()), now).await?;
                    if mark_dead(&mut transaction, &address, changed_at, &words, now).await? {
                        let why = WhyDead { on, words: words.clone() };
                        skip_waiting(&mut transaction, &address, why, now).await?;
                    }
                }
                Ruling::Right if is_refused => send_again(&mut transaction, &letter, now).await?,
                Ruling::Right => {}
            }
            decided.insert(address);
        }
        transaction.commit().await?;
        Ok(decided.into_iter().collect())
    }

    /// Takes the reports that are doubted as decided, and returns them: who else decides at the
    /// same time finds none.
    async fn close(
        transaction: &mut Transaction,
        ruling: Ruling,
        by: RuledBy<'_>,
    ) -> Result<Vec<DoubtedRow>> {
        let (standing, because) = match (ruling, by) {
            (Ruling::Dead, RuledBy::Brake) => (Standing::Counted, None),
            (Ruling::Dead, RuledBy::Somebody(because)) => (Standing::Accepted, Some(because.to_owned())),
            (Ruling::Right, RuledBy::Brake) => (Standing::Dismissed, None),
            (Ruling::Right, RuledBy::Somebody(because)) => (Standing::Dismissed, Some(because.to_owned())),
        };
        let text = "SELECT bounces.letter, bounces.report, bounces.words, bounces.traced, letters.recipient, \
                    letters.updated_at FROM bounces JOIN letters ON letters.key = bounces.letter \
                    WHERE bounces.standing = 'doubted' ORDER BY bounces.at, bounces.letter";
        let mut rows: Vec<DoubtedRow> = transaction.all(Query::new(RULE, text)).await?;
        let text = "UPDATE bounces SET standing = $1, because = $2 WHERE standing = 'doubted' \
                    RETURNING letter, report";
        let closed = Query::new(RULE, text).bind(standing.word()).bind(because);
        let closed: HashSet<(String, String)> = transaction.all(closed).await?.into_iter().collect();
        rows.retain(|(letter, report, ..)| closed.contains(&(letter.clone(), report.clone())));
        Ok(rows)
    }
}

/// The letter has failed: it was sent, may have been, or was refused. One that somebody has ordered
/// again meanwhile is on its way once more, and its fate is not decided by what came of it before.
async fn fail_letter(
    transaction: &mut Transaction,
    letter: &str,
    reason: &Reason,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut query = Query::new(RULE, "UPDATE letters SET due_at = NULL, state = ");
    query.push_bind(State::Failed.word());
    push_reason(&mut query, Some(reason));
    query.push(", updated_at = ").push_bind(now);
    query.push(" WHERE key = ").push_bind(letter);
    query.push(" AND state IN ('sent', 'unknown', 'retry')");
    transaction.execute(query).await.map(drop)
}

/// Marks the address of a letter that came to its state at `changed_at`; not where somebody has
/// cleared it since. Says whether that is news.
async fn mark_dead(
    transaction: &mut Transaction,
    address: &str,
    changed_at: i64,
    words: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let text = "INSERT INTO dead_addresses (address, since, words) VALUES ($1, $2, $3) \
                ON CONFLICT (address) DO UPDATE SET since = excluded.since, words = excluded.words, \
                cleared_at = NULL, cleared_because = NULL WHERE dead_addresses.cleared_at <= $4";
    let query = Query::new(RULE, text).bind(address).bind(now).bind(words).bind(changed_at);
    Ok(transaction.execute(query).await? > 0)
}

async fn skip_waiting(
    transaction: &mut Transaction,
    address: &str,
    why: WhyDead,
    now: DateTime<Utc>,
) -> Result<()> {
    let why = Reason::DeadAddress(why);
    // Two questions, for each of which there is an index: the outbox holds years of letters.
    for which in [" AND due_at IS NOT NULL AND state IN ('queued', 'retry')", " AND state = 'held'"] {
        let mut query = Query::new(RULE, "UPDATE letters SET state = ");
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

/// A letter that waited for the decision goes out again, and loses none of its time.
async fn send_again(transaction: &mut Transaction, letter: &str, now: DateTime<Utc>) -> Result<()> {
    let text = "UPDATE letters SET due_at = $2, wanted_at = $2 \
                WHERE key = $1 AND state = 'retry' AND due_at IS NULL";
    transaction.execute(Query::new(RULE, text).bind(letter).bind(now)).await.map(drop)
}
