//! Dates that lie so far from today that the year is most likely a slip.

use chrono::NaiveDate;
use serde_json::Value;

use super::{Doubts, Place};
use crate::settings::toml_file::Step;

/// How far from today a date is meant, in days: five years.
const FARTHEST: i64 = 5 * 366;

impl Doubts<'_> {
    /// Every date of every file.
    pub(super) fn years(&mut self) {
        for (name, file) in self.files {
            let mut dates = Vec::new();
            collect(file.value(), &mut Vec::new(), &mut dates);
            for (path, date) in dates {
                if (date - self.today).num_days().abs() > FARTHEST {
                    let message = format!("{date} lies more than five years from today");
                    self.warn(&Place { file: name, path }, message, "look at the year");
                }
            }
        }
    }
}

fn collect(value: &Value, path: &mut Vec<Step>, dates: &mut Vec<(Vec<Step>, NaiveDate)>) {
    match value {
        Value::String(text) => {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
            dates.extend(date.map(|date| (path.clone(), date)));
        }
        Value::Array(list) => {
            for (index, item) in list.iter().enumerate() {
                path.push(index.into());
                collect(item, path, dates);
                path.pop();
            }
        }
        Value::Object(table) => {
            for (key, item) in table {
                path.push(key.as_str().into());
                collect(item, path, dates);
                path.pop();
            }
        }
        _ => {}
    }
}
