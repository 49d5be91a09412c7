//! Expectations that ask for the same thing twice, and targets for school
//! forms that an expectation leaves out.

use super::{Doubts, EXPECTATION, at, common, in_words, validity};
use crate::domain::expectation::Expectation;
use crate::domain::unit::{Forms, SchoolForm};

impl Doubts<'_> {
    /// The newest version of an expectation that has ended, where no other one
    /// of the same module and audience goes on.
    pub(super) fn ended_rules(&mut self) {
        let expectations = &self.municipality.expectations;
        for (index, expectation) in expectations.iter().enumerate() {
            let (_, to) = validity(expectation);
            let follows = expectations.iter().enumerate().any(|(other, later)| {
                let same = (&later.module, later.audience) == (&expectation.module, expectation.audience);
                let ends = validity(later).1;
                same && (ends >= self.today || (ends, other) > (to, index))
            });
            if to < self.today && !follows && !self.is_handled_elsewhere(&expectation.module) {
                let message = format!(
                    "`{}` ended on {to}, and nothing is expected of {} in `{}` since",
                    expectation.key, expectation.audience, expectation.module
                );
                self.warn(
                    &at(EXPECTATION, index, "valid_to"),
                    message,
                    "add what is expected now as a new [[expectation]] with the same key",
                );
            }
        }
    }

    /// Two expectations of the same use, valid at once: a letter would ask for it twice.
    pub(super) fn contradicting_rules(&mut self) {
        let expectations = &self.municipality.expectations;
        for (index, later) in expectations.iter().enumerate() {
            let Some(earlier) = expectations[..index].iter().find(|earlier| is_same_use(earlier, later))
            else {
                continue;
            };
            let Some(days) = common(validity(earlier), validity(later)) else { continue };
            let what = format!("{} of `{}` by {}", later.measure, later.module, later.audience);
            let differ = if earlier.weeks == later.weeks && same_goals(earlier, later) {
                "says the same as"
            } else {
                "contradicts"
            };
            let message = format!(
                "`{}` {differ} `{}` at line {}: both judge {what} in {} {}",
                later.key,
                earlier.key,
                earlier.origin.line,
                earlier.forms.and(later.forms),
                in_words(days),
            );
            self.object(
                &at(EXPECTATION, index, "key"),
                message,
                "keep one of them; `by_form` gives a school form a target of its own",
            );
        }
    }

    /// Targets in `by_form` for a form that `forms` leaves out, or that stands there twice.
    pub(super) fn forms_left_out(&mut self) {
        for (index, expectation) in self.municipality.expectations.iter().enumerate() {
            for code in self.codes_by_form(index) {
                let Ok(form) = code.parse::<SchoolForm>() else { continue };
                let place = at(EXPECTATION, index, "by_form").at(code.as_str());
                let of_now = form.to_string();
                if code != of_now && self.codes_by_form(index).contains(&of_now) {
                    self.object(
                        &place,
                        format!("`{code}` is the old code of {form}, which has an entry here too"),
                        "keep one of the two",
                    );
                }
                if !expectation.forms.contains(form) {
                    let message = self.left_out(expectation, form);
                    self.object(&place, message, "add the form to `forms`, or remove the entry");
                }
            }
        }
    }

    /// A unit of several forms takes the target of its first form with an
    /// entry, whether the expectation is about that form or not.
    fn left_out(&self, expectation: &Expectation, form: SchoolForm) -> String {
        let both = |unit: &&crate::domain::unit::Unit| {
            unit.forms.contains(&form) && expectation.form_of(unit).is_some()
        };
        match self.municipality.roster.units.iter().find(both) {
            None => format!("`forms` leaves out {form}, so this entry never applies"),
            Some(unit) => format!(
                "`forms` leaves out {form}, so this entry applies only to units with other forms too, such as `{}`",
                unit.key
            ),
        }
    }

    fn codes_by_form(&self, index: usize) -> Vec<String> {
        let value = self.files.get(EXPECTATION.0).map(crate::settings::TomlFile::value);
        let table = value.and_then(|value| value.get("expectation")?.get(index)?.get("by_form")?.as_object());
        table.into_iter().flatten().map(|(code, _)| code.clone()).collect()
    }
}

fn is_same_use(one: &Expectation, other: &Expectation) -> bool {
    // Entries of one key that are valid at once are an error already.
    one.key != other.key
        && (&one.module, one.audience, one.measure) == (&other.module, other.audience, other.measure)
        && one.forms.and(other.forms) != Forms::NONE
        && common(validity(one), validity(other)).is_some()
}

fn same_goals(one: &Expectation, other: &Expectation) -> bool {
    let goal = |expectation: &Expectation, form| {
        let own = expectation.by_form.iter().find(|(entry, _)| *entry == form);
        own.map_or(expectation.goal.clone(), |(_, goal)| goal.clone())
    };
    one.forms.and(other.forms).iter().all(|form| goal(one, form) == goal(other, form))
}
