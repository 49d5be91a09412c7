//! The functions of the learning platform.

use std::fmt;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// What files call it.
    pub key: ModuleKey,
    /// What people call it.
    pub name: Localised,
    /// The other system that does this job; such a module is never judged.
    pub handled_in: Option<String>,
}
