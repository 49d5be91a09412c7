//! The moments that the schedule must remember over a restart.

use chrono::{DateTime, Utc};

use super::columns::Row;
use super::engine::Query;
use super::{Result, Store};

const INSTALLED: &str = "installed";
const OCCURRENCE: &str = "occurrence";
const BEAT: &str = "beat";

impl Store {
    /// The first moment this database was asked: `now`, the first time.
    ///
    /// # Errors
    ///
    /// [`super::StoreError`] when the database cannot be written, or the moment is damaged.
    pub async fn installed_at(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        if let Some(at) = self.moment(INSTALLED, "").await? {
            return Ok(at);
        }
        let query = Query::new(
            "note the first use",
            "INSERT INTO moments (kind, job, at) VALUES ($1, '', $2) ON CONFLICT (kind, job) DO NOTHING",
        );
        self.engine.execute(query.bind(INSTALLED).bind(now.timestamp_millis())).await?;
        // Another process may have been first.
        Ok(self.moment(INSTALLED, "").await?.unwrap_or(now))
    }

    /// The last occurrence of `job` that was dealt with.
    ///
    /// # Errors
    ///
    /// [`super::StoreError`] when the database cannot be read, or the moment is damaged.
    pub async fn last_occurrence(&self, job: &str) -> Result<Option<DateTime<Utc>>> {
        self.moment(OCCURRENCE, job).await
    }

    /// Notes that the occurrence of `job` at `at` is dealt with.
    ///
    /// # Errors
    ///
    /// [`super::StoreError::Query`] when the database cannot be written.
    pub async fn set_last_occurrence(&self, job: &str, at: DateTime<Utc>) -> Result<()> {
        self.set_moment(OCCURRENCE, job, at).await
    }

    /// Notes that the daemon is alive.
    ///
    /// # Errors
    ///
    /// [`super::StoreError::Query`] when the database cannot be written.
    pub async fn beat(&self, now: DateTime<Utc>) -> Result<()> {
        self.set_moment(BEAT, "", now).await
    }

    /// When the daemon was last known to be alive.
    ///
    /// # Errors
    ///
    /// [`super::StoreError`] when the database cannot be read, or the moment is damaged.
    pub async fn last_beat(&self) -> Result<Option<DateTime<Utc>>> {
        self.moment(BEAT, "").await
    }

    async fn moment(&self, kind: &'static str, job: &str) -> Result<Option<DateTime<Utc>>> {
        let query = Query::new("read the schedule", "SELECT at FROM moments WHERE kind = $1 AND job = $2");
        let at: Option<(i64,)> = self.engine.optional(query.bind(kind).bind(job)).await?;
        at.map(|(millis,)| Row::new("moments", &format_args!("{kind} {job}")).moment(millis)).transpose()
    }

    async fn set_moment(&self, kind: &'static str, job: &str, at: DateTime<Utc>) -> Result<()> {
        let query = Query::new(
            "write the schedule",
            "INSERT INTO moments (kind, job, at) VALUES ($1, $2, $3) \
             ON CONFLICT (kind, job) DO UPDATE SET at = excluded.at",
        );
        self.engine.execute(query.bind(kind).bind(job).bind(at.timestamp_millis())).await.map(drop)
    }
}
