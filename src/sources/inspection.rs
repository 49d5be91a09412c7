//! A look at a file nobody described yet: what it is made of, what its columns seem to hold, and the
//! settings that would read it.

use std::path::{Path, PathBuf};

use super::cell::Cell;
use super::error::FileError;
use super::field::Field;
use super::settings::{Delimiter, Encoding, SheetSettings};
use super::sheet::file;
use super::sheet::grid::{How, Makeup};
use super::sheet::layout::{Heading, Visitor};

mod column;
mod dates;
mod guess;
mod toml_text;

pub use dates::DateFormat;
pub use guess::Guess;

use column::Tally;

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// The file.
    pub path: PathBuf,
    /// `CSV` or `XLSX`.
    pub kind: &'static str,
    /// How its text is encoded; none for a workbook.
    pub encoding: Option<&'static str>,
    /// Whether the encoding is the best guess rather than certain.
    pub encoding_guessed: bool,
    /// What separates its cells; none for a workbook.
    pub delimiter: Option<Delimiter>,
    /// Rows below the header that are not blank.
    pub rows: u64,
    /// Rows among them that cannot be taken apart into cells.
    pub broken_rows: u64,
    /// Its columns, from left to right.
    pub columns: Vec<Column>,
    /// How its dates are written; none when no column holds dates.
    pub date_format: Option<DateFormat>,
    /// Whether its share column holds 0 to 100, and how that can be told; none without such a column.
    pub percent: Option<(bool, String)>,
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

    /// A `[[source]]` block that reads this file, with comments on what was guessed.
    #[must_use]
    pub fn to_toml(&self, name: &str) -> String {
        toml_text::write(self, name)
    }
}

/// Looks at a file from start to end, without settings.
pub fn inspect(path: &Path) -> Result<Inspection, FileError> {
    look(path, &How::default())
}

/// Looks at a file the way a source would read it: with its separator, encoding, worksheet and header line.
pub fn inspect_as(path: &Path, settings: &SheetSettings) -> Result<Inspection, FileError> {
    look(path, &How::of(settings))
}

fn look(path: &Path, how: &How<'_>) -> Result<Inspection, FileError> {
    let mut eye = Eye::default();
    let makeup = file::walk(path, how, &mut eye)?;
    Ok(eye.conclude(path, &makeup))
}

/// Takes in the rows, and keeps counts and three samples a column.
#[derive(Default)]
struct Eye {
    columns: Vec<Tally>,
    rows: u64,
    broken_rows: u64,
}

impl Visitor for Eye {
    fn header(&mut self, headings: &[Heading]) -> Result<(), FileError> {
        self.columns = headings.iter().map(|heading| Tally::new(&heading.name)).collect();
        Ok(())
    }

    fn row(&mut self, _line: u64, cells: &[Cell<'_>]) {
        self.rows += 1;
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.add(cell);
        }
    }

    fn refuse(&mut self, _line: u64, _reason: String) {
        self.rows += 1;
        self.broken_rows += 1;
    }
}

impl Eye {
    fn conclude(self, path: &Path, makeup: &Makeup) -> Inspection {
        let guesses = guess::all(&self.columns);
        let of = |field| {
            let place = guesses.iter().position(|guess| guess.field() == Some(field))?;
            self.columns.get(place)
        };
        let date_format = of(Field::From).and_then(|column| column.dates.conclude());
        let percent = of(Field::Share).map(Tally::is_percent);
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
            delimiter: makeup.delimiter,
            rows: self.rows,
            broken_rows: self.broken_rows,
            columns: columns.collect(),
            date_format,
            percent,
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
