//! The pace of letters, shared by all couriers.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

/// Lets one letter through at a time, evenly spread over each minute.
pub(super) struct Throttle {
    limiter: RateLimiter<NotKeyed, InMemoryState, MonotonicClock>,
    clock: MonotonicClock,
}

impl Throttle {
    /// `None` for 0 letters a minute: no limit.
    pub(super) fn per_minute(letters: u32) -> Option<Self> {
        let letters = NonZeroU32::new(letters)?;
        // One at a time: a burst at the start would exceed the limit in the first minute.
        let quota = Quota::with_period(Duration::from_mins(1) / letters.get())?;
        let clock = MonotonicClock;
        Some(Self { limiter: RateLimiter::direct_with_clock(quota, clock.clone()), clock })
    }

    /// Takes a turn, or says how long until there may be one.
    fn try_turn(&self) -> Result<(), Duration> {
        self.limiter.check().map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }

    /// Waits for a turn. Dropping the future gives nothing away.
    pub(super) async fn turn(&self) {
        while let Err(wait) = self.try_turn() {
            tokio::time::sleep(wait).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_a_minute_is_one_every_two_seconds_from_the_first_on() {
        let throttle = Throttle::per_minute(30).unwrap();
        assert_eq!(throttle.try_turn(), Ok(()));
        let wait = throttle.try_turn().unwrap_err();
        assert!(wait <= Duration::from_secs(2), "{wait:?}");
        assert!(wait > Duration::from_millis(500), "{wait:?}");
    }

    #[test]
    fn zero_is_no_limit() {
        assert!(Throttle::per_minute(0).is_none());
        assert!(Throttle::per_minute(u32::MAX).is_some());
    }
}
