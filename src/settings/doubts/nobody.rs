//! Expectations that apply to no unit, or by which none is ever judged.

use chrono::NaiveDate;

use super::{Doubts, EXPECTATION, in_words, validity};
use crate::domain::calendar::TeachingDays;
use crate::domain::expectation::Expectation;
use crate::domain::week::Week;

/// How many weeks of an expectation's validity are looked at.
const HORIZON: i64 = 200;

impl Doubts<'_> {
    /// One reason each, the first that holds.
    pub(super) fn applying_to_nobody(&mut self) {
        if self.municipality.roster.units.is_empty() {
            return;
        }
        for (index, expectation) in self.municipality.expectations.iter().enumerate() {
            let at = |key| super::at(EXPECTATION, index, key);
            let (place, message, hint) = if self.units_of(expectation).next().is_none() {
                let message = format!("no unit has any of these forms: {}", expectation.forms);
                (at("forms"), message, "see the column `forms` of units.csv")
            } else if self.is_handled_elsewhere(&expectation.module) {
                // Said on purpose, with `handled_in`: such an expectation stays
                // because the municipality's document names it.
                continue;
            } else if let Some(message) = self.without_people(expectation) {
                let hint = "see the column of that audience in units.csv, and `floor` under [privacy]";
                (at("audience"), message, hint)
            } else if let Some(message) = self.without_weeks(expectation) {
                (at("valid_from"), message, "see the terms in calendar.toml, and their `grace_weeks`")
            } else {
                continue;
            };
            self.warn(&place, message, hint);
        }
    }

    fn without_people(&self, expectation: &Expectation) -> Option<String> {
        let people: Option<Vec<_>> =
            self.units_of(expectation).map(|unit| unit.headcount.of(expectation.audience)).collect();
        // A unit that nobody counted may have any number of people.
        let people = people?;
        let (audience, floor) = (expectation.audience, self.municipality.strictness.floor);
        let most = people.iter().max()?;
        if *most == 0 {
            Some(format!("no unit of its forms has any {audience}: it applies to none"))
        } else if *most < floor {
            Some(format!(
                "every unit of its forms has fewer than {floor} {audience}, the privacy floor: none is judged"
            ))
        } else {
            None
        }
    }

    fn without_weeks(&self, expectation: &Expectation) -> Option<String> {
        let (from, to) = validity(expectation);
        if from == NaiveDate::MIN || to == NaiveDate::MAX {
            return None;
        }
        let (first, last) = (Week::of(from), Week::of(to));
        let last = if last.since(first) > HORIZON { first.plus(HORIZON) } else { last };
        let weeks = || (0..=last.since(first)).map(|weeks| first.plus(weeks));
        let judged = self.units_of(expectation).any(|unit| {
            let Some(form) = expectation.form_of(unit) else { return false };
            let days = TeachingDays::of(&self.municipality.calendar, form, &unit.area, first, last);
            weeks().any(|week| expectation.is_valid_on(week.monday()) && days.is_judged(week))
        });
        (!judged).then(|| {
            format!(
                "valid {}, and no unit of its forms is judged in a week that begins then",
                in_words((from, to))
            )
        })
    }
}
