//! A file seen as lines of cells, whatever it is made of.

use super::super::cell::Cell;
use super::super::error::FileError;
use super::super::settings::{Delimiter, Encoding, SheetSettings};

/// More columns than this are a mistake: a stray cell far out to the right.
pub(super) const MOST_COLUMNS: usize = 256;

/// Who looks at the lines of a file, from the top down.
pub trait Grid {
    /// A worksheet begins; of a text file none does. `is_only` says that the workbook has no other.
    fn sheet(&mut self, name: &str, is_only: bool);

    /// A line, with the cells up to the last one that it has.
    fn line(&mut self, line: Line<'_>) -> Result<(), FileError>;

    /// A line that cannot be taken apart into cells.
    fn broken(&mut self, number: u64, why: Broken) -> Result<(), FileError>;
}

/// One line.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Counted from 1.
    pub number: u64,
    pub cells: &'a [Cell<'a>],
    /// Whether a line break ends it, so that nothing of it can be missing.
    pub is_ended: bool,
    /// Whether an empty line stands above it.
    pub is_after_blank: bool,
}

/// Why a line cannot be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// A quotation mark opens and is not closed in this row, but perhaps in a later one, on that line.
    OpenQuote(Option<u64>),
    /// A cell stands in this column, counted from 0, where no table has one.
    FarOut(usize),
}

/// How to read a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct How<'a> {
    pub delimiter: Delimiter,
    pub encoding: Encoding,
    pub sheet: Option<&'a str>,
    pub header_line: Option<u64>,
    /// Lines that the headings take; 1 where nothing is said.
    pub header_rows: Option<u8>,
}

impl<'a> How<'a> {
    pub fn of(settings: &'a SheetSettings) -> Self {
        Self {
            delimiter: settings.delimiter,
            encoding: settings.encoding,
            sheet: settings.sheet.as_deref(),
            header_line: settings.table.header_line,
            header_rows: Some(settings.table.header_rows.get()),
        }
    }
}

/// What a file turned out to be made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Makeup {
    pub workbook: bool,
    pub encoding: Option<&'static str>,
    /// Whether no mark and no valid UTF-8 told the encoding.
    pub encoding_guessed: bool,
    pub delimiter: Option<Delimiter>,
    /// Visible worksheets that hold something and that nobody asked for.
    pub unread_sheets: Vec<String>,
}
