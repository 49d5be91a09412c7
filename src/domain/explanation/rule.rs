//! The rule that applies to a unit, and where it stands in the files.

use chrono::NaiveDate;

use crate::domain::agreement::{Agreements, Exception, Terms};
use crate::domain::expectation::measure::Measure;
use crate::domain::expectation::{Goal, Marks, Origin, PathPoint};
use crate::domain::judge::Case;
use crate::domain::number::Exact;
use crate::domain::unit::SchoolForm;

/// The rule that applies to a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Where the expectation stands.
    pub origin: Origin,
    /// The unit's form with a target of its own in the expectation, where that decides.
    pub by_form: Option<SchoolForm>,
    /// The agreement that takes the expectation's place.
    pub agreement: Option<Exception>,
    /// Agreements about the same that do not hold in the week.
    pub not_in_force: Vec<Exception>,
    /// How use is measured.
    pub measure: Measure,
    /// The marks on the cut-off.
    pub marks: Marks,
    /// The path they lie on, where they do.
    pub path: Option<Steps>,
    /// The first day the expectation is valid.
    pub valid_from: Option<NaiveDate>,
    /// The last day the expectation is valid.
    pub valid_to: Option<NaiveDate>,
}

/// The points of a path around the cut-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// The newest point up to the cut-off.
    pub last: Option<PathPoint>,
    /// The next point after it.
    pub next: Option<PathPoint>,
    /// How far behind the path is still near.
    pub near_points: Exact,
}

impl Rule {
    pub(super) fn of(case: &Case<'_>, agreements: &Agreements) -> Self {
        let expectation = case.expectation;
        let own_marks = case.exception.is_some_and(|exception| matches!(exception.terms, Terms::Marks(_)));
        let path = match expectation.goal_for(case.unit) {
            Goal::Path(path) if !own_marks => {
                let (last, next) = path.around(case.week.cut_off());
                Some(Steps { last: last.copied(), next: next.copied(), near_points: path.near_points })
            }
            _ => None,
        };
        let about_it = |exception: &&Exception| {
            exception.unit == case.unit.key
                && exception.expectation == expectation.key
                && !exception.holds_on(case.week.monday())
        };
        Self {
            origin: expectation.origin.clone(),
            by_form: expectation.own_goal_of(case.unit).map(|(form, _)| *form).filter(|_| !own_marks),
            agreement: case.exception.cloned(),
            not_in_force: agreements.exceptions.iter().filter(about_it).cloned().collect(),
            measure: expectation.measure,
            marks: case.marks,
            path,
            valid_from: expectation.valid_from,
            valid_to: expectation.valid_to,
        }
    }
}
