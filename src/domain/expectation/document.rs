//! The municipality's expectations document: what is expected on a day, what
//! changed since another, and what is to come. It holds no words of its own.

mod change;

use chrono::{Datelike, NaiveDate};

pub use self::change::{Aspect, Change, Kind, goal_of};
use crate::domain::calendar::{Closure, Term};
use crate::domain::expectation::Expectation;
use crate::domain::expectation::module::Module;
use crate::domain::municipality::Municipality;
use crate::domain::training::Training;
use crate::domain::unit::{Forms, SchoolForm};
use crate::domain::week::Week;

/// What the document of one day says. It is drawn from the same files as the
/// letters are judged by, so that the two can never differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Document<'a> {
    /// Whose document it is.
    pub municipality: &'a Municipality,
    /// The day it is valid on.
    pub on: NaiveDate,
    /// From when changes are told; none are where absent.
    pub since: Option<NaiveDate>,
    /// The modules that are followed up, in the order of the file.
    pub chapters: Vec<Chapter<'a>>,
    /// The modules that another system does the job of.
    pub handled: Vec<Handled<'a>>,
    /// What changed after `since`, up to and including `on`.
    pub changes: Vec<Change<'a>>,
    /// What changes after `on`, the soonest first.
    pub coming: Vec<Change<'a>>,
    /// The terms of the school year that holds `on`, and later ones.
    pub terms: Vec<&'a Term>,
    /// The closed days of the same time.
    pub closures: Vec<&'a Closure>,
    /// The forms that units have and no term names: they are open all year.
    pub open_all_year: Vec<SchoolForm>,
    /// Whether an exception or planned help is agreed with any unit on the day.
    pub has_agreements: bool,
}

/// What the document says of one module.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter<'a> {
    /// The module.
    pub module: &'a Module,
    /// What is expected of it on the day.
    pub expectations: Vec<&'a Expectation>,
    /// The help there is.
    pub trainings: Vec<&'a Training>,
}

/// A module that is not followed up, because another system does its job.
#[derive(Debug, Clone, PartialEq)]
pub struct Handled<'a> {
    /// The module.
    pub module: &'a Module,
    /// The other system.
    pub system: &'a str,
    /// What the municipality has written about it all the same.
    pub expectations: Vec<&'a Expectation>,
}

impl<'a> Document<'a> {
    /// The document of `municipality` that is valid on `on`.
    #[must_use]
    pub fn of(municipality: &'a Municipality, on: NaiveDate, since: Option<NaiveDate>) -> Self {
        let year = start_of_school_year(on);
        let calendar = &municipality.calendar;
        Self {
            municipality,
            on,
            since,
            chapters: chapters(municipality, on),
            handled: handled(municipality, on),
            changes: since.map(|since| change::between(municipality, since, on)).unwrap_or_default(),
            coming: change::after(municipality, on),
            terms: in_order(calendar.terms.iter(), year, |term| (term.from, term.to)),
            closures: in_order(calendar.closures.iter(), year, |closure| (closure.from, closure.to)),
            open_all_year: open_all_year(municipality),
            has_agreements: has_agreements(municipality, on),
        }
    }

    /// The last day that the letters of the week of `on` look at.
    #[must_use]
    pub fn cut_off(&self) -> NaiveDate {
        Week::of(self.on).cut_off()
    }
}

fn chapters(municipality: &Municipality, on: NaiveDate) -> Vec<Chapter<'_>> {
    let followed = municipality.modules.iter().filter(|module| module.handled_in.is_none());
    followed
        .map(|module| Chapter {
            module,
            expectations: in_force(municipality, module, on),
            trainings: municipality
                .trainings
                .iter()
                .filter(|training| training.modules.contains(&module.key))
                .collect(),
        })
        .collect()
}

fn handled(municipality: &Municipality, on: NaiveDate) -> Vec<Handled<'_>> {
    let all = municipality.modules.iter();
    all.filter_map(|module| {
        let system = module.handled_in.as_deref()?;
        Some(Handled { module, system, expectations: in_force(municipality, module, on) })
    })
    .collect()
}

fn in_force<'a>(municipality: &'a Municipality, module: &Module, on: NaiveDate) -> Vec<&'a Expectation> {
    municipality
        .expectations
        .iter()
        .filter(|expectation| expectation.module == module.key && expectation.is_valid_on(on))
        .collect()
}

/// A school year begins on the first of July.
fn start_of_school_year(on: NaiveDate) -> NaiveDate {
    let year = if on.month() < 7 { on.year() - 1 } else { on.year() };
    NaiveDate::from_ymd_opt(year, 7, 1).unwrap_or(on)
}

/// What does not end before `year`, in the order of the first days.
fn in_order<'a, T>(
    all: impl Iterator<Item = &'a T>,
    year: NaiveDate,
    days: impl Fn(&T) -> (NaiveDate, NaiveDate),
) -> Vec<&'a T> {
    let mut kept: Vec<&T> = all.filter(|entry| days(entry).1 >= year).collect();
    kept.sort_by_key(|entry| days(entry));
    kept
}

fn open_all_year(municipality: &Municipality) -> Vec<SchoolForm> {
    let present: Forms =
        municipality.roster.units.iter().flat_map(|unit| unit.forms.iter().copied()).collect();
    let terms = &municipality.calendar.terms;
    present.iter().filter(|form| !terms.iter().any(|term| term.forms.contains(*form))).collect()
}

fn has_agreements(municipality: &Municipality, on: NaiveDate) -> bool {
    let agreements = &municipality.agreements;
    agreements.exceptions.iter().any(|exception| exception.holds_on(on))
        || agreements.interventions.iter().any(|help| help.agreed <= on && on <= help.date)
}
