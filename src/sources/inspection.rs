//! A look at a file nobody described yet: where its table lies, what its columns seem to hold, and the
//! settings that would read it. What is not sure is said, and not proposed.

use std::path::{Path, PathBuf};

use super::cell::Cell;
use super::error::FileError;
use super::field::Field;
use super::settings::Encoding;
use super::sheet::grid::Makeup;
use super::sheet::layout::{Again, Heading, Visitor};
use super::sheet::{Input, file};

mod column;
mod dates;
mod evidence;
mod guess;
mod known;
mod lookout;
mod proposal;
mod together;
mod words;

pub use dates::DateFormat;
pub use guess::Guess;
pub use known::{Known, Likeness};

use column::Tally;
use lookout::Found;
use together::{SecondLook, Together};

/// What a file turned out to be.
#[derive(Debug)]
pub struct Inspection {
    /// The file.
    pub path: PathBuf,
    /// `CSV` or `XLSX`.
    pub kind: &'static str,
    /// How its text is encoded; none for a workbook.
    pub encoding: Option<&'static str>,
    /// Whether the encoding is the best guess rather than certain.
    pub encoding_guessed: bool,
    /// Rows below the header that are not blank.
    pub rows: u64,
    /// Rows among them that cannot be taken apart into cells.
    pub broken_rows: u64,
    /// Its columns, from left to right.
    pub columns: Vec<Column>,
    found: Found,
    tallies: Vec<Tally>,
    known: Known,
    together: Together,
}

/// One column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// The first three different values; none where the column names people.
    pub samples: Vec<String>,
    /// What it may be for, and why.
    pub guess: Guess,
}

impl Inspection {
    /// The column guessed for a field.
    #[must_use]
    pub fn column_for(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.guess.field() == Some(field))
    }

    /// What was counted in the columns guessed for a field.
    fn tallies_for(&self, field: Field) -> impl Iterator<Item = &Tally> {
        let both = self.columns.iter().zip(&self.tallies);
        both.filter(move |(column, _)| column.guess.field() == Some(field)).map(|(_, tally)| tally)
    }

    fn tally_for(&self, field: Field) -> Option<&Tally> {
        self.tallies_for(field).next()
    }

    /// Where its table lies, in the reader's words; nothing where it begins at the top of the only worksheet.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        let listed =
            |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let sheet = self
            .found
            .sheet
            .as_ref()
            .map(|sheet| format!("worksheet `{sheet}` of {}", listed(&self.found.sheets)));
        let line = self.found.header_line.map(|line| format!("the headings stand on line {line}"));
        let rows = (self.found.header_rows > 1).then(|| "the headings take two lines".to_owned());
        let parts: Vec<String> = [sheet, line, rows].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// A `[[source]]` block that reads this file, with comments on what was guessed.
    #[must_use]
    pub fn to_toml(&self, name: &str) -> String {
        proposal::write(self, name)
    }
}

/// Looks at a file from start to end, without settings. Words are looked up in what is `known`.
pub fn inspect(path: &Path, known: Known) -> Result<Inspection, FileError> {
    let found = lookout::look(path)?;
    let mut eye = Eye::default();
    let makeup = file::walk(Input::File(path), &found.how(), &mut eye)?;
    let mut inspection = eye.conclude(path, &makeup, found, known);
    if inspection.pivots().next().is_none() && inspection.found.header_rows == 1 {
        let mut look = SecondLook::new(&inspection.columns, &inspection.known);
        file::walk(Input::File(path), &inspection.found.how(), &mut look)?;
        inspection.together = look.end();
    }
    Ok(inspection)
}

/// Takes in the rows, and keeps counts and three samples a column.
#[derive(Default)]
struct Eye {
    columns: Vec<Tally>,
    rows: u64,
    broken_rows: u64,
    /// The line on which another table begins.
    other_table: Option<u64>,
}

impl Visitor for Eye {
    fn header(&mut self, headings: &[Heading]) -> Result<(), FileError> {
        self.columns = headings.iter().map(|heading| Tally::new(&heading.name, &heading.upper)).collect();
        Ok(())
    }

    fn again(&mut self, again: &Again) {
        if !again.is_in_place {
            self.other_table.get_or_insert(again.line);
        }
    }

    fn row(&mut self, line: u64, cells: &[Cell<'_>]) {
        self.rows += 1;
        if self.other_table.is_some() {
            self.broken_rows += 1;
            return;
        }
        for (place, column) in self.columns.iter_mut().enumerate() {
            column.add(line, cells.get(place).unwrap_or(&Cell::BLANK));
        }
    }

    fn refuse(&mut self, _line: u64, _reason: String) {
        self.rows += 1;
        self.broken_rows += 1;
    }
}

impl Eye {
    fn conclude(self, path: &Path, makeup: &Makeup, found: Found, known: Known) -> Inspection {
        let mut guesses = guess::all(&self.columns);
        for (guess, tally) in guesses.iter_mut().zip(&self.columns) {
            let is_free = matches!(guess, Guess::Nothing | Guess::Time);
            if is_free && lookout::is_dated(&tally.name) && tally.mostly(tally.numbers) {
                *guess = Guess::Pivot;
            }
        }
        let columns = self.columns.iter().zip(guesses).map(|(tally, guess)| Column {
            name: tally.name.clone(),
            samples: if guess == Guess::NamesPeople { Vec::new() } else { tally.samples.clone() },
            guess,
        });
        Inspection {
            path: path.to_owned(),
            kind: if makeup.workbook { "XLSX" } else { "CSV" },
            encoding: makeup.encoding,
            encoding_guessed: makeup.encoding_guessed,
            rows: self.rows,
            broken_rows: self.broken_rows,
            columns: columns.collect(),
            found,
            tallies: self.columns,
            known,
            together: Together::default(),
        }
    }
}

/// The word for an encoding in the settings; `auto` finds the others by the mark at their start.
fn encoding_word(name: &str) -> &'static str {
    match name {
        "UTF-8" => Encoding::Utf8.word(),
        "windows-1252" => Encoding::Windows1252.word(),
        _ => Encoding::Auto.word(),
    }
}

#[cfg(test)]
mod tests;
