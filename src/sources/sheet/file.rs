//! A file of usage, told by what is in it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::super::error::FileError;
use super::grid::{Grid, How, Makeup};
use super::layout::{Layout, Visitor};
use super::{csv_file, workbook};

/// Shows a file to a visitor, row by row.
pub fn walk(path: &Path, how: &How<'_>, visitor: &mut dyn Visitor) -> Result<Makeup, FileError> {
    let mut layout = Layout::new(how, visitor);
    let makeup = lines(path, how, &mut layout)?;
    match (layout, how.header_line) {
        (Layout { any_header: false, .. }, Some(line)) => Err(FileError::NoHeaderLine(line)),
        (Layout { any_header: false, .. }, None) => Err(FileError::Empty),
        (Layout { rows: 0, .. }, _) => Err(FileError::HeaderOnly),
        (Layout { .. }, _) => Ok(makeup),
    }
}

/// Shows a file line by line, wherever its table lies.
pub fn lines(path: &Path, how: &How<'_>, grid: &mut dyn Grid) -> Result<Makeup, FileError> {
    if is_workbook(path)? { workbook::walk(path, how, grid) } else { csv_file::walk(path, how, grid) }
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
