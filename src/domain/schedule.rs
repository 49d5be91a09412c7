//! When a job is due: patterns in local time, right on both sides of a clock
//! change, each occurrence once, a missed one caught up once.

pub mod duration;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use croner::parser::{CronParser, Seconds, Year};

/// The longest gap a clock change can make, in minutes. No zone has skipped more than a day.
const LONGEST_GAP: i64 = 25 * 60;

/// A cron pattern of five fields (minute hour day month weekday), read as local time.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    cron: croner::Cron,
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a schedule: {why}")]
pub struct NotAPattern {
    text: String,
    why: String,
}

impl FromStr for Pattern {
    type Err = NotAPattern;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let not_a_pattern = |why: String| NotAPattern { text: text.to_owned(), why };
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let cron = parser.parse(text).map_err(|error| not_a_pattern(error.to_string()))?;
        Ok(Self { text: text.to_owned(), cron })
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Pattern {
    /// The first occurrence after `after`, or none within the pattern's future.
    ///
    /// A local time that a clock change skips occurs when the gap ends; one
    /// that it repeats occurs once, the first time.
    #[must_use]
    pub fn next(&self, after: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        // Local times are searched as if they were UTC, so that the pattern
        // knows nothing of clock changes; `instant` alone does. It never runs
        // backwards, so no earlier local time can still lie ahead.
        let mut local = after.with_timezone(&zone).naive_local();
        loop {
            local = self.cron.find_next_occurrence(&local.and_utc(), false).ok()?.naive_utc();
            let instant = instant(local, zone)?;
            if instant > after {
                return Some(instant);
            }
        }
    }

    /// The last occurrence at or before `now` and after `since`.
    #[must_use]
    pub fn last(&self, since: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        // Searching in growing steps back from now keeps this quick however
        // long the program was away.
        let mut step = TimeDelta::hours(2);
        loop {
            let start = (now - step).max(since);
            let mut found = self.next(start, zone).filter(|at| *at <= now);
            if found.is_some() {
                let mut last = found;
                while let Some(at) = found {
                    last = found;
                    found = self.next(at, zone).filter(|at| *at <= now);
                }
                return last;
            }
            if start <= since {
                return None;
            }
            step = step.checked_mul(4)?;
        }
    }
}

/// The moment at which a clock in `zone` shows `local`: the end of the gap where
/// it never does, the first of two where it does twice.
fn instant(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    (0..=LONGEST_GAP).find_map(|minutes| {
        let candidate = local.checked_add_signed(TimeDelta::minutes(minutes))?;
        match zone.from_local_datetime(&candidate) {
            MappedLocalTime::Single(instant) | MappedLocalTime::Ambiguous(instant, _) => {
                Some(instant.to_utc())
            }
            MappedLocalTime::None => None,
        }
    })
}

/// When a job runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// The pattern.
    pub pattern: Pattern,
    /// The zone its times are read in.
    pub zone: Tz,
    /// How late a missed occurrence may be caught up; half the time to the next one where absent.
    pub catch_up_within: Option<TimeDelta>,
}

/// What a job should do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Run for the occurrence at this time, which may lie in the past.
    Run(DateTime<Utc>),
    /// The occurrence at this time was missed, and is too late to catch up.
    TooLate(DateTime<Utc>),
    /// Nothing is due before this time.
    Wait(Option<DateTime<Utc>>),
}

impl Schedule {
    /// Whether the last occurrence, or the first start, at `last` lies so far ahead of
    /// `now` that whole occurrences fall between them: a clock was wrong then, or is now.
    /// One that was set back by less repeats nothing, and keeps nobody waiting for long.
    #[must_use]
    pub fn is_beyond_belief(&self, last: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        last > now && self.pattern.next(now, self.zone).is_some_and(|next| next < last)
    }

    /// Decides what is due at `now`, when the last occurrence that was dealt
    /// with, or the first start of the program, was at `last`.
    ///
    /// Of several missed occurrences only the newest counts.
    #[must_use]
    pub fn decide(&self, last: DateTime<Utc>, now: DateTime<Utc>) -> Decision {
        let Some(due) = self.pattern.last(last, now, self.zone) else {
            return Decision::Wait(self.pattern.next(now.max(last), self.zone));
        };
        let limit = self.catch_up_within.or_else(|| {
            let next = self.pattern.next(due, self.zone)?;
            Some((next - due) / 2)
        });
        if limit.is_none_or(|limit| now - due <= limit) { Decision::Run(due) } else { Decision::TooLate(due) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn schedule(pattern: &str) -> Schedule {
        Schedule {
            pattern: pattern.parse().unwrap(),
            zone: chrono_tz::Europe::Stockholm,
            catch_up_within: Some(TimeDelta::days(3)),
        }
    }

    /// Every run a daemon would make that asks every minute from `from` to `to`.
    fn runs(pattern: &str, from: &str, to: &str) -> Vec<String> {
        let (mut now, end) = (utc(from), utc(to));
        let (mut last, mut runs) = (now, Vec::new());
        while now <= end {
            if let Decision::Run(at) = schedule(pattern).decide(last, now) {
                assert!((now - at).num_seconds() < 60, "late by {}", now - at);
                last = at;
                runs.push(at.format("%dT%H:%MZ").to_string());
            }
            now += TimeDelta::seconds(60);
        }
        runs
    }

    #[test]
    fn monday_half_past_six_stays_half_past_six_when_summer_time_begins() {
        let runs = runs("30 6 * * MON", "2026-03-22T12:00:00Z", "2026-03-31T00:00:00Z");
        assert_eq!(runs, ["23T05:30Z", "30T04:30Z"]);
    }

    #[test]
    fn monday_half_past_six_stays_half_past_six_when_summer_time_ends() {
        let runs = runs("30 6 * * MON", "2026-10-18T12:00:00Z", "2026-10-27T00:00:00Z");
        assert_eq!(runs, ["19T04:30Z", "26T05:30Z"]);
    }

    #[test]
    fn a_skipped_local_time_occurs_once_when_the_gap_ends() {
        let runs = runs("30 2 * * *", "2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z");
        assert_eq!(runs, ["28T01:30Z", "29T01:00Z", "30T00:30Z"]);
    }

    #[test]
    fn a_repeated_local_time_occurs_once_the_first_time() {
        let runs = runs("30 2 * * *", "2026-10-24T00:00:00Z", "2026-10-26T12:00:00Z");
        assert_eq!(runs, ["24T00:30Z", "25T00:30Z", "26T01:30Z"]);
    }

    #[test]
    fn a_daemon_that_sleeps_through_the_gap_still_runs_once() {
        let decision =
            schedule("30 2 * * *").decide(utc("2026-03-28T01:30:00Z"), utc("2026-03-29T08:00:00Z"));
        assert_eq!(decision, Decision::Run(utc("2026-03-29T01:00:00Z")));
        let after = schedule("30 2 * * *").decide(utc("2026-03-29T01:00:00Z"), utc("2026-03-29T08:00:01Z"));
        assert_eq!(after, Decision::Wait(Some(utc("2026-03-30T00:30:00Z"))));
    }

    #[test]
    fn of_several_missed_occurrences_only_the_newest_is_caught_up() {
        let decision =
            schedule("30 6 * * MON").decide(utc("2026-10-01T00:00:00Z"), utc("2026-11-24T00:00:00Z"));
        assert_eq!(decision, Decision::Run(utc("2026-11-23T05:30:00Z")));
    }

    #[test]
    fn what_is_older_than_the_limit_is_too_late() {
        let decision =
            schedule("30 6 * * MON").decide(utc("2026-11-16T06:00:00Z"), utc("2026-11-27T00:00:00Z"));
        assert_eq!(decision, Decision::TooLate(utc("2026-11-23T05:30:00Z")));
    }

    #[test]
    fn without_a_limit_half_the_period_is_the_limit() {
        let schedule = Schedule { catch_up_within: None, ..schedule("30 6 * * MON") };
        let last = utc("2026-11-16T06:00:00Z");
        assert!(matches!(schedule.decide(last, utc("2026-11-26T17:00:00Z")), Decision::Run(_)));
        assert!(matches!(schedule.decide(last, utc("2026-11-26T18:00:00Z")), Decision::TooLate(_)));
    }

    #[test]
    fn a_clock_that_jumps_back_repeats_nothing() {
        let decision =
            schedule("30 6 * * MON").decide(utc("2026-11-23T05:30:00Z"), utc("2026-11-20T00:00:00Z"));
        assert_eq!(decision, Decision::Wait(Some(utc("2026-11-30T05:30:00Z"))));
    }

    #[test]
    fn a_last_occurrence_is_believed_unless_others_lie_before_it() {
        let schedule = schedule("30 6 * * MON");
        let last = utc("2026-11-23T05:30:00Z");
        for (now, expected) in [
            ("2026-11-24T00:00:00Z", false),
            ("2026-11-23T05:30:00Z", false),
            ("2026-11-20T00:00:00Z", false),
            ("2026-11-16T05:29:00Z", true),
            ("2025-11-23T05:30:00Z", true),
        ] {
            assert_eq!(schedule.is_beyond_belief(last, utc(now)), expected, "{now}");
        }
    }

    #[test]
    fn patterns_with_seconds_or_nonsense_are_refused() {
        for text in ["", "* * * *", "0 30 6 * * MON", "61 * * * *", "30 6 * * FUNDAY"] {
            assert!(text.parse::<Pattern>().is_err(), "{text}");
        }
    }
}
