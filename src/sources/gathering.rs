//! Gathers the rows of one reading, and looks at it as a whole when all are there.

use super::ignored::Ignored;
use super::record::{self, Outcome, Row};
use super::settings::Meaning;
use super::{Asked, Reading};
use crate::domain::usage::reading::{self, RefusedRow, Sifted, Unfit};
use crate::domain::usage::refusal::{Place, Refusal};

/// The rows of one reading so far.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    rows: Vec<reading::Row>,
    refused: Vec<RefusedRow>,
    refusals: Vec<(Place, String)>,
    ignored: Ignored,
    /// Rows of periods that have not ended, or are not settled.
    unfinished: u64,
    /// The rows that are refused for a date that does not fit the date format.
    misfits: u64,
    read: u64,
}

impl Gathering {
    /// Takes in one row, which stands at `place`.
    pub(super) fn add(&mut self, row: &dyn Row, place: Place, meaning: &Meaning, asked: &Asked) {
        self.read += 1;
        match record::read(row, meaning, asked) {
            Ok(Outcome::Record(subject, usage)) => self.rows.push(reading::Row { subject, usage, place }),
            Ok(Outcome::Ignored(word)) => self.ignored.add(word),
            Ok(Outcome::Unfinished(subject, period)) => {
                self.unfinished += 1;
                // What it will say of the weeks that it touches is not known yet.
                self.refused.push(RefusedRow { subject, period: Some(period) });
            }
            Err(unusable) => {
                self.misfits += u64::from(unusable.is_other_date);
                self.refused.extend(unusable.about);
                self.refusals.push((place, unusable.why));
            }
        }
    }

    /// Takes in a row of which nothing can be read.
    pub(super) fn refuse(&mut self, place: Place, why: String) {
        self.read += 1;
        self.refusals.push((place, why));
    }

    /// With day and month the wrong way round, the first twelve days of each month still read as
    /// dates: how many rows do not, where they are more than those that do.
    pub(super) fn other_dates(&self) -> Option<u64> {
        let usable = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        (self.misfits > usable).then_some(self.misfits)
    }

    /// Looks at the reading as a whole: adds what became of its rows to `reading`, and gives what is to be kept.
    pub(super) fn end(
        self,
        source: &str,
        meaning: &Meaning,
        asked: &Asked,
        reading: &mut Reading,
        ignored: &mut Ignored,
    ) -> Result<Sifted, Unfit> {
        let headcount = |unit: &_, audience| asked.units.get(unit).and_then(|people| people.of(audience));
        let mut sifted = reading::sift(self.rows, &self.refused, meaning.rows, headcount)?;
        let refused = std::mem::take(&mut sifted.refused);
        let mut refusals = self.refusals;
        refusals.extend(refused.into_iter().map(|(place, why)| (place, why.to_string())));
        refusals.sort();
        let refusal = |(place, reason)| Refusal { source: source.to_owned(), place, reason };
        reading.refusals.extend(refusals.into_iter().map(refusal));
        reading.rows += self.read;
        reading.kept += u64::try_from(sifted.records.len()).unwrap_or(u64::MAX);
        reading.unfinished += self.unfinished;
        reading.repeated += sifted.repeated;
        ignored.join(self.ignored);
        Ok(sifted)
    }
}
