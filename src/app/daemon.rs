//! The daemon: on every heartbeat it does what is due, one thing at a time,
//! until it is told to stop.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::build_on;
use super::planning::{Job, Plan};
use super::watching::Watched;
use crate::causes::chain;
use crate::clock::Clock;
use crate::domain::schedule::Decision;
use crate::domain::series::Series;
use crate::domain::week::Week;
use crate::heartbeat::{Heartbeat, HeartbeatError};
use crate::settings::Severity;
use crate::settings::daemon::Retention;
use crate::store::{JobLock, Moments, Totals};
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
    /// The files all of that is made from.
    pub files: Watched,
    /// The folder that one process at a time works on.
    pub data_dir: PathBuf,
    /// Where time comes from.
    pub clock: Clock,
    /// Since when the files are in use that are.
    pub settings_since: DateTime<Utc>,
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
    /// Works until `stop` is cancelled. A job that is under way then gets
    /// [`LIMIT`] to end.
    pub async fn serve(mut self, stop: &CancellationToken) -> Result<Ended, HeartbeatError> {
        let heartbeat = Heartbeat::start().await?;
        let (store, clock) = (self.weekly.store.clone(), self.clock);
        self.note_settings(false).await;
        self.recover().await;
        while stop.run_until_cancelled(heartbeat.next()).await.is_some() {
            // On the heap: all that a beat may do is much to carry along.
            let mut work = Box::pin(self.beat(stop));
            // The heart goes on beating while a long job works.
            let alive = async {
                loop {
                    heartbeat.next().await;
                    note_beat(&store.moments, clock).await;
                    count(&store.totals).await;
                }
            };
            let limit = async {
                stop.cancelled().await;
                tokio::time::sleep(LIMIT).await;
            };
            tokio::select! {
                () = &mut work => {}
                () = alive => {}
                () = limit => return Ok(Ended::CutOff),
            }
        }
        heartbeat.stop().await?;
        store.close().await;
        Ok(Ended::Cleanly)
    }

    /// Does what is due now. What fails is logged, and tried again later.
    pub async fn beat(&mut self, stop: &CancellationToken) {
        note_beat(&self.weekly.store.moments, self.clock).await;
        self.take_changes().await;
        for job in Job::ALL {
            if stop.is_cancelled() {
                return;
            }
            match self.plan.decide(job, &self.weekly.store, self.clock.now()).await {
                Ok(Some(Decision::Run(due))) => self.perform(job, due, stop).await,
                Ok(Some(Decision::TooLate(due))) => self.give_up(job, due).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(job = job.name(), error = chain(&error), "cannot tell what is due");
                }
            }
        }
        if !stop.is_cancelled()
            && let Err(error) = self.send_again(stop).await
        {
            tracing::error!(error = chain(&error), "letters that were due again could not be sent");
        }
        if !stop.is_cancelled() {
            self.read_bounces(stop).await;
            self.account().await;
        }
    }

    /// The right to work on the data folder; none where somebody else has it.
    fn lock(&self) -> Option<JobLock> {
        JobLock::acquire_unless_shared(&self.weekly.store.leases, &self.data_dir).ok()
    }

    /// Reads what has come back of letters, when it is time to.
    async fn read_bounces(&self, stop: &CancellationToken) {
        match self.weekly.bounces.are_due(self.clock.now()).await {
            Ok(false) => return,
            Ok(true) => {}
            Err(error) => {
                tracing::error!(error = chain(&error), "cannot tell whether to look for bounces");
                return;
            }
        }
        let Some(_lock) = self.lock() else { return };
        self.weekly.bounces.look(self.clock, stop).await;
    }

    /// Tells whoever watches over us how things stand.
    async fn account(&self) {
        let now = self.clock.now();
        for job in Job::ALL {
            let next = self.plan.next(job, now);
            if let Err(error) = self.weekly.store.moments.set_next_occurrence(job.name(), next).await {
                tracing::error!(job = job.name(), error = chain(&error), "cannot note when a job is due");
            }
        }
        if let Err(error) = self.weekly.accounts.recount(now).await {
            tracing::error!(error = chain(&error), "cannot account for the last runs anew");
        }
        self.weekly.watchdog.tell(now).await;
        count(&self.weekly.store.totals).await;
    }

    /// Notes that the files are in use as they are now, or that they `are_refused`.
    async fn note_settings(&mut self, are_refused: bool) {
        let now = self.clock.now();
        if !are_refused {
            self.settings_since = now;
        }
        let moments = &self.weekly.store.moments;
        if let Err(error) = moments.set_settings(self.settings_since, are_refused.then_some(now)).await {
            tracing::error!(error = chain(&error), "which files are in use cannot be noted");
        }
    }

    /// Goes on with the files as they are now; with those of before where
    /// somebody made a mistake in them.
    async fn take_changes(&mut self) {
        let Some(loaded) = self.files.changed() else { return };
        let Some(settings) = loaded.settings else {
            for fault in loaded.faults.iter().filter(|fault| fault.severity == Severity::Error) {
                let (file, line) = (fault.file.display(), fault.line);
                tracing::error!(%file, line, fault = fault.in_log(), "the files have changed, and cannot be used");
            }
            tracing::error!("nyttja goes on with the files as they were; `nyttja check` shows what is wrong");
            self.note_settings(true).await;
            return;
        };
        match build_on(self.weekly.store.clone(), &settings, &self.data_dir) {
            Ok(weekly) => {
                self.weekly = weekly;
                self.plan = Plan::new(settings.schedules);
                self.retention = settings.retention;
                self.note_settings(false).await;
                tracing::info!("the files have changed, and are in use from now on");
            }
            Err(error) => {
                tracing::error!(error = chain(&error), "the files have changed, and cannot be used");
                self.note_settings(true).await;
            }
        }
    }

    /// Decides about letters that a process was handing over when it ended.
    async fn recover(&self) {
        let Some(_lock) = self.lock() else { return };
        if let Err(error) = self.weekly.dispatcher.take_over(self.clock).await {
            tracing::error!(error = chain(&error), "cannot look for letters left behind");
        }
    }

    async fn perform(&mut self, job: Job, due: DateTime<Utc>, stop: &CancellationToken) {
        let store = &self.weekly.store;
        let lock = match JobLock::acquire(&store.leases, &self.data_dir, job.lock_name(), stop).await {
            Ok(lock) => lock,
            Err(error) => {
                // A run by hand, or another daemon, is under way; the next beat asks again.
                tracing::info!(job = job.name(), %error, "a job waits");
                return;
            }
        };
        // Another daemon may have done it just before it gave the right back.
        if !matches!(self.plan.decide(job, store, self.clock.now()).await, Ok(Some(Decision::Run(_)))) {
            return lock.release().await;
        }
        tracing::info!(job = job.name(), %due, "a job begins");
        let result = match job {
            Job::Fetch => self.fetch().await,
            Job::Letters => self.write(Series::Letters, due, lock.stop()).await,
            Job::Summaries => self.write(Series::Summaries, due, lock.stop()).await,
        };
        let stopped = lock.stop().is_cancelled();
        let now = self.clock.now();
        match result {
            Ok(()) if stopped && job != Job::Fetch => {
                tracing::info!(job = job.name(), "a job was interrupted; the next start goes on with it");
            }
            Ok(()) => {
                self.plan.succeeded(job);
                self.note_end(job, false, now).await;
                self.settle(job, due).await;
                self.forget().await;
                let next = self.plan.next(job, now).map(|next| next.to_string());
                tracing::info!(job = job.name(), next, "a job is done");
            }
            Err(error) => {
                let again_at = self.plan.failed(job, now);
                tracing::error!(job = job.name(), error = chain(&error), %again_at, "a job failed");
                self.note_end(job, true, now).await;
            }
        }
        lock.release().await;
    }

    async fn note_end(&self, job: Job, failed: bool, now: DateTime<Utc>) {
        if let Err(error) = self.weekly.store.moments.set_job_ended(job.name(), failed, now).await {
            tracing::error!(job = job.name(), error = chain(&error), "cannot note how a job ended");
        }
    }

    async fn fetch(&self) -> Result<(), WeeklyError> {
        self.weekly.fetcher.fetch(self.clock.now()).await.map(drop)
    }

    /// Lets go of what was kept long enough.
    async fn forget(&self) {
        let now = self.clock.now();
        let store = &self.weekly.store;
        // What is forgotten has been counted.
        count(&store.totals).await;
        let usage = store.usage.forget((now - self.retention.usage).date_naive()).await;
        let letters = store.outbox.forget_letters(now - self.retention.letters).await;
        let wishes = store.wishes.forget(now - self.retention.letters).await;
        let addresses = store.bounces.forget_addresses(now - self.retention.letters).await;
        let runs = store.runs.forget(now - self.retention.letters).await;
        match (usage, letters.and_then(|letters| wishes.and(addresses).and(runs).map(|_| letters))) {
            (Ok(0), Ok(0)) => {}
            (Ok(usage), Ok(letters)) => {
                tracing::info!(usage, letters, "forgot what was kept long enough");
            }
            (Err(error), _) | (_, Err(error)) => {
                tracing::error!(error = chain(&error), "cannot forget what was kept long enough");
            }
        }
    }

    async fn write(
        &self,
        series: Series,
        due: DateTime<Utc>,
        stop: &CancellationToken,
    ) -> Result<(), WeeklyError> {
        // A run that is caught up keeps the week it was due in.
        let week = Week::of(due.with_timezone(&self.weekly.municipality.zone).date_naive());
        let order = Order { series, week, unit: None, dry_run: false };
        let clock = self.clock.no_earlier_than(due);
        self.weekly.run_and_report(&order, true, clock, stop).await.map(drop)
    }

    async fn give_up(&mut self, job: Job, due: DateTime<Utc>) {
        tracing::warn!(job = job.name(), %due, "a job was missed, and is too late to catch up");
        self.settle(job, due).await;
    }

    async fn settle(&self, job: Job, due: DateTime<Utc>) {
        if let Err(error) = self.weekly.store.moments.set_last_occurrence(job.name(), due).await {
            tracing::error!(job = job.name(), error = chain(&error), "cannot note that a job is done");
        }
    }

    /// Sends what a server deferred, or an interrupted run left in the outbox.
    async fn send_again(&self, stop: &CancellationToken) -> Result<(), WeeklyError> {
        if self.weekly.store.leases.is_shared() {
            // Others may have ended since the last beat.
            self.weekly.dispatcher.take_over(self.clock).await?;
        }
        let now = self.clock.now();
        self.weekly.dispatcher.forgive_lateness(now).await?;
        let due = self.weekly.store.outbox.next_due(now).await?;
        if due.is_none_or(|due| due > now) {
            return Ok(());
        }
        let Some(_lock) = self.lock() else { return Ok(()) };
        self.weekly.dispatcher.deliver(self.clock, stop).await
    }
}

async fn note_beat(moments: &Moments, clock: Clock) {
    if let Err(error) = moments.beat(clock.now()).await {
        tracing::error!(error = chain(&error), "the heartbeat could not be noted");
    }
}

async fn count(totals: &Totals) {
    if let Err(error) = totals.count().await {
        tracing::error!(error = chain(&error), "what has ended cannot be counted");
    }
}
