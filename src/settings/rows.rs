//! A CSV file read row by row, with the place of every cell.

mod reading;

pub use reading::Below;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::{Fault, Faults};

/// A table with a header line.
#[derive(Debug, Clone)]
pub struct Rows {
    file: PathBuf,
    text: Arc<str>,
    delimiter: u8,
    /// The places of the columns by name.
    columns: Arc<BTreeMap<String, usize>>,
    /// How many cells the header has; none where there is no header.
    width: Option<usize>,
}

/// One line of the table; of several lines where a quoted cell breaks.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its first line, from 1.
    pub line: usize,
    /// Its bytes in the text.
    pub span: Range<usize>,
    columns: Arc<BTreeMap<String, usize>>,
    cells: Vec<Cell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it says, without quotes and without blanks around it.
    pub text: String,
    /// Its bytes in the text, with any quotes.
    pub span: Range<usize>,
    /// Its first line, from 1.
    pub line: usize,
}

impl Rows {
    /// Reads a file with a header that names at least the `required` columns,
    /// and besides them only `optional` ones, in any order.
    ///
    /// Cells are separated by comma, semicolon or tab, whichever the header
    /// uses. A file that is not UTF-8 is read as Windows-1252, with a warning.
    #[must_use]
    pub fn parse(file: &Path, bytes: &[u8], required: &[&str], optional: &[&str]) -> (Self, Faults) {
        reading::read(file, bytes, required, optional)
    }

    /// The rows below the header; those that do not fit it are left out. Each is taken apart
    /// when it is its turn: the cells of a large municipality are many times its file.
    #[must_use]
    pub fn iter(&self) -> Below<'_> {
        Below::of(self)
    }

    /// An error about a cell.
    #[must_use]
    pub fn fault(&self, cell: &Cell, message: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault::at(&self.file, &self.text, &cell.span, message).hint(hint)
    }

    /// An error about a row as a whole.
    #[must_use]
    pub fn row_fault(&self, row: &Row, message: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault::at(&self.file, &self.text, &row.span, message).hint(hint)
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = Row;
    type IntoIter = Below<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Row {
    /// The cell of a column, empty or not; none where the file has no such column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&Cell> {
        self.cells.get(*self.columns.get(column)?)
    }

    /// The cell of a column, if somebody wrote something there.
    #[must_use]
    pub fn filled(&self, column: &str) -> Option<&Cell> {
        self.get(column).filter(|cell| !cell.text.is_empty())
    }
}

#[cfg(test)]
mod tests;
