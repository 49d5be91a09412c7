//! What the municipality expects of a module: of whom, how much, and by when.

pub mod deadline;
pub mod document;
pub mod measure;
pub mod module;

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::expectation::measure::Measure;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::number::Exact;
use crate::domain::recipient::language::Localised;
use crate::domain::unit::audience::Audience;
use crate::domain::unit::{Forms, SchoolForm, Unit};

/// The key of an expectation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ExpectationKey(pub String);

impl fmt::Display for ExpectationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The marks a value is compared with on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// At or past it is `met`.
    pub target: Exact,
    /// At or past it, and short of the target, is `near`.
    pub near: Exact,
}

/// What is expected: fixed marks, or a path towards a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// The same marks all year.
    Fixed(Marks),
    /// Marks that rise towards a deadline.
    Path(Path),
}

impl Goal {
    /// The path towards a deadline, where it is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Fixed(_) => None,
            Self::Path(path) => Some(path),
        }
    }

    /// The marks on `day`.
    #[must_use]
    pub fn marks_on(&self, day: NaiveDate) -> Marks {
        match self {
            Self::Fixed(marks) => *marks,
            Self::Path(path) => path.marks_on(day),
        }
    }
}

/// Dated shares, with straight lines between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The points, in the order of their dates; at least one.
    pub points: Vec<PathPoint>,
    /// How far behind the path is still near, as a share.
    pub near_points: Exact,
}

/// A share to be reached on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathPoint {
    /// The day.
    pub date: NaiveDate,
    /// The share, 0 to 1.
    pub share: Exact,
}

impl Path {
    /// The marks on `day`: nothing before the first point, the last share after the last.
    #[must_use]
    pub fn marks_on(&self, day: NaiveDate) -> Marks {
        let zero = Exact::from_integer(0);
        let target = self.share_on(day);
        let near = target - self.near_points;
        Marks { target, near: near.max(zero) }
    }

    /// The newest point up to `day`, and the next one after it.
    #[must_use]
    pub fn around(&self, day: NaiveDate) -> (Option<&PathPoint>, Option<&PathPoint>) {
        let after = self.points.partition_point(|point| point.date <= day);
        (after.checked_sub(1).and_then(|index| self.points.get(index)), self.points.get(after))
    }

    /// The day of the first point.
    #[must_use]
    pub fn begins(&self) -> Option<NaiveDate> {
        self.points.first().map(|point| point.date)
    }

    /// The day of the last point.
    #[must_use]
    pub fn ends(&self) -> Option<NaiveDate> {
        self.points.last().map(|point| point.date)
    }

    fn share_on(&self, day: NaiveDate) -> Exact {
        let (last, next) = self.around(day);
        let Some(last) = last else { return Exact::from_integer(0) };
        let Some(next) = next else { return last.share };
        let gone = i128::from((day - last.date).num_days());
        let whole = i128::from((next.date - last.date).num_days());
        last.share + (next.share - last.share) * Exact::new(gone, whole)
    }
}

/// A file and line, to show where a rule stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// What a module should reach, for some forms and one audience.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// What agreements and the letters' history call it.
    pub key: ExpectationKey,
    /// The module.
    pub module: ModuleKey,
    /// Whose use counts.
    pub audience: Audience,
    /// The forms it applies to.
    pub forms: Forms,
    /// How use is measured.
    pub measure: Measure,
    /// How many teaching weeks the window has.
    pub weeks: u32,
    /// What is expected where no form says otherwise.
    pub goal: Goal,
    /// What is expected of some forms.
    pub by_form: Vec<(SchoolForm, Goal)>,
    /// How much its gap counts when asks are chosen; 1 is usual.
    pub weight: f64,
    /// Why it matters, for the letter.
    pub why: Localised,
    /// Where it stands in the municipality's document.
    pub document: String,
    /// The first day it is valid.
    pub valid_from: Option<NaiveDate>,
    /// The last day it is valid.
    pub valid_to: Option<NaiveDate>,
    /// Where it stands in the files.
    pub origin: Origin,
}

impl Expectation {
    /// Whether it is valid on `day`. A week is judged by what is valid on its Monday.
    #[must_use]
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// The form of `unit` that it goes by: the leading one, or where it does not
    /// apply to that, the first that it applies to; none where it applies to none.
    #[must_use]
    pub fn form_of(&self, unit: &Unit) -> Option<SchoolForm> {
        unit.forms.iter().copied().find(|form| self.forms.contains(*form))
    }

    /// The goal for `unit`: that of the form it goes by, else of its first form with an entry, else the default.
    #[must_use]
    pub fn goal_for(&self, unit: &Unit) -> &Goal {
        self.own_goal_of(unit).map_or(&self.goal, |(_, goal)| goal)
    }

    /// The form whose goal of its own applies to `unit`, and that goal.
    #[must_use]
    pub fn own_goal_of(&self, unit: &Unit) -> Option<&(SchoolForm, Goal)> {
        self.by_form.get(self.entry_for(unit)?)
    }

    /// Where in `by_form` the goal for `unit` stands; none where the default applies.
    #[must_use]
    pub fn entry_for(&self, unit: &Unit) -> Option<usize> {
        let mut forms = self.form_of(unit).into_iter().chain(unit.forms.iter().copied());
        forms.find_map(|form| self.by_form.iter().position(|(entry, _)| *entry == form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn path() -> Path {
        let point = |date: &str, percent| PathPoint { date: day(date), share: Exact::new(percent, 100) };
        Path {
            points: vec![point("2026-08-17", 0), point("2026-10-16", 60), point("2026-12-15", 100)],
            near_points: Exact::new(1, 10),
        }
    }

    #[test]
    fn a_path_is_nothing_before_its_first_point_and_level_after_its_last() {
        assert_eq!(path().marks_on(day("2026-08-01")).target, Exact::from_integer(0));
        assert_eq!(path().marks_on(day("2027-01-01")).target, Exact::from_integer(1));
    }

    #[test]
    fn a_path_rises_in_a_straight_line_between_its_points() {
        assert_eq!(path().marks_on(day("2026-09-16")).target, Exact::new(3, 10));
        assert_eq!(path().marks_on(day("2026-10-16")).target, Exact::new(6, 10));
        assert_eq!(path().marks_on(day("2026-11-15")).target, Exact::new(8, 10));
    }

    #[test]
    fn near_lies_a_fixed_distance_behind_the_path_and_never_below_nothing() {
        assert_eq!(path().marks_on(day("2026-09-16")).near, Exact::new(2, 10));
        assert_eq!(path().marks_on(day("2026-08-18")).near, Exact::from_integer(0));
    }
}
