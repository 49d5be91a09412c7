//! One change to `expectations.toml` or `agreements.toml`, made in its text:
//! everything else in the file stays as it is, byte for byte, and the reason is kept.

mod error;
mod key;
mod pauses;
mod splice;
mod versions;

use std::path::Path;

use chrono::NaiveDate;
use serde_json::Value;

use super::toml_file::{Step, TomlFile, value_at};
use crate::domain::unit::SchoolForm;
pub use error::EditError;
pub use key::{Key, UnknownKey};
pub use pauses::{NewPause, add_pause, end_pauses};

/// What should be changed, and why.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The key of the expectation.
    pub expectation: &'a str,
    /// Of several versions of the expectation, the one that is valid on this day.
    pub from: Option<NaiveDate>,
    /// The school form that it is for; all of them where absent.
    pub form: Option<SchoolForm>,
    /// What is set.
    pub key: Key,
    /// The value, as a person writes it: `75 %`, `0.75`, `6`, `2026-08-01`.
    pub value: &'a str,
    /// Why. It is kept as a comment above the change.
    pub because: &'a str,
    /// The day of the change.
    pub today: NaiveDate,
}

/// A changed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// Its whole text.
    pub text: String,
    /// The number of the changed expectation in the file, from 0.
    pub entry: usize,
}

/// Makes a change in the text of a file. Whether the result can be meant is
/// for [`super::load_with`] to say.
///
/// # Errors
///
/// [`EditError`] when there is no such expectation, its version is not clear,
/// or the file is written in a way that cannot be changed in place.
pub fn edit(file: &Path, text: &str, change: &Change<'_>) -> Result<Edited, EditError> {
    // Positions count from after the mark that some editors put at the start.
    let (mark, bare) = text.strip_prefix('\u{feff}').map_or(("", text), |bare| ("\u{feff}", bare));
    let because = in_one_line(change.because);
    if because.is_empty() {
        return Err(EditError::NoReason);
    }
    let before = read(file, bare)?;
    let entry = versions::choose(before.value(), change)?;
    let path = path(&before, entry, change)?;
    let written = change.key.written(change.value);
    let old = value_at(before.value(), &path);
    let new = key::value_of(&written).ok_or(EditError::TooIntricate)?;
    if old == Some(&new) {
        return Err(EditError::Unchanged { key: change.key, value: change.value.to_owned() });
    }
    let comment = comment(old.or_else(|| inherited(&before, entry, change)), change, &because);
    let changed =
        splice::splice(&before, bare, &path, &splice::Writing { value: &written, comment: &comment })
            .ok_or(EditError::TooIntricate)?;
    let mut expected = before.value().clone();
    set(&mut expected, &path, new);
    Ok(Edited { text: proven(file, format!("{mark}{changed}"), &expected)?, entry })
}

fn read(path: &Path, text: &str) -> Result<TomlFile, EditError> {
    match TomlFile::parse(path, text) {
        (Some(file), faults) if faults.is_empty() => Ok(file),
        (_, faults) => Err(EditError::Unreadable(faults)),
    }
}

/// Reads the text again: only what was meant may differ.
fn proven(path: &Path, text: String, expected: &Value) -> Result<String, EditError> {
    match read(path, &text) {
        Ok(proof) if proof.value() == expected => Ok(text),
        _ => Err(EditError::TooIntricate),
    }
}

/// The way to what is set.
fn path(file: &TomlFile, entry: usize, change: &Change<'_>) -> Result<Vec<Step>, EditError> {
    let mut path = vec![Step::from("expectation"), Step::from(entry)];
    if let Some(form) = change.form {
        if !change.key.goes_by_form() {
            return Err(EditError::NotByForm(change.key));
        }
        path.push(Step::from("by_form"));
        // A form may stand there under its old code.
        let table = value_at(file.value(), &path).and_then(Value::as_object);
        let codes = table.into_iter().flatten().map(|(code, _)| code.as_str());
        let code = codes.into_iter().find(|code| code.parse() == Ok(form));
        path.push(Step::Key(code.map_or_else(|| form.to_string(), str::to_owned)));
    }
    path.extend(change.key.steps());
    Ok(path)
}

/// What a school form without a value of its own goes by.
fn inherited<'a>(file: &'a TomlFile, entry: usize, change: &Change<'_>) -> Option<&'a Value> {
    // What is nearly enough is not inherited: it is the form's target where absent.
    change.form.filter(|_| change.key != Key::Near)?;
    let mut path = vec![Step::from("expectation"), Step::from(entry)];
    path.extend(change.key.steps());
    value_at(file.value(), &path)
}

fn comment(old: Option<&Value>, change: &Change<'_>, because: &str) -> String {
    let old = old.map_or_else(|| "not set".to_owned(), |old| in_one_line(&plain(old)));
    let new = in_one_line(change.value);
    let form = change.form.map(|form| format!("{form} {} ", change.key)).unwrap_or_default();
    format!("# {}: {form}{old} → {new} – {because}", change.today)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A comment ends with its line, and holds no control characters.
fn in_one_line(text: &str) -> String {
    let clean: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn set(file: &mut Value, path: &[Step], new: Value) {
    let mut place = file;
    for step in path {
        place = match step {
            Step::Index(index) => &mut place[*index],
            Step::Key(key) => {
                // A table that is missing is made by the change.
                if !place.is_object() {
                    *place = Value::Object(serde_json::Map::new());
                }
                &mut place[key.as_str()]
            }
        };
    }
    *place = new;
}

#[cfg(test)]
mod tests;
