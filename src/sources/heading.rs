//! What a heading says whose cells are a record each, and what a name in an object says.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::field::Field;
use super::moment::Moment;
use super::period;
use super::settings::{Meaning, Pivot};
use crate::domain::unit::audience::Audience;
use crate::domain::usage::Period;

/// How the headings of a pivot are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeadingReader<'a> {
    pub pivot: &'a Pivot,
    pub meaning: &'a Meaning,
    pub first_read: NaiveDate,
}

/// What a heading of a pivot says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    Days(Period),
    Word(String),
}

/// The time at which the day begins that a heading is, as a cell with a date has it: of a week its Monday,
/// of a month its first day.
pub(super) fn midnight(heading: &str) -> Option<NaiveDateTime> {
    heading.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN))
}

impl HeadingReader<'_> {
    /// What a heading says, where it says what those of the pivot say. Every heading may be a module or
    /// a unit: of one that nobody knows the rows are passed over or refused, and it is named.
    pub fn read(&self, heading: &str) -> Option<Said> {
        let words = &self.meaning.values;
        match self.pivot.heading {
            Field::Week => {
                let week = period::week(heading, self.first_read);
                week.or_else(|| period::week_from(midnight(heading)?)).map(Said::Days)
            }
            Field::Month => {
                let month = period::month(heading);
                month.or_else(|| period::month_from(midnight(heading)?)).map(Said::Days)
            }
            Field::Period => {
                let formats = self.meaning.formats(Field::Period);
                let is_day = |text: &str| Moment::parse(text, formats).is_some();
                let fits = period::halves(heading).any(|(from, to)| is_day(from) && is_day(to));
                fits.then(|| Said::Word(heading.to_owned()))
            }
            Field::From => {
                let day = Moment::parse(heading, self.meaning.formats(Field::From));
                day.map(|_| Said::Word(heading.to_owned()))
            }
            Field::Audience => {
                let word = words.audience.get(heading).map_or(heading, String::as_str);
                word.parse::<Audience>().ok().map(|audience| Said::Word(audience.to_string()))
            }
            field => {
                let keys = if field == Field::Unit { &words.unit } else { &words.module };
                let key = keys.get(heading).map_or(heading, String::as_str);
                Some(Said::Word(key.to_owned()))
            }
        }
    }
}
