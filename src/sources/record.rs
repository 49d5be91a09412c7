//! One row or record of a source, turned into usage, passed over, or refused with a reason that quotes the text.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};

use super::Asked;
use super::field::{Field, PerField};
use super::settings::{Meaning, UnknownModules};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::number::{self, Exact, NumberError, ShareError};
use crate::domain::unit::audience::Audience;
use crate::domain::usage::{Figures, Period, Subject, Usage};

/// No platform here has older usage; an earlier year is a slip of the pen or two digits.
const FIRST_YEAR: i32 = 2000;

/// The longest piece of their text that a reason quotes, in characters.
const LONGEST_QUOTE: usize = 60;

/// What stands in one place of a row or record.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    Text(Cow<'a, str>),
    Date(NaiveDate),
}

impl Cell<'_> {
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text.trim()),
            Self::Date(date) => Cow::Owned(date.to_string()),
        }
    }
}

/// A row or record, as its source gives it.
pub(super) trait Row {
    /// What the source gives for a field: nothing where it does not hold the field, or leaves it out.
    /// An error says what is there instead of a plain value.
    fn cell(&self, field: Field) -> Result<Option<Cell<'_>>, String>;

    /// Where the field stands, in the reader's words.
    fn place(&self, field: Field) -> String;
}

/// What became of a row that was not refused.
#[derive(Debug, PartialEq)]
pub(super) enum Outcome {
    Record(Subject, Usage),
    /// A row of a module that nobody asked about, with the module's word.
    Ignored(String),
}

/// Why a row cannot be used.
#[derive(Debug, PartialEq)]
pub(super) struct Unusable {
    /// In the reader's words.
    pub(super) why: String,
    /// Whether it is a date that does not fit the date format.
    pub(super) is_other_date: bool,
}

impl From<String> for Unusable {
    fn from(why: String) -> Self {
        Self { why, is_other_date: false }
    }
}

/// Reads one row.
pub(super) fn read(row: &dyn Row, meaning: &Meaning, asked: &Asked) -> Result<Outcome, Unusable> {
    let reader = RowReader { row, meaning, today: asked.today };
    let module = ModuleKey(reader.key(Field::Module)?);
    if !asked.modules.contains(&module) {
        return match meaning.unknown_modules {
            UnknownModules::Ignore => Ok(Outcome::Ignored(module.0)),
            UnknownModules::Refuse => Err(reader
                .fault(Field::Module, &module.0, "is not a module that the expectations name")
                .into()),
        };
    }
    let unit = reader.key(Field::Unit)?;
    let Some(unit) = asked.units.get(unit.as_str()).cloned() else {
        return Err(reader.fault(Field::Unit, &unit, "is not a unit that the municipality has").into());
    };
    let word = reader.key(Field::Audience)?;
    let audience: Audience = word.parse().map_err(|_| {
        let what = "is not an audience; the audiences are staff, students and guardians";
        reader.fault(Field::Audience, &word, what)
    })?;
    let from = reader.required_day(Field::From)?;
    let to = if reader.holds(Field::To) { reader.required_day(Field::To)? } else { from };
    let figures = Figures {
        active: reader.count(Field::Active)?,
        eligible: reader.count(Field::Eligible)?,
        share: reader.share()?,
        items: reader.count(Field::Items)?,
        last_active: reader.last_active()?,
    };
    let usage =
        Usage::new(Period { from, to }, figures, asked.today).map_err(|impossible| impossible.to_string())?;
    Ok(Outcome::Record(Subject { unit, module, audience }, usage))
}

struct RowReader<'a> {
    row: &'a dyn Row,
    meaning: &'a Meaning,
    today: NaiveDate,
}

impl<'a> RowReader<'a> {
    /// What is said for a field by the row, else by the settings; blank is nothing.
    fn given(&self, field: Field) -> Result<Option<Cell<'a>>, String> {
        let constant =
            || self.meaning.constants.get(field).map(|text| Cell::Text(Cow::Borrowed(text.as_str())));
        Ok(self.row.cell(field)?.or_else(constant).filter(|cell| !cell.is_blank()))
    }

    /// Whether the field belongs to this source at all, be it blank.
    fn holds(&self, field: Field) -> bool {
        self.meaning.constants.get(field).is_some() || !matches!(self.row.cell(field), Ok(None))
    }

    fn place(&self, field: Field) -> String {
        match self.meaning.constants.get(field) {
            Some(_) => format!("the constant `{}`", field.key()),
            None => self.row.place(field),
        }
    }

    fn fault(&self, field: Field, text: &str, what: &str) -> String {
        format!("{} in {} {what}", quoted(text), self.place(field))
    }

    fn missing(&self, field: Field) -> String {
        format!("nothing in {}", self.place(field))
    }

    /// Our key for their word.
    fn key(&self, field: Field) -> Result<String, String> {
        let cell = self.given(field)?.ok_or_else(|| self.missing(field))?;
        let word = cell.text();
        let words = match field {
            Field::Unit => &self.meaning.values.unit,
            Field::Module => &self.meaning.values.module,
            _ => &self.meaning.values.audience,
        };
        Ok(words.get(word.as_ref()).cloned().unwrap_or_else(|| word.into_owned()))
    }

    fn required_day(&self, field: Field) -> Result<NaiveDate, Unusable> {
        self.day(field)?.ok_or_else(|| self.missing(field).into())
    }

    fn day(&self, field: Field) -> Result<Option<NaiveDate>, Unusable> {
        let Some(cell) = self.given(field)? else { return Ok(None) };
        let text = cell.text();
        let date = match cell {
            Cell::Date(date) => date,
            Cell::Text(_) => NaiveDate::parse_from_str(&text, &self.meaning.date_format).map_err(|_| {
                let what = format!("is not a date written as {}", self.meaning.date_format);
                Unusable { why: self.fault(field, &text, &what), is_other_date: true }
            })?,
        };
        if date.year() < FIRST_YEAR {
            return Err(self.fault(field, &text, &format!("is a date in the year {}", date.year())).into());
        }
        if date > self.today {
            return Err(self.fault(field, &text, "lies after the day of the run").into());
        }
        Ok(Some(date))
    }

    fn last_active(&self) -> Result<Option<NaiveDate>, Unusable> {
        self.day(Field::LastActive)
    }

    /// A whole number of people or things, from 0.
    fn count(&self, field: Field) -> Result<Option<u32>, String> {
        let Some(cell) = self.given(field)? else { return Ok(None) };
        let text = cell.text();
        let fault = |what: &str| self.fault(field, &text, what);
        if matches!(cell, Cell::Date(_)) {
            return Err(fault("is a date, not a number"));
        }
        let number = number::parse(&without_thousands(&text)).map_err(|error| fault(number_fault(&error)))?;
        if number < Exact::from_integer(0) {
            return Err(fault("is less than nothing"));
        }
        if !number.is_integer() {
            return Err(fault("is not a whole number"));
        }
        u32::try_from(*number.numer()).map(Some).map_err(|_| fault("is larger than any count here can be"))
    }

    fn share(&self) -> Result<Option<Exact>, String> {
        let Some(cell) = self.given(Field::Share)? else { return Ok(None) };
        let text = cell.text();
        let fault = |what: &str| self.fault(Field::Share, &text, what);
        if matches!(cell, Cell::Date(_)) {
            return Err(fault("is a date, not a share"));
        }
        let in_percent = self.meaning.is_percent() || text.ends_with('%');
        let share = if self.meaning.is_percent() && !text.ends_with('%') {
            number::parse_share(&format!("{text} %"))
        } else {
            number::parse_share(&text)
        };
        share.map(Some).map_err(|error| match error {
            ShareError::Number(error) => fault(number_fault(&error)),
            ShareError::OutOfRange(_) if in_percent => fault("is not between 0 % and 100 %"),
            ShareError::OutOfRange(_) => {
                fault("is not between 0 and 1; a column that holds 0 to 100 is listed under `percent`")
            }
        })
    }
}

fn number_fault(error: &NumberError) -> &'static str {
    match error {
        NumberError::NotANumber(_) => "is not a number",
        NumberError::TooLarge(_) => "is larger than any number here can be",
    }
}

/// Their text between marks, cut short and on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut quote: String =
        text.chars().take(LONGEST_QUOTE).map(|char| if char.is_control() { ' ' } else { char }).collect();
    if text.chars().nth(LONGEST_QUOTE).is_some() {
        quote.push('…');
    }
    format!("`{quote}`")
}

/// `1 234` as `1234`. Spaces that do not part thousands stay, so that the text is refused as it stands.
fn without_thousands(text: &str) -> Cow<'_, str> {
    let is_space = |char: char| matches!(char, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}');
    if !text.contains(is_space) {
        return Cow::Borrowed(text);
    }
    let whole = text.split_once(['.', ',']).map_or(text, |(whole, _)| whole);
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(is_space);
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && digits(group));
    if first && groups.all(|group| group.len() == 3 && digits(group)) {
        Cow::Owned(text.chars().filter(|char| !is_space(*char)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Which settings of a source contradict themselves, if any: what is wrong, and what to do.
pub(super) fn fault_in(meaning: &Meaning, holds: &PerField<()>) -> Option<(String, String)> {
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
    if !Field::FIGURES.into_iter().any(|field| constant(field) || mapped(field)) {
        let what = "no figure is read: neither active, share, items nor last_active".to_owned();
        return Some((what, hint.to_owned()));
    }
    let sample = NaiveDate::from_ymd_opt(2026, 11, 23)?;
    if read_back(sample, &meaning.date_format) != Some(sample) {
        return Some((
            format!("the date format `{}` does not make out a day", meaning.date_format),
            "write it with %Y, %m and %d, as in `%Y-%m-%d` or `%d/%m/%Y`".to_owned(),
        ));
    }
    None
}

/// The day, written and read by a format; nothing when the format cannot do both.
fn read_back(date: NaiveDate, format: &str) -> Option<NaiveDate> {
    use std::fmt::Write;
    let mut text = String::new();
    write!(text, "{}", date.and_hms_opt(0, 0, 0)?.and_utc().format(format)).ok()?;
    NaiveDate::parse_from_str(&text, format).ok()
}

#[cfg(test)]
mod tests;
