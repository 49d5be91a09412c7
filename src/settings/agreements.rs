//! `agreements.toml`: exceptions and planned help for single units, and pauses.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::amount::{Amount, marks, note, note_backwards};
use super::fault::{Fault, Faults};
use super::pauses::PauseEntry;
use super::references::References;
use super::toml_file::{Spot, TomlFile};
use crate::domain::agreement::{Agreements, Exception, Intervention, Terms};
use crate::domain::expectation::{Expectation, ExpectationKey};
use crate::domain::training::TrainingKind;

/// What was agreed with single units and people.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementsFile {
    /// Other targets, or none, for a time.
    #[serde(default)]
    exception: Vec<ExceptionEntry>,
    /// Help that is planned or was given.
    #[serde(default)]
    intervention: Vec<InterventionEntry>,
    /// Times in which nobody is written to, or not about a unit.
    #[serde(default)]
    pause: Vec<PauseEntry>,
}

/// Another target for one unit, or none, for a time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExceptionEntry {
    /// The key of the unit.
    unit: String,
    /// The key of the expectation.
    expectation: String,
    /// The target instead.
    target: Option<Amount>,
    /// What is nearly enough; the target where absent.
    near: Option<Amount>,
    /// true: the unit is not judged at all.
    #[serde(default)]
    exempt: bool,
    /// Why.
    #[schemars(length(min = 1))]
    reason: String,
    /// With whom it was agreed.
    #[schemars(length(min = 1))]
    agreed_with: String,
    /// The first day; from the beginning where absent.
    from: Option<NaiveDate>,
    /// The last day.
    until: NaiveDate,
}

/// Help agreed with a unit for one module.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InterventionEntry {
    /// The key of the unit.
    unit: String,
    /// The key of the module.
    module: String,
    /// What kind of help.
    kind: TrainingKind,
    /// When it was agreed.
    agreed: NaiveDate,
    /// When it takes place.
    date: NaiveDate,
}

impl AgreementsFile {
    /// The agreements, and everything in them that cannot be meant.
    pub(super) fn resolve(self, file: &TomlFile, known: References<'_>) -> (Agreements, Faults) {
        let mut faults = Faults::new();
        let mut agreements = Agreements::default();
        for (index, entry) in self.exception.into_iter().enumerate() {
            let spot = file.entry("exception", index);
            agreements.exceptions.extend(entry.resolve(&spot, known, &mut faults));
        }
        for (index, entry) in self.intervention.into_iter().enumerate() {
            let spot = file.entry("intervention", index);
            agreements.interventions.extend(entry.resolve(&spot, known, &mut faults));
        }
        for (index, entry) in self.pause.into_iter().enumerate() {
            let spot = file.entry("pause", index);
            agreements.pauses.extend(entry.resolve(&spot, known, &mut faults));
        }
        (agreements, faults)
    }
}

impl ExceptionEntry {
    fn resolve(self, spot: &Spot<'_>, known: References<'_>, faults: &mut Faults) -> Option<Exception> {
        note_backwards((self.from, self.until), ("from", "until"), spot, faults);
        let unit = note(known.unit(&self.unit, spot), faults);
        let expectation = note(known.expectation(&self.expectation, spot), faults);
        let terms = expectation.flatten().and_then(|expectation| note(self.terms(expectation, spot), faults));
        Some(Exception {
            unit: unit?,
            expectation: ExpectationKey(self.expectation),
            terms: terms?,
            reason: self.reason,
            agreed_with: self.agreed_with,
            from: self.from,
            until: self.until,
            origin: spot.origin(),
        })
    }

    fn terms(&self, expectation: &Expectation, spot: &Spot<'_>) -> Result<Terms, Box<Fault>> {
        match (&self.target, self.exempt) {
            (Some(_), true) => {
                let message = "an exempt unit has no target";
                Err(spot.at("target").fault(message, "remove `target`, or `exempt`").into())
            }
            (None, false) => {
                let message = "the exception says neither `target` nor `exempt`";
                Err(spot.fault(message, "add target = \"50 %\", or exempt = true").into())
            }
            (None, true) => Ok(Terms::Exempt),
            (Some(target), false) => {
                marks(expectation.measure, target, self.near.as_ref(), spot).map(Terms::Marks)
            }
        }
    }
}

impl InterventionEntry {
    fn resolve(self, spot: &Spot<'_>, known: References<'_>, faults: &mut Faults) -> Option<Intervention> {
        let unit = note(known.unit(&self.unit, spot), faults);
        let module = note(known.module(&self.module, spot), faults);
        Some(Intervention {
            unit: unit?,
            module: module?,
            kind: self.kind,
            agreed: self.agreed,
            date: self.date,
            origin: spot.origin(),
        })
    }
}
