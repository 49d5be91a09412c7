//! The second sheet: what the levels and columns mean, and where the figures come from.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use crate::domain::summary::Summary;
use crate::letters::error::ComposeError;
use crate::letters::frame::{LetterFrame, data_until};
use crate::letters::plain::{capitalised, one_line};
use crate::letters::words::Words;

/// Every line: what it is about, and what is to be said of it.
pub(super) fn lines(
    summary: &Summary,
    frame: &LetterFrame,
    words: &Words,
) -> Result<Vec<(String, String)>, ComposeError> {
    let week = summary.id.week;
    let data = data_until(summary.data_until, frame, words)?;
    let explained = [
        ("level-met", "about-met"),
        ("level-near", "about-near"),
        ("level-below", "about-below"),
        ("column-value", "about-value"),
        ("column-previous", "about-previous"),
        ("column-change", "about-change"),
    ];
    let mut lines = vec![(words.text("about-week")?, week.to_string()), (words.text("about-data")?, data)];
    for (what, said) in explained {
        lines.push((capitalised(&words.text(what)?), words.text(said)?));
    }
    let column = words.text("column-reason")?;
    let none = words.say("about-none", [("column", column.into())])?;
    lines.insert(5, (capitalised(&words.text("level-none")?), none));
    lines.push((words.text("column-eligible")?, words.text("about-floor")?));
    lines.push((words.text("regards")?, frame.from.name.as_deref().map_or_else(String::new, one_line)));
    Ok(lines)
}

/// Writes the lines under a title.
pub(super) fn fill(
    sheet: &mut Worksheet,
    name: &str,
    title: &str,
    lines: &[(String, String)],
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let large = Format::new().set_bold().set_font_size(14);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(name)?.set_column_width(0, 24)?.set_column_width(1, 90)?;
    sheet.write_string_with_format(0, 0, title, &large)?;
    for (row, (what, said)) in (2..).zip(lines) {
        sheet.write_string_with_format(row, 0, what, &bold)?;
        sheet.write_string_with_format(row, 1, said, &wrapped)?;
    }
    Ok(())
}
