//! The days that a row is about.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::super::cell::Cell;
use super::super::field::Field;
use super::super::moment::{Moment, last_day_before};
use super::super::period::{self, NamedWeek};
use super::super::settings::PeriodEnd;
use super::{RowReader, Unusable};
use crate::domain::usage::Period;

/// No platform here has older usage; an earlier year is a slip of the pen or two digits.
const FIRST_YEAR: i32 = 2000;

impl RowReader<'_> {
    /// The days of the row, and the field that says where they begin.
    pub(super) fn period(&self) -> Result<(Field, Period), Unusable> {
        let field = Field::DAYS.into_iter().find(|field| self.holds(*field)).unwrap_or(Field::From);
        let period = match field {
            Field::Week => self.week()?,
            Field::Month => self.month()?,
            Field::Period => self.both_days()?,
            _ => self.first_and_last_day()?,
        };
        if period.from.year() < FIRST_YEAR {
            return Err(self.too_early(field, period.from.year()));
        }
        period.check().map(|()| (field, period)).map_err(|impossible| impossible.to_string().into())
    }

    fn too_early(&self, field: Field, year: i32) -> Unusable {
        self.text_fault(field, &format!("is a date in the year {year}"))
    }

    fn week(&self) -> Result<Period, Unusable> {
        let read = |text: &str| period::week(text, self.context.first_read);
        let what = match self.bare_week() {
            Some(_) => "is no week of this year or the last that had begun: write its year, as in 2026-W53",
            None => "is not a week; it is written as 2026-W47, 202647, v. 47 2026 or v. 47",
        };
        self.span(Field::Week, period::week_from, read, what)
    }

    /// The number of the week, where it is said without a year.
    pub(super) fn bare_week(&self) -> Option<u32> {
        match self.given(Field::Week).ok()?? {
            Cell::Time(_) => None,
            cell => match NamedWeek::parse(&cell.text())? {
                NamedWeek::Bare(number) => Some(number),
                NamedWeek::OfYear(_) => None,
            },
        }
    }

    fn month(&self) -> Result<Period, Unusable> {
        let what = "is not a month with its year; it is written as 2026-10 or oktober 2026";
        self.span(Field::Month, period::month_from, period::month, what)
    }

    /// The days that a cell names: by a `time` at which they begin, or by a text.
    fn span(
        &self,
        field: Field,
        from_time: impl Fn(NaiveDateTime) -> Option<Period>,
        from_text: impl Fn(&str) -> Option<Period>,
        what: &str,
    ) -> Result<Period, Unusable> {
        let named = match self.required(field)? {
            Cell::Time(time) => from_time(time),
            cell => from_text(&cell.text()),
        };
        named.ok_or_else(|| self.text_fault(field, what))
    }

    /// Both days in one text. A mark may stand between them and inside them: the text is parted where
    /// both parts are days.
    fn both_days(&self) -> Result<Period, Unusable> {
        let cell = self.required(Field::Period)?;
        let text = cell.text();
        let formats = self.context.meaning.formats(Field::Period);
        let time = |text: &str| Some(self.local(Moment::parse(text, formats)?));
        let mut found: Vec<(NaiveDateTime, NaiveDateTime)> =
            period::halves(&text).filter_map(|(first, second)| Some((time(first)?, time(second)?))).collect();
        found.dedup();
        match found.as_slice() {
            [(from, to)] => self.between(Field::Period, *from, *to),
            [] => Err(Unusable {
                is_other_date: true,
                ..self.text_fault(Field::Period, &format!("is not a period of two days written as {formats}"))
            }),
            _ => Err(self.text_fault(Field::Period, "can be parted into two days in more than one way")),
        }
    }

    fn first_and_last_day(&self) -> Result<Period, Unusable> {
        let from = self.required_time(Field::From)?;
        if self.holds(Field::To) {
            return self.between(Field::From, from, self.required_time(Field::To)?);
        }
        let from = self.whole_day(Field::From, from)?;
        Ok(Period { from, to: from })
    }

    fn between(&self, field: Field, from: NaiveDateTime, to: NaiveDateTime) -> Result<Period, Unusable> {
        let from = self.whole_day(field, from)?;
        let to = match self.context.meaning.to {
            PeriodEnd::Inclusive => to.date(),
            PeriodEnd::Exclusive => last_day_before(to),
        };
        Ok(Period { from, to })
    }

    /// The day that begins at `from`.
    fn whole_day(&self, field: Field, from: NaiveDateTime) -> Result<NaiveDate, Unusable> {
        if from.time() == NaiveTime::MIN {
            return Ok(from.date());
        }
        let advice = if self.says_its_zone(field) {
            "it says its zone itself, so that no key makes it another day: export days, or times of the municipality"
        } else if self.context.meaning.times.is_some() {
            "the zone in `times` is not that of these times, or they are no days"
        } else {
            "where the times are those of another zone, write it under `times`, as in `times = \"UTC\"`"
        };
        let what =
            format!("is {} there: a first day begins at midnight; {advice}", from.format("%Y-%m-%d %H:%M"));
        Err(self.text_fault(field, &what))
    }

    /// Whether the time that stands there carries a zone.
    fn says_its_zone(&self, field: Field) -> bool {
        let formats = self.context.meaning.formats(field);
        let cell = self.given(field).ok().flatten();
        cell.is_some_and(|cell| matches!(Moment::parse(&cell.text(), formats), Some(Moment::Zoned(_))))
    }

    fn required_time(&self, field: Field) -> Result<NaiveDateTime, Unusable> {
        self.time_in(field, &self.required(field)?)
    }

    /// The local time that stands there; midnight of a day.
    pub(super) fn time(&self, field: Field) -> Result<Option<NaiveDateTime>, Unusable> {
        self.given(field)?.map(|cell| self.time_in(field, &cell)).transpose()
    }

    fn time_in(&self, field: Field, cell: &Cell<'_>) -> Result<NaiveDateTime, Unusable> {
        let moment = match cell {
            Cell::Time(time) => Moment::of(*time),
            cell => {
                let formats = self.context.meaning.formats(field);
                Moment::parse(&cell.text(), formats).ok_or_else(|| Unusable {
                    is_other_date: true,
                    ..self.text_fault(field, &format!("is not a date written as {formats}"))
                })?
            }
        };
        let time = self.local(moment);
        if time.year() < FIRST_YEAR {
            return Err(self.too_early(field, time.year()));
        }
        Ok(time)
    }

    fn local(&self, moment: Moment) -> NaiveDateTime {
        moment.local(self.context.meaning.times, self.context.asked.zone)
    }
}
