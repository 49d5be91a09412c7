//! `trainings.toml`: the help there is.

use schemars::JsonSchema;
use serde::Deserialize;

use super::fault::{Faults, did_you_mean};
use super::toml_file::TomlFile;
use crate::domain::training::Training;

/// Films, guides, courses and hands-on training.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingsFile {
    /// The trainings.
    #[serde(default)]
    training: Vec<Training>,
}

impl TrainingsFile {
    /// The trainings, and everything in them that cannot be meant.
    pub(super) fn resolve(self, file: &TomlFile, modules: &[String]) -> (Vec<Training>, Faults) {
        let mut faults = Faults::new();
        for (index, training) in self.training.iter().enumerate() {
            let spot = file.entry("training", index);
            let key = &training.key;
            if self.training[..index].iter().any(|other| other.key == *key) {
                let message = format!("there is already a training `{key}`");
                faults.push(spot.at("key").fault(message, "give it another key"));
            }
            for (place, module) in training.modules.iter().enumerate() {
                if !modules.contains(&module.0) {
                    let hint = did_you_mean(&module.0, modules.iter().map(String::as_str))
                        .unwrap_or_else(|| "name a module of expectations.toml".to_owned());
                    let message = format!("there is no module `{module}`");
                    faults.push(spot.at("modules").at(place).fault(message, hint));
                }
            }
        }
        (self.training, faults)
    }
}
