//! How the dates of a column are written, told by all of its values; day and month are told apart only by evidence.

use chrono::{Datelike, NaiveDate};

/// Ways to write a date, the likelier first where the evidence is the same.
const FORMATS: [&str; 13] = [
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
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S%:z",
];

/// A format that never fitted is not tried any more after so many values.
const PATIENCE: u64 = 100;

/// The years that a date of usage can lie in.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// How dates are written, and how sure that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormat {
    /// The format, as in the settings.
    pub format: &'static str,
    /// How many values it fits.
    pub fits: u64,
    /// Another format that fits as many; then nothing in the file tells which is right.
    pub or: Option<&'static str>,
}

/// How many values of a column each format fits.
#[derive(Debug, Default)]
pub struct Dates {
    tried: u64,
    fits: [u64; FORMATS.len()],
    /// Real date cells of a workbook.
    pub real: u64,
}

impl Dates {
    pub fn add(&mut self, text: &str) {
        self.tried += 1;
        if !(6..=30).contains(&text.len()) || !text.starts_with(|char: char| char.is_ascii_digit()) {
            return;
        }
        for (format, fits) in FORMATS.iter().zip(&mut self.fits) {
            if *fits > 0 || self.tried <= PATIENCE {
                let date = NaiveDate::parse_from_str(text, format);
                *fits += u64::from(date.is_ok_and(|date| YEARS.contains(&date.year())));
            }
        }
    }

    /// How many values are dates, whichever way they are written.
    pub fn count(&self) -> u64 {
        self.real + self.fits.iter().max().copied().unwrap_or_default()
    }

    /// The format that fits most values; nothing when the column holds no dates.
    pub fn conclude(&self) -> Option<DateFormat> {
        let most = self.fits.iter().max().copied().unwrap_or_default();
        let mut best =
            FORMATS.into_iter().zip(self.fits).filter(|(_, fits)| *fits == most).map(|(format, _)| format);
        match most {
            0 if self.real == 0 => None,
            0 => Some(DateFormat { format: FORMATS[0], fits: self.real, or: None }),
            fits => Some(DateFormat { format: best.next()?, fits, or: best.next() }),
        }
    }
}
