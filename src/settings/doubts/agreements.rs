//! Agreements that contradict each other, have ended, or change nothing.

use chrono::NaiveDate;

use super::{Doubts, EXCEPTION, INTERVENTION, at, common, in_words};
use crate::domain::agreement::Exception;

impl Doubts<'_> {
    /// Exceptions and planned help.
    pub(super) fn agreements(&mut self) {
        for index in 0..self.municipality.agreements.exceptions.len() {
            self.twice(index);
            self.exception(index);
        }
        for index in 0..self.municipality.agreements.interventions.len() {
            self.intervention(index);
        }
    }

    /// Two exceptions of one unit from one expectation that hold at once.
    fn twice(&mut self, index: usize) {
        let exceptions = &self.municipality.agreements.exceptions;
        let later = &exceptions[index];
        let days = |earlier: &Exception| {
            let same = (&earlier.unit, &earlier.expectation) == (&later.unit, &later.expectation);
            common(span(earlier), span(later)).filter(|_| same)
        };
        let mut earlier = exceptions[..index].iter();
        let Some((earlier, days)) = earlier.find_map(|earlier| Some((earlier, days(earlier)?))) else {
            return;
        };
        let message = format!(
            "unit `{}` has an exception from `{}` at line {} too, and both hold {}",
            later.unit,
            later.expectation,
            earlier.origin.line,
            in_words(days)
        );
        self.object(
            &at(EXCEPTION, index, "expectation"),
            message,
            "keep one of them, or end the earlier one with `until` before this one's `from`",
        );
    }

    fn exception(&mut self, index: usize) {
        let exception = &self.municipality.agreements.exceptions[index];
        let (unit, key) = (&exception.unit, &exception.expectation);
        let versions = || self.municipality.expectations.iter().filter(|rule| rule.key == *key);
        let applies = self
            .municipality
            .roster
            .unit(unit)
            .is_none_or(|unit| versions().any(|rule| rule.form_of(unit).is_some()));
        let handled = versions().any(|rule| self.is_handled_elsewhere(&rule.module));
        let (path, message, hint) = if exception.until < self.today {
            let message = format!("the exception expired on {}, and is not applied", exception.until);
            ("until", message, "agree on a new day with the unit, or remove it")
        } else if handled {
            let message =
                format!("`{key}` belongs to a module that is handled elsewhere: this changes nothing");
            ("expectation", message, "remove it, or `handled_in` of the module")
        } else if !applies {
            let message =
                format!("`{key}` does not apply to the forms of unit `{unit}`: this changes nothing");
            ("expectation", message, "remove it, or name the expectation that is meant")
        } else {
            return;
        };
        self.warn(&at(EXCEPTION, index, path), message, hint);
    }

    fn intervention(&mut self, index: usize) {
        let help = &self.municipality.agreements.interventions[index];
        let (path, message, hint) = if help.date < help.agreed {
            let message =
                format!("the help took place on {}, before it was agreed on {}", help.date, help.agreed);
            ("date", message, "look at the two dates: the ask rests from the day it was agreed")
        } else if self.is_handled_elsewhere(&help.module) {
            let message =
                format!("`{}` is handled elsewhere and never asked for: this changes nothing", help.module);
            ("module", message, "remove it, or name the module that is meant")
        } else {
            return;
        };
        self.warn(&at(INTERVENTION, index, path), message, hint);
    }
}

fn span(exception: &Exception) -> (NaiveDate, NaiveDate) {
    (exception.from.unwrap_or(NaiveDate::MIN), exception.until)
}
