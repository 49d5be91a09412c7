//! A second look at the rows, once it is known what the columns hold: what the cells of a row, and the rows of a
//! key, say together.

use std::collections::HashMap;

use super::column::Lines;
use super::words::is_total;
use super::{Column, Guess, Known};
use crate::domain::number::{self, Exact};
use crate::sources::cell::Cell;
use crate::sources::error::FileError;
use crate::sources::field::Field;
use crate::sources::sheet::layout::{Again, Heading, Visitor};

/// Different keys that are looked at; the first ones show what the others are.
const MOST_KEYS: usize = 50_000;

/// What the fields of a row are about.
const KEY: [Field; 8] = [
    Field::Unit,
    Field::Module,
    Field::Audience,
    Field::From,
    Field::To,
    Field::Week,
    Field::Month,
    Field::Period,
];

/// What the rows say together. Rows that look like sums of others are not counted.
#[derive(Debug, Default)]
pub struct Together {
    /// Rows of the same unit, module, audience and days as one before, with other figures.
    pub again: Lines,
    /// Rows that say nothing of a field.
    pub blank: HashMap<Field, Lines>,
    /// Rows whose number of people can be compared with how many there are.
    pub with_people: u64,
    /// Those where it is far more than the unit has.
    pub other_people: Lines,
}

impl Together {
    /// Whether the column of people hardly holds people.
    pub fn are_other_people(&self) -> bool {
        self.other_people.count * 2 > self.with_people
    }
}

/// Looks at the rows by what the columns are guessed to be.
pub struct SecondLook<'a> {
    columns: &'a [Column],
    known: &'a Known,
    figures: HashMap<Vec<String>, Vec<String>>,
    is_other_table: bool,
    found: Together,
}

impl<'a> SecondLook<'a> {
    pub fn new(columns: &'a [Column], known: &'a Known) -> Self {
        let (figures, found) = (HashMap::new(), Together::default());
        Self { columns, known, figures, is_other_table: false, found }
    }

    pub fn end(self) -> Together {
        self.found
    }

    /// What stands there for a field; nothing where no column holds it.
    fn text(&self, field: Field, cells: &[Cell<'_>]) -> Option<String> {
        let place = self.columns.iter().position(|column| column.guess.field() == Some(field))?;
        Some(cells.get(place).map(|cell| cell.text().into_owned()).unwrap_or_default())
    }

    fn compare_people(&mut self, line: u64, cells: &[Cell<'_>]) {
        // A mark may part thousands or decimals.
        let eligible = self.text(Field::Eligible, cells).filter(|text| !text.contains(['.', ',']));
        let Some(eligible) = eligible.and_then(|text| number::parse(&text.replace(' ', "")).ok()) else {
            return;
        };
        let unit_and_audience = self.text(Field::Unit, cells).zip(self.text(Field::Audience, cells));
        let people = unit_and_audience.and_then(|(unit, audience)| self.known.people(&unit, &audience));
        self.found.with_people += 1;
        // Who left and who came within a term are no more than half of all.
        if people.is_some_and(|people| eligible > Exact::new(i128::from(people) * 3, 2)) {
            self.found.other_people.add(line);
        }
    }
}

impl Visitor for SecondLook<'_> {
    fn header(&mut self, _headings: &[Heading]) -> Result<(), FileError> {
        Ok(())
    }

    fn again(&mut self, again: &Again) {
        self.is_other_table |= !again.is_in_place;
    }

    fn row(&mut self, line: u64, cells: &[Cell<'_>]) {
        let names_total = |(column, cell): (&Column, &Cell<'_>)| {
            column.guess != Guess::NamesPeople && is_total(&cell.text())
        };
        if self.is_other_table || self.columns.iter().zip(cells).any(names_total) {
            return;
        }
        for field in [Field::Unit, Field::Module, Field::Audience] {
            if self.text(field, cells).is_some_and(|text| text.is_empty()) {
                self.found.blank.entry(field).or_default().add(line);
            }
        }
        self.compare_people(line, cells);
        let of = |fields: &[Field]| -> Vec<String> {
            fields.iter().map(|field| self.text(*field, cells).unwrap_or_default()).collect()
        };
        let (key, figures) = (of(&KEY), of(&Field::COUNTED));
        if self.figures.get(&key).is_some_and(|known| *known != figures) {
            self.found.again.add(line);
        } else if self.figures.len() < MOST_KEYS {
            self.figures.insert(key, figures);
        }
    }

    fn refuse(&mut self, _line: u64, _reason: String) {}
}
