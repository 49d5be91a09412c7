//! Where time enters: the only place that reads the clock.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

/// A source of the present moment.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// A moment to count from, and when counting began; the system's clock where absent.
    start: Option<(DateTime<Utc>, Instant)>,
}

impl Clock {
    /// The clock of the system.
    #[must_use]
    pub fn system() -> Self {
        Self { start: None }
    }

    /// A clock that shows `moment` now and goes on from there.
    #[must_use]
    pub fn starting_at(moment: DateTime<Utc>) -> Self {
        Self { start: Some((moment, Instant::now())) }
    }

    /// The present moment.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn now(self) -> DateTime<Utc> {
        match self.start {
            Some((moment, since)) => moment + TimeDelta::from_std(since.elapsed()).unwrap_or_default(),
            None => Utc::now(),
        }
    }
}
