//! The words of a file for units, modules and audiences: those that are known are proposed, those that are
//! like one are shown beside it, and the others are listed.

use std::collections::BTreeMap;

use super::column::Tally;
use super::known::{Known, Likeness};
use super::proposal::{one_line, quoted};
use crate::sources::field::Field;

/// Words listed at most for one field.
const MOST_LISTED: usize = 40;

/// Words for a sum of rows, in small letters.
const TOTALS: [&str; 9] =
    ["total", "totalt", "totalsumma", "summa", "sum", "samtliga", "alla", "delsumma", "grand total"];

/// Whether a word usually says that a row is the sum of others.
pub fn is_total(word: &str) -> bool {
    TOTALS.contains(&word.to_lowercase().as_str())
}

/// The lines of `values` for a field.
pub fn lines(field: Field, tally: &Tally, known: &Known) -> Vec<String> {
    let mut words: Vec<(&String, &u64)> = tally.words.iter().filter(|(word, _)| !is_total(word)).collect();
    words.sort_by_key(|(word, rows)| (std::cmp::Reverse(**rows), (*word).clone()));
    let mut lines = Vec::new();
    let mut unlisted = 0_usize;
    for (word, rows) in words {
        let value = |key: &str| format!("values.{field}.{} = {}", quoted(word), quoted(key));
        let line = match known.likeness(field, word) {
            Likeness::Key => continue,
            Likeness::Name(key) => value(&key),
            Likeness::Near { key, name } => {
                let why =
                    format!("like {}, in {rows} rows: take the # away if it is the same", one_line(&name));
                format!("# {}  # {why}", value(&key))
            }
            Likeness::Nothing => format!("# {}  # {}", value("…"), unknown(field, *rows)),
        };
        if lines.len() < MOST_LISTED {
            lines.push(line);
        } else {
            unlisted += 1;
        }
    }
    if unlisted > 0 {
        lines.push(format!("# and {unlisted} further words for the {field}"));
    }
    lines
}

fn unknown(field: Field, rows: u64) -> String {
    match field {
        Field::Unit => format!("no unit has this key or name: {rows} rows are refused without this line"),
        Field::Module => {
            format!("no module has this key or name: {rows} rows are passed over without this line")
        }
        _ => format!("staff, students or guardians: {rows} rows are refused without this line"),
    }
}

/// The words of a column that say that a row is the sum of others, with their rows.
pub fn totals(tally: &Tally) -> BTreeMap<&str, u64> {
    tally.words.iter().filter(|(word, _)| is_total(word)).map(|(word, rows)| (word.as_str(), *rows)).collect()
}
