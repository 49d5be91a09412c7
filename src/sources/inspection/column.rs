//! What a column holds, in counts: numbers, dates, and three samples.

use super::super::cell::{Cell, quoted};
use super::dates::Dates;
use crate::domain::number::{self, Exact};

/// Samples kept of a column.
const SAMPLES: usize = 3;

#[derive(Debug)]
pub struct Tally {
    pub name: String,
    pub samples: Vec<String>,
    pub filled: u64,
    pub numbers: u64,
    pub whole: u64,
    /// Numbers with a per cent sign.
    pub signed_percent: u64,
    pub largest: Option<Exact>,
    pub dates: Dates,
}

impl Tally {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            samples: Vec::new(),
            filled: 0,
            numbers: 0,
            whole: 0,
            signed_percent: 0,
            largest: None,
            dates: Dates::default(),
        }
    }

    pub fn add(&mut self, cell: &Cell<'_>) {
        if cell.is_blank() {
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
        if let Cell::Time(_) = cell {
            self.dates.real += 1;
            return;
        }
        let bare = text.strip_suffix('%');
        if let Ok(number) = number::parse(bare.unwrap_or(&text)) {
            self.numbers += 1;
            self.whole += u64::from(number.is_integer());
            self.signed_percent += u64::from(bare.is_some());
            self.largest = self.largest.max(Some(number));
        }
        self.dates.add(&text);
    }

    /// Whether nearly all of it is so; a few bad rows should not hide what a column is for.
    pub fn mostly(&self, count: u64) -> bool {
        self.filled > 0 && count * 10 >= self.filled * 9
    }

    /// Whether its numbers are per cent, and how that can be told.
    pub fn is_percent(&self) -> (bool, String) {
        let largest = self.largest.map_or(0.0, number::to_f64);
        if self.mostly(self.signed_percent) {
            (false, "the values carry a per cent sign, which is enough".to_owned())
        } else if largest > 1.0 {
            (true, format!("the largest value is {largest}, so the column holds 0 to 100"))
        } else {
            (
                false,
                format!(
                    "no value is over 1 (the largest is {largest}), so they are read as fractions: check"
                ),
            )
        }
    }
}
