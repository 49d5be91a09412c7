//! One row or record of a source, turned into usage, passed over, or refused with a reason that quotes the text.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use super::Asked;
use super::field::{Field, PerField};
use super::moment::{Moment, last_day_before};
use super::settings::{Meaning, PeriodEnd, UnknownModules};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::number::{self, Exact, NumberError, ShareError};
use crate::domain::unit::audience::Audience;
use crate::domain::usage::figure::Figure;
use crate::domain::usage::reading::RefusedRow;
use crate::domain::usage::{Figures, Period, Subject, Usage};

/// No platform here has older usage; an earlier year is a slip of the pen or two digits.
const FIRST_YEAR: i32 = 2000;

/// The longest piece of their text that a reason quotes, in characters.
const LONGEST_QUOTE: usize = 60;

/// What stands in one place of a row or record.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    Text(Cow<'a, str>),
    Time(NaiveDateTime),
}

impl Cell<'_> {
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text.trim()),
            Self::Time(time) if time.time() == NaiveTime::MIN => Cow::Owned(time.date().to_string()),
            Self::Time(time) => Cow::Owned(time.to_string()),
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
pub(super) fn read(row: &dyn Row, meaning: &Meaning, asked: &Asked) -> Result<Outcome, Unusable> {
    let reader = RowReader { row, meaning, today: asked.today, zone: asked.zone };
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
    let Some((unit, _)) = asked.units.get_key_value(unit.as_str()) else {
        return Err(reader.fault(Field::Unit, &unit, "is not a unit that the municipality has").into());
    };
    let word = reader.key(Field::Audience)?;
    let audience: Audience = word.parse().map_err(|_| {
        let what = "is not an audience; the audiences are staff, students and guardians";
        reader.fault(Field::Audience, &word, what)
    })?;
    let subject = Subject { unit: unit.clone(), module, audience };
    let about = |period| Some(RefusedRow { subject: subject.clone(), period });
    let period = reader.period().map_err(|unusable| Unusable { about: about(None), ..unusable })?;
    if period.from > asked.today {
        let unusable = reader.day_fault(Field::From, "lies after the day of the run");
        return Err(Unusable { about: about(Some(period)), ..unusable });
    }
    if period.to > meaning.settled_on(asked.today) || period.to >= asked.today {
        return Ok(Outcome::Unfinished(subject, period));
    }
    let usage = reader.figures().and_then(|figures| {
        Usage::new(period, figures, asked.today).map_err(|impossible| Unusable::from(impossible.to_string()))
    });
    let usage = usage.map_err(|unusable| Unusable { about: about(Some(period)), ..unusable })?;
    Ok(Outcome::Record(subject, usage))
}

struct RowReader<'a> {
    row: &'a dyn Row,
    meaning: &'a Meaning,
    today: NaiveDate,
    zone: Tz,
}

impl<'a> RowReader<'a> {
    /// What is said for a field by the row, else by the settings; blank is nothing.
    fn given(&self, field: Field) -> Result<Option<Cell<'a>>, String> {
        let constant =
            || self.meaning.constants.get(field).map(|text| Cell::Text(Cow::Borrowed(text.as_str())));
        let cell = self.row.cell(field)?.or_else(constant).filter(|cell| !cell.is_blank());
        let is_empty = |cell: &Cell<'_>| self.meaning.empty.iter().any(|word| *word == cell.text());
        Ok(cell.filter(|cell| !is_empty(cell)))
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

    /// The days of the row.
    fn period(&self) -> Result<Period, Unusable> {
        let from = self.required_time(Field::From)?;
        if from.time() != NaiveTime::MIN {
            let what = format!(
                "is {} there: a first day begins at midnight; where the times are those of another zone, write it \
                 under `times`, as in `times = \"UTC\"`",
                from.format("%Y-%m-%d %H:%M")
            );
            return Err(self.day_fault(Field::From, &what));
        }
        let from = from.date();
        let to = if self.holds(Field::To) {
            let end = self.required_time(Field::To)?;
            match self.meaning.to {
                PeriodEnd::Inclusive => end.date(),
                PeriodEnd::Exclusive => last_day_before(end),
            }
        } else {
            from
        };
        let period = Period { from, to };
        period.check().map(|()| period).map_err(|impossible| impossible.to_string().into())
    }

    fn figures(&self) -> Result<Figures, Unusable> {
        let last_active = self.time(Field::LastActive)?.map(|time| time.date());
        if last_active.is_some_and(|day| day > self.today) {
            return Err(self.day_fault(Field::LastActive, "lies after the day of the run"));
        }
        Ok(Figures {
            active: self.count(Field::Active)?,
            eligible: self.count(Field::Eligible)?,
            share: self.share()?,
            items: self.count(Field::Items)?,
            last_active,
        })
    }

    fn day_fault(&self, field: Field, what: &str) -> Unusable {
        let text = self.given(field).ok().flatten().map(|cell| cell.text().into_owned()).unwrap_or_default();
        self.fault(field, &text, what).into()
    }

    fn required_time(&self, field: Field) -> Result<NaiveDateTime, Unusable> {
        self.time(field)?.ok_or_else(|| self.missing(field).into())
    }

    /// The local time that stands there; midnight of a day.
    fn time(&self, field: Field) -> Result<Option<NaiveDateTime>, Unusable> {
        let Some(cell) = self.given(field)? else { return Ok(None) };
        let text = cell.text();
        let moment = match cell {
            Cell::Time(time) => Moment::of(time),
            Cell::Text(_) => Moment::parse(&text, &self.meaning.date_format).ok_or_else(|| {
                let what = format!("is not a date written as {}", self.meaning.date_format);
                Unusable { why: self.fault(field, &text, &what), is_other_date: true, about: None }
            })?,
        };
        let time = moment.local(self.meaning.times, self.zone);
        if time.year() < FIRST_YEAR {
            return Err(self.fault(field, &text, &format!("is a date in the year {}", time.year())).into());
        }
        Ok(Some(time))
    }

    /// A whole number of people or things, from 0.
    fn count(&self, field: Field) -> Result<Option<Figure<u32>>, String> {
        let Some(cell) = self.given(field)? else { return Ok(None) };
        let text = cell.text();
        if self.is_suppressed(&text) {
            let most = most(&text).and_then(|most| u32::try_from(most.to_integer()).ok());
            return Ok(Some(Figure::Suppressed { least: 0, most }));
        }
        let fault = |what: &str| self.fault(field, &text, what);
        if matches!(cell, Cell::Time(_)) {
            return Err(fault("is a date, not a number"));
        }
        let number = number::parse(&without_thousands(&text)).map_err(|error| fault(number_fault(&error)))?;
        if number < Exact::from_integer(0) {
            return Err(fault("is less than nothing"));
        }
        if !number.is_integer() {
            return Err(fault("is not a whole number"));
        }
        let number =
            u32::try_from(*number.numer()).map_err(|_| fault("is larger than any count here can be"))?;
        Ok(Some(Figure::Known(number)))
    }

    /// Whether the source keeps the figure to itself.
    fn is_suppressed(&self, text: &str) -> bool {
        self.meaning.suppressed.iter().any(|word| word == text)
    }

    fn share(&self) -> Result<Option<Figure<Exact>>, String> {
        let Some(cell) = self.given(Field::Share)? else { return Ok(None) };
        let text = cell.text();
        if self.is_suppressed(&text) {
            return Ok(Some(Figure::Suppressed { least: Exact::from_integer(0), most: None }));
        }
        let fault = |what: &str| self.fault(Field::Share, &text, what);
        if matches!(cell, Cell::Time(_)) {
            return Err(fault("is a date, not a share"));
        }
        let in_percent = self.meaning.is_percent() || text.ends_with('%');
        let share = if self.meaning.is_percent() && !text.ends_with('%') {
            number::parse_share(&format!("{text} %"))
        } else {
            number::parse_share(&text)
        };
        share.map(|share| Some(Figure::Known(share))).map_err(|error| match error {
            ShareError::Number(error) => fault(number_fault(&error)),
            ShareError::OutOfRange(_) if in_percent => fault("is not between 0 % and 100 %"),
            ShareError::OutOfRange(_) => {
                fault("is not between 0 and 1; a column that holds 0 to 100 is listed under `percent`")
            }
        })
    }
}

/// The most that a word such as `<5`, `≤4` or `1-4` says; none where it says no number.
fn most(word: &str) -> Option<Exact> {
    let digits = |text: &str| number::parse(text.trim()).ok().filter(|most| *most >= Exact::from_integer(0));
    if let Some(limit) = word.strip_prefix("<=").or_else(|| word.strip_prefix('≤')) {
        return digits(limit);
    }
    if let Some(limit) = word.strip_prefix('<') {
        return digits(limit)
            .map(|limit| limit.ceil() - Exact::from_integer(1))
            .filter(|most| *most >= Exact::from_integer(0));
    }
    word.rsplit_once(['-', '–']).and_then(|(least, most)| digits(least).and_then(|_| digits(most)))
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
