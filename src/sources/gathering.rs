//! Gathers the rows of one reading, and looks at it as a whole when all are there.

use chrono::NaiveDate;

use super::ignored::Ignored;
use super::record::{self, Context, Outcome, Row};
use super::settings::Meaning;
use super::{Asked, Reading, wholly};
use crate::domain::usage::Usage;
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
    /// The first day on which one of its rows says something else; none where they never do.
    again_on: Option<NaiveDate>,
}

impl Gathering {
    /// Takes in one row, which stands at `place`.
    pub(super) fn add(&mut self, row: &dyn Row, place: Place, context: Context<'_>) {
        self.read += 1;
        match record::read(row, context) {
            Ok(Outcome::Record(subject, usage)) => self.rows.push(reading::Row { subject, usage, place }),
            Ok(Outcome::Ignored(word)) => self.ignored.add(word),
            Ok(Outcome::Unfinished(subject, period)) => {
                self.unfinished += 1;
                self.turns_on([period.to.succ_opt()], context.asked);
                // What it will say of the weeks that it touches is not known yet.
                self.refused.push(RefusedRow { subject, period: Some(period) });
            }
            Err(unusable) => {
                self.may_turn(row, &unusable, context);
                self.misfits += u64::from(unusable.is_other_date);
                self.refused.extend(unusable.about);
                self.refusals.push((place, unusable.why));
            }
        }
    }

    /// A row that was refused for a day that lies ahead can be used once that has come.
    fn may_turn(&mut self, row: &dyn Row, unusable: &record::Unusable, context: Context<'_>) {
        let asked = context.asked;
        let at_the_end = Asked { today: NaiveDate::MAX, ..asked.clone() };
        match record::read(row, Context { asked: &at_the_end, ..context }) {
            Err(still) if still == *unusable => {}
            Ok(Outcome::Record(_, Usage { period, figures })) => {
                self.turns_on([Some(period.from), period.to.succ_opt(), figures.last_active], asked);
            }
            _ => self.turns_on([], asked),
        }
    }

    /// Notes that a row says something else on the next of these days, or else tomorrow.
    fn turns_on<const DAYS: usize>(&mut self, days: [Option<NaiveDate>; DAYS], asked: &Asked) {
        let next = days.into_iter().flatten().filter(|day| *day > asked.today).min();
        let next = next.or(asked.today.succ_opt());
        self.again_on = self.again_on.into_iter().chain(next).min();
    }

    /// Takes in a row of which nothing can be read.
    pub(super) fn refuse(&mut self, place: Place, why: String) {
        self.read += 1;
        self.refusals.push((place, why));
    }

    /// With day and month the wrong way round, the first twelve days of each month still read as
    /// dates: how many rows do not, where they are more than those that do.
    pub(super) fn other_dates(&self) -> Option<u64> {
        let usable = wholly(self.rows.len());
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
        reading.again_on = reading.again_on.into_iter().chain(self.again_on).min();
        let headcount = |unit: &_, audience| asked.units.get(unit).and_then(|people| people.of(audience));
        let mut sifted = reading::sift(self.rows, &self.refused, meaning.rows, headcount)?;
        let refused = std::mem::take(&mut sifted.refused);
        let mut refusals = self.refusals;
        refusals.extend(refused.into_iter().map(|(place, why)| (place, why.to_string())));
        refusals.sort();
        let refusal = |(place, reason)| Refusal { source: source.to_owned(), place, reason };
        reading.refused += wholly(refusals.len());
        reading.refusals.extend(refusals.into_iter().map(refusal));
        reading.rows += self.read;
        reading.kept += wholly(sifted.records.len());
        reading.unfinished += self.unfinished;
        reading.repeated += sifted.repeated;
        ignored.join(self.ignored);
        Ok(sifted)
    }
}
