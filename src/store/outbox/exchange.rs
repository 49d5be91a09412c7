//! What couriers bring back is written down, and new letters are handed out, in
//! one commit for all who come at once: letters that are on their way when a
//! process ends are those in the hands of its couriers, one each, and no others.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::super::columns::Row;
use super::super::engine::{Query, from_row};
use super::super::leases::{Lease, is_renewed};
use super::super::{Result, Store, slots};
use super::IdColumns;
use super::packing::unpack;
use super::settling::{Settled, settling};
use crate::domain::outbox::{Fate, LetterId, Reason, State, Tries};

const DOING: &str = "exchange letters";

/// Which letters may be handed over at `$1`. One that was never tried has no time to
/// wait for, even where the clock has been set back since; and none waits for longer than a
/// day (the longest pause is shorter), where it was put off by a clock that was ahead.
pub(super) const DUE: &str =
    "due_at IS NOT NULL AND (due_at <= $1 OR state = 'queued' OR due_at > $1 + 86400000)";

/// A letter that the caller must now deliver, and settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Its key in the outbox.
    pub key: String,
    /// What makes it this letter.
    pub id: LetterId,
    /// The address it goes to.
    pub address: String,
    /// The Message-ID, in angle brackets.
    pub message_id: String,
    /// The message, byte for byte.
    pub bytes: Vec<u8>,
    /// What was tried with it before.
    pub tries: Tries,
}

/// On what terms letters are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// How many letters may be handed over in any minute, by all processes together; 0 for no limit.
    pub per_minute: u32,
    /// Letters that nobody has wanted since are too late.
    pub wanted_since: DateTime<Utc>,
    /// Whether the exchange is to outlive a power failure before it returns. It
    /// outlives the end of the process in any case.
    pub lasting: bool,
}

/// What is asked for in an exchange.
#[derive(Debug, Clone, Copy)]
struct Asked<'a> {
    lease: Lease,
    settled: &'a [Settled],
    wanted: usize,
    terms: Terms,
    now: DateTime<Utc>,
}

/// What came of an exchange.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Handout {
    /// Letters to deliver.
    pub letters: Vec<Claimed>,
    /// How long until the limit may allow another, where it was in the way.
    pub wait: Option<Duration>,
    /// Letters that were settled, but are no longer in the hands of this
    /// lease: somebody else decided about them meanwhile.
    pub lost: Vec<String>,
}

/// The columns of a claimed letter.
struct ClaimedColumns {
    id: IdColumns,
    message_id: Option<String>,
    attempts: i64,
    unclear: i64,
    address: Option<String>,
    bytes: Option<Vec<u8>>,
}

from_row!(ClaimedColumns: message_id, attempts, unclear, address, bytes; id);

impl ClaimedColumns {
    fn read(self) -> Result<Claimed> {
        let key = self.id.key.clone();
        let row = Row::new("letters", &key);
        let packed = row.present(self.bytes, "message")?;
        Ok(Claimed {
            address: row.present(self.address, "address")?,
            message_id: row.present(self.message_id, "Message-ID")?,
            bytes: row.unpacked(unpack(&packed))?,
            tries: Tries { attempts: row.count(self.attempts)?, unclear: row.count(self.unclear)? },
            id: self.id.read()?,
            key,
        })
    }
}

impl Store {
    /// Writes down what came of letters, and hands out at most `wanted` that are
    /// due, the ones that have been longest first. They are marked as being sent,
    /// by this lease, before anybody sees them.
    ///
    /// However many tasks and processes ask at once, each letter is handed out
    /// once. A letter that cannot be read back fails, and keeps no other waiting.
    ///
    /// # Errors
    ///
    /// [`super::super::StoreError::LeaseOver`] when the lease is over: nothing is
    /// written down then, since others decide about its letters.
    pub async fn exchange(
        &self,
        lease: Lease,
        settled: &[Settled],
        wanted: usize,
        terms: Terms,
        now: DateTime<Utc>,
    ) -> Result<Handout> {
        let asked = Asked { lease, settled, wanted, terms, now };
        let (mut handout, claimed) = if terms.per_minute == 0 {
            self.exchange_at_once(asked).await?
        } else {
            self.exchange_within_limit(asked).await?
        };
        for row in claimed {
            let key = row.id.key.clone();
            match ClaimedColumns::read(row) {
                Ok(letter) => handout.letters.push(letter),
                Err(error) => {
                    let reason = Reason::Unreadable(error.to_string());
                    let fate = Fate { state: State::Failed, reason, due_at: None, tries: Tries::default() };
                    self.engine.execute(settling(lease, &[Settled { key, fate }], now)).await?;
                }
            }
        }
        Ok(handout)
    }

    async fn exchange_at_once(&self, asked: Asked<'_>) -> Result<(Handout, Vec<ClaimedColumns>)> {
        let Asked { lease, settled, wanted, terms, now } = asked;
        let mut queries = vec![self.renewal(lease)];
        if !settled.is_empty() {
            queries.push(settling(lease, settled, now));
        }
        if wanted > 0 {
            queries.push(self.claiming(asked, wanted));
        }
        let mut answers = self.engine.at_once(DOING, terms.lasting, queries).await?;
        is_renewed(answers.changed()?)?;
        let mut handout = Handout::default();
        if !settled.is_empty() {
            handout.lost = lost(settled, &answers.rows()?);
        }
        let claimed = if wanted > 0 { answers.rows()? } else { Vec::new() };
        Ok((handout, claimed))
    }

    /// The same where a limit may be in the way: what it has room for is looked for first.
    async fn exchange_within_limit(&self, asked: Asked<'_>) -> Result<(Handout, Vec<ClaimedColumns>)> {
        let Asked { lease, settled, wanted, terms, now } = asked;
        let pass_over = self.engine.pass_over();
        let mut transaction = if terms.lasting {
            self.engine.write(DOING).await?
        } else {
            self.engine.write_swiftly(DOING).await?
        };
        self.renew_in(&mut transaction, lease).await?;
        let mut handout = Handout::default();
        if !settled.is_empty() {
            handout.lost = lost(settled, &transaction.all(settling(lease, settled, now)).await?);
            let keys = settled.iter().map(|settled| settled.key.clone());
            slots::leave_places(&mut transaction, lease, keys).await?;
        }
        let (mut places, mut claimed) = (Vec::new(), Vec::<ClaimedColumns>::new());
        if wanted > 0 {
            (places, handout.wait) =
                slots::free_places(&mut transaction, pass_over, terms.per_minute, wanted).await?;
        }
        if !places.is_empty() {
            claimed = transaction.all(self.claiming(asked, places.len())).await?;
        }
        if !claimed.is_empty() {
            let keys = claimed.iter().map(|row| row.id.key.clone());
            slots::take_places(&mut transaction, lease, places.into_iter().zip(keys)).await?;
        }
        transaction.commit().await?;
        Ok((handout, claimed))
    }

    /// Claims at most `most` letters that are due, and returns them; none for a lease that is over.
    fn claiming(&self, asked: Asked<'_>, most: usize) -> Query {
        // SQLite plans anew for each bare value of a limit, which takes longer than the claim; for a sum it does not.
        let text = format!(
            "WITH due AS MATERIALIZED (SELECT key FROM letters WHERE {DUE} AND wanted_at > $2 \
             AND EXISTS (SELECT 1 FROM shifts WHERE number = $4) ORDER BY due_at, recipient LIMIT $3 + 0{pass_over}) \
             UPDATE letters SET state = 'sending', shift = $4, due_at = NULL, updated_at = $1 \
             FROM due WHERE letters.key = due.key \
             RETURNING letters.key, job, recipient, week, edition, message_id, attempts, unclear, \
             (SELECT address FROM messages WHERE letter = letters.key) AS address, \
             (SELECT bytes FROM messages WHERE letter = letters.key) AS bytes",
            pass_over = self.engine.pass_over()
        );
        Query::new("claim letters", &text)
            .bind(asked.now.timestamp_millis())
            .bind(asked.terms.wanted_since.timestamp_millis())
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .bind(asked.lease.0)
    }

    /// Puts letters back that were handed out to this lease, and reached no
    /// courier, because an exchange broke off: all but those `in_hand`.
    pub async fn put_back(&self, lease: Lease, in_hand: &[String]) -> Result<u64> {
        const DOING: &str = "put letters back";
        let mut transaction = self.engine.write(DOING).await?;
        self.renew_in(&mut transaction, lease).await?;
        let text = "UPDATE letters SET state = 'queued', shift = NULL, due_at = created_at \
                    WHERE state = 'sending' AND shift = ";
        let mut query = Query::new(DOING, text);
        query.push_bind(lease.0);
        if !in_hand.is_empty() {
            query.push(" AND key NOT IN ").push_list(in_hand);
        }
        let back = transaction.execute(query).await?;
        transaction.commit().await?;
        Ok(back)
    }
}

/// The letters that were settled, and are not among those that were `done`.
fn lost(settled: &[Settled], done: &[(String,)]) -> Vec<String> {
    let keys = settled.iter().map(|settled| settled.key.clone());
    keys.filter(|key| !done.iter().any(|(done,)| done == key)).collect()
}
