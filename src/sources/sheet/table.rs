//! A file seen as a table: a header and rows, whatever the file is made of.

use super::super::error::FileError;
use super::super::record::Cell;
use super::super::settings::{Delimiter, Encoding, SheetSettings};

/// More columns than this are a mistake: a stray cell far out to the right.
pub(super) const MOST_COLUMNS: usize = 256;

/// Who looks at the table, from the top down.
pub trait Visitor {
    /// The column names, once, before any row.
    fn header(&mut self, names: &[String]) -> Result<(), FileError>;

    /// A row that is not blank, with a cell for each column name.
    fn row(&mut self, line: u64, cells: &[Cell<'_>]);

    /// A row that cannot be taken apart into cells, and why.
    fn refuse(&mut self, line: u64, reason: String);
}

/// How to read a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct How<'a> {
    pub delimiter: Delimiter,
    pub encoding: Encoding,
    pub sheet: Option<&'a str>,
    pub header_line: Option<u64>,
}

impl<'a> How<'a> {
    pub fn of(settings: &'a SheetSettings) -> Self {
        Self {
            delimiter: settings.delimiter,
            encoding: settings.encoding,
            sheet: settings.sheet.as_deref(),
            header_line: settings.header_line,
        }
    }
}

/// What a file turned out to be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Makeup {
    pub workbook: bool,
    pub encoding: Option<&'static str>,
    /// Whether no mark and no valid UTF-8 told the encoding.
    pub encoding_guessed: bool,
    pub delimiter: Option<Delimiter>,
}
