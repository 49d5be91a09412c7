//! An XLSX workbook as a table, read cell by cell and never held as a whole.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::super::error::FileError;
use super::super::record::Cell;
use super::table::{How, MOST_COLUMNS, Makeup, Visitor};

/// Cells read at most, in all.
const MOST_CELLS: u64 = 5_000_000;

/// Bytes a workbook may have after unpacking. The unpacker holds each part to the size it declares.
const LARGEST: u64 = 256 << 20;

pub fn walk(path: &Path, how: &How<'_>, visitor: &mut dyn Visitor) -> Result<Makeup, FileError> {
    // The library reads a deep format made by many programs; a damaged file must not stop the others. What
    // the visitor holds of this file is thrown away with the error.
    catch_unwind(AssertUnwindSafe(|| walk_cells(path, how, visitor)))
        .unwrap_or_else(|_| Err(FileError::BadWorkbook("it is damaged".to_owned())))
}

fn walk_cells(path: &Path, how: &How<'_>, visitor: &mut dyn Visitor) -> Result<Makeup, FileError> {
    let mut file = BufReader::new(File::open(path).map_err(FileError::Io)?);
    check_size(&mut file)?;
    let mut workbook = Xlsx::new(file).map_err(|error| bad(&error))?;
    let names = workbook.sheet_names();
    let sheet = match how.sheet {
        None => names.first().cloned().ok_or(FileError::Empty)?,
        Some(wanted) if names.iter().any(|name| name == wanted) => wanted.to_owned(),
        Some(wanted) => return Err(FileError::NoSuchWorksheet { wanted: wanted.to_owned(), found: names }),
    };
    let mut reader = workbook.worksheet_cells_reader(&sheet).map_err(|error| bad(&error))?;
    let in_percent: Vec<bool> = reader.styles().iter().map(is_percent).collect();
    let mut rows = Rows { visitor, header_line: how.header_line, width: None, line: 0, cells: Vec::new() };
    let mut read = 0;
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|error| bad(&error))? {
        read += 1;
        if read > MOST_CELLS {
            return Err(FileError::TooLarge(format!("it has more than {MOST_CELLS} cells")));
        }
        let (row, column) = cell.get_position();
        let line = u64::from(row) + 1;
        if line != rows.line {
            rows.finish()?;
            rows.line = line;
        }
        if let Some(cell) = plain(cell.get_value(), in_percent.get(style) == Some(&true)) {
            rows.cells.push((column as usize, cell));
        }
    }
    rows.finish()?;
    Ok(Makeup { workbook: true, encoding: None, encoding_guessed: false, delimiter: None })
}

fn bad(error: &calamine::XlsxError) -> FileError {
    FileError::BadWorkbook(error.to_string())
}

/// Refuses a workbook that would unpack to more than we are willing to hold.
fn check_size(file: &mut BufReader<File>) -> Result<(), FileError> {
    let unreadable = |error: zip::result::ZipError| FileError::BadWorkbook(error.to_string());
    let mut archive = zip::ZipArchive::new(&mut *file).map_err(unreadable)?;
    let mut size = 0_u64;
    for part in 0..archive.len() {
        size = size.saturating_add(archive.by_index_raw(part).map_err(unreadable)?.size());
    }
    if size > LARGEST {
        return Err(FileError::TooLarge(format!(
            "it unpacks to {} MiB, more than {}",
            size >> 20,
            LARGEST >> 20
        )));
    }
    drop(archive);
    file.rewind().map_err(FileError::Io)
}

fn is_percent(style: &calamine::Style) -> bool {
    style.number_format.as_ref().is_some_and(|format| format.format_code.contains('%'))
}

/// The value as a reader of the sheet would write it; nothing for an empty cell.
fn plain<'a>(value: &DataRef<'a>, in_percent: bool) -> Option<Cell<'a>> {
    let text = match value {
        DataRef::Empty => return None,
        DataRef::SharedString(text) => return Some(Cell::Text(Cow::Borrowed(text))),
        DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
        // Shown as 85 %, stored as 0.85: the cell itself says per cent, whatever the settings say.
        DataRef::Float(number) if in_percent => format!("{}%", number * 100.0),
        DataRef::Float(number) => number.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => match time(*moment) {
            Some(time) => return Some(Cell::Time(time)),
            None => moment.as_f64().to_string(),
        },
        DataRef::DateTime(moment) => moment.as_f64().to_string(),
        DataRef::DateTimeIso(text) => {
            let time =
                text.parse().ok().or_else(|| Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN)));
            match time {
                Some(time) => return Some(Cell::Time(time)),
                None => text.clone(),
            }
        }
    };
    Some(Cell::Text(Cow::Owned(text)))
}

/// The time of a cell to the second. A time is cut, not rounded: the last microsecond of a day
/// belongs to it.
fn time(moment: ExcelDateTime) -> Option<NaiveDateTime> {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?;
    let time = date.and_hms_opt(hour.into(), minute.into(), second.into())?;
    let was_rounded_up = time.time() == NaiveTime::MIN && moment.as_f64().fract() > 0.5;
    if was_rounded_up { time.checked_sub_signed(TimeDelta::seconds(1)) } else { Some(time) }
}

/// Gathers the cells of one row; only those that hold something take space.
struct Rows<'v, 'w> {
    visitor: &'v mut dyn Visitor,
    header_line: Option<u64>,
    width: Option<usize>,
    line: u64,
    cells: Vec<(usize, Cell<'w>)>,
}

impl Rows<'_, '_> {
    fn finish(&mut self) -> Result<(), FileError> {
        let line = self.line;
        let mut cells = std::mem::take(&mut self.cells);
        cells.retain(|(_, cell)| !cell.is_blank());
        let Some(last) = cells.iter().map(|(column, _)| *column).max() else { return Ok(()) };
        match self.width {
            Some(width) if last >= width => {
                let reason = format!("a cell in column {}, beyond the last column name", letters(last));
                self.visitor.refuse(line, reason);
            }
            Some(width) => {
                let mut row = vec![Cell::Text(Cow::Borrowed("")); width];
                for (column, cell) in cells {
                    row[column] = cell;
                }
                self.visitor.row(line, &row);
            }
            None if self.header_line.is_some_and(|wanted| line < wanted) => {}
            None if last >= MOST_COLUMNS => {
                let what = format!("a column name stands in column {}", letters(last));
                return Err(FileError::TooLarge(what));
            }
            None => {
                let mut names = vec![String::new(); last + 1];
                for (column, cell) in cells {
                    names[column] = cell.text().into_owned();
                }
                self.width = Some(names.len());
                self.visitor.header(&names)?;
            }
        }
        Ok(())
    }
}

/// A column as spreadsheets name it: A, B … Z, AA …
fn letters(column: usize) -> String {
    let mut name = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        name.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    name.iter().rev().collect()
}
