//! One reading of a source, a file or one fetch of an interface, as a whole: what
//! rows of the same key mean, and whether its periods can be what they seem.
//!
//! Nothing here depends on the order of the rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::domain::unit::UnitKey;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::refusal::Place;
use crate::domain::usage::{Figures, Period, Subject, Usage};

mod sum;

/// What it means that a reading has the same unit, module, audience and period more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// The same figures count once; others contradict each other, and are refused.
    #[default]
    Refuse,
    /// The rows are finer than ours, one for each class or role: they are added up.
    Sum,
}

/// A row that can be true by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub subject: Subject,
    /// What it says.
    pub usage: Usage,
    /// Where it stands.
    pub place: Place,
}

impl Row {
    /// What it is about, in the order of [`Period::order`].
    fn key(&self) -> (&Subject, (NaiveDate, NaiveDate)) {
        (&self.subject, self.usage.period.order())
    }
}

/// What a refused row is about, as far as it can be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefusedRow {
    /// What it is about.
    pub subject: Subject,
    /// The days; none where they are the fault.
    pub period: Option<Period>,
}

/// What a reading gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sifted {
    /// The records, each key once, in the order of the keys.
    pub records: Vec<(Subject, Usage)>,
    /// The rows that cannot be used, each with its place and why.
    pub refused: Vec<(Place, Contradiction)>,
    /// What is not known because a row of it was refused; and whether the days are those of
    /// the whole reading, since the row's own were its fault.
    pub unknown: Vec<(Subject, Period, bool)>,
    /// Rows that said the same once more.
    pub repeated: u64,
}

/// Why rows of the same key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// They have other figures.
    OtherFigures {
        /// Where they stand, all of them.
        places: Places,
    },
    /// They were to be added up, and one of them was refused.
    WithRefused {
        /// Where the usable ones stand.
        places: Places,
    },
    /// They were to be added up, and shares cannot be.
    SharesCannotBeAdded {
        /// Where they stand.
        places: Places,
    },
    /// They were to be added up, and one of them is the sum of the others already.
    HoldsTheirSum {
        /// Where that one stands.
        sum: Place,
        /// Where all of them stand.
        places: Places,
    },
    /// Added up, more people are active than there are, or than any count can be.
    TooMany {
        /// Where they stand.
        places: Places,
    },
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherFigures { places } => write!(
                f,
                "the same unit, module, audience and period stand in {places} with other figures; where the rows \
                 are finer than ours, as per class, write `rows = \"sum\"`"
            ),
            Self::WithRefused { places } => {
                write!(f, "it is added up with a row that was refused ({places})")
            }
            Self::SharesCannotBeAdded { places } => {
                write!(
                    f,
                    "shares cannot be added up: {places} are about the same; take the share out of the settings where \
                     the people stand there too"
                )
            }
            Self::HoldsTheirSum { sum, places } => write!(
                f,
                "{places} are to be added up, and the figures of {} are those of the others together; leave such sums \
                 out with `skip`, where \"\" stands for an empty cell, or read nothing else with `only`",
                sum.short()
            ),
            Self::TooMany { places } => {
                write!(f, "{places} added up give more people active than there are")
            }
        }
    }
}

/// How many places a reason names.
const MOST_PLACES: usize = 5;

/// Where rows stand that belong together: the first of them, since every row carries its reason
/// and a column that is mapped wrong may put a whole file under one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    first: Vec<Place>,
    more: usize,
}

impl Places {
    fn of(rows: &[Row]) -> Self {
        let first = rows.iter().take(MOST_PLACES).map(|row| row.place.clone()).collect();
        Self { first, more: rows.len().saturating_sub(MOST_PLACES) }
    }
}

impl fmt::Display for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_one_part = self.first.windows(2).all(|pair| pair[0].is_in_the_part_of(&pair[1]));
        let name = |place: &Place| if is_one_part { place.short() } else { place.to_string() };
        let first: Vec<_> = self.first.iter().map(name).collect();
        f.write_str(&first.join(", "))?;
        if self.more > 0 { write!(f, " and {} more", self.more) } else { Ok(()) }
    }
}

/// Why a reading is refused whole; what was read before stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Two periods about equally long share one day.
    #[error(
        "{} to {} ({first_place}) and {} to {} ({second_place}) share a day: the end of a period is not part of it \
         (then write `to = \"exclusive\"`), or the days are those of another zone (then write `times`)",
        first.from, first.to, second.from, second.to
    )]
    SharedDay {
        /// The earlier period.
        first: Period,
        /// Where it stands.
        first_place: Place,
        /// The later one, which begins on its last day.
        second: Period,
        /// Where that stands.
        second_place: Place,
    },
    /// Most periods are one day longer than a week or a month.
    #[error(
        "{count} of {of} periods are eight days long, or begin and end on the same day of the month, as {} to {} \
         ({place}): write `to = \"exclusive\"` where the end is not part of the period",
        example.from, example.to
    )]
    OneDayTooLong {
        /// How many.
        count: usize,
        /// How many there are.
        of: usize,
        /// The first of them.
        example: Period,
        /// Where it stands.
        place: Place,
    },
}

/// Looks at a reading as a whole. `headcount` says how many people of an audience a unit has.
///
/// # Errors
///
/// [`Unfit`] where its periods cannot be what they seem: the whole reading is refused then.
pub fn sift(
    mut rows: Vec<Row>,
    refused: &[RefusedRow],
    meaning: Rows,
    headcount: impl Fn(&UnitKey, Audience) -> Option<u32>,
) -> Result<Sifted, Unfit> {
    rows.sort_unstable_by(|one, other| one.key().cmp(&other.key()).then_with(|| one.place.cmp(&other.place)));
    let of_one_key = || rows.chunk_by(|one, other| one.key() == other.key());
    let periods: Vec<(&Subject, Period, &Place)> = of_one_key()
        .filter_map(|rows| rows.first())
        .map(|row| (&row.subject, row.usage.period, &row.place))
        .collect();
    shared_day(&periods).map_or(Ok(()), Err)?;
    one_day_too_long(&periods).map_or(Ok(()), Err)?;
    let span = periods
        .iter()
        .map(|(_, period, _)| *period)
        .reduce(|one, other| Period { from: one.from.min(other.from), to: one.to.max(other.to) });
    let refused_keys: BTreeSet<(&Subject, Period)> =
        refused.iter().filter_map(|row| Some((&row.subject, row.period?))).collect();
    let mut sifted = Sifted::default();
    let are_summed = meaning == Rows::Sum && sum::are_mostly_there(of_one_key());
    for rows in of_one_key() {
        let Some(Row { subject, usage: Usage { period, .. }, .. }) = rows.first() else { continue };
        let taken = match meaning {
            Rows::Refuse => same(rows, &mut sifted.repeated),
            Rows::Sum if refused_keys.contains(&(subject, *period)) => {
                Err(Contradiction::WithRefused { places: Places::of(rows) })
            }
            Rows::Sum => sum::of(rows, headcount(&subject.unit, subject.audience), are_summed),
        };
        match taken {
            Ok(figures) => sifted.records.push((subject.clone(), Usage { period: *period, figures })),
            Err(why) => {
                sifted.refused.extend(rows.iter().map(|row| (row.place.clone(), why.clone())));
                sifted.unknown.push((subject.clone(), *period, false));
            }
        }
    }
    let kept = |subject: &Subject, period: Period| {
        let place = sifted
            .records
            .binary_search_by_key(&(subject, period.order()), |(known, usage)| (known, usage.period.order()));
        place.is_ok()
    };
    // A row that was refused for its days stands against every week of the reading.
    let unknown = refused
        .iter()
        .filter_map(|row| Some((row.subject.clone(), row.period.or(span)?, row.period.is_none())));
    let unknown: Vec<_> =
        unknown.filter(|(subject, period, of_reading)| *of_reading || !kept(subject, *period)).collect();
    sifted.unknown.extend(unknown);
    sifted.unknown.sort();
    sifted.unknown.dedup();
    Ok(sifted)
}

/// The figures, where all rows have the same.
fn same(rows: &[Row], repeated: &mut u64) -> Result<Figures, Contradiction> {
    let mut figures = rows.iter().map(|row| row.usage.figures);
    let first = figures.next().unwrap_or_default();
    if figures.all(|other| other == first) {
        *repeated += u64::try_from(rows.len() - 1).unwrap_or(0);
        return Ok(first);
    }
    Err(Contradiction::OtherFigures { places: Places::of(rows) })
}

/// Two periods of one subject, about equally long, that share one day alone, and none begins between them.
fn shared_day(periods: &[(&Subject, Period, &Place)]) -> Option<Unfit> {
    let mut of_subject: BTreeMap<&Subject, Vec<(Period, &Place)>> = BTreeMap::new();
    for (subject, period, place) in periods {
        of_subject.entry(subject).or_default().push((*period, place));
    }
    of_subject.into_values().find_map(|mut periods| {
        periods.sort_by_key(|(period, _)| (period.from, period.to));
        periods.iter().enumerate().find_map(|(index, (first, first_place))| {
            let later = periods[index + 1..].iter().skip_while(|(other, _)| other.from == first.from);
            let next = later.clone().next()?.0.from;
            let mut next = later.take_while(|(other, _)| other.from == next);
            let (second, second_place) =
                next.find(|(second, _)| second.from == first.to && second.is_about_as_long_as(*first))?;
            Some(Unfit::SharedDay {
                first: *first,
                first_place: (*first_place).clone(),
                second: *second,
                second_place: (*second_place).clone(),
            })
        })
    })
}

fn one_day_too_long(periods: &[(&Subject, Period, &Place)]) -> Option<Unfit> {
    let looks_so =
        |period: Period| period.days() == 8 || (!period.is_one_day() && period.from.day() == period.to.day());
    let odd = periods.iter().filter(|(_, period, _)| looks_so(*period));
    let (count, of) = (odd.clone().count(), periods.len());
    let (_, example, place) = odd.min_by_key(|(_, _, place)| *place).filter(|_| count * 2 > of)?;
    Some(Unfit::OneDayTooLong { count, of, example: *example, place: (*place).clone() })
}
