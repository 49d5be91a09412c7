//! The functions of the learning platform.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::recipient::language::Localised;

/// The key of a module, as expectations, trainings and sources name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ModuleKey(pub String);

impl fmt::Display for ModuleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One function of the platform.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// What expectations, trainings and sources call it.
    #[schemars(with = "String", length(min = 1))]
    pub key: ModuleKey,
    /// What letters call it.
    pub name: Localised,
    /// The other system that does this job. Such a module is never judged.
    #[schemars(length(min = 1))]
    pub handled_in: Option<String>,
}
