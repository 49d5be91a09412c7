//! The daemon: on every heartbeat it does what is due, one thing at a time,
//! until it is told to stop.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::lock::Lock;
use super::planning::{Job, Plan};
use crate::clock::Clock;
use crate::domain::schedule::Decision;
use crate::domain::week::Week;
use crate::heartbeat::{Heartbeat, HeartbeatError};
use crate::settings::daemon::Retention;
use crate::weekly::{Order, Weekly, WeeklyError};

/// How long a stop may take: what is being handed over is finished, nothing new begins.
pub const LIMIT: Duration = Duration::from_secs(30);

/// The daemon.
#[derive(Debug)]
pub struct Daemon {
    /// The weekly work.
    pub weekly: Weekly,
    /// What is due when.
    pub plan: Plan,
    /// How long things are kept.
    pub retention: Retention,
    /// The folder that one process at a time works on.
    pub data_dir: PathBuf,
    /// Where time comes from.
    pub clock: Clock,
}

/// How the daemon ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Everything that was under way was finished.
    Cleanly,
    /// Something took longer than [`LIMIT`]; the next start goes on with it.
    CutOff,
}

impl Daemon {
    /// Works until `stop` is cancelled.
    ///
    /// # Errors
    ///
    /// [`HeartbeatError`] when the heartbeat does not start or stop.
    pub async fn serve(mut self, stop: &CancellationToken) -> Result<Ended, HeartbeatError> {
        let heartbeat = Heartbeat::start().await?;
        while stop.run_until_cancelled(heartbeat.next()).await.is_some() {
            let work = self.beat(stop);
            tokio::pin!(work);
            // A job that is under way when the stop comes gets its time to end.
            if stop.run_until_cancelled(&mut work).await.is_none()
                && tokio::time::timeout(LIMIT, work).await.is_err()
            {
                return Ok(Ended::CutOff);
            }
        }
        heartbeat.stop().await?;
        self.weekly.store.close().await;
        Ok(Ended::Cleanly)
    }

    /// Does what is due now. What fails is logged, and tried again later.
    pub async fn beat(&mut self, stop: &CancellationToken) {
        let now = self.clock.now();
        if let Err(error) = self.weekly.store.beat(now).await {
            tracing::error!(error = chain(&error), "the heartbeat could not be noted");
            return;
        }
        for job in Job::ALL {
            if stop.is_cancelled() {
                return;
            }
            match self.plan.decide(job, &self.weekly.store, self.clock.now()).await {
                Ok(Some(Decision::Run(due))) => self.perform(job, due, stop).await,
                Ok(Some(Decision::TooLate(due))) => self.give_up(job, due).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(job = job.name(), error = chain(&error), "cannot tell what is due")
                }
            }
        }
        if !stop.is_cancelled()
            && let Err(error) = self.send_again(stop).await
        {
            tracing::error!(error = chain(&error), "letters that were due again could not be sent");
        }
    }

    async fn perform(&mut self, job: Job, due: DateTime<Utc>, stop: &CancellationToken) {
        let lock = match Lock::take(&self.data_dir) {
            Ok(lock) => lock,
            Err(error) => {
                // A run by hand is under way; the next beat asks again.
                tracing::info!(job = job.name(), %error, "a job waits");
                return;
            }
        };
        tracing::info!(job = job.name(), %due, "a job begins");
        let result = match job {
            Job::Fetch => self.fetch().await,
            Job::Letters => self.write_letters(due, stop).await,
        };
        drop(lock);
        let now = self.clock.now();
        match result {
            Ok(()) if stop.is_cancelled() && job == Job::Letters => {
                tracing::info!("the letters were interrupted; the next start goes on with them");
            }
            Ok(()) => {
                self.plan.succeeded(job);
                self.settle(job, due).await;
                let next = self.plan.next(job, now).map(|next| next.to_string());
                tracing::info!(job = job.name(), next, "a job is done");
            }
            Err(error) => {
                let again_at = self.plan.failed(job, now);
                tracing::error!(job = job.name(), error = chain(&error), %again_at, "a job failed");
            }
        }
    }

    async fn fetch(&self) -> Result<(), WeeklyError> {
        let now = self.clock.now();
        self.weekly.fetch(now).await?;
        let usage_before = (now - self.retention.usage).date_naive();
        let usage = self.weekly.store.forget_usage(usage_before).await?;
        let letters = self.weekly.store.forget_letters(now - self.retention.letters).await?;
        if usage > 0 || letters > 0 {
            tracing::info!(usage, letters, "forgot what was kept long enough");
        }
        Ok(())
    }

    async fn write_letters(&self, due: DateTime<Utc>, stop: &CancellationToken) -> Result<(), WeeklyError> {
        // A run that is caught up keeps the week it was due in.
        let week = Week::of(due.with_timezone(&self.weekly.municipality.zone).date_naive());
        let order = Order { week, unit: None, dry_run: false };
        self.weekly.run(&order, self.clock, stop).await.map(drop)
    }

    async fn give_up(&mut self, job: Job, due: DateTime<Utc>) {
        tracing::warn!(job = job.name(), %due, "a job was missed, and is too late to catch up");
        self.settle(job, due).await;
    }

    async fn settle(&self, job: Job, due: DateTime<Utc>) {
        if let Err(error) = self.weekly.store.set_last_occurrence(job.name(), due).await {
            tracing::error!(job = job.name(), error = chain(&error), "cannot note that a job is done");
        }
    }

    /// Sends what a server deferred, or an interrupted run left in the outbox.
    async fn send_again(&self, stop: &CancellationToken) -> Result<(), WeeklyError> {
        let now = self.clock.now();
        let due = self.weekly.store.next_due(None, now).await?;
        if due.is_none_or(|due| due > now) {
            return Ok(());
        }
        let Ok(_lock) = Lock::take(&self.data_dir) else { return Ok(()) };
        self.weekly.deliver(self.clock, stop).await
    }
}

/// An error with everything that led to it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
