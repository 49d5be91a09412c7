//! ISO weeks: the rhythm everything here follows.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A week of ISO 8601, Monday to Sunday. A year has 52 or 53 of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week {
    monday: NaiveDate,
}

impl Week {
    /// The week that holds `date`.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        let since_monday = u64::from(date.weekday().num_days_from_monday());
        Self { monday: date.checked_sub_days(Days::new(since_monday)).unwrap_or(date) }
    }

    /// Its first day.
    #[must_use]
    pub fn monday(self) -> NaiveDate {
        self.monday
    }

    /// Its last day.
    #[must_use]
    pub fn sunday(self) -> NaiveDate {
        self.day(6)
    }

    /// The day that lies `offset` days (0 to 6) after Monday.
    #[must_use]
    pub fn day(self, offset: u64) -> NaiveDate {
        self.monday.checked_add_days(Days::new(offset)).unwrap_or(self.monday)
    }

    /// The last day whose usage a run of this week looks at: the Sunday before.
    #[must_use]
    pub fn cut_off(self) -> NaiveDate {
        self.monday.pred_opt().unwrap_or(self.monday)
    }

    /// The week that lies `weeks` after this one, before it where negative.
    #[must_use]
    pub fn plus(self, weeks: i64) -> Self {
        let lease = Days::new(weeks.unsigned_abs() * 7);
        let monday =
            if weeks < 0 { self.monday.checked_sub_days(lease) } else { self.monday.checked_add_days(lease) };
        Self { monday: monday.unwrap_or(self.monday) }
    }

    /// How many weeks this one lies after `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        (self.monday - earlier.monday).num_days() / 7
    }

    /// The number of the week in its year, 1 to 53.
    #[must_use]
    pub fn number(self) -> u32 {
        self.monday.iso_week().week()
    }

    /// Whether `date` lies in it.
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        Self::of(date) == self
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.monday.iso_week();
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
