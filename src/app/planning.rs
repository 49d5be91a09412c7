//! What is due now: the last occurrences from the store, the schedules from the settings.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::schedule::{Decision, Schedule};
use crate::domain::series::Series;
use crate::settings::daemon::Schedules;
use crate::store::{Store, StoreError};
use crate::weekly::clock_is_behind;

/// The pauses before a job that failed is tried again, in minutes; the last one repeats.
const PAUSES: [i64; 4] = [1, 5, 15, 60];

/// A job of the daemon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Job {
    /// Fetching usage.
    Fetch,
    /// The letters to principals.
    Letters,
    /// The summaries for managers, and the receipt of the week for coordinators.
    Summaries,
}

impl Job {
    /// Every job, in the order of a day.
    pub const ALL: [Self; 3] = [Self::Fetch, Self::Letters, Self::Summaries];

    /// What only one process at a time may do, and this job needs: letters and
    /// what follows them are never written at the same time.
    #[must_use]
    pub fn lock_name(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Letters | Self::Summaries => Series::Letters.name(),
        }
    }

    /// Its name in settings, logs and the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Letters => Series::Letters.name(),
            Self::Summaries => Series::Summaries.name(),
        }
    }
}

/// When each job is due, and which of them failed lately.
#[derive(Debug)]
pub struct Plan {
    schedules: Schedules,
    failures: HashMap<Job, Failure>,
}

#[derive(Debug, Clone, Copy)]
struct Failure {
    times: usize,
    at: DateTime<Utc>,
    again_at: DateTime<Utc>,
}

impl Failure {
    /// Whether the pause after it goes on. A clock that is set back before the failure ends it.
    fn keeps_waiting(&self, now: DateTime<Utc>) -> bool {
        (self.at..self.again_at).contains(&now)
    }
}

impl Plan {
    /// A plan by these schedules.
    #[must_use]
    pub fn new(schedules: Schedules) -> Self {
        Self { schedules, failures: HashMap::new() }
    }

    fn schedule(&self, job: Job) -> Option<&Schedule> {
        match job {
            Job::Fetch => self.schedules.fetch.as_ref(),
            Job::Letters => self.schedules.letters.as_ref(),
            Job::Summaries => self.schedules.summaries.as_ref(),
        }
    }

    /// What `job` should do at `now`; nothing for a job that is turned off.
    pub async fn decide(
        &self,
        job: Job,
        store: &Store,
        now: DateTime<Utc>,
    ) -> Result<Option<Decision>, StoreError> {
        let Some(schedule) = self.schedule(job) else { return Ok(None) };
        // What fell due before the program was first started was never missed.
        let installed = store.moments.installed_at(now).await?;
        let mut last = store.moments.last_occurrence(job.name()).await?.unwrap_or(installed);
        if schedule.is_beyond_belief(last, now) && !clock_is_behind(&store.usage, now).await? {
            tracing::warn!(job = job.name(), %last, "the clock was ahead when this job was last done; it counts from now on");
            store.moments.set_last_occurrence(job.name(), now).await?;
            last = now;
        }
        Ok(Some(match schedule.decide(last, now) {
            Decision::Run(_) if self.failures.get(&job).is_some_and(|failure| failure.keeps_waiting(now)) => {
                Decision::Wait(self.failures.get(&job).map(|failure| failure.again_at))
            }
            decision => decision,
        }))
    }

    /// When `job` is due next, after `now`.
    #[must_use]
    pub fn next(&self, job: Job, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let schedule = self.schedule(job)?;
        schedule.pattern.next(now, schedule.zone)
    }

    /// Notes that `job` is done.
    pub fn succeeded(&mut self, job: Job) {
        self.failures.remove(&job);
    }

    /// Notes that `job` failed at `now`, and returns when it is tried again.
    pub fn failed(&mut self, job: Job, now: DateTime<Utc>) -> DateTime<Utc> {
        let times = self.failures.get(&job).map_or(0, |failure| failure.times);
        let again_at = now + TimeDelta::minutes(PAUSES[times.min(PAUSES.len() - 1)]);
        self.failures.insert(job, Failure { times: times + 1, at: now, again_at });
        again_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_ends_the_pause_after_a_failure() {
        let at: DateTime<Utc> = "2026-11-23T05:30:00Z".parse().unwrap();
        let failure = Failure { times: 1, at, again_at: at + TimeDelta::minutes(5) };
        let waits = |minutes| failure.keeps_waiting(at + TimeDelta::minutes(minutes));
        assert!(waits(0) && waits(4) && !waits(5));
        assert!(!waits(-1) && !waits(-525_600));
    }
}
