//! Reads what has come back of letters, and draws the conclusions: which letter
//! did not arrive, and where nobody is written to any more.

mod addresses;
mod round;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::expected::Expected;
use super::{Bounces, Weekly, WeeklyError};
use crate::clock::Clock;
use crate::domain::bounce::WhyDead;
use crate::store::StoreError;
use round::{Broken, Round};

pub use addresses::bad_addresses;

/// How long a reading may take. What it did not come to, the next one does.
const LIMIT: Duration = Duration::from_mins(2);

/// How old a reading may be that is as good as a new one.
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// What only one process at a time does where the store is shared.
const JOB: &str = "bounces";

/// What a reading of the mailbox found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Letters that came back for good, for the first time in this reading.
    pub hard: usize,
    /// Letters that came back for another reason, likewise.
    pub soft: usize,
    /// Reports that say nothing new, or that a letter is still tried.
    pub other: usize,
    /// Automatic answers.
    pub automatic: usize,
    /// Messages that are left for people.
    pub left: usize,
    /// Whether there is more than one reading takes.
    pub more: bool,
}

impl Weekly {
    /// Reads the mailbox, and says what was found; nothing where there is none, where another
    /// process is reading it, or where `stop` was cancelled meanwhile.
    ///
    /// On a store that is not shared, the caller sees to it that nobody else works on it.
    ///
    /// # Errors
    ///
    /// [`WeeklyError::Mailbox`] when the mailbox cannot be read, which is noted in the store.
    pub async fn read_bounces(
        &self,
        clock: Clock,
        stop: &CancellationToken,
    ) -> Result<Option<Reading>, WeeklyError> {
        let Some(bounces) = &self.bounces else { return Ok(None) };
        let lease = if self.store.is_shared() {
            let lease = self.store.begin_lease().await?;
            if !self.store.claim_job(JOB, lease).await? {
                self.store.end_lease(lease).await?;
                return Ok(None);
            }
            Some(lease)
        } else {
            None
        };
        let round = Round {
            store: self.store.clone(),
            mailbox: Arc::clone(&bounces.mailbox),
            lease,
            zone: self.municipality.zone,
            clock,
        };
        // In a task of its own: whatever comes from outside, it ends nothing but the reading.
        let walking = AbortOnDropHandle::new(tokio::spawn(round.walk()));
        let walked = stop.run_until_cancelled(timeout(LIMIT, walking)).await;
        if let Some(lease) = lease {
            self.store.end_lease(lease).await?;
        }
        let why = match walked {
            None | Some(Ok(Ok(Err(Broken::Store(StoreError::LeaseOver))))) => return Ok(None),
            Some(Ok(Ok(Ok(reading)))) => return self.note(bounces, reading, clock).await,
            Some(Ok(Ok(Err(Broken::Store(error))))) => return Err(error.into()),
            Some(Ok(Ok(Err(Broken::Mailbox(error))))) => error.to_string(),
            Some(Ok(Err(_))) => "something in it cannot be read".to_owned(),
            Some(Err(_)) => format!("it takes longer than {} s", LIMIT.as_secs()),
        };
        self.store.note_reading(bounces.mailbox.name(), Some(&why), clock.now()).await?;
        Err(WeeklyError::Mailbox(why))
    }

    async fn note(
        &self,
        bounces: &Bounces,
        reading: Reading,
        clock: Clock,
    ) -> Result<Option<Reading>, WeeklyError> {
        let now = clock.now();
        self.store.note_reading(bounces.mailbox.name(), None, now).await?;
        let Reading { hard, soft, other, automatic, left, more } = reading;
        if reading != Reading::default() {
            tracing::info!(hard, soft, other, automatic, left, more, "read what has come back of letters");
        }
        if hard > 0 {
            self.recount(now).await?;
        }
        Ok(Some(reading))
    }

    /// The same where something else is to be done anyway: what goes wrong is logged, and keeps no
    /// letter back. A reading of a moment ago will do.
    pub async fn look_for_bounces(&self, clock: Clock, stop: &CancellationToken) {
        let found = match self.is_due(FRESH, clock.now()).await {
            Ok(true) => self.read_bounces(clock, stop).await.map(drop),
            Ok(false) => Ok(()),
            Err(error) => Err(error.into()),
        };
        match found {
            Ok(()) => {}
            // Why stands in the store: a server's words may hold an address.
            Err(WeeklyError::Mailbox(_)) => {
                tracing::warn!("what has come back of letters cannot be read; `nyttja status` says why");
            }
            Err(error) => tracing::error!(%error, "what has come back of letters cannot be kept"),
        }
    }

    /// Whether it is time for the daemon to read the mailbox.
    pub async fn are_bounces_due(&self, now: DateTime<Utc>) -> Result<bool, StoreError> {
        match &self.bounces {
            Some(bounces) => self.is_due(bounces.every, now).await,
            None => Ok(false),
        }
    }

    async fn is_due(&self, every: TimeDelta, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let Some(bounces) = &self.bounces else { return Ok(false) };
        let last = self.store.last_reading(bounces.mailbox.name()).await?;
        // A clock may have been set back.
        Ok(last.is_none_or(|last| (now - last.at).abs() >= every))
    }

    /// The letters of `expected`, where nobody is written to at a dead address.
    pub(super) async fn without_dead_addresses<'e>(
        &self,
        expected: Vec<Expected<'e>>,
    ) -> Result<Vec<Expected<'e>>, StoreError> {
        let zone = self.municipality.zone;
        let dead = self.store.dead_addresses().await?.into_iter().map(|dead| {
            let on = dead.since.with_timezone(&zone).date_naive();
            (dead.address, WhyDead { on, words: dead.words })
        });
        let dead: HashMap<_, _> = dead.collect();
        let shun = |letter| match letter {
            Expected::ToRecipient(recipient, units) => match dead.get(&recipient.address.identity()) {
                Some(why) => Expected::Dead(recipient, units, Box::new(why.clone())),
                None => Expected::ToRecipient(recipient, units),
            },
            other => other,
        };
        Ok(expected.into_iter().map(shun).collect())
    }
}
