//! How the dates of a column are written, told by all of its values; day and month are told apart only by evidence.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::sources::period;

/// Ways to write a date, the likelier first where the evidence is the same.
const FORMATS: [&str; 23] = [
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y%m%d",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d.%m.%Y %H:%M",
    "%d.%m.%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d %B %Y",
    "%Y-%m-%d %H:%M:%S.%3f",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%d/%m/%Y %I:%M %p",
];

/// The years that a date of usage can lie in.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// How dates are written, and how sure that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormat {
    /// The formats, as in the settings; a second one where the first does not fit all values.
    pub formats: Vec<&'static str>,
    /// How many values they fit.
    pub fits: u64,
    /// Another format that fits as many as the first; then nothing in the file tells which is right.
    pub or: Option<&'static str>,
}

/// How many values of a column fit which of the formats.
#[derive(Debug, Default)]
pub struct Dates {
    /// By the set of formats that a value fits, a bit each.
    sets: BTreeMap<u32, u64>,
    /// Dates that need no format: cells of a workbook, and times with a zone.
    pub plain: u64,
}

impl Dates {
    /// Takes in a value; the day that it is by the likeliest format, where it is a date.
    pub fn add(&mut self, text: &str) -> Option<NaiveDate> {
        let set = fitting(text);
        let format = FORMATS.get(set.trailing_zeros() as usize)?;
        *self.sets.entry(set).or_default() += 1;
        NaiveDate::parse_from_str(text, format).ok()
    }

    /// Takes in a text of two dates; whether it is one.
    pub fn add_both(&mut self, text: &str) -> bool {
        let both = period::halves(text).map(|(first, second)| fitting(first) & fitting(second));
        let set = both.into_iter().find(|set| *set != 0);
        if let Some(set) = set {
            *self.sets.entry(set).or_default() += 1;
        }
        set.is_some()
    }

    /// How many values are dates, whichever way they are written.
    pub fn count(&self) -> u64 {
        self.plain + self.sets.values().sum::<u64>()
    }

    /// The formats that fit most values; nothing where the column holds no dates that need one.
    pub fn conclude(&self) -> Option<DateFormat> {
        let fits = |format: usize, but: Option<usize>| -> u64 {
            let has = |set: u32, format: usize| set & (1 << format) != 0;
            let sets = self
                .sets
                .iter()
                .filter(|(set, _)| has(**set, format) && !but.is_some_and(|but| has(**set, but)));
            sets.map(|(_, count)| count).sum()
        };
        let most = |but: Option<usize>| {
            let best =
                (0..FORMATS.len()).max_by_key(|format| (fits(*format, but), std::cmp::Reverse(*format)))?;
            Some(best).filter(|format| fits(*format, but) > 0)
        };
        let best = most(None)?;
        let or = (best + 1..FORMATS.len()).find(|format| fits(*format, None) == fits(best, None));
        let second = most(Some(best));
        let formats = std::iter::once(best).chain(second).map(|format| FORMATS[format]).collect();
        let fits = fits(best, None) + second.map_or(0, |second| fits(second, Some(best)));
        Some(DateFormat { formats, fits, or: or.map(|format| FORMATS[format]) })
    }
}

/// The formats that a text fits, a bit each.
fn fitting(text: &str) -> u32 {
    if !(6..=30).contains(&text.len()) || !text.starts_with(|char: char| char.is_ascii_digit()) {
        return 0;
    }
    let fits = |format: &&str| {
        let date = NaiveDate::parse_from_str(text, format);
        date.is_ok_and(|date| YEARS.contains(&date.year()))
    };
    FORMATS.iter().enumerate().filter(|(_, format)| fits(format)).fold(0, |set, (place, _)| set | 1 << place)
}
