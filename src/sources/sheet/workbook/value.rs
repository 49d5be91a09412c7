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
    /// It shows the one or the other, by a condition.
    Unclear,
}

impl Percent {
    pub fn of(style: &Style) -> Self {
        style.number_format.as_ref().map_or(Self::None, |format| Self::of_code(&format.format_code))
    }

    /// By the first section of a format code, which is that of positive numbers; where sections have
    /// conditions, by all of them (ECMA-376, part 1, 18.8.31).
    fn of_code(code: &str) -> Self {
        let mut chars = code.chars();
        let (first, mut has_conditions) = Self::of_section(&mut chars);
        while !chars.as_str().is_empty() {
            let (other, conditions) = Self::of_section(&mut chars);
            has_conditions |= conditions;
            if has_conditions && other != first {
                return Self::Unclear;
            }
        }
        first
    }

    /// What a section does, and whether it has a condition. A text stands between quotation marks or
    /// after a backslash.
    fn of_section(chars: &mut std::str::Chars<'_>) -> (Self, bool) {
        let (mut found, mut has_condition) = (Self::None, false);
        while let Some(char) = chars.next() {
            let shown = match char {
                ';' => break,
                '%' => {
                    found = Self::Multiplied;
                    false
                }
                '"' => chars.by_ref().take_while(|char| *char != '"').filter(|char| *char == '%').count() > 0,
                '\\' => chars.next() == Some('%'),
                // The width of a character, and one that fills the cell: no text.
                '_' | '*' => {
                    chars.next();
                    false
                }
                // A colour, a language, or a condition.
                '[' => {
                    let inside: String = chars.by_ref().take_while(|char| *char != ']').collect();
                    has_condition |= inside.starts_with(['<', '>', '=']);
                    false
                }
                _ => false,
            };
            if shown && found == Self::None {
                found = Self::AsText;
            }
        }
        (found, has_condition)
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
        Percent::Unclear => Cell::Text(Cow::Owned(format!("{number} or {number} %"))),
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
        for code in ["0.0\" %\"", "0\\%", "0.0\\ \\%;0", "[Red]0\" procent (%)\""] {
            assert_eq!(Percent::of_code(code), Percent::AsText, "{code}");
        }
        for code in ["[<0.01]0.00\" %\";0%", "[>1]0%;0.0\" %\"", "[=0]\"–\";0%"] {
            assert_eq!(Percent::of_code(code), Percent::Unclear, "{code}");
        }
        for code in ["General", "0.00", "0;0%", "0_%", "0*%", "[%]0"] {
            assert_eq!(Percent::of_code(code), Percent::None, "{code}");
        }
    }
}
