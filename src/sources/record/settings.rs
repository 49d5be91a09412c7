//! Whether what the settings say of a source can be read by at all.

use chrono::NaiveDate;

use super::super::field::{Field, PerField};
use super::super::settings::{Formats, Meaning};

/// Which settings of a source contradict themselves, if any: what is wrong, and what to do.
pub(in crate::sources) fn fault_in(meaning: &Meaning, holds: &PerField<()>) -> Option<(String, String)> {
    let constant = |field: Field| meaning.constants.get(field).is_some();
    let mapped = |field: Field| holds.get(field).is_some();
    let hint = "name the column or pointer of each field once, or give it under `constants`";
    for field in Field::ALL {
        if constant(field) && mapped(field) {
            return Some((
                format!("`{}` is both read and given as a constant", field.key()),
                hint.to_owned(),
            ));
        }
    }
    for field in Field::REQUIRED {
        if !constant(field) && !mapped(field) {
            return Some((
                format!("nothing says which `{}` a record is about", field.key()),
                hint.to_owned(),
            ));
        }
    }
    let days: Vec<Field> =
        Field::DAYS.into_iter().filter(|field| constant(*field) || mapped(*field)).collect();
    match days.as_slice() {
        [] => {
            return Some((
                "nothing says which days a record is about".to_owned(),
                "name the column or pointer of one of `from`, `week`, `month` and `period`, or give it under \
                 `constants`"
                    .to_owned(),
            ));
        }
        [one] if *one != Field::From && (constant(Field::To) || mapped(Field::To)) => {
            return Some((
                format!("`{one}` says the last day too, and so does `to`"),
                "leave one of them out".to_owned(),
            ));
        }
        [_] => {}
        [one, other, ..] => {
            let what = format!("`{one}` and `{other}` both say which days a record is about");
            return Some((what, "leave one of them out".to_owned()));
        }
    }
    if !Field::FIGURES.into_iter().any(|field| constant(field) || mapped(field)) {
        let what = "no figure is read: neither active, share, items nor last_active".to_owned();
        return Some((what, hint.to_owned()));
    }
    let elsewhere = || meaning.date_formats.iter();
    if let Some((field, _)) = elsewhere().find(|(field, _)| !Field::DATES.contains(field)) {
        return Some((
            format!("`date_formats` names `{field}`, which is not written as a date"),
            "name from, to, period or last_active there".to_owned(),
        ));
    }
    let mut all = std::iter::once(&meaning.date_format).chain(elsewhere().map(|(_, formats)| formats));
    all.find_map(fault_in_formats)
}

fn fault_in_formats(formats: &Formats) -> Option<(String, String)> {
    let hint = || "write it with %Y, %m and %d, as in `%Y-%m-%d` or `%d/%m/%Y`".to_owned();
    if formats.is_empty() {
        return Some(("no date format is given".to_owned(), hint()));
    }
    let sample = NaiveDate::from_ymd_opt(2026, 11, 23)?;
    let wrong = formats.iter().find(|format| read_back(sample, format) != Some(sample))?;
    Some((format!("the date format `{wrong}` does not make out a day"), hint()))
}

/// The day, written and read by a format; nothing when the format cannot do both.
fn read_back(date: NaiveDate, format: &str) -> Option<NaiveDate> {
    use std::fmt::Write;
    let mut text = String::new();
    write!(text, "{}", date.and_hms_opt(0, 0, 0)?.and_utc().format(format)).ok()?;
    NaiveDate::parse_from_str(&text, format).ok()
}
