//! Wakes the planner. Nothing else is left to the scheduler: it forgets missed
//! runs and freezes the offset of a zone, so the planner decides what is due.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

/// Every 15 seconds, by the scheduler's pattern with seconds.
const PATTERN: &str = "*/15 * * * * *";

/// How long the heart may stand still. The scheduler goes by the clock on the
/// wall: when that is set back, it waits until it has caught up, for a year if need be.
const LONGEST: Duration = Duration::from_secs(20);

/// A heartbeat that goes on until it is stopped.
pub struct Heartbeat {
    scheduler: JobScheduler,
    beat: Arc<Notify>,
}

impl std::fmt::Debug for Heartbeat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Heartbeat").finish_non_exhaustive()
    }
}

/// The scheduler refused to start or stop.
#[derive(Debug, thiserror::Error)]
#[error("the heartbeat could not be kept")]
pub struct HeartbeatError(#[from] JobSchedulerError);

impl Heartbeat {
    /// Starts beating; the first beat comes at once.
    pub async fn start() -> Result<Self, HeartbeatError> {
        let beat = Arc::new(Notify::new());
        let scheduler = JobScheduler::new().await?;
        let rung = Arc::clone(&beat);
        // Beats that come while one is being worked on become a single one.
        scheduler.add(Job::new(PATTERN, move |_, _| rung.notify_one())?).await?;
        scheduler.start().await?;
        beat.notify_one();
        Ok(Self { scheduler, beat })
    }

    /// Waits for the next beat, which comes whatever happens to the clock.
    pub async fn next(&self) {
        // Late or not, it is a beat.
        let _ = timeout(LONGEST, self.beat.notified()).await;
    }

    /// Stops beating.
    pub async fn stop(mut self) -> Result<(), HeartbeatError> {
        Ok(self.scheduler.shutdown().await?)
    }
}
