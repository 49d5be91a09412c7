//! Exceptions that have ended lately, or soon end: somebody should talk with the unit.

use chrono::{NaiveDate, TimeDelta};

use crate::domain::agreement::Exception;
use crate::domain::municipality::Municipality;
use crate::domain::recipient::language::Localised;
use crate::domain::unit::SchoolForm;
use crate::domain::unit::audience::Audience;

/// How long an exception that ended is told of: the check of the files says it for ever.
const TOLD_FOR: TimeDelta = TimeDelta::weeks(4);

/// How long before its end an exception is told of.
const TOLD_BEFORE: TimeDelta = TimeDelta::weeks(2);

/// An exception near its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The unit's name.
    pub unit: String,
    /// Its school forms, the leading one first.
    pub forms: Vec<SchoolForm>,
    /// The module's name.
    pub module: Localised,
    /// Whose use it is about.
    pub audience: Audience,
    /// Its last day.
    pub until: NaiveDate,
    /// Whether that day is over.
    pub is_over: bool,
    /// With whom it was agreed; empty where nobody wrote that down.
    pub agreed_with: String,
}

/// The exceptions that ended in the last four weeks or end within two, the
/// first to end in front. One that goes on in another entry is left out.
#[must_use]
pub fn endings(municipality: &Municipality, today: NaiveDate) -> Vec<Ending> {
    let exceptions = &municipality.agreements.exceptions;
    let goes_on = |one: &Exception| {
        let same = |other: &&Exception| (&other.unit, &other.expectation) == (&one.unit, &one.expectation);
        exceptions.iter().filter(same).any(|other| other.until > one.until)
    };
    let near = |one: &&Exception| today - TOLD_FOR <= one.until && one.until <= today + TOLD_BEFORE;
    let mut endings: Vec<_> = exceptions
        .iter()
        .filter(near)
        .filter(|one| !goes_on(one))
        .filter_map(|one| {
            let unit = municipality.roster.unit(&one.unit)?;
            // By the text that is valid while it holds.
            let rule = municipality.expectation(&one.expectation, one.until)?;
            Some(Ending {
                unit: unit.name.clone(),
                forms: unit.forms.to_vec(),
                module: municipality.module_name(&rule.module),
                audience: rule.audience,
                until: one.until,
                is_over: one.until < today,
                agreed_with: one.agreed_with.clone(),
            })
        })
        .collect();
    endings.sort_by(|one, other| (one.until, &one.unit).cmp(&(other.until, &other.unit)));
    endings
}
