//! Goals with a date that come up soon: the points of a path within the next four weeks.

use chrono::{Days, NaiveDate};

use crate::domain::expectation::{Goal, PathPoint};
use crate::domain::number::Exact;
use crate::domain::recipient::language::Localised;
use crate::domain::verdict::Verdict;

/// How far ahead a letter looks, in days.
pub const AHEAD: u64 = 28;

/// A share to be reached by a day that is near.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadline {
    /// The module's name.
    pub module: Localised,
    /// Where the unit stands today.
    pub verdict: Verdict,
    /// The day.
    pub date: NaiveDate,
    /// The share to be reached by then, 0 to 1.
    pub share: Exact,
}

/// The points of `goal` that ask for more than the one before, from `monday`
/// to the end of the fourth week.
pub fn ahead(goal: &Goal, monday: NaiveDate) -> impl Iterator<Item = PathPoint> {
    let points = match goal {
        Goal::Fixed(_) => &[][..],
        Goal::Path(path) => path.points.as_slice(),
    };
    let before = std::iter::once(Exact::from_integer(0)).chain(points.iter().map(|point| point.share));
    let end = monday + Days::new(AHEAD);
    points
        .iter()
        .zip(before)
        .filter(move |(point, before)| point.share > *before && point.date >= monday && point.date < end)
        .map(|(point, _)| *point)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::expectation::{Marks, Path};

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn path(points: &[(u32, u32, i128)]) -> Goal {
        let point = |(month, date, percent): &(u32, u32, i128)| PathPoint {
            date: day(*month, *date),
            share: Exact::new(*percent, 100),
        };
        Goal::Path(Path { points: points.iter().map(point).collect(), near_points: Exact::new(1, 10) })
    }

    fn dates(goal: &Goal, monday: NaiveDate) -> Vec<NaiveDate> {
        ahead(goal, monday).map(|point| point.date).collect()
    }

    #[test]
    fn a_point_is_ahead_from_four_weeks_before_until_its_week_is_over() {
        let goal = path(&[(8, 17, 0), (12, 11, 100)]);
        assert_eq!(dates(&goal, day(11, 9)), []);
        assert_eq!(dates(&goal, day(11, 16)), [day(12, 11)]);
        assert_eq!(dates(&goal, day(12, 7)), [day(12, 11)]);
        assert_eq!(dates(&goal, day(12, 14)), []);
    }

    #[test]
    fn a_point_that_asks_for_nothing_more_is_no_deadline() {
        assert_eq!(dates(&path(&[(11, 20, 0), (11, 27, 40), (12, 4, 40)]), day(11, 16)), [day(11, 27)]);
        let fixed = Goal::Fixed(Marks { target: Exact::new(4, 5), near: Exact::new(7, 10) });
        assert_eq!(dates(&fixed, day(11, 16)), []);
    }
}
