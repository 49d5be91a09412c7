//! The settings that would read an inspected file, as text to paste.

use std::fmt::Write;

use super::super::field::Field;
use super::{Guess, Inspection, encoding_word};

pub fn write(inspection: &Inspection, name: &str) -> String {
    let mut lines = vec!["[[source]]".to_owned()];
    lines.push(format!("name = {}", quoted(name)));
    lines.push("kind = \"sheet\"".to_owned());
    let path = glob::Pattern::escape(&inspection.path.display().to_string());
    lines.push(format!("path = {}  # this file; \"inbox/*\" reads every file put there", quoted(&path)));
    if let Some(delimiter) = inspection.delimiter {
        lines.push(format!("delimiter = {}", quoted(delimiter.word())));
    }
    if let Some(encoding) = inspection.encoding {
        let why = if inspection.encoding_guessed {
            "  # not UTF-8; check that å, ä and ö are right"
        } else {
            ""
        };
        lines.push(format!("encoding = {}{why}", quoted(encoding_word(encoding))));
    }
    lines.push(date_format(inspection));
    if let Some((percent, why)) = &inspection.percent {
        let list = if *percent { "[\"share\"]" } else { "[]" };
        lines.push(format!("percent = {list}  # {why}"));
    }
    columns(inspection, &mut lines);
    constants(inspection, &mut lines);
    lines.join("\n") + "\n"
}

fn date_format(inspection: &Inspection) -> String {
    let Some(found) = &inspection.date_format else {
        return "date_format = \"%Y-%m-%d\"  # no column of dates was found: check".to_owned();
    };
    let why = match found.or {
        Some(other) => format!("nothing tells it from {other}: no day over 12 in the whole file. Check"),
        None => format!("fits {} of {} rows", found.fits, inspection.rows),
    };
    format!("date_format = {}  # {why}", quoted(found.format))
}

fn columns(inspection: &Inspection, lines: &mut Vec<String>) {
    for field in Field::ALL {
        if let Some(column) = inspection.column_for(field)
            && let Guess::Field(_, why) = &column.guess
        {
            lines.push(format!("columns.{} = {}  # {why}", field.key(), quoted(&column.name)));
        }
    }
    if !Field::ALL.into_iter().any(|field| inspection.column_for(field).is_some()) {
        lines.push("columns = {}  # no column was recognised".to_owned());
    }
    for field in [Field::Module, Field::From] {
        if inspection.column_for(field).is_none() {
            lines.push(format!("# columns.{} = \"…\"  # needed: no column looks like it", field.key()));
        }
    }
    if !Field::FIGURES.into_iter().any(|field| inspection.column_for(field).is_some()) {
        lines.push(
            "# columns.active = \"…\"  # needed: one of active, share, items and last_active".to_owned(),
        );
    }
    let mut unread = String::new();
    for column in &inspection.columns {
        let why = match column.guess {
            Guess::Field(..) => continue,
            Guess::NamesPeople => "names people: never read",
            Guess::Nothing => "not read",
        };
        let _ = write!(unread, "\n# {}: {why}", one_line(&column.name));
    }
    if !unread.is_empty() {
        lines.push(format!("# The other columns:{unread}"));
    }
}

fn constants(inspection: &Inspection, lines: &mut Vec<String>) {
    if inspection.column_for(Field::Unit).is_none() {
        let why = "no column names the unit; this takes the file's name";
        lines.push(format!("constants.unit = \"{{file_stem}}\"  # {why}"));
    }
    if inspection.column_for(Field::Audience).is_none() {
        lines.push("constants.audience = \"students\"  # no column says whose use it is: staff, students or guardians".to_owned());
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}
