//! A file of usage, told by what is in it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::super::error::FileError;
use super::super::record::Cell;
use super::table::{How, MOST_COLUMNS, Makeup, Visitor};
use super::{csv_file, workbook};

/// Shows a file to a visitor, row by row.
pub fn walk(path: &Path, how: &How<'_>, visitor: &mut dyn Visitor) -> Result<Makeup, FileError> {
    let mut counting = Counting { visitor, rows: 0, header: false };
    let makeup = if is_workbook(path)? {
        workbook::walk(path, how, &mut counting)
    } else {
        csv_file::walk(path, how, &mut counting)
    }?;
    match counting {
        Counting { header: false, .. } => Err(FileError::Empty),
        Counting { rows: 0, .. } => Err(FileError::HeaderOnly),
        Counting { .. } => Ok(makeup),
    }
}

/// Tells a workbook from text by its first bytes; names are not to be trusted.
fn is_workbook(path: &Path) -> Result<bool, FileError> {
    let mut start = Vec::new();
    let file = File::open(path).map_err(FileError::Io)?;
    file.take(512).read_to_end(&mut start).map_err(FileError::Io)?;
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start();
    match start.as_slice() {
        [] => Err(FileError::Empty),
        [b'P', b'K', 3, 4, ..] => Ok(true),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(FileError::OldWorkbook),
        [0x1f, 0x8b, ..] => Err(FileError::NotASheet("is packed with gzip")),
        [b'%', b'P', b'D', b'F', ..] => Err(FileError::NotASheet("is a PDF")),
        _ if text.starts_with(b"<") => Err(FileError::NotASheet("is a web page or XML")),
        _ => Ok(false),
    }
}

/// Passes over blank rows, and counts the others.
struct Counting<'a> {
    visitor: &'a mut dyn Visitor,
    rows: u64,
    header: bool,
}

impl Visitor for Counting<'_> {
    fn header(&mut self, names: &[String]) -> Result<(), FileError> {
        self.header = true;
        if names.len() > MOST_COLUMNS {
            return Err(FileError::TooLarge(format!("it has more than {MOST_COLUMNS} columns")));
        }
        self.visitor.header(names)
    }

    fn row(&mut self, line: u64, cells: &[Cell<'_>]) {
        if !cells.iter().all(Cell::is_blank) {
            self.rows += 1;
            self.visitor.row(line, cells);
        }
    }

    fn refuse(&mut self, line: u64, reason: String) {
        self.rows += 1;
        self.visitor.refuse(line, reason);
    }
}
