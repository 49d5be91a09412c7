//! The gate's alarms as JSON: the receipt keeps them, so that a letter can put
//! them into the words of its own language.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::gate::Alarm;
use crate::domain::module::ModuleKey;

/// Why a run is held, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AlarmForm {
    /// The newest usage is too old.
    OldData {
        /// The last day with usage, if there is any.
        newest: Option<NaiveDate>,
        /// The day it should reach.
        expected: NaiveDate,
    },
    /// Too few units reported.
    FewUnits {
        /// Units with fresh figures.
        reported: usize,
        /// Units expected.
        expected: usize,
    },
    /// Too many verdicts fell a level at once.
    LevelsFell {
        /// Verdicts that fell.
        fallen: usize,
        /// Verdicts judged in both weeks.
        judged: usize,
    },
    /// A module that was used fell to nothing everywhere.
    ModuleVanished {
        /// Its key.
        module: String,
    },
    /// The store came back from a backup.
    Restored {
        /// The day the backup was made, where it says so.
        copied: Option<NaiveDate>,
        /// The day it was put in place.
        restored: NaiveDate,
    },
}

impl From<&Alarm> for AlarmForm {
    fn from(alarm: &Alarm) -> Self {
        match alarm {
            Alarm::OldData { newest, expected } => Self::OldData { newest: *newest, expected: *expected },
            Alarm::FewUnits { reported, expected } => {
                Self::FewUnits { reported: *reported, expected: *expected }
            }
            Alarm::LevelsFell { fallen, judged } => Self::LevelsFell { fallen: *fallen, judged: *judged },
            Alarm::ModuleVanished(module) => Self::ModuleVanished { module: module.0.clone() },
            Alarm::Restored { copied, restored } => Self::Restored { copied: *copied, restored: *restored },
        }
    }
}

impl From<AlarmForm> for Alarm {
    fn from(form: AlarmForm) -> Self {
        match form {
            AlarmForm::OldData { newest, expected } => Self::OldData { newest, expected },
            AlarmForm::FewUnits { reported, expected } => Self::FewUnits { reported, expected },
            AlarmForm::LevelsFell { fallen, judged } => Self::LevelsFell { fallen, judged },
            AlarmForm::ModuleVanished { module } => Self::ModuleVanished(ModuleKey(module)),
            AlarmForm::Restored { copied, restored } => Self::Restored { copied, restored },
        }
    }
}
