//! Whose use of a module is counted.

use std::fmt;
use std::str::FromStr;

/// A group of people (*målgrupp*) at a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    /// The key, as written in files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Students => "students",
            Self::Guardians => "guardians",
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A word that names no audience.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an audience; the audiences are staff, students and guardians")]
pub struct UnknownAudience(String);

impl FromStr for Audience {
    type Err = UnknownAudience;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|audience| audience.key() == text)
            .ok_or_else(|| UnknownAudience(text.to_owned()))
    }
}
