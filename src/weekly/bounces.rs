//! Reads what has come back of letters, and draws the conclusions: which letter
//! did not arrive, and where nobody is written to any more.

mod addresses;
mod mailbox_reader;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::WeeklyError;
use super::accounts::Accounts;
use super::marker::Marker;
use crate::clock::Clock;
use crate::delivery::BounceBox;
use crate::domain::recipient::address::EmailAddress;
use crate::store::{BounceStore, JobLock, JobLockError, Leases, Outbox, StoreError};
use mailbox_reader::{Broken, MailboxReader};

pub use addresses::bad_addresses;

/// How long a reading may take. What it did not come to, the next one does.
const LIMIT: Duration = Duration::from_mins(2);

/// How old a reading may be that is as good as a new one.
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// The mailbox that reports about letters come back to.
#[derive(Debug, Clone)]
pub struct Bounces {
    /// The mailbox.
    pub mailbox: Arc<BounceBox>,
    /// How often the daemon reads it.
    pub every: TimeDelta,
}

/// What only one process at a time does where the store is shared.
const JOB: &str = "bounces";

/// What a reading of the mailbox found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Letters that came back for good, for the first time in this reading.
    pub hard: usize,
    /// Addresses that are called dead, too many at once: they wait for somebody's decision.
    pub doubted: usize,
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

/// Reads what has come back of letters.
#[derive(Debug, Clone)]
pub struct BounceReader {
    pub(super) leases: Leases,
    pub(super) outbox: Outbox,
    pub(super) came_back: BounceStore,
    pub(super) accounts: Accounts,
    pub(super) marker: Marker,
    /// Where reports go to; none where nothing can be sent.
    pub(super) sender: Option<EmailAddress>,
    /// None where nobody reads the mailbox.
    pub(super) bounces: Option<Bounces>,
}

impl BounceReader {
    /// Reads the mailbox, and says what was found; nothing where there is none, where another
    /// process is reading it, or where `stop` was cancelled meanwhile.
    ///
    /// On a store that is not shared, the caller sees to it that nobody else works on it.
    ///
    /// # Errors
    ///
    /// [`WeeklyError::Mailbox`] when the mailbox cannot be read, which is noted in the store.
    pub async fn read(&self, clock: Clock, stop: &CancellationToken) -> Result<Option<Reading>, WeeklyError> {
        let Some(bounces) = &self.bounces else { return Ok(None) };
        let lock = match JobLock::acquire_where_shared(&self.leases, JOB, stop).await {
            Ok(lock) => lock,
            Err(JobLockError::Store(error)) => return Err(error.into()),
            Err(_) => return Ok(None),
        };
        let reader = MailboxReader {
            outbox: self.outbox.clone(),
            came_back: self.came_back.clone(),
            mailbox: Arc::clone(&bounces.mailbox),
            tags: self.came_back.tag_key().await?.zip(self.sender.clone()),
            clock,
        };
        // In a task of its own: whatever comes from outside, it ends nothing but the reading.
        let reading = AbortOnDropHandle::new(tokio::spawn(reader.read()));
        let read = lock.stop().run_until_cancelled(timeout(LIMIT, reading)).await;
        lock.release().await;
        let why = match read {
            None => return Ok(None),
            Some(Ok(Ok(Ok(reading)))) => return self.note(bounces, reading, clock).await,
            Some(Ok(Ok(Err(Broken::Store(error))))) => return Err(error.into()),
            Some(Ok(Ok(Err(Broken::Mailbox(error))))) => error.to_string(),
            Some(Ok(Err(_))) => "something in it cannot be read".to_owned(),
            Some(Err(_)) => format!("it takes longer than {} s", LIMIT.as_secs()),
        };
        self.came_back.note_reading(bounces.mailbox.name(), Some(&why), clock.now()).await?;
        Err(WeeklyError::Mailbox(why))
    }

    async fn note(
        &self,
        bounces: &Bounces,
        reading: Reading,
        clock: Clock,
    ) -> Result<Option<Reading>, WeeklyError> {
        let now = clock.now();
        self.came_back.note_reading(bounces.mailbox.name(), None, now).await?;
        let marked = self.marker.mark(now).await?;
        let reading = Reading { doubted: marked.doubted, ..reading };
        let Reading { hard, doubted, soft, other, automatic, left, more } = reading;
        if reading != Reading::default() {
            tracing::info!(
                hard,
                doubted,
                soft,
                other,
                automatic,
                left,
                more,
                "read what has come back of letters"
            );
        }
        if marked.dead > 0 {
            self.accounts.recount(now).await?;
        }
        Ok(Some(reading))
    }

    /// The same where something else is to be done anyway: what goes wrong is logged, and keeps no
    /// letter back. A reading of a moment ago will do.
    pub async fn look(&self, clock: Clock, stop: &CancellationToken) {
        let found = match self.is_due(FRESH, clock.now()).await {
            Ok(true) => self.read(clock, stop).await.map(drop),
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
    pub async fn are_due(&self, now: DateTime<Utc>) -> Result<bool, StoreError> {
        match &self.bounces {
            Some(bounces) => self.is_due(bounces.every, now).await,
            None => Ok(false),
        }
    }

    async fn is_due(&self, every: TimeDelta, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let Some(bounces) = &self.bounces else { return Ok(false) };
        let last = self.came_back.last_reading(bounces.mailbox.name()).await?;
        // A clock may have been set back.
        Ok(last.is_none_or(|last| (now - last.at).abs() >= every))
    }
}
