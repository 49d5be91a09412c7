//! Which of the expectations in a file is meant.

use chrono::NaiveDate;
use serde_json::Value;

use super::{Change, EditError};
use crate::settings::fault::did_you_mean;

/// The number of the expectation in the file: the only one of its key, else
/// the one that is valid on the day asked for, or today.
///
/// This reads what is written, since a fault elsewhere in the file should not
/// keep anybody from mending this one.
pub(super) fn choose(file: &Value, change: &Change<'_>) -> Result<usize, EditError> {
    let entries: Vec<_> =
        file.get("expectation").and_then(Value::as_array).into_iter().flatten().enumerate().collect();
    let key = |entry: &Value| entry.get("key").and_then(Value::as_str).map(str::to_owned);
    let of_key = entries.iter().filter(|(_, entry)| key(entry).as_deref() == Some(change.expectation));
    let versions: Vec<_> = of_key.collect();
    let day = change.from.unwrap_or(change.today);
    match versions.as_slice() {
        [] => {
            let keys: Vec<_> = entries.iter().filter_map(|(_, entry)| key(entry)).collect();
            let hint = did_you_mean(change.expectation, keys.iter().map(String::as_str));
            Err(EditError::UnknownExpectation {
                key: change.expectation.to_owned(),
                hint: hint.unwrap_or_else(|| "see the keys in expectations.toml".to_owned()),
            })
        }
        [(index, _)] if change.from.is_none() => Ok(*index),
        versions => {
            let valid = versions.iter().find(|(_, entry)| is_valid_on(entry, day));
            valid.map(|(index, _)| *index).ok_or_else(|| EditError::NoVersion {
                key: change.expectation.to_owned(),
                count: versions.len(),
                day,
                starts: versions.iter().map(|(_, entry)| start(entry)).collect(),
            })
        }
    }
}

fn date(entry: &Value, key: &str) -> Option<NaiveDate> {
    entry.get(key)?.as_str()?.parse().ok()
}

fn is_valid_on(entry: &Value, day: NaiveDate) -> bool {
    date(entry, "valid_from").is_none_or(|from| from <= day)
        && date(entry, "valid_to").is_none_or(|to| day <= to)
}

/// How to ask for a version.
fn start(entry: &Value) -> String {
    let day = date(entry, "valid_from").or_else(|| date(entry, "valid_to"));
    day.map_or_else(|| "any day".to_owned(), |day| format!("--from {day}"))
}
