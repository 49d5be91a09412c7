//! Weeks without a year that go on past the day of the run: a plan that was filled in ahead, and not last year.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};

use super::newest;
use crate::domain::week::Week;

/// Weeks of a year, at most.
const WEEKS: u64 = 53;

/// The weeks of one reading that carry no year, by the Mondays of the newest such weeks that had begun.
#[derive(Debug, Default)]
pub struct BareWeeks(BTreeSet<NaiveDate>);

impl BareWeeks {
    /// Takes in one.
    pub fn add(&mut self, monday: NaiveDate) {
        self.0.insert(monday);
    }

    /// Those that are not last year's but lie ahead of `day`, each with the Monday that it has then: the
    /// weeks that follow that of `day` one by one; a week 53 may be missing. Where they go round the whole
    /// year, nothing tells last year from this, and it ends with the year.
    pub fn ahead(&self, day: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
        let this = Week::of(day).monday();
        let mut found = Vec::new();
        if !self.0.contains(&this) {
            return found;
        }
        for weeks in 1..WEEKS {
            let Some(monday) = this.checked_add_days(Days::new(weeks * 7)) else { break };
            let number = monday.iso_week().week();
            let had_begun = newest(number, day).map(Week::monday);
            match had_begun.filter(|known| self.0.contains(known)) {
                Some(known) => found.push((known, monday)),
                None if number == 53 => {}
                None => return found,
            }
        }
        found.retain(|(_, monday)| monday.iso_week().year() == this.iso_week().year());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers among `weeks` that lie ahead of a day.
    fn ahead(weeks: impl IntoIterator<Item = u32>, day: &str) -> Vec<u32> {
        let day = day.parse().unwrap();
        let mut bare = BareWeeks::default();
        for week in weeks.into_iter().filter_map(|week| newest(week, day)) {
            bare.add(week.monday());
        }
        bare.ahead(day).into_iter().map(|(_, monday)| monday.iso_week().week()).collect()
    }

    #[test]
    fn a_run_that_goes_on_past_today_lies_ahead() {
        assert_eq!(ahead(45..=51, "2026-11-30"), [50, 51]);
        assert_eq!(ahead((34..=52).chain(1..=24), "2026-11-30").len(), 3 + 24, "a school year");
        assert_eq!(ahead(1..=52, "2026-11-30"), [50, 51, 52], "a year");
    }

    #[test]
    fn weeks_that_have_been_do_not() {
        assert_eq!(ahead(30..=48, "2026-11-30"), [0; 0]);
        assert_eq!(ahead((45..=53).chain(1..=4), "2027-01-25"), [0; 0]);
        assert_eq!(ahead((34..=52).chain(1..=20), "2026-05-18"), [0; 0], "a school year that is over soon");
        assert_eq!(ahead([47, 49, 50], "2026-11-23"), [0; 0], "they do not go on from today");
    }
}
