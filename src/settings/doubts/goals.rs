//! Targets and paths that nobody can miss, or that stand in the wrong year.

use chrono::NaiveDate;

use super::{Doubts, EXPECTATION, Place, validity};
use crate::domain::expectation::{Expectation, Goal, Path};
use crate::domain::number::Exact;
use crate::domain::week::Week;

/// The largest target of items or days that anybody means.
const MOST_ITEMS: i128 = 1000;

impl Doubts<'_> {
    /// What each expectation, and each form in it, is measured by.
    pub(super) fn goals(&mut self) {
        for (index, expectation) in self.municipality.expectations.iter().enumerate() {
            let place = Place::entry(EXPECTATION, index);
            self.goal(expectation, &expectation.goal, &place);
            for (form, goal) in &expectation.by_form {
                let own = place.at("by_form").at(form.to_string().as_str());
                // What an entry does not say itself was looked at above.
                if *goal != expectation.goal {
                    self.goal(expectation, goal, &own);
                }
            }
        }
    }

    fn goal(&mut self, expectation: &Expectation, goal: &Goal, place: &Place<'_>) {
        match goal {
            Goal::Fixed(marks) => {
                let nothing = marks.target == Exact::from_integer(0);
                if nothing && !expectation.measure.smaller_is_better() {
                    self.warn(
                        &place.at("target"),
                        "the target is 0: every unit meets it, whatever it does",
                        "raise it, or end the expectation with `valid_to`",
                    );
                }
                if marks.target > Exact::from_integer(MOST_ITEMS) && !expectation.measure.is_share() {
                    self.warn(
                        &place.at("target"),
                        format!("the target is above {MOST_ITEMS}: no unit can be meant by that"),
                        "items count per person or per week, days since the last use",
                    );
                }
            }
            Goal::Path(path) => self.path(expectation, path, &place.at("path")),
        }
    }

    fn path(&mut self, expectation: &Expectation, path: &Path, place: &Place<'_>) {
        let (Some(first), Some(last)) = (path.points.first(), path.points.last()) else { return };
        let (from, to) = validity(expectation);
        let (message, hint) = if last.share == Exact::from_integer(0) {
            (
                "the path never rises above 0 %: every unit meets it".to_owned(),
                "add the day it should be done by",
            )
        } else if last.date < from {
            let message = format!(
                "the path ends on {}, before the expectation is valid from {from}: \
                 all of it is expected from the first day",
                last.date
            );
            (message, "move the dates of the path, or `valid_from`")
        } else if first.date > to {
            let message = format!(
                "the path begins on {}, when the expectation has ended on {to}: nothing is ever expected",
                first.date
            );
            (message, "move the dates of the path, or `valid_to`")
        } else if last.date > to {
            let message = format!(
                "the path goes on until {}, and the expectation ends on {to}: its last share is never expected",
                last.date
            );
            (message, "move the dates of the path, or `valid_to`")
        } else if last.date < self.today && expectation.valid_to.is_none() {
            return self.ended_path(expectation, last.date, place);
        } else {
            return;
        };
        self.warn(place, message, hint);
    }

    /// A path that is walked to its end, of an expectation that goes on.
    fn ended_path(&mut self, expectation: &Expectation, end: NaiveDate, place: &Place<'_>) {
        let message = format!(
            "the path ended on {end}, and the expectation goes on without one: two teaching weeks later it is not \
             judged any more"
        );
        // The last share is expected in the two weeks after it too.
        let valid_to = Week::of(end).plus(2).sunday();
        let hint = format!(
            "write `valid_to = {valid_to}`, and the path of the next term in a new [[expectation]] with the same key, \
             `{}`, and a `valid_from` after that day",
            expectation.key
        );
        self.warn(place, message, &hint);
    }
}
