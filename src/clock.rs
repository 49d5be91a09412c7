//! Where time enters: the only place that reads the clock.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

/// A source of the present moment.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    source: ClockSource,
    /// What it shows at least.
    floor: Option<Counted>,
}

#[derive(Debug, Clone, Copy)]
enum ClockSource {
    System,
    Counted(Counted),
}

/// A moment to count from, and when counting began.
#[derive(Debug, Clone, Copy)]
struct Counted {
    start: DateTime<Utc>,
    since: Instant,
}

impl Counted {
    fn from(start: DateTime<Utc>) -> Self {
        Self { start, since: Instant::now() }
    }

    fn now(self) -> DateTime<Utc> {
        self.start + TimeDelta::from_std(self.since.elapsed()).unwrap_or_default()
    }
}

impl Clock {
    /// The clock of the system.
    #[must_use]
    pub fn system() -> Self {
        Self { source: ClockSource::System, floor: None }
    }

    /// A clock that shows `moment` now and goes on from there.
    #[must_use]
    pub fn starting_at(moment: DateTime<Utc>) -> Self {
        Self { source: ClockSource::Counted(Counted::from(moment)), floor: None }
    }

    /// The same clock for work that was found to be due at `moment`: it is no earlier than that
    /// while the work is done, even if the clock of the system is set back meanwhile.
    #[must_use]
    pub fn no_earlier_than(self, moment: DateTime<Utc>) -> Self {
        Self { floor: Some(Counted::from(moment)), ..self }
    }

    /// The present moment.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn now(self) -> DateTime<Utc> {
        let shown = match self.source {
            ClockSource::Counted(counted) => counted.now(),
            ClockSource::System => Utc::now(),
        };
        self.floor.map_or(shown, |floor| shown.max(floor.now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_was_due_is_not_done_before_that_though_the_clock_is_set_back() {
        let due = DateTime::UNIX_EPOCH + TimeDelta::days(366);
        let set_back = Clock::starting_at(DateTime::UNIX_EPOCH).no_earlier_than(due);
        assert!(set_back.now() >= due);
        let right = Clock::starting_at(due + TimeDelta::days(1)).no_earlier_than(due);
        assert!(right.now() >= due + TimeDelta::days(1));
    }
}
