//! Tells the watchdog outside of the runs that are complete.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::series::Series;
use crate::store::{Moments, Runs, StoreError};
use crate::watchdog::Watchdog;

/// How old a complete run may be that the watchdog is told of: a new address is
/// not to be told of what was done long before.
const NEWS: TimeDelta = TimeDelta::days(1);

/// How long to wait before a watchdog that could not be told is tried again.
const AGAIN_AFTER: TimeDelta = TimeDelta::minutes(5);

/// Tells who raises the alarm outside when no run is complete in time.
#[derive(Debug, Clone)]
pub struct WatchdogReport {
    pub(super) runs: Runs,
    pub(super) moments: Moments,
    /// None where nobody watches.
    pub(super) watchdog: Option<Arc<Watchdog>>,
}

impl WatchdogReport {
    /// Tells the watchdog, where there is one, of the last complete run of the
    /// letters, unless it knows. What goes wrong is logged, and tried again later.
    pub async fn tell(&self, now: DateTime<Utc>) {
        let Some(watchdog) = &self.watchdog else { return };
        let noted = match self.untold(now).await {
            Ok(None) => return,
            Ok(Some(run)) => match watchdog.tell().await {
                Ok(()) => {
                    tracing::info!("the watchdog knows that the run is complete");
                    self.moments.set_watchdog_notified(run).await
                }
                Err(error) => {
                    tracing::warn!(%error, "the watchdog could not be told that the run is complete");
                    self.moments.set_watchdog_failed(now).await
                }
            },
            Err(error) => Err(error),
        };
        if let Err(error) = noted {
            tracing::error!(%error, "what the watchdog knows cannot be kept");
        }
    }

    /// When the run ended that the watchdog is to be told of now.
    async fn untold(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let complete = self.runs.last_complete(Series::Letters).await?;
        let Some(at) = complete.and_then(|run| run.finished_at) else { return Ok(None) };
        let known = self.moments.watchdog_notified().await?.is_some_and(|told| told >= at);
        let tried =
            self.moments.watchdog_failed().await?.is_some_and(|tried| (now - tried).abs() < AGAIN_AFTER);
        Ok((!known && !tried && (now - at).abs() < NEWS).then_some(at))
    }
}
