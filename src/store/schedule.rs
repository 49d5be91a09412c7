//! The moments that the schedule must remember over a restart.

use chrono::{DateTime, Utc};

use super::columns::Row;
use super::{Result, Store, StoreError};

const INSTALLED: &str = "installed";
const OCCURRENCE: &str = "occurrence";
const BEAT: &str = "beat";

impl Store {
    /// The first moment this database was asked: `now`, the first time.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be written, or the moment is damaged.
    pub async fn installed_at(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        if let Some(at) = self.moment(INSTALLED, "").await? {
            return Ok(at);
        }
        sqlx::query(
            "INSERT INTO moments (kind, job, at) VALUES ($1, '', $2) ON CONFLICT (kind, job) DO NOTHING",
        )
        .bind(INSTALLED)
        .bind(now.timestamp_millis())
        .execute(&self.writer)
        .await
        .map_err(StoreError::query("note the first use"))?;
        // Another process may have been first.
        Ok(self.moment(INSTALLED, "").await?.unwrap_or(now))
    }

    /// The last occurrence of `job` that was dealt with.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be read, or the moment is damaged.
    pub async fn last_occurrence(&self, job: &str) -> Result<Option<DateTime<Utc>>> {
        self.moment(OCCURRENCE, job).await
    }

    /// Notes that the occurrence of `job` at `at` is dealt with.
    ///
    /// # Errors
    ///
    /// [`StoreError::Query`] when the database cannot be written.
    pub async fn set_last_occurrence(&self, job: &str, at: DateTime<Utc>) -> Result<()> {
        self.set_moment(OCCURRENCE, job, at).await
    }

    /// Notes that the daemon is alive.
    ///
    /// # Errors
    ///
    /// [`StoreError::Query`] when the database cannot be written.
    pub async fn beat(&self, now: DateTime<Utc>) -> Result<()> {
        self.set_moment(BEAT, "", now).await
    }

    /// When the daemon was last known to be alive.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be read, or the moment is damaged.
    pub async fn last_beat(&self) -> Result<Option<DateTime<Utc>>> {
        self.moment(BEAT, "").await
    }

    async fn moment(&self, kind: &'static str, job: &str) -> Result<Option<DateTime<Utc>>> {
        let at: Option<i64> = sqlx::query_scalar("SELECT at FROM moments WHERE kind = $1 AND job = $2")
            .bind(kind)
            .bind(job)
            .fetch_optional(&self.readers)
            .await
            .map_err(StoreError::query("read the schedule"))?;
        at.map(|millis| Row::new("moments", &format_args!("{kind} {job}")).moment(millis)).transpose()
    }

    async fn set_moment(&self, kind: &'static str, job: &str, at: DateTime<Utc>) -> Result<()> {
        sqlx::query(
            "INSERT INTO moments (kind, job, at) VALUES ($1, $2, $3) \
             ON CONFLICT (kind, job) DO UPDATE SET at = excluded.at",
        )
        .bind(kind)
        .bind(job)
        .bind(at.timestamp_millis())
        .execute(&self.writer)
        .await
        .map_err(StoreError::query("write the schedule"))?;
        Ok(())
    }
}
