//! An XLSX workbook as lines of cells, read cell by cell and never held as a whole.

use std::collections::HashSet;
use std::io::{BufReader, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::super::cell::Cell;
use super::super::error::FileError;
use super::super::words::plain;
use super::grid::{Broken, Grid, How, Line, MOST_COLUMNS, Makeup};
use super::input::{Input, Opened};

mod merged;
mod package;
mod value;

use merged::Merged;
use package::Package;
use value::Percent;

/// Cells read at most, in all.
const MOST_CELLS: u64 = 5_000_000;

type Workbook<'i> = Xlsx<BufReader<Opened<'i>>>;

pub fn walk(input: Input<'_>, how: &How<'_>, grid: &mut dyn Grid) -> Result<Makeup, FileError> {
    // The library reads a deep format made by many programs; a damaged file must not stop the others. What
    // the visitor holds of this file is thrown away with the error.
    catch_unwind(AssertUnwindSafe(|| walk_sheets(input, how, grid)))
        .unwrap_or_else(|_| Err(FileError::BadWorkbook("it is damaged".to_owned())))
}

fn walk_sheets(input: Input<'_>, how: &How<'_>, grid: &mut dyn Grid) -> Result<Makeup, FileError> {
    let mut file = BufReader::new(input.open().map_err(FileError::Io)?);
    let package = Package::survey(&mut file)?;
    file.rewind().map_err(FileError::Io)?;
    let mut workbook = Xlsx::new(file).map_err(|error| bad(&error))?;
    let sheets = Sheets::of(&workbook);
    let wanted = match how.sheet {
        Some(wanted) => sheets.chosen(wanted)?,
        None => vec![sheets.first_that_holds_anything(&mut workbook)?],
    };
    let is_only = sheets.visible.len() + sheets.hidden.len() == 1;
    let mut read = 0;
    for name in &wanted {
        grid.sheet(name, is_only);
        walk_cells(&mut workbook, name, package, &mut read, grid).map_err(|error| {
            if is_only {
                return error;
            }
            let others = sheets.visible.iter().filter(|other| *other != name).cloned().collect();
            FileError::InSheet { sheet: name.clone(), others, error: Box::new(error) }
        })?;
    }
    let mut unread_sheets = Vec::new();
    if how.sheet.is_none() {
        for name in sheets.visible.into_iter().filter(|name| !wanted.contains(name)) {
            if holds_anything(&mut workbook, &name)? {
                unread_sheets.push(name);
            }
        }
    }
    Ok(Makeup { workbook: true, unread_sheets, ..Makeup::default() })
}

/// The names of the worksheets; sheets of charts hold no cells.
struct Sheets {
    visible: Vec<String>,
    hidden: Vec<String>,
}

impl Sheets {
    fn of(workbook: &Workbook<'_>) -> Self {
        let worksheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let (visible, hidden): (Vec<_>, Vec<_>) =
            worksheets.partition(|sheet| sheet.visible == SheetVisible::Visible);
        let names =
            |sheets: Vec<&calamine::Sheet>| sheets.into_iter().map(|sheet| sheet.name.clone()).collect();
        Self { visible: names(visible), hidden: names(hidden) }
    }

    /// The first visible one with anything in it.
    fn first_that_holds_anything(&self, workbook: &mut Workbook<'_>) -> Result<String, FileError> {
        for name in &self.visible {
            if holds_anything(workbook, name)? {
                return Ok(name.clone());
            }
        }
        if self.visible.is_empty() {
            Err(FileError::NoVisibleSheet(self.hidden.clone()))
        } else {
            Err(FileError::Empty)
        }
    }

    /// Those to read. Who opens the file sees only the visible ones: a hidden one is read by its full
    /// name alone.
    fn chosen(&self, wanted: &str) -> Result<Vec<String>, FileError> {
        let all = || self.visible.iter().chain(&self.hidden);
        if let Some(name) = all().find(|name| plain(name) == plain(wanted)) {
            return Ok(vec![name.clone()]);
        }
        let pattern = glob::Pattern::new(&plain(wanted)).ok();
        let fits = |name: &&String| pattern.as_ref().is_some_and(|pattern| pattern.matches(&plain(name)));
        let fitting: Vec<String> = self.visible.iter().filter(fits).cloned().collect();
        if fitting.is_empty() {
            let found = all().cloned().collect();
            return Err(FileError::NoSuchWorksheet { wanted: wanted.to_owned(), found });
        }
        Ok(fitting)
    }
}

fn bad(error: &XlsxError) -> FileError {
    FileError::BadWorkbook(error.to_string())
}

/// Counts one cell more.
fn count(read: &mut u64) -> Result<(), FileError> {
    *read += 1;
    if *read > MOST_CELLS {
        return Err(FileError::TooLarge(format!("it has more than {MOST_CELLS} cells")));
    }
    Ok(())
}

fn holds_anything(workbook: &mut Workbook<'_>, sheet: &str) -> Result<bool, FileError> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|error| bad(&error))?;
    let mut read = 0;
    while let Some(cell) = reader.next_cell().map_err(|error| bad(&error))? {
        count(&mut read)?;
        if *cell.get_value() != DataRef::Empty {
            return Ok(true);
        }
    }
    Ok(false)
}

fn walk_cells(
    workbook: &mut Workbook<'_>,
    sheet: &str,
    package: Package,
    read: &mut u64,
    grid: &mut dyn Grid,
) -> Result<(), FileError> {
    let formulas = if package.has_formulas {
        formulas_without_value(workbook, sheet, package, read)?
    } else {
        HashSet::new()
    };
    let merged = if package.has_merged_cells {
        Merged::of(&workbook.merge_cells_by_sheet_name(sheet).map_err(|error| bad(&error))?)
    } else {
        Merged::default()
    };
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|error| bad(&error))?;
    let percents: Vec<Percent> = reader.styles().iter().map(Percent::of).collect();
    let mut rows = Rows { grid, merged, row: 0, cells: Vec::new(), far_out: None, next: 1 };
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|error| bad(&error))? {
        count(read)?;
        let (row, column) = cell.get_position();
        if row != rows.row {
            rows.finish()?;
            rows.row = row;
        }
        let value = if formulas.contains(&(row, column)) {
            Some(Cell::Formula)
        } else {
            value::cell(cell.get_value(), percents.get(style).copied().unwrap_or_default())
        };
        if let Some(value) = value {
            rows.put(column as usize, value);
        }
    }
    rows.finish()
}

/// Formulas that nobody has worked out: they have no value, or a zero in a workbook that asks to be
/// worked out when it is opened, which programs that cannot calculate put there.
fn formulas_without_value(
    workbook: &mut Workbook<'_>,
    sheet: &str,
    package: Package,
    read: &mut u64,
) -> Result<HashSet<(u32, u32)>, FileError> {
    let mut found = HashSet::new();
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|error| bad(&error))?;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|error| bad(&error))? {
        count(read)?;
        let is_zero = match &cell.value {
            DataRef::Float(number) => *number == 0.0,
            DataRef::Int(number) => *number == 0,
            DataRef::DateTime(moment) => moment.as_f64() == 0.0,
            _ => false,
        };
        let is_open = cell.value == DataRef::Empty || is_zero && package.is_to_be_calculated;
        if cell.formula.is_some() && is_open {
            found.insert(cell.pos);
        }
    }
    Ok(found)
}

/// Gathers the cells of one row.
struct Rows<'g, 'w> {
    grid: &'g mut dyn Grid,
    merged: Merged,
    /// Counted from 0.
    row: u32,
    cells: Vec<Cell<'w>>,
    /// A cell beyond the last column that a table may have.
    far_out: Option<usize>,
    /// The number of the line after the last one that was shown.
    next: u64,
}

impl<'w> Rows<'_, 'w> {
    fn put(&mut self, column: usize, cell: Cell<'w>) {
        if cell.is_blank() {
            return;
        }
        if column >= MOST_COLUMNS {
            self.far_out = Some(column);
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::BLANK);
        }
        self.cells[column] = cell;
    }

    fn finish(&mut self) -> Result<(), FileError> {
        let number = u64::from(self.row) + 1;
        let mut cells = std::mem::take(&mut self.cells);
        if let Some(column) = self.far_out.take() {
            return self.grid.broken(number, Broken::FarOut(column));
        }
        if cells.is_empty() {
            return Ok(());
        }
        self.merged.fill(self.row, &mut cells)?;
        let is_after_blank = number > std::mem::replace(&mut self.next, number + 1);
        self.grid.line(Line { number, cells: &cells, is_ended: true, is_after_blank })?;
        // The next row takes the same space.
        cells.clear();
        self.cells = cells;
        Ok(())
    }
}
