//! What the files say that works, but can hardly be meant: one file a kind of
//! doubt. Whatever depends on the day is a warning, so that a check that
//! passed does not fail overnight.

mod agreements;
mod calendar;
mod goals;
mod modules;
mod nobody;
mod pauses;
mod rules;
mod years;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::fault::{Faults, Severity};
use super::toml_file::Step;
use super::toml_file::TomlFile;
use crate::domain::expectation::Expectation;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::municipality::Municipality;
use crate::domain::unit::Unit;

const EXPECTATIONS: &str = "expectations.toml";
const TRAININGS: &str = "trainings.toml";
const CALENDAR: &str = "calendar.toml";
const AGREEMENTS: &str = "agreements.toml";

/// Everything that can hardly be meant, as of `today`.
///
/// The entries of `municipality` stand in the order of the `documents`, by
/// name, that they were read from.
pub(super) fn find(
    municipality: &Municipality,
    documents: &BTreeMap<String, TomlFile>,
    today: NaiveDate,
) -> Faults {
    let mut doubts = Doubts { municipality, documents, today, found: Faults::new() };
    doubts.contradicting_rules();
    doubts.forms_left_out();
    doubts.goals();
    doubts.applying_to_nobody();
    doubts.ended_rules();
    doubts.modules();
    doubts.trainings();
    doubts.agreements();
    doubts.pauses();
    doubts.terms();
    doubts.closures();
    doubts.years();
    doubts.found
}

struct Doubts<'a> {
    municipality: &'a Municipality,
    documents: &'a BTreeMap<String, TomlFile>,
    today: NaiveDate,
    found: Faults,
}

/// What is said of one place.
struct Said<'a> {
    file: &'a str,
    path: &'a [Step],
    message: String,
    hint: &'a str,
}

impl<'a> Doubts<'a> {
    /// Worth knowing.
    fn warn(&mut self, said: Said<'_>) {
        self.say(Severity::Warning, said);
    }

    /// A contradiction: the check fails, and a run goes on with one reading of it.
    fn object(&mut self, said: Said<'_>) {
        self.say(Severity::Defect, said);
    }

    fn say(&mut self, severity: Severity, said: Said<'_>) {
        let Some(document) = self.documents.get(said.file) else { return };
        let fault = document.fault(said.path, said.message, said.hint.to_owned());
        self.found.push(fault.severity(severity));
    }

    fn is_handled_elsewhere(&self, module: &ModuleKey) -> bool {
        self.municipality.module(module).is_some_and(|module| module.handled_in.is_some())
    }

    /// The units with a form that `expectation` applies to.
    fn units_of(&self, expectation: &'a Expectation) -> impl Iterator<Item = &'a Unit> {
        let units = self.municipality.roster.units.iter();
        units.filter(|unit| !expectation.forms_of(unit).is_empty())
    }
}

/// The way to a key of an entry in a list.
fn entry(list: &str, index: usize, key: &str) -> [Step; 3] {
    [Step::from(list), Step::from(index), Step::from(key)]
}

/// The days that two spans share; a missing end is open.
fn common(one: Span, other: Span) -> Option<Span> {
    let (from, to) = (one.0.max(other.0), one.1.min(other.1));
    (from <= to).then_some((from, to))
}

/// The first and the last day of something.
type Span = (NaiveDate, NaiveDate);

/// The days on which an expectation is valid.
fn validity(expectation: &Expectation) -> Span {
    (expectation.valid_from.unwrap_or(NaiveDate::MIN), expectation.valid_to.unwrap_or(NaiveDate::MAX))
}

/// A span in words: open where it has no beginning or no end.
fn in_words((from, to): Span) -> String {
    match (from == NaiveDate::MIN, to == NaiveDate::MAX) {
        (true, true) => "at all times".to_owned(),
        (true, false) => format!("until {to}"),
        (false, true) => format!("from {from} on"),
        (false, false) if from == to => format!("on {from}"),
        (false, false) => format!("from {from} to {to}"),
    }
}
