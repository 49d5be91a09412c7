//! Runs: when each started and ended, and its receipt.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Result;
use super::columns::Row;
use super::engine::{Engine, Query, from_row};
use crate::domain::account::receipt::{Ending, Tally};
use crate::domain::series::Series;
use crate::domain::week::Week;

/// The name of a run, such as `letters-2026-W47-1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunName(pub String);

impl fmt::Display for RunName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is kept of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// Its name.
    pub name: RunName,
    /// Its week.
    pub week: Week,
    /// 1, and higher for each correction.
    pub edition: u32,
    /// When it started, the last time where it was repeated.
    pub started_at: DateTime<Utc>,
    /// When it ended; none while it goes on, and where it was broken off.
    pub finished_at: Option<DateTime<Utc>>,
    /// The word for how it ended.
    pub exit: Option<String>,
    /// The receipt as JSON, of its last time where it was repeated.
    pub receipt: Option<String>,
}

impl RunRecord {
    /// How many letters are where, as its receipt says; none where it has none that can be read.
    #[must_use]
    pub fn tally(&self) -> Option<Tally> {
        serde_json::from_str(self.receipt.as_deref()?).ok()
    }
}

struct RunColumns {
    name: String,
    week: String,
    edition: i64,
    started_at: i64,
    finished_at: Option<i64>,
    exit: Option<String>,
    receipt: Option<String>,
}

from_row!(RunColumns: name, week, edition, started_at, finished_at, exit, receipt);

impl RunColumns {
    fn read(self) -> Result<RunRecord> {
        let row = Row::new("runs", &self.name);
        Ok(RunRecord {
            week: row.word(&self.week)?,
            edition: row.count(self.edition)?,
            started_at: row.moment(self.started_at)?,
            finished_at: self.finished_at.map(|millis| row.moment(millis)).transpose()?,
            name: RunName(self.name),
            exit: self.exit,
            receipt: self.receipt,
        })
    }
}

/// Reads the runs that `which` says.
fn query(which: &str) -> Query {
    let text =
        format!("SELECT name, week, edition, started_at, finished_at, exit, receipt FROM runs {which}");
    Query::new("read a run", &text)
}

/// The runs of every job.
#[derive(Debug, Clone)]
pub struct Runs {
    pub(super) engine: Arc<Engine>,
}

impl Runs {
    /// Notes that a run starts. The same run again keeps its name and its last
    /// receipt, and counts as unfinished until it ends.
    pub async fn start(
        &self,
        series: Series,
        week: Week,
        edition: u32,
        now: DateTime<Utc>,
    ) -> Result<RunName> {
        let name = format!("{series}-{week}-{edition}");
        let query = Query::new(
            "note the start of a run",
            "INSERT INTO runs (name, job, week, edition, started_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at, finished_at = NULL, exit = NULL",
        )
        .bind(&name)
        .bind(series.name())
        .bind(week.to_string())
        .bind(i64::from(edition))
        .bind(now);
        self.engine.execute(query).await?;
        Ok(RunName(name))
    }

    /// Notes how a run ended that was started at `started_at`, and its receipt as JSON.
    /// One that was started anew since is somebody else's to account for, and stays as it is.
    pub async fn finish(
        &self,
        name: &RunName,
        started_at: DateTime<Utc>,
        ending: Ending,
        receipt: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let query = Query::new(
            "note the end of a run",
            "UPDATE runs SET finished_at = $2, exit = $3, receipt = $4 WHERE name = $1 AND started_at = $5",
        )
        .bind(&name.0)
        .bind(now)
        .bind(ending.word())
        .bind(receipt)
        .bind(started_at);
        self.engine.execute(query).await.map(drop)
    }

    /// Takes a run for one that has not ended; its receipt stays.
    pub async fn reopen(&self, name: &RunName) -> Result<()> {
        let query =
            Query::new("reopen a run", "UPDATE runs SET finished_at = NULL, exit = NULL WHERE name = $1");
        self.engine.execute(query.bind(&name.0)).await.map(drop)
    }

    /// The run of `series` for `week`. A run of corrections is another one: see [`Self::last_correction`].
    pub async fn find(&self, series: Series, week: Week) -> Result<Option<RunRecord>> {
        let which = "WHERE job = $1 AND week = $2 AND edition = 1";
        self.one(query(which).bind(series.name()).bind(week.to_string())).await
    }

    /// The last run of `series` that corrected letters of an earlier one, ended or not.
    pub async fn last_correction(&self, series: Series) -> Result<Option<RunRecord>> {
        self.last(series, "edition > 1", "started_at").await
    }

    /// The run of `series` that ended last, corrections left aside.
    pub async fn last_finished(&self, series: Series) -> Result<Option<RunRecord>> {
        self.last(series, "edition = 1 AND finished_at IS NOT NULL", "finished_at").await
    }

    /// The complete run of `series` that ended last, corrections left aside.
    pub async fn last_complete(&self, series: Series) -> Result<Option<RunRecord>> {
        let which = format!("edition = 1 AND exit = '{}'", Ending::Complete.word());
        self.last(series, &which, "finished_at").await
    }

    /// The run that was started last, of whatever job.
    pub(super) async fn newest(&self) -> Result<Option<RunRecord>> {
        self.one(query("ORDER BY started_at DESC, job, week DESC, edition DESC LIMIT 1")).await
    }

    async fn last(&self, series: Series, which: &str, by: &str) -> Result<Option<RunRecord>> {
        let which = format!("WHERE job = $1 AND {which} ORDER BY {by} DESC, week DESC, edition DESC LIMIT 1");
        self.one(query(&which).bind(series.name())).await
    }

    async fn one(&self, query: Query) -> Result<Option<RunRecord>> {
        self.engine.optional(query).await?.map(RunColumns::read).transpose()
    }

    /// Deletes the runs that started before `before` and of whose letters none is left, and
    /// says how many: their receipts name recipients.
    pub async fn forget(&self, before: DateTime<Utc>) -> Result<u64> {
        const TEXT: &str = "DELETE FROM runs WHERE started_at < $1 AND NOT EXISTS \
            (SELECT 1 FROM letters WHERE letters.job = runs.job AND letters.week = runs.week)";
        let query = Query::new("forget old runs", TEXT);
        self.engine.execute(query.bind(before)).await
    }
}
