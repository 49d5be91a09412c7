//! Expectations for all forms, at units whose leisure centre stays open while the rest has a break.

use super::{Doubts, EXPECTATION, Place};
use crate::domain::unit::{Forms, SchoolForm, Unit};

impl Doubts<'_> {
    /// Said once, at the first of them: it is the same for all.
    pub(super) fn open_all_year(&mut self) {
        let calendar = &self.municipality.calendar;
        let is_open = |form| calendar.is_open_all_year(form);
        if !is_open(SchoolForm::Fth) {
            return;
        }
        let stays_open =
            |unit: &&Unit| unit.forms.contains(&SchoolForm::Fth) && !is_open(unit.leading_form());
        let units: Vec<&Unit> = self.municipality.roster.units.iter().filter(stays_open).collect();
        let Some(first) = units.first() else { return };
        let expectations = self.municipality.expectations.iter().enumerate();
        let mut for_all = expectations.filter(|(_, rule)| {
            rule.forms == Forms::ALL
                && rule.valid_to.is_none_or(|to| self.today <= to)
                && !self.is_handled_elsewhere(&rule.module)
        });
        let Some((index, rule)) = for_all.next() else { return };
        let more = match for_all.count() {
            0 => "is".to_owned(),
            more => format!("and {more} more are"),
        };
        let of_units = match units.len() {
            1 => format!("at `{}`, which has a leisure centre too (FTH)", first.key),
            count => format!("at {count} units with a leisure centre too (FTH), such as `{}`", first.key),
        };
        let message = format!(
            "`{}` {more} for all forms, and {of_units}, follows the terms of the form that stands first, here {}: \
             what the leisure centre does in the breaks counts for nothing",
            rule.key,
            first.leading_form()
        );
        self.warn(
            &Place::entry(EXPECTATION, index).at("key"),
            message,
            "nothing to do where that is meant; to say so, name the forms without FTH, as `forms = [\"FS\", \"GR\"]`. \
             Where the leisure centres are to be judged in the breaks, list them in units.csv as units of their own",
        );
    }
}
