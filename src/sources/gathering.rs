//! Gathers the rows of one reading, and looks at it as a whole when all are there.

use chrono::NaiveDate;

use super::ignored::Ignored;
use super::period::ahead::BareWeeks;
use super::record::{self, Context, Outcome, Row};
use super::settings::Meaning;
use super::{Asked, Reading, wholly};
use crate::domain::number::{self, Exact};
use crate::domain::usage::figure::Figure;
use crate::domain::usage::reading::{self, RefusedRow, Sifted, Unfit};
use crate::domain::usage::refusal::{Place, Refusal};
use crate::domain::usage::share::Share;
use crate::domain::usage::{Figures, Period, Subject, Usage};
use crate::domain::week::Week;

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
    /// The weeks without a year, and the places in `rows` of those that are about one.
    bare_weeks: BareWeeks,
    of_bare_weeks: Vec<usize>,
    /// The day on which the rows were first read.
    first_read: Option<NaiveDate>,
    /// Rows with a share that is far from that of the headcount, and the first of them.
    other_shares: u64,
    other_share: Option<(Place, String)>,
    /// The first day on which one of its rows says something else; none where they never do.
    again_on: Option<NaiveDate>,
}

impl Gathering {
    /// Takes in one row, which stands at `place`.
    pub(super) fn add(&mut self, row: &dyn Row, place: Place, context: Context<'_>) {
        self.read += 1;
        self.first_read = Some(context.first_read);
        match record::read(row, context) {
            Ok(Outcome::Record(subject, usage)) => {
                if record::has_bare_week(row, context) {
                    self.bare_weeks.add(usage.period.from);
                    self.of_bare_weeks.push(self.rows.len());
                }
                self.compare_share(&subject, &usage.figures, &place, context.asked);
                self.rows.push(reading::Row { subject, usage, place });
            }
            Ok(Outcome::Ignored(word)) => self.ignored.add(word),
            Ok(Outcome::Unfinished(subject, period)) => {
                self.unfinished += 1;
                if record::has_bare_week(row, context) {
                    self.bare_weeks.add(period.from);
                }
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

    /// Looks whether a share without a number of people beside it can be one of those of the roster.
    fn compare_share(&mut self, subject: &Subject, figures: &Figures, place: &Place, asked: &Asked) {
        let people = asked.units.get(&subject.unit).and_then(|people| people.of(subject.audience));
        let (Some(Figure::Known(active)), None, Some(people)) = (figures.active, figures.eligible, people)
        else {
            return;
        };
        if figures
            .share_apart_from(Some(Figure::Known(people)))
            .is_some_and(|apart| apart > Exact::new(1, 10))
        {
            self.other_shares += 1;
            let share = figures.share.and_then(Figure::known).map_or_else(Exact::default, Share::exact)
                * Exact::from_integer(100);
            let told =
                format!("{active} active of {people}, and a share of {} %", number::to_f64(share).round());
            self.other_share.get_or_insert_with(|| (place.clone(), told));
        }
    }

    /// Takes in a row that cannot be used, whatever it says; what it is about is not known then.
    pub(super) fn refuse_row(&mut self, row: &dyn Row, place: Place, why: String, context: Context<'_>) {
        let about = match record::read(row, context) {
            Ok(Outcome::Record(subject, usage)) => Some((subject, Some(usage.period))),
            Ok(Outcome::Unfinished(subject, period)) => Some((subject, Some(period))),
            Ok(Outcome::Ignored(_)) => None,
            Err(unusable) => unusable.about.map(|row| (row.subject, row.period)),
        };
        self.refused.extend(about.map(|(subject, period)| RefusedRow { subject, period }));
        self.refuse(place, why);
    }

    /// Refuses the rows of weeks without a year that lie ahead.
    fn refuse_what_lies_ahead(&mut self) {
        let ahead = self.first_read.map(|day| self.bare_weeks.ahead(day)).unwrap_or_default();
        if ahead.is_empty() {
            return;
        }
        let is_bare: Vec<usize> = std::mem::take(&mut self.of_bare_weeks);
        let mut kept = Vec::with_capacity(self.rows.len());
        for (index, row) in std::mem::take(&mut self.rows).into_iter().enumerate() {
            let monday =
                ahead.iter().find(|(known, _)| *known == row.usage.period.from).map(|(_, monday)| *monday);
            let Some(monday) = monday.filter(|_| is_bare.binary_search(&index).is_ok()) else {
                kept.push(row);
                continue;
            };
            let week = Week::of(monday);
            let period = Period { from: week.monday(), to: week.sunday() };
            self.refused.push(RefusedRow { subject: row.subject, period: Some(period) });
            let why = format!(
                "the week without a year follows those before it, and is {week}, which lies after the day of the \
                 run; where it is last year's, write the year"
            );
            self.refusals.push((row.place, why));
        }
        self.rows = kept;
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
        mut self,
        source: &str,
        meaning: &Meaning,
        asked: &Asked,
        reading: &mut Reading,
        ignored: &mut Ignored,
    ) -> Result<Sifted, Unfit> {
        self.refuse_what_lies_ahead();
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
        if let Some((place, told)) = self.other_share {
            let rows = if self.other_shares == 1 {
                "1 row has".to_owned()
            } else {
                format!("{} rows have", self.other_shares)
            };
            reading.notes.push(format!(
                "{rows} a share of other people than the unit has, as in {place}: {told}; the people active are \
                 counted, of those in the roster: name the column of `eligible`, or mend the roster"
            ));
        }
        ignored.join(self.ignored);
        Ok(sifted)
    }
}
