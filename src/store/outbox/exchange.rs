//! The exchange between couriers and the ledger: outcomes are stored and new letters are
//! claimed in one commit for all couriers that come at once. When a process ends, the letters
//! that are being sent are those of its couriers, one each, and no others.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::super::Result;
use super::super::columns::Row;
use super::super::engine::{Ask, Query, from_row};
use super::super::leases::{Lease, is_renewed, slots};
use super::packed::unpack;
use super::settlement::{SettledLetter, settlement_query};
use super::{IdColumns, Outbox};
use crate::domain::outbox::{Fate, LetterId, Reason, State, Tries};

const DOING: &str = "exchange letters";

/// Which letters may be handed over at `$1`. One that was never tried has no time to
/// wait for, even where the clock has been set back since; and none waits for longer than a
/// day (the longest pause is shorter), where it was put off by a clock that was ahead.
pub(super) const DUE: &str =
    "due_at IS NOT NULL AND (due_at <= $1 OR state = 'queued' OR due_at > $1 + 86400000)";

/// A letter that the caller must now deliver, and settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedLetter {
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

/// Limits of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExchangeOptions {
    /// How many letters may be handed over in any minute, by all processes together; 0 for no limit.
    pub per_minute: u32,
    /// Letters that nobody has wanted since are too late.
    pub wanted_since: DateTime<Utc>,
    /// Whether the exchange survives a power failure as soon as it returns. It survives
    /// a crash of the process in any case.
    pub durable: bool,
}

/// What is asked for in an exchange.
#[derive(Debug, Clone, Copy)]
struct ExchangeRequest<'a> {
    lease: Lease,
    settled: &'a [SettledLetter],
    wanted: usize,
    options: ExchangeOptions,
    now: DateTime<Utc>,
}

/// The result of an exchange.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExchangeOutcome {
    /// Letters to deliver.
    pub letters: Vec<ClaimedLetter>,
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
    fn read(self) -> Result<ClaimedLetter> {
        let key = self.id.key.clone();
        let row = Row::new("letters", &key);
        let packed = row.present(self.bytes, "message")?;
        Ok(ClaimedLetter {
            address: row.present(self.address, "address")?,
            message_id: row.present(self.message_id, "Message-ID")?,
            bytes: row.unpacked(unpack(&packed))?,
            tries: Tries { attempts: row.count(self.attempts)?, unclear: row.count(self.unclear)? },
            id: self.id.read()?,
            key,
        })
    }
}

impl Outbox {
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
        settled: &[SettledLetter],
        wanted: usize,
        options: ExchangeOptions,
        now: DateTime<Utc>,
    ) -> Result<ExchangeOutcome> {
        let request = ExchangeRequest { lease, settled, wanted, options, now };
        let (mut outcome, claimed) = if options.per_minute == 0 {
            self.exchange_unlimited(request).await?
        } else {
            self.exchange_within_limit(request).await?
        };
        for row in claimed {
            let key = row.id.key.clone();
            match ClaimedColumns::read(row) {
                Ok(letter) => outcome.letters.push(letter),
                Err(error) => {
                    let reason = Reason::Unreadable(error.to_string());
                    let fate = Fate { state: State::Failed, reason, due_at: None, tries: Tries::default() };
                    self.engine.execute(settlement_query(lease, &[SettledLetter { key, fate }], now)).await?;
                }
            }
        }
        Ok(outcome)
    }

    async fn exchange_unlimited(
        &self,
        request: ExchangeRequest<'_>,
    ) -> Result<(ExchangeOutcome, Vec<ClaimedColumns>)> {
        let ExchangeRequest { lease, settled, wanted, options, now } = request;
        let mut queries = vec![self.leases.renewal(lease)];
        if !settled.is_empty() {
            queries.push(settlement_query(lease, settled, now));
        }
        if wanted > 0 {
            queries.push(self.claim_query(request, wanted));
        }
        let mut answers = self.engine.batch(DOING, options.durable, queries).await?;
        is_renewed(answers.changed()?)?;
        let mut outcome = ExchangeOutcome::default();
        if !settled.is_empty() {
            outcome.lost = lost(settled, &answers.rows()?);
        }
        let claimed = if wanted > 0 { answers.rows()? } else { Vec::new() };
        Ok((outcome, claimed))
    }

    /// The same where a limit may be in the way: what it has room for is looked for first.
    async fn exchange_within_limit(
        &self,
        request: ExchangeRequest<'_>,
    ) -> Result<(ExchangeOutcome, Vec<ClaimedColumns>)> {
        let ExchangeRequest { lease, settled, wanted, options, now } = request;
        let skip_locked = self.engine.skip_locked();
        let mut transaction = if options.durable {
            self.engine.write(DOING).await?
        } else {
            self.engine.write_unsynced(DOING).await?
        };
        self.leases.renew_in(&mut transaction, lease).await?;
        let mut outcome = ExchangeOutcome::default();
        if !settled.is_empty() {
            outcome.lost = lost(settled, &transaction.all(settlement_query(lease, settled, now)).await?);
            let keys = settled.iter().map(|settled| settled.key.clone());
            slots::leave_places(&mut transaction, lease, keys).await?;
        }
        let (mut places, mut claimed) = (Vec::new(), Vec::<ClaimedColumns>::new());
        if wanted > 0 {
            (places, outcome.wait) =
                slots::free_places(&mut transaction, skip_locked, options.per_minute, wanted).await?;
        }
        if !places.is_empty() {
            claimed = transaction.all(self.claim_query(request, places.len())).await?;
        }
        if !claimed.is_empty() {
            let keys = claimed.iter().map(|row| row.id.key.clone());
            slots::take_places(&mut transaction, lease, places.into_iter().zip(keys)).await?;
        }
        transaction.commit().await?;
        Ok((outcome, claimed))
    }

    /// Claims at most `most` letters that are due, and returns them; none for a lease that is over.
    fn claim_query(&self, request: ExchangeRequest<'_>, most: usize) -> Query {
        // SQLite plans anew for each bare value of a limit, which takes longer than the claim; for a sum it does not.
        let text = format!(
            "WITH due AS MATERIALIZED (SELECT key FROM letters WHERE {DUE} AND wanted_at > $2 \
             AND EXISTS (SELECT 1 FROM shifts WHERE number = $4) ORDER BY due_at, recipient LIMIT $3 + 0{skip_locked}) \
             UPDATE letters SET state = 'sending', shift = $4, due_at = NULL, updated_at = $1 \
             FROM due WHERE letters.key = due.key \
             RETURNING letters.key, job, recipient, week, edition, message_id, attempts, unclear, \
             (SELECT address FROM messages WHERE letter = letters.key) AS address, \
             (SELECT bytes FROM messages WHERE letter = letters.key) AS bytes",
            skip_locked = self.engine.skip_locked()
        );
        Query::new("claim letters", &text)
            .bind(request.now)
            .bind(request.options.wanted_since)
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .bind(request.lease.0)
    }

    /// Puts letters back that were handed out to this lease, and reached no
    /// courier, because an exchange broke off: all but those `in_hand`.
    pub async fn put_back(&self, lease: Lease, in_hand: &[String]) -> Result<u64> {
        const DOING: &str = "put letters back";
        let mut transaction = self.engine.write(DOING).await?;
        self.leases.renew_in(&mut transaction, lease).await?;
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
fn lost(settled: &[SettledLetter], done: &[(String,)]) -> Vec<String> {
    let keys = settled.iter().map(|settled| settled.key.clone());
    keys.filter(|key| !done.iter().any(|(done,)| done == key)).collect()
}
