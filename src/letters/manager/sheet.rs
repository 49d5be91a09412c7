//! The table that goes along with a summary: a workbook in which a person can
//! sort and search. Every number in it stands in the summary's verdicts, so the
//! privacy floor holds here too. The same summary gives the same bytes.

mod about;
mod column;

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use self::column::{COLUMNS, Cell, Row};
use crate::domain::summary::Summary;
use crate::letters::Attachment;
use crate::letters::error::ComposeError;
use crate::letters::frame::LetterFrame;
use crate::letters::plain::one_line;
use crate::letters::words::Words;

const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The workbook of a summary, in the language of `words`.
pub fn attachment(summary: &Summary, frame: &LetterFrame, words: &Words) -> Result<Attachment, ComposeError> {
    let title = words.say("sheet-title", [("week", summary.id.week.number().into())])?;
    let mut workbook = Workbook::new();
    let of_letter = ExcelDateTime::from_ymd(
        frame.today.year().try_into().unwrap_or(1900),
        frame.today.month().try_into().unwrap_or(1),
        frame.today.day().try_into().unwrap_or(1),
    );
    let properties = DocProperties::new()
        .set_title(&title)
        .set_author(one_line(&frame.municipality))
        .set_creation_datetime(&of_letter.map_err(|error| broken(&error))?);
    workbook.set_properties(&properties);
    let headings = COLUMNS.iter().map(|column| words.text(column.heading)).collect::<Result<Vec<_>, _>>()?;
    let mut rows = Vec::new();
    for unit in &summary.units {
        for matter in &unit.matters {
            let row = Row { unit, matter, summary, words };
            rows.push(COLUMNS.iter().map(|column| (column.cell)(&row)).collect::<Result<Vec<_>, _>>()?);
        }
    }
    let units = sheet_name(&words.text("sheet-units")?);
    fill(workbook.add_worksheet(), &units, &headings, &rows).map_err(|error| broken(&error))?;
    let lines = about::lines(summary, frame, words)?;
    let about = sheet_name(&words.text("sheet-about")?);
    about::fill(workbook.add_worksheet(), &about, &title, &lines).map_err(|error| broken(&error))?;
    Ok(Attachment {
        name: format!("{}-{}.xlsx", file_word(&words.text("sheet-file")?), summary.id.week),
        media_type: MEDIA_TYPE,
        bytes: workbook.save_to_buffer().map_err(|error| broken(&error))?,
    })
}

fn fill(sheet: &mut Worksheet, name: &str, headings: &[String], rows: &[Vec<Cell>]) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(name)?.set_freeze_panes(1, 1)?.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    let mut last = 0;
    for (index, (text, column)) in (0..).zip(headings.iter().zip(COLUMNS)) {
        sheet.set_column_width(index, column.width)?;
        sheet.write_string_with_format(0, index, text, &heading)?;
        last = index;
    }
    for (line, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    sheet.write_string(line, column, text)?;
                }
                Cell::Number(number, form) => {
                    let format = Format::new().set_num_format(*form);
                    sheet.write_number_with_format(line, column, *number, &format)?;
                }
            }
        }
    }
    sheet.autofilter(0, 0, u32::try_from(rows.len()).unwrap_or(u32::MAX), last)?;
    Ok(())
}

fn broken(error: &XlsxError) -> ComposeError {
    ComposeError::Workbook { reason: error.to_string() }
}

/// A text as the name of a sheet: without the signs that programs forbid there, and not too long.
fn sheet_name(text: &str) -> String {
    let allowed = |letter: &char| !"[]:*?/\\'".contains(*letter);
    let name: String = text.chars().filter(allowed).take(31).collect();
    if name.trim().is_empty() { "1".to_owned() } else { name }
}

/// A text as a part of a file's name that every system takes.
fn file_word(text: &str) -> String {
    text.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect()
}

#[cfg(test)]
mod tests;
