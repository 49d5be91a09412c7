//! The value of a cell as somebody sees it who looks at the sheet.

use std::borrow::Cow;

use calamine::{DataRef, ExcelDateTime, Style};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::super::super::cell::Cell;

/// What a number format does about per cent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Percent {
    /// It shows none.
    #[default]
    None,
    /// It shows the number times a hundred, and the sign.
    Multiplied,
    /// It shows the number as it is, and the sign as a text.
    AsText,
}

impl Percent {
    pub fn of(style: &Style) -> Self {
        style.number_format.as_ref().map_or(Self::None, |format| Self::of_code(&format.format_code))
    }

    /// By the first section of a format code, which is that of positive numbers (ECMA-376, part 1,
    /// 18.8.31): a text stands between quotation marks or after a backslash.
    fn of_code(code: &str) -> Self {
        let mut chars = code.chars();
        let mut found = Self::None;
        while let Some(char) = chars.next() {
            let shown = match char {
                ';' => break,
                '%' => return Self::Multiplied,
                '"' => chars.by_ref().take_while(|char| *char != '"').filter(|char| *char == '%').count() > 0,
                '\\' => chars.next() == Some('%'),
                // The width of a character, one that fills the cell, a colour or a condition: no text.
                '_' | '*' => {
                    chars.next();
                    false
                }
                '[' => {
                    chars.by_ref().take_while(|char| *char != ']').for_each(drop);
                    false
                }
                _ => false,
            };
            if shown {
                found = Self::AsText;
            }
        }
        found
    }
}

/// The value; nothing for an empty cell.
pub fn cell<'a>(value: &DataRef<'a>, percent: Percent) -> Option<Cell<'a>> {
    let text = match value {
        DataRef::Empty => return None,
        DataRef::SharedString(text) => return Some(Cell::Text(Cow::Borrowed(text))),
        DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Float(number) => return Some(number_cell(*number, percent)),
        #[expect(clippy::cast_precision_loss, reason = "no count in a sheet is that large")]
        DataRef::Int(number) => return Some(number_cell(*number as f64, percent)),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(moment) => {
            let time = moment.is_datetime().then(|| time(*moment)).flatten();
            return Some(time.map_or_else(|| number_cell(moment.as_f64(), percent), Cell::Time));
        }
        DataRef::DateTimeIso(text) => {
            let day = || Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN));
            match text.parse().ok().or_else(day) {
                Some(time) => return Some(Cell::Time(time)),
                None => text.clone(),
            }
        }
    };
    Some(Cell::Text(Cow::Owned(text)))
}

fn number_cell(number: f64, percent: Percent) -> Cell<'static> {
    match percent {
        Percent::None => Cell::Number(Cow::Owned(number.to_string())),
        // Shown as 85 %, stored as 0.85: the cell itself says per cent, whatever the settings say.
        Percent::Multiplied => Cell::Text(Cow::Owned(format!("{}%", number * 100.0))),
        Percent::AsText => Cell::Text(Cow::Owned(format!("{number}%"))),
    }
}

/// The time of a cell to the second. A time is cut, not rounded: the last microsecond of a day
/// belongs to it.
fn time(moment: ExcelDateTime) -> Option<NaiveDateTime> {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?;
    let time = date.and_hms_opt(hour.into(), minute.into(), second.into())?;
    let was_rounded_up = time.time() == NaiveTime::MIN && moment.as_f64().fract() > 0.5;
    if was_rounded_up { time.checked_sub_signed(TimeDelta::seconds(1)) } else { Some(time) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_quotation_marks_or_after_a_backslash_does_not_multiply() {
        for code in ["0%", "0.0 %", "0.00%;-0.00%", "[Red]0%", "# ##0,0 %", "0_ %"] {
            assert_eq!(Percent::of_code(code), Percent::Multiplied, "{code}");
        }
        for code in ["0.0\" %\"", "0\\%", "0.0\\ \\%;0", "[>1]0\" procent (%)\""] {
            assert_eq!(Percent::of_code(code), Percent::AsText, "{code}");
        }
        for code in ["General", "0.00", "0;0%", "0_%", "0*%", "[%]0"] {
            assert_eq!(Percent::of_code(code), Percent::None, "{code}");
        }
    }
}
