//! Pauses in the text of `agreements.toml`: a new one at the end, or an end to those there are.

use std::ops::Range;
use std::path::Path;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::{EditError, in_one_line, proven, read};
use crate::domain::pause::Paused;
use crate::domain::recipient::address::EmailAddress;
use crate::settings::toml_file::{Step, TomlFile};

/// A pause that is to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewPause<'a> {
    /// Who is left in peace.
    pub paused: &'a Paused,
    /// Why.
    pub reason: &'a str,
    /// With whom it was agreed.
    pub agreed_with: &'a str,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
}

/// The text with a pause added at its end; every byte before stays as it is.
///
/// # Errors
///
/// [`EditError`] when a text of the pause is empty, or the file cannot be added to.
pub fn add_pause(file: &Path, text: &str, pause: &NewPause<'_>) -> Result<String, EditError> {
    let before = read(file, text)?;
    let (reason, agreed_with) = (in_one_line(pause.reason), in_one_line(pause.agreed_with));
    if reason.is_empty() {
        return Err(EditError::NoReason);
    }
    let key = match pause.paused {
        Paused::Recipient(_) => "recipient",
        Paused::Unit(_) => "unit",
    };
    let entry = [
        (key, Value::from(pause.paused.to_string())),
        ("reason", Value::from(reason)),
        ("agreed_with", Value::from(agreed_with)),
        ("from", Value::from(pause.from.to_string())),
        ("until", Value::from(pause.until.to_string())),
    ];
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut changed = text.to_owned();
    let bare = text.trim_start_matches('\u{feff}');
    if !bare.is_empty() && !bare.ends_with('\n') {
        changed += newline;
    }
    changed += if bare.is_empty() { "" } else { newline };
    changed = changed + "[[pause]]" + newline;
    for (key, value) in &entry {
        // JSON escapes a text as TOML does; a day stands without quotes.
        let value = match value {
            Value::String(day) if ["from", "until"].contains(key) => day.clone(),
            value => value.to_string(),
        };
        changed = changed + key + " = " + &value + newline;
    }
    let mut expected = before.value().clone();
    let entry: Map<_, _> = entry.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    match &mut expected["pause"] {
        Value::Array(pauses) => pauses.push(Value::Object(entry)),
        none => *none = Value::Array(vec![Value::Object(entry)]),
    }
    proven(file, changed, &expected)
}

/// The text with an end, yesterday, to every pause of `paused` that holds
/// `today`; those that would begin only now or later are taken out.
///
/// # Errors
///
/// [`EditError::NotPaused`] when there is none, another [`EditError`] when the
/// file cannot be changed in place.
pub fn end_pauses(file: &Path, text: &str, paused: &Paused, today: NaiveDate) -> Result<String, EditError> {
    let before = read(file, text)?;
    // Positions count from after the mark that some editors put at the start.
    let (mark, bare) = text.strip_prefix('\u{feff}').map_or(("", text), |bare| ("\u{feff}", bare));
    let mut changed = bare.to_owned();
    let mut expected = before.value().clone();
    let entries = before.value().get("pause").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut found = false;
    // From the end, so that what stands before keeps its place.
    for (index, entry) in entries.iter().enumerate().rev() {
        let day = |key: &str| entry.get(key)?.as_str()?.parse::<NaiveDate>().ok();
        if !is_of(entry, paused) || day("until").is_some_and(|until| until < today) {
            continue;
        }
        found = true;
        let path = [Step::from("pause"), Step::from(index)];
        if day("from").is_some_and(|from| from >= today) {
            let lines = lines_of(&before, bare, &path, entry).ok_or(EditError::TooIntricate)?;
            changed.replace_range(lines, "");
            if let Some(list) = expected["pause"].as_array_mut() {
                list.remove(index);
            }
        } else {
            let until = [&path[..], &["until".into()]].concat();
            let span = before.span(&until).ok_or(EditError::TooIntricate)?;
            let yesterday = today.pred_opt().unwrap_or(today).to_string();
            changed.replace_range(span, &yesterday);
            expected["pause"][index]["until"] = Value::from(yesterday);
        }
    }
    if !found {
        return Err(EditError::NotPaused { paused: paused.to_string() });
    }
    if expected["pause"].as_array().is_some_and(Vec::is_empty)
        && let Some(file) = expected.as_object_mut()
    {
        file.remove("pause");
    }
    proven(file, format!("{mark}{changed}"), &expected)
}

/// Whether a pause, as it is written, is of this person or unit.
fn is_of(entry: &Value, paused: &Paused) -> bool {
    let written = |key: &str| entry.get(key).and_then(Value::as_str);
    match paused {
        Paused::Recipient(address) => written("recipient")
            .and_then(|text| text.parse::<EmailAddress>().ok())
            .is_some_and(|other| other.identity() == address.identity()),
        Paused::Unit(unit) => written("unit") == Some(&*unit.0),
    }
}

/// The lines of an entry from its header to its last value, with the empty line above.
fn lines_of(file: &TomlFile, text: &str, path: &[Step], entry: &Value) -> Option<Range<usize>> {
    let header = file.span(path)?;
    if !text.get(header.clone())?.starts_with("[[") {
        return None;
    }
    let keys = entry.as_object()?.keys();
    let ends = keys.filter_map(|key| file.span(&[path, &[Step::from(key.as_str())]].concat()));
    let end = ends.map(|span| span.end).max()?;
    let end = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
    let start = text[..header.start].rfind('\n').map_or(0, |newline| newline + 1);
    let above = text[..start].trim_end_matches([' ', '\t', '\r', '\n']);
    let above = text[above.len()..start].find('\n').map_or(start, |newline| above.len() + newline + 1);
    Some(above.min(start)..end)
}

#[cfg(test)]
mod tests;
