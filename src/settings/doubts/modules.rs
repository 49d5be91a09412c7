//! Modules that nothing is expected of, and modules without help.

use super::{Doubts, EXPECTATION, MODULE, TRAINING, at, validity};
use crate::domain::expectation::module::ModuleKey;

impl Doubts<'_> {
    /// Sessions in the past, which no letter names any more.
    pub(super) fn trainings(&mut self) {
        for (index, training) in self.municipality.trainings.iter().enumerate() {
            for (place, session) in training.sessions.iter().enumerate() {
                if session.date < self.today {
                    let place = at(TRAINING, index, "sessions").at(place).at("date");
                    let message = format!(
                        "the session of `{}` on {} is over, and no letter names it",
                        training.key, session.date
                    );
                    self.warn(&place, message, "remove it, or write the date of the next one");
                }
            }
        }
    }

    /// Modules that are neither judged nor handled elsewhere, and judged ones
    /// that no training helps with.
    pub(super) fn modules(&mut self) {
        for (index, module) in self.municipality.modules.iter().enumerate() {
            let named = self.municipality.expectations.iter().any(|rule| rule.module == module.key);
            if !named && module.handled_in.is_none() {
                self.warn(
                    &at(MODULE, index, "key"),
                    format!("nothing is expected of `{}`", module.key),
                    "add an [[expectation]] for it, or name the system that does the job: handled_in = \"…\"",
                );
            }
        }
        if self.municipality.trainings.is_empty() {
            self.without_any_training();
        } else {
            self.without_training();
        }
    }

    fn without_any_training(&mut self) {
        let Some(index) = (0..self.municipality.expectations.len()).find(|index| self.is_judged(*index))
        else {
            return;
        };
        self.warn(
            &at(EXPECTATION, index, "module"),
            "there is no training at all: letters ask, and offer no help",
            "name the help there is in trainings.toml",
        );
    }

    fn without_training(&mut self) {
        let mut said: Vec<(&ModuleKey, _)> = Vec::new();
        for (index, expectation) in self.municipality.expectations.iter().enumerate() {
            let (module, audience) = (&expectation.module, expectation.audience);
            let helped = self.municipality.trainings.iter().any(|training| training.helps(module, audience));
            if helped || !self.is_judged(index) || said.contains(&(module, audience)) {
                continue;
            }
            said.push((module, audience));
            let message =
                format!("no training helps {audience} with `{module}`: letters ask, and offer no help");
            self.warn(
                &at(EXPECTATION, index, "module"),
                message,
                "add a [[training]] for it, or the audience to one that is there",
            );
        }
    }

    /// Whether a letter may ask for it, today or later.
    fn is_judged(&self, index: usize) -> bool {
        let expectation = &self.municipality.expectations[index];
        !self.is_handled_elsewhere(&expectation.module) && validity(expectation).1 >= self.today
    }
}
