//! Whose use of a module is counted.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::de::IntoDeserializer;
use serde::de::value::Error as Unreadable;
use serde::{Deserialize, Serialize};

/// Whose use is counted, or whom help is for (*målgrupp*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Teachers and other staff.
    Staff,
    /// Pupils and preschool children.
    Students,
    /// Guardians.
    Guardians,
}

impl Audience {
    /// Every audience.
    pub const ALL: [Self; 3] = [Self::Staff, Self::Students, Self::Guardians];
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// A word that names no audience.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an audience; the audiences are staff, students and guardians")]
pub struct UnknownAudience(String);

impl FromStr for Audience {
    type Err = UnknownAudience;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::deserialize(text.into_deserializer()).map_err(|_: Unreadable| UnknownAudience(text.to_owned()))
    }
}
