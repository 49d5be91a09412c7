//! `expectations.toml`, the coordinator's file: modules, and what is expected of them.

mod goal;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::amount::{Amount, note, note_backwards};
use super::fault::{Fault, Faults, did_you_mean};
use super::toml_file::{Spot, TomlFile};
use crate::domain::expectation::measure::Measure;
use crate::domain::expectation::module::{Module, ModuleKey};
use crate::domain::expectation::{Expectation, ExpectationKey};
use crate::domain::recipient::language::Localised;
use crate::domain::unit::audience::Audience;
use crate::domain::unit::{Forms, SchoolForm};

/// What the municipality expects of every module of the learning platform.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectationsFile {
    /// The functions of the platform.
    #[serde(default)]
    module: Vec<Module>,
    /// What is expected of them.
    #[serde(default)]
    expectation: Vec<ExpectationEntry>,
}

/// What one module should reach, for some forms and one audience.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExpectationEntry {
    /// What agreements and commands call it.
    #[schemars(length(min = 1))]
    key: String,
    /// The key of the module.
    module: String,
    /// Whose use is counted.
    audience: Audience,
    /// The school forms it applies to; all where absent.
    #[serde(default)]
    #[schemars(with = "Option<Vec<SchoolForm>>", length(min = 1))]
    forms: Forms,
    /// How use is measured.
    measure: Measure,
    /// How many teaching weeks it looks back at; 4 where absent.
    #[schemars(range(min = 1, max = 52))]
    weeks: Option<u32>,
    /// What should be reached. A share such as "80 %" or 0.8; for items and days a plain number.
    target: Option<Amount>,
    /// What is nearly enough; the target itself where absent.
    near: Option<Amount>,
    /// How much its gap counts when asks are chosen; 1 where absent.
    #[schemars(range(min = 0.0, max = 100.0))]
    weight: Option<f64>,
    /// Why it matters, in one sentence. It stands in the letter.
    why: Localised,
    /// Where it stands in the municipality's document.
    #[schemars(length(min = 1))]
    document: String,
    /// The first day it is valid.
    valid_from: Option<NaiveDate>,
    /// The last day it is valid.
    valid_to: Option<NaiveDate>,
    /// Other targets for some school forms.
    #[serde(default)]
    by_form: BTreeMap<String, FormEntry>,
    /// For `coverage_by`: the shares to be reached, by date.
    #[schemars(length(min = 1))]
    path: Option<Vec<PointEntry>>,
    /// For `coverage_by`: how far behind the path is still near, such as "10 %".
    near_points: Option<Amount>,
}

/// What is expected of one school form.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FormEntry {
    /// What should be reached.
    target: Option<Amount>,
    /// What is nearly enough; the target where absent.
    near: Option<Amount>,
    /// For `coverage_by`: the shares to be reached, by date.
    #[schemars(length(min = 1))]
    path: Option<Vec<PointEntry>>,
    /// For `coverage_by`: how far behind the path is still near.
    near_points: Option<Amount>,
}

/// A share to be reached on a day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PointEntry {
    /// The day.
    date: NaiveDate,
    /// The share, such as "50 %".
    share: Amount,
}

/// How many teaching weeks an expectation looks back at where it does not say.
const USUAL_WEEKS: u32 = 4;

impl ExpectationsFile {
    /// The modules and expectations, and everything in them that cannot be meant.
    pub(super) fn resolve(self, file: &TomlFile) -> ((Vec<Module>, Vec<Expectation>), Faults) {
        let mut faults = Faults::new();
        let modules = distinct(self.module, file, &mut faults);
        let expectations = self
            .expectation
            .into_iter()
            .enumerate()
            .filter_map(|(index, entry)| {
                entry.resolve(&file.entry("expectation", index), &modules, &mut faults)
            })
            .collect::<Vec<_>>();
        faults.extend(overlapping(&expectations, file));
        ((modules, expectations), faults)
    }
}

/// The first module of each key.
fn distinct(all: Vec<Module>, file: &TomlFile, faults: &mut Faults) -> Vec<Module> {
    let mut modules: Vec<Module> = Vec::with_capacity(all.len());
    for (index, module) in all.into_iter().enumerate() {
        if modules.iter().any(|other| other.key == module.key) {
            let message = format!("there is already a module `{}`", module.key);
            let hint = "give it another key, or remove one of the two";
            faults.push(file.entry("module", index).at("key").fault(message, hint));
        } else {
            modules.push(module);
        }
    }
    modules
}

impl ExpectationEntry {
    fn resolve(self, spot: &Spot<'_>, modules: &[Module], faults: &mut Faults) -> Option<Expectation> {
        if !modules.iter().any(|module| module.key.0 == self.module) {
            let hint = did_you_mean(&self.module, modules.iter().map(|module| module.key.0.as_str()))
                .unwrap_or_else(|| "add a [[module]] with this key".to_owned());
            faults.push(spot.at("module").fault(format!("there is no module `{}`", self.module), hint));
        }
        if let Some(to) = self.valid_to {
            note_backwards((self.valid_from, to), ("valid_from", "valid_to"), spot, faults);
        }
        let measure = self.measure;
        let goal = note(self.goal(measure, spot), faults);
        let by_form = self.by_form(measure, spot, faults);
        Some(Expectation {
            key: ExpectationKey(self.key),
            module: ModuleKey(self.module),
            audience: self.audience,
            forms: self.forms,
            measure,
            weeks: self.weeks.unwrap_or(USUAL_WEEKS),
            goal: goal?,
            by_form,
            weight: self.weight.unwrap_or(1.0),
            why: self.why,
            document: self.document,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            origin: spot.origin(),
        })
    }
}

/// Entries of one key whose validity overlaps: which of them holds would be chance.
fn overlapping(expectations: &[Expectation], file: &TomlFile) -> Vec<Fault> {
    let mut earlier: HashMap<&ExpectationKey, Vec<&Expectation>> = HashMap::new();
    let mut faults = Vec::new();
    for (index, expectation) in expectations.iter().enumerate() {
        let same = earlier.entry(&expectation.key).or_default();
        if let Some(other) = same.iter().find(|other| overlap(other, expectation)) {
            let message = format!(
                "`{}` stands at line {} too, and both are valid at once",
                expectation.key, other.origin.line
            );
            let hint =
                "give it another key, or end the earlier one with `valid_to` before this one's `valid_from`";
            faults.push(file.entry("expectation", index).at("key").fault(message, hint));
        }
        same.push(expectation);
    }
    faults
}

fn overlap(one: &Expectation, other: &Expectation) -> bool {
    let starts = |expectation: &Expectation| expectation.valid_from.unwrap_or(NaiveDate::MIN);
    let ends = |expectation: &Expectation| expectation.valid_to.unwrap_or(NaiveDate::MAX);
    starts(one) <= ends(other) && starts(other) <= ends(one)
}
