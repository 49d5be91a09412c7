//! The figures of a row.

use std::borrow::Cow;

use super::super::cell::Cell;
use super::super::field::Field;
use super::super::settings::Thousands;
use super::{RowReader, Unusable};
use crate::domain::number::{self, Exact, NumberError, ShareError};
use crate::domain::usage::Figures;
use crate::domain::usage::figure::Figure;
use crate::domain::usage::share::Share;

impl RowReader<'_> {
    pub(super) fn figures(&self) -> Result<Figures, Unusable> {
        let last_active = self.time(Field::LastActive)?.map(|time| time.date());
        if last_active.is_some_and(|day| day > self.context.asked.today) {
            return Err(self.text_fault(Field::LastActive, "lies after the day of the run"));
        }
        Ok(Figures {
            active: self.count(Field::Active)?,
            eligible: self.count(Field::Eligible)?,
            share: self.share()?,
            items: self.count(Field::Items)?,
            last_active,
        })
    }

    /// A whole number of people or things, from 0.
    fn count(&self, field: Field) -> Result<Option<Figure<u32>>, String> {
        let Some(cell) = self.given(field)? else { return Ok(None) };
        let text = cell.text();
        if self.is_suppressed(&text) {
            let most = most(&text, self.context.meaning.thousands);
            let most = most.and_then(|most| u32::try_from(most.to_integer()).ok());
            return Ok(Some(Figure::Suppressed { least: 0, most }));
        }
        let fault = |what: &str| self.fault(field, &text, what);
        if matches!(cell, Cell::Time(_)) {
            return Err(fault("is a date, not a number"));
        }
        let digits = match cell {
            Cell::Number(_) => Cow::Borrowed(text.as_ref()),
            _ => digits(&text, self.context.meaning.thousands).map_err(fault)?,
        };
        let number = number::parse(&digits).map_err(|error| fault(number_fault(&error)))?;
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
        self.context.meaning.suppressed.iter().any(|word| word == text)
    }

    fn share(&self) -> Result<Option<Figure<Share>>, String> {
        let Some(cell) = self.given(Field::Share)? else { return Ok(None) };
        let text = cell.text();
        if self.is_suppressed(&text) {
            return Ok(Some(Figure::Suppressed { least: Share::NOBODY, most: None }));
        }
        let fault = |what: &str| self.fault(Field::Share, &text, what);
        if matches!(cell, Cell::Time(_)) {
            return Err(fault("is a date, not a share"));
        }
        let in_percent = self.context.meaning.is_percent() || text.ends_with('%');
        let share = if self.context.meaning.is_percent() && !text.ends_with('%') {
            number::parse_share(&format!("{text} %"))
        } else {
            number::parse_share(&text)
        };
        let share = share.map_err(|error| match error {
            ShareError::Number(error) => fault(number_fault(&error)),
            ShareError::OutOfRange(_) if in_percent => fault("is not between 0 % and 100 %"),
            ShareError::OutOfRange(_) => {
                fault("is not between 0 and 1; a column that holds 0 to 100 is listed under `percent`")
            }
        })?;
        Share::try_from(share).map(|share| Some(Figure::Known(share))).map_err(|error| error.to_string())
    }
}

/// The most that a word such as `<5`, `≤4` or `1-4` says; none where it says no number.
pub(super) fn most(word: &str, thousands: Option<Thousands>) -> Option<Exact> {
    let number = |text: &str| {
        let digits = digits(text.trim(), thousands).ok()?;
        number::parse(&digits).ok().filter(|most| *most >= Exact::from_integer(0))
    };
    if let Some(limit) = word.strip_prefix("<=").or_else(|| word.strip_prefix('≤')) {
        return number(limit);
    }
    if let Some(limit) = word.strip_prefix('<') {
        return number(limit)
            .map(|limit| limit.ceil() - Exact::from_integer(1))
            .filter(|most| *most >= Exact::from_integer(0));
    }
    word.rsplit_once(['-', '–']).and_then(|(least, most)| number(least).and_then(|_| number(most)))
}

fn number_fault(error: &NumberError) -> &'static str {
    match error {
        NumberError::NotANumber(_) => "is not a number",
        NumberError::TooLarge(_) => "is larger than any number here can be",
    }
}

/// The text without what parts its thousands. Spaces that part something else stay, so that the text
/// is refused as it stands. The error says what is wrong.
fn digits(text: &str, thousands: Option<Thousands>) -> Result<Cow<'_, str>, &'static str> {
    let whole = text.split_once(['.', ',']).map_or(text, |(whole, _)| whole);
    if whole.contains(' ') && number::is_grouped(whole, ' ') {
        return Ok(Cow::Owned(text.replace(' ', "")));
    }
    let said = thousands.map(Thousands::char);
    if ['.', ','].into_iter().any(|mark| Some(mark) != said && number::is_grouped(text, mark)) {
        return Err(
            "may mean thousands or decimals; where the mark parts thousands, write it under `thousands`",
        );
    }
    let Some(mark) = said.filter(|mark| text.contains(*mark)) else { return Ok(Cow::Borrowed(text)) };
    let decimal = if mark == '.' { ',' } else { '.' };
    let whole = text.split_once(decimal).map_or(text, |(whole, _)| whole);
    if number::is_grouped(whole, mark) {
        Ok(Cow::Owned(text.chars().filter(|char| *char != mark).collect()))
    } else {
        Err("is not parted into thousands the way that `thousands` says")
    }
}
