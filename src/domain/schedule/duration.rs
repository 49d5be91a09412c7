//! Spans of time as people write them in files: `3 days`, `36 hours`.

use chrono::TimeDelta;

/// The longest span a file may ask for, in days: a hundred years.
pub const LONGEST_DAYS: i64 = 36_500;

/// Reads a span of time: a whole number, a space if you like, and a unit from
/// seconds to years.
///
/// A month counts as 30 days and a year as 365: these spans say how long
/// things are kept or waited for, where a day more or less is no matter.
///
/// # Errors
///
/// [`DurationError`] when the text is anything else, or longer than
/// [`LONGEST_DAYS`].
///
/// ```
/// # use nyttja::domain::schedule::duration::parse;
/// # use chrono::TimeDelta;
/// assert_eq!(parse("36 hours"), Ok(TimeDelta::hours(36)));
/// assert!(parse("soon").is_err());
/// ```
pub fn parse(text: &str) -> Result<TimeDelta, DurationError> {
    let trimmed = text.trim();
    let letters = trimmed.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(trimmed.len());
    let (number, unit) = trimmed.split_at(letters);
    let seconds = seconds_in(unit.trim_start());
    let (Some(seconds), false) = (seconds, number.is_empty()) else {
        return Err(DurationError::NotADuration(trimmed.to_owned()));
    };
    let longest = LONGEST_DAYS * 86_400;
    number
        .parse::<i64>()
        .ok()
        .and_then(|number| number.checked_mul(seconds))
        .filter(|seconds| *seconds <= longest)
        .and_then(TimeDelta::try_seconds)
        .ok_or_else(|| DurationError::TooLong(trimmed.to_owned()))
}

fn seconds_in(unit: &str) -> Option<i64> {
    const DAY: i64 = 86_400;
    Some(match unit {
        "second" | "seconds" => 1,
        "minute" | "minutes" => 60,
        "hour" | "hours" => 3_600,
        "day" | "days" => DAY,
        "week" | "weeks" => 7 * DAY,
        "month" | "months" => 30 * DAY,
        "year" | "years" => 365 * DAY,
        _ => return None,
    })
}

/// Why a text is not a span of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// No whole number followed by a unit.
    #[error("`{0}` is not a length of time")]
    NotADuration(String),
    /// Longer than anything here can last.
    #[error("`{0}` is longer than a hundred years")]
    TooLong(String),
}

impl DurationError {
    /// What the reader can write instead.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        "write a whole number and a unit, such as `90 minutes`, `36 hours`, `3 days`, `2 weeks` or `1 year`"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit_are_a_length_of_time() {
        assert_eq!(parse("3 days"), Ok(TimeDelta::days(3)));
        assert_eq!(parse(" 1 day "), Ok(TimeDelta::days(1)));
        assert_eq!(parse("2weeks"), Ok(TimeDelta::weeks(2)));
        assert_eq!(parse("90 minutes"), Ok(TimeDelta::minutes(90)));
        assert_eq!(parse("3 years"), Ok(TimeDelta::days(1095)));
        assert_eq!(parse("0 days"), Ok(TimeDelta::zero()));
    }

    #[test]
    fn anything_else_is_not() {
        for text in ["", "days", "3", "-3 days", "1.5 days", "3 dagar", "3 days 2 hours", "３ days"] {
            assert!(matches!(parse(text), Err(DurationError::NotADuration(_))), "{text}");
        }
    }

    #[test]
    fn no_number_is_too_large_to_refuse() {
        assert!(parse("100 years").is_ok());
        for text in ["101 years", "9223372036854775807 years", "99999999999999999999999 seconds"] {
            assert!(matches!(parse(text), Err(DurationError::TooLong(_))), "{text}");
        }
    }
}
