//! Expectations that have ended, with nothing after them.

use super::{Doubts, EXPECTATIONS, Said, entry, validity};

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
                self.warn(Said {
                    file: EXPECTATIONS,
                    path: &entry("expectation", index, "valid_to"),
                    message: format!(
                        "`{}` ended on {to}, and nothing is expected of {} in `{}` since",
                        expectation.key, expectation.audience, expectation.module
                    ),
                    hint: "add what is expected now as a new [[expectation]] with the same key",
                });
            }
        }
    }
}
