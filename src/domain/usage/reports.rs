//! What the sources told of, whatever they told about it: of which units and
//! which modules they have rows in which days. It decides what a missing row means.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use fixedbitset::FixedBitSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::UnitKey;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::Period;

/// What it means that a source has no row of a unit and module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// Nothing is known.
    #[default]
    Unknown,
    /// Nobody used it, in weeks in which the source gives the module and tells of the unit.
    Zero,
}

/// What every source told of.
#[derive(Debug, Clone, Default)]
pub struct Reports {
    sources: Vec<SourceReports>,
    units: HashMap<UnitKey, usize>,
    modules: HashMap<ModuleKey, usize>,
}

/// What one source told of.
#[derive(Debug, Clone, Default)]
pub struct SourceReports {
    /// The source's name.
    pub name: String,
    /// What a row means that it does not have.
    pub absent: Absent,
    /// The last day whose figures the platform does not change any more; none where all are settled.
    pub settled_until: Option<NaiveDate>,
    told: [BTreeMap<Period, Told>; Audience::ALL.len()],
}

/// The units and the modules of which a source has a row of one period, by their numbers.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The units.
    pub units: FixedBitSet,
    /// The modules.
    pub modules: FixedBitSet,
}

impl Told {
    /// Takes in what `other` tells of too.
    pub fn join(&mut self, other: &Self) {
        self.units.union_with(&other.units);
        self.modules.union_with(&other.modules);
    }
}

impl Reports {
    /// Adds a source that has told of nothing yet; gives its number.
    pub fn add_source(&mut self, name: &str, absent: Absent, settled_until: Option<NaiveDate>) -> usize {
        self.sources.push(SourceReports {
            name: name.to_owned(),
            absent,
            settled_until,
            ..SourceReports::default()
        });
        self.sources.len() - 1
    }

    /// Adds that the source with the number `source` has a row of `unit` and `module`.
    pub fn add(
        &mut self,
        source: usize,
        unit: &UnitKey,
        module: &ModuleKey,
        audience: Audience,
        period: Period,
    ) {
        self.add_unit(source, unit, audience, period);
        self.add_module(source, module, audience, period);
    }

    /// Adds that the source has a row of `unit`, of whatever module.
    pub fn add_unit(&mut self, source: usize, unit: &UnitKey, audience: Audience, period: Period) {
        let number = number_of(&mut self.units, unit);
        if let Some(source) = self.sources.get_mut(source) {
            source.told[audience as usize].entry(period).or_default().units.grow_and_insert(number);
        }
    }

    /// Adds that the source has a row of `module`, of whatever unit.
    pub fn add_module(&mut self, source: usize, module: &ModuleKey, audience: Audience, period: Period) {
        let number = number_of(&mut self.modules, module);
        if let Some(source) = self.sources.get_mut(source) {
            source.told[audience as usize].entry(period).or_default().modules.grow_and_insert(number);
        }
    }

    /// The sources, in the order they were added.
    #[must_use]
    pub fn sources(&self) -> &[SourceReports] {
        &self.sources
    }

    /// The number of a unit; none where no source ever told of it.
    #[must_use]
    pub fn unit(&self, unit: &UnitKey) -> Option<usize> {
        self.units.get(unit).copied()
    }

    /// The number of a module; none where no source ever gave it.
    #[must_use]
    pub fn module(&self, module: &ModuleKey) -> Option<usize> {
        self.modules.get(module).copied()
    }

    /// Whether they say more than the records: a missing row of some source means that nobody used
    /// a module, or the figures of some days are not settled.
    #[must_use]
    pub fn matter(&self) -> bool {
        self.sources.iter().any(|source| source.absent == Absent::Zero || source.settled_until.is_some())
    }
}

impl SourceReports {
    /// What it told of the audience, by period, as far as the periods end at or before `until`.
    pub fn until(&self, audience: Audience, until: NaiveDate) -> impl Iterator<Item = (Period, &Told)> {
        let told = self.told[audience as usize].iter().map(|(period, told)| (*period, told));
        told.filter(move |(period, _)| period.to <= until)
    }
}

fn number_of<K: Clone + Eq + std::hash::Hash>(numbers: &mut HashMap<K, usize>, key: &K) -> usize {
    if let Some(number) = numbers.get(key) {
        return *number;
    }
    let number = numbers.len();
    numbers.insert(key.clone(), number);
    number
}
