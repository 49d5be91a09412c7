//! One row or record of a source, turned into usage, passed over, or refused with a reason that quotes the text.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::Asked;
use super::cell::{Cell, quoted};
use super::field::Field;
use super::settings::{Meaning, UnknownModules};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::reading::RefusedRow;
use crate::domain::usage::{Period, Subject, Usage};

mod days;
mod figures;
mod settings;

pub(super) use settings::fault_in;

/// What a row is read by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// What the source's words mean, each as [`plain`] writes it.
    ///
    /// [`plain`]: super::words::plain
    pub meaning: &'a Meaning,
    pub asked: &'a Asked,
    /// The day on which these bytes were first read.
    pub first_read: NaiveDate,
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
    /// A row of a period that has begun and not ended, or that the platform still changes.
    Unfinished(Subject, Period),
}

/// Why a row cannot be used.
#[derive(Debug, PartialEq)]
pub(super) struct Unusable {
    /// In the reader's words.
    pub(super) why: String,
    /// Whether it is a date that does not fit the date format.
    pub(super) is_other_date: bool,
    /// What it is about, as far as that can be read.
    pub(super) about: Option<RefusedRow>,
}

impl From<String> for Unusable {
    fn from(why: String) -> Self {
        Self { why, is_other_date: false, about: None }
    }
}

/// Reads one row.
pub(super) fn read(row: &dyn Row, context: Context<'_>) -> Result<Outcome, Unusable> {
    let reader = RowReader { row, context };
    let Context { meaning, asked, .. } = context;
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
    let Some((unit, people)) = asked.units.get_key_value(unit.as_str()) else {
        let what = match with_other_zeros(&unit, asked) {
            Some(known) => format!(
                "is not a unit that the municipality has; `{known}` is one: zeros at its beginning were lost or added, \
                 as where a unit is stored as a number; write it under [source.values.unit]"
            ),
            None => "is not a unit that the municipality has".to_owned(),
        };
        return Err(reader.fault(Field::Unit, &unit, &what).into());
    };
    let word = reader.key(Field::Audience)?;
    let audience: Audience = word.parse().map_err(|_| {
        let what = "is not an audience; the audiences are staff, students and guardians";
        reader.fault(Field::Audience, &word, what)
    })?;
    let subject = Subject { unit: unit.clone(), module, audience };
    let about = |period| Some(RefusedRow { subject: subject.clone(), period });
    let (days, period) = reader.period().map_err(|unusable| Unusable { about: about(None), ..unusable })?;
    if period.from > asked.today {
        let unusable = reader.text_fault(days, "lies after the day of the run");
        return Err(Unusable { about: about(Some(period)), ..unusable });
    }
    if period.to > meaning.settled_on(asked.today) || period.to >= asked.today {
        return Ok(Outcome::Unfinished(subject, period));
    }
    let usage = reader.figures().and_then(|figures| {
        let usage = Usage::new(period, figures, asked.today);
        let usage = usage.and_then(|usage| usage.at_a_unit_of(people.of(audience)));
        usage.map_err(|impossible| Unusable::from(impossible.to_string()))
    });
    let usage = usage.map_err(|unusable| Unusable { about: about(Some(period)), ..unusable })?;
    Ok(Outcome::Record(subject, usage))
}

/// Whether a row names its week without a year.
pub(super) fn has_bare_week(row: &dyn Row, context: Context<'_>) -> bool {
    RowReader { row, context }.bare_week().is_some()
}

/// A unit that there is, whose key differs by zeros at its beginning alone.
fn with_other_zeros<'a>(unit: &str, asked: &'a Asked) -> Option<&'a str> {
    /// The longest key of a unit that zeros are looked for in.
    const LONGEST: usize = 12;
    let digits = unit.trim_start_matches('0');
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let known = |width: usize| asked.units.get_key_value(format!("{digits:0>width$}").as_str());
    (digits.len()..=LONGEST.max(digits.len())).find_map(known).map(|(key, _)| &*key.0)
}

struct RowReader<'a> {
    row: &'a dyn Row,
    context: Context<'a>,
}

impl<'a> RowReader<'a> {
    /// What is said for a field by the row, else by the settings; blank is nothing.
    fn given(&self, field: Field) -> Result<Option<Cell<'a>>, String> {
        let meaning = self.context.meaning;
        let constant = || meaning.constants.get(field).map(|text| Cell::Text(Cow::Borrowed(text.as_str())));
        let cell = match self.row.cell(field)?.or_else(constant).filter(|cell| !cell.is_blank()) {
            Some(Cell::Formula) => {
                let place = self.place(field);
                return Err(format!(
                    "a formula in {place} has no value; open the file in a spreadsheet program and save it once"
                ));
            }
            Some(Cell::Merged(..)) if Field::COUNTED.contains(&field) => {
                let place = self.place(field);
                return Err(format!(
                    "the cell in {place} is merged with others: whose figure it is cannot be told"
                ));
            }
            Some(Cell::Merged(cell, _)) => Some(*cell),
            other => other,
        };
        let is_empty = |cell: &Cell<'_>| meaning.empty.iter().any(|word| *word == cell.text());
        Ok(cell.filter(|cell| !is_empty(cell)))
    }

    /// Whether the field belongs to this source at all, be it blank.
    fn holds(&self, field: Field) -> bool {
        self.context.meaning.constants.get(field).is_some() || !matches!(self.row.cell(field), Ok(None))
    }

    fn place(&self, field: Field) -> String {
        match self.context.meaning.constants.get(field) {
            Some(_) => format!("the constant `{field}`"),
            None => self.row.place(field),
        }
    }

    fn fault(&self, field: Field, text: &str, what: &str) -> String {
        format!("{} in {} {what}", quoted(text), self.place(field))
    }

    /// The same of what stands there.
    fn text_fault(&self, field: Field, what: &str) -> Unusable {
        let text = self.given(field).ok().flatten().map(|cell| cell.text().into_owned()).unwrap_or_default();
        self.fault(field, &text, what).into()
    }

    fn required(&self, field: Field) -> Result<Cell<'a>, String> {
        self.given(field)?.ok_or_else(|| format!("nothing in {}", self.place(field)))
    }

    /// Our key for their word.
    fn key(&self, field: Field) -> Result<String, String> {
        let cell = self.required(field)?;
        let word = cell.text();
        let words = match field {
            Field::Unit => &self.context.meaning.values.unit,
            Field::Module => &self.context.meaning.values.module,
            _ => &self.context.meaning.values.audience,
        };
        Ok(words.get(word.as_ref()).cloned().unwrap_or_else(|| word.into_owned()))
    }
}

#[cfg(test)]
mod tests;
