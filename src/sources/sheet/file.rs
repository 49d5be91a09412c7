//! A file of usage, told by what is in it.

use super::super::error::FileError;
use super::grid::{Grid, How, Makeup};
use super::input::Input;
use super::layout::{Layout, Visitor};
use super::{container, csv_file, workbook};

/// Shows a file to a visitor, row by row.
pub fn walk(input: Input<'_>, how: &How<'_>, visitor: &mut dyn Visitor) -> Result<Makeup, FileError> {
    let mut layout = Layout::new(how, visitor);
    let makeup = lines(input, how, &mut layout)?;
    match (layout, how.header_line) {
        (Layout { any_header: false, .. }, Some(line)) => Err(FileError::NoHeaderLine(line)),
        (Layout { any_header: false, .. }, None) => Err(FileError::Empty),
        (Layout { rows: 0, .. }, _) => Err(FileError::HeaderOnly),
        (Layout { .. }, _) => Ok(makeup),
    }
}

/// Shows a file line by line, wherever its table lies.
pub fn lines(input: Input<'_>, how: &How<'_>, grid: &mut dyn Grid) -> Result<Makeup, FileError> {
    if container::is_workbook(input)? {
        workbook::walk(input, how, grid)
    } else {
        csv_file::walk(input, how, grid)
    }
}
