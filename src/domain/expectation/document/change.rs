//! What changed in the expectations between two days, and what will change.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::expectation::{Expectation, ExpectationKey, Goal};
use crate::domain::municipality::Municipality;
use crate::domain::unit::SchoolForm;

/// One thing that changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Change<'a> {
    /// The text that is new, or that ends.
    pub expectation: &'a Expectation,
    /// How it changes.
    pub kind: Kind<'a>,
    /// The first day on which it is so; none where it has always been.
    pub from: Option<NaiveDate>,
}

/// How an expectation changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind<'a> {
    /// It is new.
    New,
    /// It takes the place of an earlier text with the same key.
    Changed {
        /// The earlier text.
        before: &'a Expectation,
        /// What is different in it.
        aspects: Vec<Aspect>,
    },
    /// It ends, and nothing takes its place.
    Ended,
}

/// Something that differs between two texts of one expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// Whose use is counted, of what, or how.
    Measure,
    /// Over how many weeks.
    Weeks,
    /// The forms it applies to.
    Forms,
    /// What is expected where no form says otherwise.
    Goal,
    /// What is expected of one form.
    GoalOf(SchoolForm),
    /// The reason, or the place in the document.
    Text,
}

/// What is different on `on`, compared with `since`.
pub(super) fn between(municipality: &Municipality, since: NaiveDate, on: NaiveDate) -> Vec<Change<'_>> {
    let mut changes = Vec::new();
    for versions in histories(municipality) {
        let known = versions.iter().rev().find(|version| starts(version) <= since);
        match versions.iter().find(|version| version.is_valid_on(on)) {
            Some(now) if starts(now) > since => changes.push(change(now, known.copied())),
            Some(_) => {}
            None => {
                let last = versions.iter().rev().find(|version| starts(version) <= on);
                changes.extend(last.filter(|last| ends(last) >= since).map(|last| ending(last)));
            }
        }
    }
    in_order(changes)
}

/// What changes after `on`.
pub(super) fn after(municipality: &Municipality, on: NaiveDate) -> Vec<Change<'_>> {
    let mut changes = Vec::new();
    for versions in histories(municipality) {
        for (index, version) in versions.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| versions.get(before)).copied();
            if starts(version) > on {
                changes.push(change(version, before));
            }
            // A text that another one follows at some later time has not come to its end.
            let is_last = index + 1 == versions.len();
            if is_last && starts(version) <= on && version.valid_to.is_some_and(|to| to >= on) {
                changes.push(ending(version));
            }
        }
    }
    in_order(changes)
}

/// The texts of each expectation that is followed up, the earliest first.
fn histories(municipality: &Municipality) -> Vec<Vec<&Expectation>> {
    let followed = municipality.expectations.iter().filter(|expectation| {
        municipality.module(&expectation.module).is_some_and(|module| module.handled_in.is_none())
    });
    let mut histories: Vec<(&ExpectationKey, Vec<&Expectation>)> = Vec::new();
    for expectation in followed {
        match histories.iter_mut().find(|(key, _)| **key == expectation.key) {
            Some((_, versions)) => versions.push(expectation),
            None => histories.push((&expectation.key, vec![expectation])),
        }
    }
    for (_, versions) in &mut histories {
        versions.sort_by_key(|version| starts(version));
    }
    histories.into_iter().map(|(_, versions)| versions).collect()
}

fn starts(expectation: &Expectation) -> NaiveDate {
    expectation.valid_from.unwrap_or(NaiveDate::MIN)
}

fn ends(expectation: &Expectation) -> NaiveDate {
    expectation.valid_to.unwrap_or(NaiveDate::MAX)
}

fn change<'a>(now: &'a Expectation, before: Option<&'a Expectation>) -> Change<'a> {
    let kind = before.map_or(Kind::New, |before| Kind::Changed { before, aspects: aspects(before, now) });
    Change { expectation: now, kind, from: now.valid_from }
}

fn ending(last: &Expectation) -> Change<'_> {
    Change { expectation: last, kind: Kind::Ended, from: last.valid_to.and_then(|to| to.succ_opt()) }
}

/// In the order of their days; those of one day as the file has them.
fn in_order(mut changes: Vec<Change<'_>>) -> Vec<Change<'_>> {
    changes.sort_by_key(|change| change.from);
    changes
}

fn aspects(before: &Expectation, now: &Expectation) -> Vec<Aspect> {
    let measured = |text: &Expectation| (text.module.clone(), text.audience, text.measure);
    if measured(before) != measured(now) {
        // Marks of two measures cannot be set side by side.
        return vec![Aspect::Measure];
    }
    let mut aspects = Vec::new();
    let mut note = |differs: bool, aspect| {
        if differs {
            aspects.push(aspect);
        }
    };
    note(before.goal != now.goal, Aspect::Goal);
    let named: BTreeSet<SchoolForm> =
        [before, now].iter().flat_map(|text| text.by_form.iter().map(|(form, _)| *form)).collect();
    for form in named {
        let differs = goal_of(before, form) != goal_of(now, form);
        // A form that follows the rest in both texts is told of with the rest.
        note(differs, Aspect::GoalOf(form));
    }
    note(before.weeks != now.weeks, Aspect::Weeks);
    note(before.forms != now.forms, Aspect::Forms);
    note(before.why != now.why || before.document != now.document, Aspect::Text);
    aspects
}

/// What `expectation` says of `form`.
#[must_use]
pub fn goal_of(expectation: &Expectation, form: SchoolForm) -> &Goal {
    let own = expectation.by_form.iter().find(|(entry, _)| *entry == form);
    own.map_or(&expectation.goal, |(_, goal)| goal)
}
