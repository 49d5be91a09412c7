//! Hands letters of the outbox over, one connection for each courier.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{Weekly, WeeklyError};
use crate::clock::Clock;
use crate::delivery::{Courier, Parcel};
use crate::domain::address::EmailAddress;
use crate::domain::outbox::Attempt;
use crate::store::{Claimed, Store, StoreError};

/// The pauses before a letter is tried again, in minutes: two days and a half
/// in all. A letter of the week is no use after that, and counts as failed.
const PAUSES: [i64; 8] = [5, 15, 60, 240, 720, 720, 720, 1080];

impl Weekly {
    /// Hands over every letter that is due, until none is left or `stop` is cancelled.
    ///
    /// Letters that a server defers wait for their time; nothing here waits for it.
    /// Nobody else may deliver meanwhile; the caller sees to that.
    ///
    /// # Errors
    ///
    /// [`WeeklyError::Store`] when the ledger cannot be kept; delivery stops then.
    pub async fn deliver(&self, clock: Clock, stop: &CancellationToken) -> Result<(), WeeklyError> {
        let Some(mail) = &self.mail else { return Ok(()) };
        let left = self.store.recover(clock.now()).await?;
        if left > 0 {
            tracing::warn!(left, "letters that a process left behind are sent again");
        }
        self.take_back_paused(clock.now()).await?;
        // A courier that cannot reach the server ends the round of all, unless
        // another one has: then the server only wants fewer connections.
        let stop = stop.child_token();
        let reached = Arc::new(AtomicBool::new(false));
        let mut couriers = JoinSet::new();
        for _ in 0..mail.mailer.connections() {
            let round = Round {
                store: self.store.clone(),
                courier: mail.mailer.courier(),
                from: mail.from.address.clone(),
                clock,
                stop: stop.clone(),
                reached: Arc::clone(&reached),
            };
            couriers.spawn(round.walk());
        }
        let mut result = Ok(());
        while let Some(ended) = couriers.join_next().await {
            let ended = ended.unwrap_or_else(|error| {
                tracing::error!(%error, "a courier broke down; its letter is sent again later");
                Ok(())
            });
            result = result.and(ended.map_err(WeeklyError::from));
        }
        result
    }
}

/// One courier on its round.
struct Round {
    store: Store,
    courier: Courier,
    from: EmailAddress,
    clock: Clock,
    stop: CancellationToken,
    /// Whether some courier of the round has come to a conversation.
    reached: Arc<AtomicBool>,
}

impl Round {
    async fn walk(mut self) -> Result<(), StoreError> {
        let result = self.hand_over_all().await;
        self.courier.close().await;
        result
    }

    async fn hand_over_all(&mut self) -> Result<(), StoreError> {
        loop {
            // Waiting for its turn holds no letter, so it can be broken off.
            let stopped = self.stop.run_until_cancelled(self.courier.turn()).await.is_none();
            if stopped || self.stop.is_cancelled() {
                return Ok(());
            }
            let Some(letter) = self.store.claim(None, self.clock.now()).await? else { return Ok(()) };
            let attempt = self.hand_over(&letter).await;
            let now = self.clock.now();
            let retry_at = retry_at(now, letter.attempts).filter(|_| matches!(attempt, Attempt::Deferred(_)));
            self.store.settle(&letter.key, &attempt, retry_at, now).await?;
            if let Attempt::Deferred(reason) = &attempt
                && self.courier.is_out_of_reach()
            {
                return self.give_way(reason, now).await;
            }
            self.reached.store(true, Ordering::Relaxed);
            let outcome = match attempt {
                Attempt::Accepted(_) => "accepted",
                Attempt::Deferred(_) => "deferred",
                Attempt::Refused(_) => "refused",
                Attempt::Unclear(_) => "unclear",
            };
            tracing::info!(letter = letter.key, outcome, "handed a letter over");
        }
    }

    /// Ends this courier's round, and where nobody reaches the server, that of
    /// all: the letters wait, each with its own count of tries.
    async fn give_way(&self, reason: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        if !self.reached.load(Ordering::Relaxed) {
            self.stop.cancel();
            let again_at = now + TimeDelta::minutes(PAUSES[0]);
            let letters = self.store.postpone(reason, again_at, now).await?;
            tracing::warn!(letters, "the mail server is out of reach; every letter waits");
        }
        Ok(())
    }

    async fn hand_over(&mut self, letter: &Claimed) -> Attempt {
        match letter.address.parse() {
            Ok(to) => {
                let parcel = Parcel {
                    from: self.from.clone(),
                    to,
                    message_id: letter.message_id.clone(),
                    bytes: letter.bytes.clone(),
                };
                self.courier.deliver(&parcel).await
            }
            Err(error) => Attempt::Refused(format!("the address cannot be used: {error}")),
        }
    }
}

/// When a letter that was deferred `earlier` times before is tried again; never
/// after all pauses are over.
fn retry_at(now: DateTime<Utc>, earlier: u32) -> Option<DateTime<Utc>> {
    let pause = PAUSES.get(usize::try_from(earlier).ok()?)?;
    Some(now + TimeDelta::minutes(*pause))
}
