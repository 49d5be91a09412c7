//! What a column holds, in counts: numbers, dates, weeks, words, and three samples.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::dates::Dates;
use crate::domain::number::{self, Exact};
use crate::sources::cell::{Cell, quoted};
use crate::sources::moment::Moment;
use crate::sources::period::{self, NamedWeek};
use crate::sources::settings::Formats;

/// Samples kept of a column.
const SAMPLES: usize = 3;

/// Different words kept of a column; one with more is no list of words.
const MOST_WORDS: usize = 2000;

/// Lines kept of each oddity.
const MOST_LINES: usize = 4;

/// Lines on which something stands, the first of them.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    pub count: u64,
    pub first: Vec<u64>,
}

impl Lines {
    pub fn add(&mut self, line: u64) {
        self.count += 1;
        if self.first.len() < MOST_LINES {
            self.first.push(line);
        }
    }

    /// In the reader's words, such as `lines 2, 3 and 12 more`.
    pub fn told(&self) -> String {
        let first: Vec<String> = self.first.iter().map(u64::to_string).collect();
        let more = self.count.saturating_sub(self.first.len().try_into().unwrap_or(u64::MAX));
        let word = if self.count == 1 { "line" } else { "lines" };
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        format!("{word} {}{more}", first.join(", "))
    }
}

#[derive(Debug, Default)]
pub struct Tally {
    pub name: String,
    pub upper: String,
    pub samples: Vec<String>,
    pub filled: u64,
    pub blank: Lines,
    /// Numbers with a per cent sign.
    pub signed_percent: Lines,
    /// Numbers without one, from over 0 to 1, and over 1.
    pub fractions: Lines,
    pub over_one: Lines,
    pub numbers: u64,
    pub whole: u64,
    /// Numbers that may have thousands or decimals.
    pub grouped: Lines,
    pub dates: Dates,
    pub periods: Dates,
    pub weeks: u64,
    /// Weeks without a year.
    pub bare_weeks: u64,
    /// The days of the week that dates lie on, a bit each.
    pub weekdays: u8,
    /// The days of the month, a bit each.
    pub month_days: u32,
    /// Numbers that can be a year.
    pub years: u64,
    pub months: u64,
    pub formulas: Lines,
    /// Every word, with how many rows have it.
    pub words: BTreeMap<String, u64>,
    /// Those that are neither numbers nor dates.
    pub odd: BTreeMap<String, Lines>,
}

impl Tally {
    pub fn new(name: &str, upper: &str) -> Self {
        Self { name: name.to_owned(), upper: upper.to_owned(), ..Self::default() }
    }

    pub fn add(&mut self, line: u64, cell: &Cell<'_>) {
        if cell.is_blank() {
            self.blank.add(line);
            return;
        }
        self.filled += 1;
        let text = cell.text();
        if self.samples.len() < SAMPLES {
            let sample = quoted(&text).trim_matches('`').to_owned();
            if !self.samples.contains(&sample) {
                self.samples.push(sample);
            }
        }
        match cell {
            Cell::Formula => return self.formulas.add(line),
            Cell::Time(time) => {
                self.dates.plain += 1;
                self.add_day(time.date());
                return;
            }
            _ => {}
        }
        if self.words.len() < MOST_WORDS || self.words.contains_key(text.as_ref()) {
            *self.words.entry(text.clone().into_owned()).or_default() += 1;
        }
        let is_number = self.add_number(line, cell, &text);
        if let Some(week) = NamedWeek::parse(&text) {
            self.weeks += 1;
            self.bare_weeks += u64::from(matches!(week, NamedWeek::Bare(_)));
        }
        self.years += u64::from(text.parse::<u32>().is_ok_and(|year| (2000..=2100).contains(&year)));
        self.months += u64::from(period::month(&text).is_some());
        let day = self.dates.add(&text);
        let mut is_date = day.is_some() || self.periods.add_both(&text);
        if let Some(Moment::Zoned(time)) = Moment::parse(&text, &Formats::default()) {
            self.dates.plain += 1;
            self.add_day(time.date_naive());
            is_date = true;
        }
        if let Some(day) = day {
            self.add_day(day);
        }
        if !is_number && !is_date && (self.odd.len() < MOST_WORDS || self.odd.contains_key(text.as_ref())) {
            self.odd.entry(text.into_owned()).or_default().add(line);
        }
    }

    fn add_day(&mut self, day: NaiveDate) {
        self.weekdays |= 1 << day.weekday().num_days_from_monday();
        self.month_days |= 1 << day.day();
    }

    fn add_number(&mut self, line: u64, cell: &Cell<'_>, text: &str) -> bool {
        let bare = text.strip_suffix('%');
        let digits = bare.unwrap_or(text).trim().replace(' ', "");
        if !matches!(cell, Cell::Number(_))
            && ['.', ','].into_iter().any(|mark| number::is_grouped(&digits, mark))
        {
            self.grouped.add(line);
            return true;
        }
        let Ok(number) = number::parse(&digits) else { return false };
        self.numbers += 1;
        self.whole += u64::from(number.is_integer());
        if bare.is_some() {
            self.signed_percent.add(line);
        } else if number > Exact::from_integer(1) {
            self.over_one.add(line);
        } else if number > Exact::from_integer(0) && number < Exact::from_integer(1) {
            self.fractions.add(line);
        }
        true
    }

    /// Whether it says years.
    pub fn is_year(&self) -> bool {
        let heading = self.name.to_lowercase();
        matches!(heading.as_str(), "år" | "year" | "läsår" | "kalenderår")
            || self.years > 0 && self.years == self.filled
    }

    /// How many cells say something: words for nothing, and for figures that are kept back, do not.
    pub fn told(&self) -> u64 {
        let said = |word: &str| !is_for_nothing(word) && !is_for_suppressed(word);
        let unsaid = self.odd.iter().filter(|(word, _)| !said(word)).map(|(_, lines)| lines.count);
        self.filled.saturating_sub(unsaid.sum())
    }

    /// Whether nearly all of it is so; a few bad rows should not hide what a column is for.
    pub fn mostly(&self, count: u64) -> bool {
        count > 0 && count * 10 >= self.told() * 9
    }
}

/// Words that stand where nothing stands, in small letters.
const NOTHING: [&str; 12] =
    ["-", "–", "—", "aldrig", "never", "n/a", "na", "saknas", "ingen", "null", "none", "ej tillgänglig"];

/// Whether a word usually stands where nothing stands.
pub fn is_for_nothing(word: &str) -> bool {
    NOTHING.contains(&word.to_lowercase().as_str())
}

/// Whether a word usually stands for a figure that is kept back: `<5`, `≤4`, `..`, `x`.
pub fn is_for_suppressed(word: &str) -> bool {
    let limit = word.strip_prefix("<=").or_else(|| word.strip_prefix(['<', '≤']));
    matches!(word, ".." | "…") || limit.is_some_and(|limit| number::parse(limit.trim()).is_ok())
}
