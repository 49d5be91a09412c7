//! What stands in one place of a row or record.

use std::borrow::Cow;

use chrono::{NaiveDateTime, NaiveTime};

use super::words::plain;

/// The longest piece of their text that a reason quotes, in characters.
const LONGEST_QUOTE: usize = 60;

/// What stands in one place of a row or record.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    /// A text; blank where nothing stands.
    Text(Cow<'a, str>),
    /// A number that is stored as one, with a point before its decimals and nothing between thousands.
    Number(Cow<'a, str>),
    /// A day or time that is stored as one.
    Time(NaiveDateTime),
    /// A formula whose value nobody has worked out.
    Formula,
    /// Part of a cell that was merged with others, with what stands in it, and whether it reaches
    /// over several columns.
    Merged(Box<Cell<'a>>, bool),
}

impl Cell<'_> {
    /// Where nothing stands.
    pub const BLANK: Cell<'static> = Cell::Text(Cow::Borrowed(""));

    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => plain(text).is_empty(),
            Self::Number(_) | Self::Time(_) | Self::Formula => false,
            Self::Merged(cell, _) => cell.is_blank(),
        }
    }

    /// Its text, as people compare it; none of a formula without a value.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => plain(text),
            Self::Number(number) => Cow::Borrowed(number),
            Self::Time(time) if time.time() == NaiveTime::MIN => Cow::Owned(time.date().to_string()),
            Self::Time(time) => Cow::Owned(time.to_string()),
            Self::Formula => Cow::Borrowed(""),
            Self::Merged(cell, _) => cell.text(),
        }
    }

    /// The same, on its own.
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Self::Number(number) => Cell::Number(Cow::Owned(number.into_owned())),
            Self::Time(time) => Cell::Time(time),
            Self::Formula => Cell::Formula,
            Self::Merged(cell, wide) => Cell::Merged(Box::new(cell.into_owned()), wide),
        }
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
