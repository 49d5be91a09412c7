//! How often somebody may ask: a few times a minute for each link that is
//! ours, and as often for all others together, so that no noise drowns a true wish.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::domain::recipient::RecipientMark;

/// How long a count lasts, in seconds.
pub(super) const MINUTE: u16 = 60;

/// How often in that time.
const MOST: u32 = 10;

/// What was asked in the current minute.
#[derive(Debug, Default)]
pub(super) struct Limit {
    minute: i64,
    /// By recipient; `None` is everything that nobody of ours can have sent.
    asked: HashMap<Option<RecipientMark>, u32>,
}

impl Limit {
    pub(super) fn lets_through(&mut self, recipient: Option<RecipientMark>, now: DateTime<Utc>) -> bool {
        let minute = now.timestamp() / i64::from(MINUTE);
        if self.minute != minute {
            self.minute = minute;
            self.asked.clear();
        }
        let asked = self.asked.entry(recipient).or_default();
        *asked = asked.saturating_add(1);
        *asked <= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_keeps_nobody_from_asking_and_the_next_minute_begins_anew() {
        let mut limit = Limit::default();
        let now: DateTime<Utc> = "2026-11-23T06:30:30Z".parse().unwrap();
        let noise = (0..100).filter(|_| limit.lets_through(None, now)).count();
        assert_eq!(noise, 10);
        let anna = Some(RecipientMark::from_bytes([7; 16]));
        assert!(limit.lets_through(anna, now));
        assert!(!limit.lets_through(None, now + chrono::TimeDelta::seconds(29)));
        assert!(limit.lets_through(None, now + chrono::TimeDelta::seconds(30)));
    }
}
