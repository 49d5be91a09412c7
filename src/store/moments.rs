//! Moments that must be remembered over a restart: what is due, and what was done when.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Result;
use super::columns::Row;
use super::engine::{Engine, Query};

const INSTALLED: &str = "installed";
const OCCURRENCE: &str = "occurrence";
const BEAT: &str = "beat";
const NEXT: &str = "next";
const NOTIFIED: &str = "told";
const FAILED: &str = "tried";
const SETTINGS: &str = "settings";
const IN_USE: &str = "in use";
const REFUSED: &str = "refused";
const JOB_DONE: &str = "done";
const JOB_FAILED: &str = "failed";
const COPIED: &str = "copied";
const RESTORED: &str = "restored";

/// Moments that must be remembered over a restart.
#[derive(Debug, Clone)]
pub struct Moments {
    pub(super) engine: Arc<Engine>,
}

impl Moments {
    /// The first moment this database was asked: `now`, the first time.
    pub async fn installed_at(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        if let Some(at) = self.installed().await? {
            return Ok(at);
        }
        let query = Query::new(
            "note the first use",
            "INSERT INTO moments (kind, job, at) VALUES ($1, '', $2) ON CONFLICT (kind, job) DO NOTHING",
        );
        self.engine.execute(query.bind(INSTALLED).bind(now)).await?;
        // Another process may have been first.
        Ok(self.moment(INSTALLED, "").await?.unwrap_or(now))
    }

    /// The first moment this database was asked; none where it never was.
    pub async fn installed(&self) -> Result<Option<DateTime<Utc>>> {
        self.moment(INSTALLED, "").await
    }

    /// The last occurrence of `job` that was dealt with.
    pub async fn last_occurrence(&self, job: &str) -> Result<Option<DateTime<Utc>>> {
        self.moment(OCCURRENCE, job).await
    }

    /// Notes that the occurrence of `job` at `at` is dealt with.
    pub async fn set_last_occurrence(&self, job: &str, at: DateTime<Utc>) -> Result<()> {
        self.set_moment(OCCURRENCE, job, at).await
    }

    /// Notes that the daemon is alive.
    pub async fn beat(&self, now: DateTime<Utc>) -> Result<()> {
        self.set_moment(BEAT, "", now).await
    }

    /// When the daemon was last known to be alive.
    pub async fn last_beat(&self) -> Result<Option<DateTime<Utc>>> {
        self.moment(BEAT, "").await
    }

    /// Notes when `job` is due next; never, where it is turned off.
    pub async fn set_next_occurrence(&self, job: &str, at: Option<DateTime<Utc>>) -> Result<()> {
        if let Some(at) = at {
            return self.set_moment(NEXT, job, at).await;
        }
        self.remove(NEXT, job).await
    }

    /// When each job is due next, by name, as the daemon noted it last.
    pub async fn next_occurrences(&self) -> Result<BTreeMap<String, DateTime<Utc>>> {
        self.by_job(NEXT).await
    }

    /// Notes that the daemon did `job` at `at`, or that it failed then.
    pub async fn set_job_ended(&self, job: &str, failed: bool, at: DateTime<Utc>) -> Result<()> {
        self.set_moment(if failed { JOB_FAILED } else { JOB_DONE }, job, at).await
    }

    /// When the daemon last did each job, by name.
    pub async fn jobs_done(&self) -> Result<BTreeMap<String, DateTime<Utc>>> {
        self.by_job(JOB_DONE).await
    }

    /// When each job failed the last time, by name; one that never did is missing.
    pub async fn jobs_failed(&self) -> Result<BTreeMap<String, DateTime<Utc>>> {
        self.by_job(JOB_FAILED).await
    }

    /// Notes since when the files are in use that are, and since when newer ones are not, because
    /// something is wrong in them; none where there are no newer ones.
    pub async fn set_settings(
        &self,
        in_use_since: DateTime<Utc>,
        refused_at: Option<DateTime<Utc>>,
    ) -> Result<()> {
        self.set_moment(SETTINGS, IN_USE, in_use_since).await?;
        match refused_at {
            Some(at) => self.set_moment(SETTINGS, REFUSED, at).await,
            None => self.remove(SETTINGS, REFUSED).await,
        }
    }

    /// Since when the files are in use that the daemon goes by.
    pub async fn settings_in_use_since(&self) -> Result<Option<DateTime<Utc>>> {
        self.moment(SETTINGS, IN_USE).await
    }

    /// When the daemon refused newer files than those it goes by; none where there are none.
    pub async fn settings_refused_at(&self) -> Result<Option<DateTime<Utc>>> {
        self.moment(SETTINGS, REFUSED).await
    }

    /// When the run ended that the watchdog was told of last.
    pub async fn watchdog_notified(&self) -> Result<Option<DateTime<Utc>>> {
        self.moment(NOTIFIED, "").await
    }

    /// Notes that the watchdog was told of the run that ended at `at`.
    pub async fn set_watchdog_notified(&self, at: DateTime<Utc>) -> Result<()> {
        self.set_moment(NOTIFIED, "", at).await
    }

    /// When somebody last tried to tell the watchdog, and could not.
    pub async fn watchdog_failed(&self) -> Result<Option<DateTime<Utc>>> {
        self.moment(FAILED, "").await
    }

    /// Notes that somebody could not tell the watchdog at `at`.
    pub async fn set_watchdog_failed(&self, at: DateTime<Utc>) -> Result<()> {
        self.set_moment(FAILED, "", at).await
    }

    /// When this database was copied from the one that was worked on; none where it is no copy.
    pub async fn copied_at(&self) -> Result<Option<DateTime<Utc>>> {
        self.moment(COPIED, "").await
    }

    pub(super) async fn set_copied(&self, at: DateTime<Utc>) -> Result<()> {
        self.set_moment(COPIED, "", at).await
    }

    /// When this database was put in place as a backup that others may have worked on
    /// from; none where it never was.
    pub async fn restored_at(&self) -> Result<Option<DateTime<Utc>>> {
        self.moment(RESTORED, "").await
    }

    pub(super) async fn set_restored(&self, at: DateTime<Utc>) -> Result<()> {
        self.set_moment(RESTORED, "", at).await
    }

    async fn moment(&self, kind: &'static str, job: &str) -> Result<Option<DateTime<Utc>>> {
        let query = Query::new("read the schedule", "SELECT at FROM moments WHERE kind = $1 AND job = $2");
        let at: Option<(i64,)> = self.engine.optional(query.bind(kind).bind(job)).await?;
        at.map(|(millis,)| Row::new("moments", &format_args!("{kind} {job}")).moment(millis)).transpose()
    }

    async fn remove(&self, kind: &'static str, job: &str) -> Result<()> {
        let query = Query::new("write the schedule", "DELETE FROM moments WHERE kind = $1 AND job = $2");
        self.engine.execute(query.bind(kind).bind(job)).await.map(drop)
    }

    async fn by_job(&self, kind: &'static str) -> Result<BTreeMap<String, DateTime<Utc>>> {
        let query = Query::new("read the schedule", "SELECT job, at FROM moments WHERE kind = $1");
        let rows: Vec<(String, i64)> = self.engine.all(query.bind(kind)).await?;
        let moment = |(job, millis): (String, i64)| {
            let at = Row::new("moments", &format_args!("{kind} {job}")).moment(millis)?;
            Ok((job, at))
        };
        rows.into_iter().map(moment).collect()
    }

    async fn set_moment(&self, kind: &'static str, job: &str, at: DateTime<Utc>) -> Result<()> {
        let query = Query::new(
            "write the schedule",
            "INSERT INTO moments (kind, job, at) VALUES ($1, $2, $3) \
             ON CONFLICT (kind, job) DO UPDATE SET at = excluded.at",
        );
        self.engine.execute(query.bind(kind).bind(job).bind(at)).await.map(drop)
    }
}
