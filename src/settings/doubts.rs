//! What the files say that works, but can hardly be meant: one file a kind of
//! doubt. Whatever depends on the day is a warning, so that a check that
//! passed does not fail overnight.

mod agreements;
mod calendar;
mod goals;
mod modules;
mod nobody;
mod open_all_year;
mod pauses;
mod rules;
mod sources;
mod years;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;

use super::fault::{Faults, Severity};
use super::toml_file::Step;
use super::toml_file::TomlFile;
use crate::domain::expectation::Expectation;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::municipality::Municipality;
use crate::domain::unit::Unit;
use crate::domain::usage::givers::Givers;
use crate::sources::SourceSettings;

/// A list, and the file that it stands in.
#[derive(Debug, Clone, Copy)]
struct List(&'static str, &'static str);

const SOURCE: List = List("nyttja.toml", "source");
const EXPECTATION: List = List("expectations.toml", "expectation");
const MODULE: List = List("expectations.toml", "module");
const TRAINING: List = List("trainings.toml", "training");
const TERM: List = List("calendar.toml", "term");
const CLOSED: List = List("calendar.toml", "closed");
const EXCEPTION: List = List("agreements.toml", "exception");
const INTERVENTION: List = List("agreements.toml", "intervention");
const PAUSE: List = List("agreements.toml", "pause");

/// Everything that can hardly be meant, as of `today`.
///
/// The entries of `municipality` stand in the order of the `files`, by name,
/// that they were read from.
pub(super) fn find(
    municipality: &Municipality,
    sources: &[SourceSettings],
    files: &BTreeMap<String, TomlFile>,
    today: NaiveDate,
) -> Faults {
    let mut doubts = Doubts { municipality, files, today, found: Faults::new() };
    doubts.contradicting_rules();
    doubts.forms_left_out();
    doubts.goals();
    doubts.applying_to_nobody();
    doubts.ended_rules();
    doubts.open_all_year();
    doubts.modules();
    doubts.trainings();
    doubts.agreements();
    doubts.pauses();
    doubts.terms();
    doubts.closures();
    doubts.years();
    doubts.same_constants(sources);
    doubts.double_meanings(sources);
    doubts.found
}

/// What the store shows that `sources` can hardly mean.
pub(super) fn find_by_records(
    municipality: &Municipality,
    sources: &[SourceSettings],
    files: &BTreeMap<String, TomlFile>,
    givers: &Givers,
    today: NaiveDate,
) -> Faults {
    let mut doubts = Doubts { municipality, files, today, found: Faults::new() };
    doubts.zero_rows(sources, givers);
    doubts.shared(sources, givers);
    doubts.odd_periods(sources, givers);
    doubts.found
}

/// What is wrong with files beside these that `sources` name, which lie in `data_dir`.
pub(super) fn find_by_files(
    municipality: &Municipality,
    sources: &[SourceSettings],
    files: &BTreeMap<String, TomlFile>,
    data_dir: &Path,
    today: NaiveDate,
) -> Faults {
    let mut doubts = Doubts { municipality, files, today, found: Faults::new() };
    doubts.named_files(sources, data_dir);
    doubts.found
}

struct Doubts<'a> {
    municipality: &'a Municipality,
    files: &'a BTreeMap<String, TomlFile>,
    today: NaiveDate,
    found: Faults,
}

/// A place in one of the files.
struct Place<'a> {
    file: &'a str,
    path: Vec<Step>,
}

impl Place<'_> {
    /// The place of an entry of a list.
    fn entry(List(file, list): List, index: usize) -> Self {
        Self { file, path: vec![Step::from(list), Step::from(index)] }
    }

    /// The place of a key of the table here, or of an entry of the list here.
    fn at(&self, step: impl Into<Step>) -> Self {
        let mut path = self.path.clone();
        path.push(step.into());
        Self { file: self.file, path }
    }
}

impl<'a> Doubts<'a> {
    /// Worth knowing.
    fn warn(&mut self, place: &Place<'_>, message: impl Into<String>, hint: &str) {
        self.say(Severity::Warning, place, message.into(), hint);
    }

    /// A contradiction: the check fails, and a run goes on with one reading of it.
    fn object(&mut self, place: &Place<'_>, message: String, hint: &str) {
        self.say(Severity::Defect, place, message, hint);
    }

    fn say(&mut self, severity: Severity, place: &Place<'_>, message: String, hint: &str) {
        let file = self.files.get(place.file);
        self.found.extend(file.map(|file| file.fault(&place.path, message, hint).severity(severity)));
    }

    fn is_handled_elsewhere(&self, module: &ModuleKey) -> bool {
        self.municipality.module(module).is_some_and(|module| module.handled_in.is_some())
    }

    /// The units with a form that `expectation` applies to.
    fn units_of(&self, expectation: &'a Expectation) -> impl Iterator<Item = &'a Unit> {
        let units = self.municipality.roster.units.iter();
        units.filter(|unit| expectation.form_of(unit).is_some())
    }
}

/// The place of a key of an entry.
fn at(list: List, index: usize, key: &str) -> Place<'static> {
    Place::entry(list, index).at(key)
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
