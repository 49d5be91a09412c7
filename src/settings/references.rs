//! What agreements and pauses refer to.

use super::fault::{Fault, did_you_mean};
use super::toml_file::Spot;
use crate::domain::expectation::Expectation;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::recipient::Recipient;
use crate::domain::unit::{Unit, UnitKey};

/// What they may name.
#[derive(Debug, Clone, Copy)]
pub(super) struct References<'a> {
    pub(super) units: &'a [Unit],
    pub(super) recipients: &'a [Recipient],
    pub(super) modules: &'a [String],
    /// Every key that is written, also of expectations that are wrong themselves.
    pub(super) expectation_keys: &'a [String],
    /// Those that could be understood.
    pub(super) expectations: &'a [Expectation],
}

impl References<'_> {
    pub(super) fn unit(&self, key: &str, entry: &Spot<'_>) -> Result<UnitKey, Box<Fault>> {
        let known = self.units.iter().map(|unit| &*unit.key.0);
        check(key, "unit", known, "units.csv", entry).map(|unit| UnitKey(unit.into()))
    }

    pub(super) fn module(&self, key: &str, entry: &Spot<'_>) -> Result<ModuleKey, Box<Fault>> {
        let known = self.modules.iter().map(String::as_str);
        check(key, "module", known, "expectations.toml", entry).map(ModuleKey)
    }

    /// The expectation with this key; none where its own entry is wrong.
    pub(super) fn expectation(
        &self,
        key: &str,
        entry: &Spot<'_>,
    ) -> Result<Option<&Expectation>, Box<Fault>> {
        let known = self.expectation_keys.iter().map(String::as_str);
        check(key, "expectation", known, "expectations.toml", entry)?;
        Ok(self.expectations.iter().rfind(|expectation| expectation.key.0 == key))
    }
}

fn check<'a>(
    key: &str,
    noun: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    file: &str,
    entry: &Spot<'_>,
) -> Result<String, Box<Fault>> {
    if known.clone().any(|other| other == key) {
        return Ok(key.to_owned());
    }
    let hint = did_you_mean(key, known).unwrap_or_else(|| format!("name a key of {file}"));
    Err(entry.at(noun).fault(format!("there is no {noun} `{key}`"), hint).into())
}
