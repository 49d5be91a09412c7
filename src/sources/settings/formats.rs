//! How a source writes its dates and its numbers.

use std::fmt;

use chrono::{NaiveDate, NaiveTime};
use schemars::JsonSchema;
use serde::Deserialize;

/// One or several ways to write a date, in the notation of `strftime`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(from = "OneOrSeveral")]
#[schemars(with = "OneOrSeveral")]
pub struct Formats(Vec<String>);

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum OneOrSeveral {
    /// One for all.
    One(Pattern),
    /// The first that fits.
    Several(Vec<Pattern>),
}

#[derive(Deserialize, JsonSchema)]
#[schemars(inline, extend("format" = "strftime"))]
struct Pattern(String);

impl From<OneOrSeveral> for Formats {
    fn from(formats: OneOrSeveral) -> Self {
        match formats {
            OneOrSeveral::One(pattern) => Self(vec![pattern.0]),
            OneOrSeveral::Several(patterns) => Self(patterns.into_iter().map(|pattern| pattern.0).collect()),
        }
    }
}

/// As ISO 8601 writes a day.
impl Default for Formats {
    fn default() -> Self {
        Self(vec!["%Y-%m-%d".to_owned()])
    }
}

impl Formats {
    /// Each of them, the first to try first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Two of them that read a text as different days.
    #[must_use]
    pub fn pair_at_odds(&self) -> Option<(&str, &str)> {
        use std::fmt::Write;
        // Where day and month can be taken for each other, and for a year.
        let sample = NaiveDate::from_ymd_opt(2003, 2, 1)?;
        self.iter().enumerate().find_map(|(place, one)| {
            let mut text = String::new();
            write!(text, "{}", sample.and_time(NaiveTime::MIN).format(one)).ok()?;
            let is_at_odds =
                |other: &&str| NaiveDate::parse_from_str(&text, other).is_ok_and(|day| day != sample);
            Some((one, self.iter().skip(place + 1).find(is_at_odds)?))
        })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Formats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" or "))
    }
}

/// What parts the thousands of a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Thousands {
    /// A point, as in `1.234`.
    #[serde(rename = ".")]
    Point,
    /// A comma, as in `1,234`.
    #[serde(rename = ",")]
    Comma,
}

impl Thousands {
    /// The character.
    #[must_use]
    pub fn char(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}
