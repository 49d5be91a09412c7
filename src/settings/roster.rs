//! `units.csv`: the units, how many people they have, and who answers for them.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::fault::{Fault, Faults, Severity};
use super::rows::{Cell, Row, Rows};
use crate::domain::recipient::address::EmailAddress;
use crate::domain::recipient::language::Language;
use crate::domain::recipient::{Recipient, RecipientMark, Role, Roster, Vacancy};
use crate::domain::unit::{FormList, Headcount, SchoolForm, Unit, UnitKey};

const REQUIRED: [&str; 3] = ["unit", "name", "forms"];
const OPTIONAL: [&str; 9] = [
    "area",
    "staff",
    "students",
    "guardians",
    "principal_name",
    "principal_email",
    "language",
    "manager_name",
    "manager_email",
];

/// The longest name of a unit or a person, in characters.
const LONGEST_NAME: usize = 200;

/// Reads the units and recipients.
///
/// A unit may stand on several rows, with another principal on each; its own
/// columns must say the same on all of them. A unit without a usable address
/// is kept: it gets no letter, and every receipt says so.
#[must_use]
pub fn read(files: impl IntoIterator<Item = (PathBuf, Vec<u8>)>, usual: Language) -> (Roster, Faults) {
    let mut roster = Found::default();
    let mut faults = Faults::new();
    let mut known = Known::default();
    for (file, bytes) in files {
        let (rows, broken) = Rows::parse(&file, &bytes, &REQUIRED, &OPTIONAL);
        drop(bytes);
        faults.extend(broken);
        let mut reader =
            Reader { rows: &rows, usual, faults: &mut faults, roster: &mut roster, known: &mut known };
        for row in &rows {
            reader.row(&row);
        }
    }
    let Found { mut units, mut recipients, mut vacant, .. } = roster;
    units.shrink_to_fit();
    recipients.shrink_to_fit();
    let principals = recipients.iter().filter(|person| person.role == Role::Principal);
    // Another row may have named a principal who can be written to.
    for unit in principals.flat_map(|person| &person.units) {
        vacant.remove(unit);
    }
    (Roster { units: units.into(), recipients, vacant }, faults)
}

/// A roster that is still being read.
#[derive(Default)]
struct Found {
    units: Vec<Unit>,
    recipients: Vec<Recipient>,
    vacant: HashMap<UnitKey, Vacancy>,
    /// The areas, each once: all units that lie in it share its name.
    areas: HashSet<Arc<str>>,
}

/// Where in the roster a unit or a person is, so that no row is compared with all others.
#[derive(Default)]
struct Known {
    /// The place of each unit, and the line it was first named at.
    units: HashMap<UnitKey, (usize, usize)>,
    /// The place of each recipient, by role and address in any spelling.
    people: HashMap<(Role, RecipientMark), usize>,
}

struct Reader<'a> {
    rows: &'a Rows,
    usual: Language,
    faults: &'a mut Faults,
    roster: &'a mut Found,
    known: &'a mut Known,
}

impl Reader<'_> {
    fn row(&mut self, row: &Row) {
        let Some(unit) = self.unit(row) else { return };
        let key = unit.key.clone();
        match self.known.units.get(&key).and_then(|(index, _)| self.roster.units.get(*index)) {
            Some(other) if *other != unit => {
                let line = self.known.units.get(&key).map_or(0, |(_, line)| *line);
                let hint = "make the unit's own columns the same on all its rows, or give it another key";
                let message = format!("unit `{key}` stands at line {line} too, with other values");
                self.faults.push(self.rows.row_fault(row, message, hint));
            }
            Some(_) => {}
            None => {
                self.known.units.insert(key.clone(), (self.roster.units.len(), row.line));
                self.roster.units.push(unit);
            }
        }
        let language = self.language(row);
        self.person(row, &key, Role::Principal, "principal_name", "principal_email", language);
        // The column is the principal's: a manager of many rows would otherwise contradict themselves.
        self.person(row, &key, Role::Manager, "manager_name", "manager_email", self.usual);
    }

    fn unit(&mut self, row: &Row) -> Option<Unit> {
        let key = self.required(row, "unit");
        let name = self.required(row, "name").and_then(|name| self.fitting(row, "name", name));
        let forms = self.forms(row);
        let headcount = Headcount {
            staff: self.count(row, "staff"),
            students: self.count(row, "students"),
            guardians: self.count(row, "guardians"),
        };
        Some(Unit {
            key: UnitKey(key?.into()),
            name: name?,
            forms: forms?,
            area: self.area(text(row, "area").unwrap_or_default()),
            headcount,
        })
    }

    fn area(&mut self, name: String) -> Arc<str> {
        let areas = &mut self.roster.areas;
        if let Some(known) = areas.get(name.as_str()) {
            return Arc::clone(known);
        }
        let area: Arc<str> = name.into();
        areas.insert(Arc::clone(&area));
        area
    }

    /// The `name` in this column, if the subject of a letter and the head of a message have room for it.
    fn fitting(&mut self, row: &Row, column: &str, name: String) -> Option<String> {
        if name.chars().count() <= LONGEST_NAME {
            return Some(name);
        }
        if let Some(cell) = row.filled(column) {
            let message = format!("`{column}` is longer than {LONGEST_NAME} characters");
            let hint = "shorten it: letters name it in their heads";
            self.faults.push(self.rows.fault(cell, message, hint));
        }
        None
    }

    fn required(&mut self, row: &Row, column: &str) -> Option<String> {
        let found = text(row, column);
        if found.is_none() {
            let hint = format!("every row needs a `{column}`");
            self.faults.push(self.rows.row_fault(row, format!("`{column}` is empty"), hint));
        }
        found
    }

    fn forms(&mut self, row: &Row) -> Option<FormList> {
        self.required(row, "forms")?;
        let cell = row.filled("forms")?;
        let mut forms = Vec::new();
        for word in cell.text.split_whitespace() {
            match word.parse::<SchoolForm>() {
                Ok(form) if forms.contains(&form) => {}
                Ok(form) => forms.push(form),
                Err(error) => {
                    let hint = "write the forms with blanks between them, such as `GR FKLASS FTH`";
                    self.faults.push(self.rows.fault(cell, error.to_string(), hint));
                    return None;
                }
            }
        }
        Some(forms.into_iter().collect())
    }

    fn count(&mut self, row: &Row, column: &str) -> Option<u32> {
        let cell = row.filled(column)?;
        let count = cell.text.parse().ok();
        if count.is_none() {
            let message = format!("`{}` is not a number of people in `{column}`", cell.text);
            let hint = "write a whole number, or leave the cell empty where nobody knows";
            self.faults.push(self.rows.fault(cell, message, hint));
        }
        count
    }

    fn language(&mut self, row: &Row) -> Language {
        let Some(cell) = row.filled("language") else { return self.usual };
        cell.text.parse().unwrap_or_else(|error: crate::domain::recipient::language::UnknownLanguage| {
            let hint = "leave it empty for the municipality's own language";
            self.faults.push(self.rows.fault(cell, error.to_string(), hint));
            self.usual
        })
    }

    fn person(&mut self, row: &Row, unit: &UnitKey, role: Role, name: &str, email: &str, language: Language) {
        let Some(cell) = row.filled(email) else {
            if role == Role::Principal {
                self.vacant(row, unit, Vacancy::NoAddress, row.get(email));
            }
            return;
        };
        match cell.text.parse::<EmailAddress>() {
            Ok(address) => {
                let fitting = text(row, name).and_then(|text| self.fitting(row, name, text));
                let name = fitting.unwrap_or_default();
                self.add(cell, Recipient { address, name, language, role, units: vec![unit.clone()] });
            }
            Err(error) if role == Role::Principal => {
                self.vacant(row, unit, error.into(), Some(cell));
            }
            Err(error) => {
                let hint = "this person gets no summary until the address is mended";
                self.faults.push(self.rows.fault(cell, error.to_string(), hint).severity(Severity::Defect));
            }
        }
    }

    fn vacant(&mut self, row: &Row, unit: &UnitKey, why: Vacancy, cell: Option<&Cell>) {
        let hint = format!("unit `{unit}` gets no letter until a principal with an address is named");
        let (severity, message) = match &why {
            Vacancy::NoAddress => (Severity::Warning, format!("unit `{unit}` has no principal to write to")),
            Vacancy::Unusable(why) => (Severity::Defect, why.to_string()),
        };
        let fault: Fault = match cell.filter(|cell| !cell.text.is_empty()) {
            Some(cell) => self.rows.fault(cell, message, hint),
            None => self.rows.row_fault(row, message, hint),
        };
        self.faults.push(fault.severity(severity));
        self.roster.vacant.insert(unit.clone(), why);
    }

    /// One address is one recipient, with every unit it stands at.
    fn add(&mut self, cell: &Cell, person: Recipient) {
        let identity = (person.role, RecipientMark::of(&person.address));
        let place = self.known.people.get(&identity).copied();
        let Some(known) = place.and_then(|place| self.roster.recipients.get_mut(place)) else {
            self.known.people.insert(identity, self.roster.recipients.len());
            self.roster.recipients.push(person);
            return;
        };
        if known.name != person.name || known.language != person.language {
            let message = format!("`{}` has another name or language on an earlier row", person.address);
            let hint = "the first one counts; make them the same";
            self.faults.push(self.rows.fault(cell, message, hint).severity(Severity::Warning));
        }
        if let Some(unit) = person.units.into_iter().find(|unit| !known.units.contains(unit)) {
            known.units.push(unit);
        }
    }
}

/// The text of a cell. Control characters have no place in names: they would
/// break the header of a letter.
fn text(row: &Row, column: &str) -> Option<String> {
    let cell = row.filled(column)?;
    let clean: String =
        cell.text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    (!clean.is_empty()).then_some(clean)
}
