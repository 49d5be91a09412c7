//! `calendar.toml`: the school year.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::amount::note_backwards;
use super::fault::Faults;
use super::toml_file::TomlFile;
use crate::domain::calendar::{Calendar, Closure, Term};

/// Terms, breaks and staff days. Public holidays are known without it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarFile {
    /// The terms. A school form that no term names is open all year.
    #[serde(default)]
    term: Vec<Term>,
    /// Breaks and days for staff.
    #[serde(default)]
    closed: Vec<Closure>,
}

impl CalendarFile {
    /// The school year, and everything in it that cannot be meant.
    pub(super) fn resolve(self, file: &TomlFile) -> (Calendar, Faults) {
        let mut faults = Faults::new();
        let mut check = |list: &str, index: usize, from: NaiveDate, to: NaiveDate| {
            note_backwards((Some(from), to), ("from", "to"), &file.entry(list, index), &mut faults);
        };
        for (index, term) in self.term.iter().enumerate() {
            check("term", index, term.from, term.to);
        }
        for (index, closure) in self.closed.iter().enumerate() {
            check("closed", index, closure.from, closure.to);
        }
        (Calendar { terms: self.term, closures: self.closed }, faults)
    }
}
