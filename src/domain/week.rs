//! ISO weeks: the rhythm everything here follows.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Beyond so many weeks from the first there is no date any more, whichever way.
const FURTHEST: i64 = 14_000_000;

/// A week of ISO 8601, Monday to Sunday. A year has 52 or 53 of them.
///
/// Weeks are kept by number, since judging does little else than to compare and count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week {
    /// How many weeks it lies after the one that begins on 1 January of the year 1, a Monday.
    after_first: i32,
}

impl Week {
    /// The week that holds `date`.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self { after_first: (date.num_days_from_ce() - 1).div_euclid(7) }
    }

    /// Its first day.
    #[must_use]
    pub fn monday(self) -> NaiveDate {
        self.day(0)
    }

    /// Its last day.
    #[must_use]
    pub fn sunday(self) -> NaiveDate {
        self.day(6)
    }

    /// The day that lies `offset` days (0 to 6) after Monday; the last or first that there is, beyond these.
    #[must_use]
    pub fn day(self, offset: u8) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.number_of_monday() + i32::from(offset))
            .unwrap_or(if self.after_first < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
    }

    /// How many days its Monday lies after the last day of the year 0, as [`Datelike::num_days_from_ce`] counts.
    #[must_use]
    pub fn number_of_monday(self) -> i32 {
        self.after_first * 7 + 1
    }

    /// The last day whose usage a run of this week looks at: the Sunday before.
    #[must_use]
    pub fn cut_off(self) -> NaiveDate {
        self.plus(-1).sunday()
    }

    /// The week that lies `weeks` after this one, before it where negative.
    #[must_use]
    pub fn plus(self, weeks: i64) -> Self {
        let far = i64::from(self.after_first).saturating_add(weeks).clamp(-FURTHEST, FURTHEST);
        Self { after_first: i32::try_from(far).unwrap_or(self.after_first) }
    }

    /// How many weeks this one lies after `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        i64::from(self.after_first) - i64::from(earlier.after_first)
    }

    /// The number of the week in its year, 1 to 53.
    #[must_use]
    pub fn number(self) -> u32 {
        self.monday().iso_week().week()
    }

    /// Whether `date` lies in it.
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        Self::of(date) == self
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.monday().iso_week();
        write!(f, "{}-W{:02}", week.year(), week.week())
    }
}

/// A text that names no ISO week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ISO week; write it as 2026-W47")]
pub struct NotAWeek(String);

impl TryFrom<String> for Week {
    type Error = NotAWeek;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Week> for String {
    fn from(week: Week) -> Self {
        week.to_string()
    }
}

impl FromStr for Week {
    type Err = NotAWeek;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, week) = text.split_once("-W").ok_or_else(|| NotAWeek(text.to_owned()))?;
        let year = year.parse().ok().filter(|year| (1900..=2999).contains(year));
        year.zip(week.parse().ok())
            .and_then(|(year, week)| NaiveDate::from_isoywd_opt(year, week, Weekday::Mon))
            .map(Self::of)
            .ok_or_else(|| NotAWeek(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_2026_has_a_53rd_week_and_2025_has_none() {
        let last: Week = "2026-W53".parse().unwrap();
        assert_eq!(last.monday(), NaiveDate::from_ymd_opt(2026, 12, 28).unwrap());
        assert_eq!(last.plus(1).to_string(), "2027-W01");
        assert!("2025-W53".parse::<Week>().is_err());
    }

    #[test]
    fn the_cut_off_is_the_sunday_before_the_week() {
        let week: Week = "2026-W47".parse().unwrap();
        assert_eq!(week.cut_off(), week.plus(-1).sunday());
        assert_eq!(week.cut_off().weekday(), Weekday::Sun);
    }

    #[test]
    fn weeks_count_across_the_turn_of_the_year() {
        let january: Week = "2027-W02".parse().unwrap();
        assert_eq!(january.since("2026-W52".parse().unwrap()), 3);
    }
}
