//! Days and times as sources write them, turned into local days of the municipality.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::settings::Formats;

/// A day or a time, as a source writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// A day, or its midnight.
    Day(NaiveDate),
    /// A time of a zone that is not said.
    Time(NaiveDateTime),
    /// A time that says how far from UTC it is.
    Zoned(DateTime<chrono::FixedOffset>),
}

/// How sources write a time with a zone, besides RFC 3339.
const ZONED: [&str; 4] =
    ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M%z"];

impl Moment {
    /// Reads a text: with a zone in the usual way, else by the first of `formats` that fits, which may
    /// hold a time; of a text with a time a format may say the day alone where it is midnight.
    pub(super) fn parse(text: &str, formats: &Formats) -> Option<Self> {
        if let Ok(zoned) = DateTime::parse_from_rfc3339(text) {
            return Some(Self::Zoned(zoned));
        }
        let by_format = |format: &str| {
            let time = NaiveDateTime::parse_from_str(text, format).ok().map(Self::of);
            time.or_else(|| NaiveDate::parse_from_str(text, format).ok().map(Self::Day))
        };
        if let Some(moment) = formats.iter().find_map(by_format) {
            return Some(moment);
        }
        let utc = text.strip_suffix('Z').map(|time| format!("{time}+0000"));
        let text_with_offset = utc.as_deref().unwrap_or(text);
        let zoned = ZONED.iter().find_map(|format| DateTime::parse_from_str(text_with_offset, format).ok());
        zoned.map(Self::Zoned).or_else(|| {
            let midnight = ["T00:00:00", " 00:00:00"].iter().find_map(|end| {
                let rest = text.find(end).map(|place| text.split_at(place))?;
                let fraction = rest.1[end.len()..].trim_start_matches('.');
                fraction.bytes().all(|digit| digit == b'0').then_some(rest.0)
            })?;
            formats.iter().find_map(|format| NaiveDate::parse_from_str(midnight, format).ok()).map(Self::Day)
        })
    }

    /// A time of which nobody says the zone; midnight is its day.
    pub(super) fn of(time: NaiveDateTime) -> Self {
        if time.time() == NaiveTime::MIN { Self::Day(time.date()) } else { Self::Time(time) }
    }

    /// The local time in `zone`; times without a zone are of `times`, where that is said.
    pub(super) fn local(self, times: Option<Tz>, zone: Tz) -> NaiveDateTime {
        match self {
            Self::Day(day) => day.and_time(NaiveTime::MIN),
            Self::Zoned(time) => time.with_timezone(&zone).naive_local(),
            Self::Time(time) => match times {
                // A time that the clock change skips or repeats: the earlier one it can be.
                Some(times) => times
                    .from_local_datetime(&time)
                    .earliest()
                    .map_or(time, |time| time.with_timezone(&zone).naive_local()),
                None => time,
            },
        }
    }
}

/// The last day of a period that ends right before `end`.
pub(super) fn last_day_before(end: NaiveDateTime) -> NaiveDate {
    end.checked_sub_signed(TimeDelta::nanoseconds(1)).map_or(end.date(), |last| last.date())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, format: &str) -> Option<Moment> {
        Moment::parse(text, &serde_json::from_value(format.into()).unwrap())
    }

    fn local(text: &str, format: &str, times: Option<Tz>) -> String {
        let moment = parse(text, format).unwrap();
        moment.local(times, chrono_tz::Europe::Stockholm).to_string()
    }

    #[test]
    fn a_time_with_a_zone_is_a_time_of_the_municipality_whatever_the_format() {
        assert_eq!(local("2026-11-15T23:00:00Z", "%Y-%m-%d", None), "2026-11-16 00:00:00");
        assert_eq!(local("2026-07-15T22:00:00.000Z", "%d/%m/%Y", None), "2026-07-16 00:00:00");
        assert_eq!(local("2026-11-16T00:00:00+01:00", "%Y-%m-%d", None), "2026-11-16 00:00:00");
        assert_eq!(local("2026-11-15 23:00:00+0000", "%Y-%m-%d", None), "2026-11-16 00:00:00");
        assert_eq!(local("2026-11-15T23:00Z", "%Y-%m-%d", None), "2026-11-16 00:00:00");
    }

    #[test]
    fn a_time_without_a_zone_is_of_the_one_that_the_settings_name() {
        let utc = Some(Tz::UTC);
        assert_eq!(local("2026-11-15 23:00:00", "%Y-%m-%d %H:%M:%S", utc), "2026-11-16 00:00:00");
        assert_eq!(local("2026-11-15 23:00:00", "%Y-%m-%d %H:%M:%S", None), "2026-11-15 23:00:00");
        assert_eq!(local("2026-11-16", "%Y-%m-%d", utc), "2026-11-16 00:00:00", "a day is a day");
    }

    #[test]
    fn midnight_is_its_day_and_any_other_time_needs_a_format() {
        assert_eq!(local("2026-11-16 00:00:00", "%Y-%m-%d", None), "2026-11-16 00:00:00");
        assert_eq!(local("2026-11-16T00:00:00.000", "%Y-%m-%d", None), "2026-11-16 00:00:00");
        assert_eq!(parse("2026-11-16 08:00:00", "%Y-%m-%d"), None);
        assert_eq!(parse("16/11/2026", "%Y-%m-%d"), None);
    }

    #[test]
    fn the_end_of_a_period_that_is_not_part_of_it_lies_on_the_day_before() {
        let end =
            |text: &str| last_day_before(parse(text, "%Y-%m-%d").unwrap().local(None, Tz::UTC)).to_string();
        assert_eq!(end("2026-11-23"), "2026-11-22");
        assert_eq!(end("2026-11-22T23:59:59Z"), "2026-11-22");
    }
}
