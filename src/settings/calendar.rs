//! `calendar.toml`: the school year.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::amount::forms;
use super::fault::Faults;
use super::toml_file::Step;
use super::toml_file::TomlFile;
use crate::domain::calendar::{Calendar, Closure, Term};
use crate::domain::unit::SchoolForm;

/// Terms, breaks and staff days. Public holidays are known without it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarFile {
    /// The terms. A school form that no term names is open all year.
    #[serde(default)]
    term: Vec<TermEntry>,
    /// Breaks and days for staff.
    #[serde(default)]
    closed: Vec<ClosedEntry>,
}

/// One term.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TermEntry {
    /// What people call it.
    name: String,
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// The school forms that follow it; all where absent.
    #[schemars(length(min = 1))]
    forms: Option<Vec<SchoolForm>>,
    /// How many weeks from its start nothing is judged; 0 where absent.
    #[schemars(range(max = 20))]
    grace_weeks: Option<u32>,
}

/// Days without teaching.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ClosedEntry {
    /// What people call it.
    name: String,
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// The school forms that are closed; all where absent.
    #[schemars(length(min = 1))]
    forms: Option<Vec<SchoolForm>>,
    /// The areas that are closed; all where absent.
    #[schemars(length(min = 1))]
    areas: Option<Vec<String>>,
}

impl CalendarFile {
    /// The school year, and everything in it that cannot be meant.
    pub(super) fn resolve(self, document: &TomlFile) -> (Calendar, Faults) {
        let mut faults = Faults::new();
        let spans = |list: &str, spans: Vec<(NaiveDate, NaiveDate)>| -> Vec<_> {
            let backwards = spans.into_iter().enumerate().filter(|(_, (from, to))| to < from);
            backwards
                .map(|(index, (from, to))| {
                    let path = [Step::from(list), Step::from(index), Step::from("to")];
                    let hint = "swap the two dates".to_owned();
                    document.fault(&path, format!("`to` {to} lies before `from` {from}"), hint)
                })
                .collect()
        };
        faults.extend(spans("term", self.term.iter().map(|term| (term.from, term.to)).collect()));
        faults.extend(spans("closed", self.closed.iter().map(|closed| (closed.from, closed.to)).collect()));
        let terms = self.term.into_iter().map(Into::into).collect();
        let closures = self.closed.into_iter().map(Into::into).collect();
        (Calendar { terms, closures }, faults)
    }
}

impl From<TermEntry> for Term {
    fn from(entry: TermEntry) -> Self {
        Self {
            name: entry.name,
            from: entry.from,
            to: entry.to,
            forms: forms(entry.forms.as_deref()),
            grace_weeks: entry.grace_weeks.unwrap_or(0),
        }
    }
}

impl From<ClosedEntry> for Closure {
    fn from(entry: ClosedEntry) -> Self {
        Self {
            name: entry.name,
            from: entry.from,
            to: entry.to,
            forms: forms(entry.forms.as_deref()),
            areas: entry.areas.unwrap_or_default(),
        }
    }
}
