//! What the columns of an inspected file tell together, and what they leave in doubt.

use std::collections::BTreeSet;

use super::column::Tally;
use super::dates::DateFormat;
use super::{Column, Guess, Inspection, Likeness, guess, lookout};
use crate::sources::field::Field;

impl Inspection {
    /// The headings that are a record each.
    pub(super) fn pivots(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter(|column| column.guess == Guess::Pivot).map(|column| column.name.as_str())
    }

    /// The upper headings over figures.
    pub(super) fn groups(&self) -> BTreeSet<&str> {
        let over_figures =
            self.columns.iter().zip(&self.tallies).filter(|(column, _)| {
                column.guess.field().is_some_and(|field| Field::COUNTED.contains(&field))
            });
        over_figures.map(|(_, tally)| tally.upper.as_str()).filter(|upper| !upper.is_empty()).collect()
    }

    /// What all upper headings are, where one thing fits them all.
    pub(super) fn group_field(&self) -> Option<Field> {
        let groups = self.groups();
        let all = |fits: &dyn Fn(&str) -> bool| !groups.is_empty() && groups.iter().all(|group| fits(group));
        let is_known =
            |field: Field| move |word: &str| !matches!(self.known.likeness(field, word), Likeness::Nothing);
        if self.found.header_rows < 2 {
            None
        } else if let Some(field) = [Field::Week, Field::Month]
            .into_iter()
            .find(|field| all(&|word| lookout::dated(word) == Some(*field)))
        {
            Some(field)
        } else if all(&is_known(Field::Audience)) {
            Some(Field::Audience)
        } else if all(&is_known(Field::Module)) {
            Some(Field::Module)
        } else {
            None
        }
    }

    /// The field whose dates decide, and how they are written.
    pub(super) fn date_format(&self) -> Option<(Field, DateFormat)> {
        let periods = self.tally_for(Field::Period).and_then(|tally| tally.periods.conclude());
        let of = |field| Some((field, self.tally_for(field)?.dates.conclude()?));
        periods
            .map(|format| (Field::Period, format))
            .or_else(|| of(Field::From))
            .or_else(|| of(Field::To))
            .or_else(|| of(Field::LastActive))
    }

    pub(super) fn is_unit_the_name(&self) -> bool {
        let stem = self.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        !matches!(self.known.likeness(Field::Unit, &stem), Likeness::Nothing | Likeness::Near { .. })
    }

    /// Whether all of the worksheets with these headings are called like units; none where no one is.
    pub(super) fn sheets_that_are_units(&self) -> Option<bool> {
        let is_unit = |name: &&String| {
            matches!(self.known.likeness(Field::Unit, name), Likeness::Key | Likeness::Name(_))
        };
        let units = self.found.alike.iter().filter(is_unit).count();
        (units > 0).then_some(units == self.found.alike.len())
    }

    /// What stands for a name that is a week, where no column says which days a row is about.
    pub(super) fn week_of_name(&self) -> Option<&'static str> {
        if Field::DAYS.into_iter().any(|field| self.column_for(field).is_some())
            || self.group_field().is_some_and(|field| Field::DAYS.contains(&field))
            || self.pivots().next().is_some()
        {
            return None;
        }
        let is_week = |name: &str| lookout::dated(name) == Some(Field::Week);
        if !self.found.alike.is_empty() && self.found.alike.iter().all(|sheet| is_week(sheet)) {
            return Some("{sheet}");
        }
        let stem = self.path.file_stem()?.to_string_lossy().into_owned();
        is_week(&stem).then_some("{file_stem}")
    }

    /// Why it is not sure that the column guessed for a field is just that; without it the file is refused.
    pub(super) fn doubt(&self, field: Field) -> Option<String> {
        let tally = self.tally_for(field)?;
        if self.found.header_rows == 1 && self.tallies_for(field).count() > 1 {
            let names: Vec<String> =
                self.tallies_for(field).map(|tally| format!("`{}`", tally.name)).collect();
            return Some(format!("or another of {}: take the # away from the right one", names.join(", ")));
        }
        match field {
            Field::From if self.column_for(Field::To).is_none() => {
                let is_end = |(column, tally): (&Column, &Tally)| {
                    guess::by_heading(&tally.name) == Some(Field::To) || column.guess == Guess::Time
                };
                let end = self.columns.iter().zip(&self.tallies).find(|both| is_end(*both));
                if let Some((column, _)) = end {
                    return Some(format!(
                        "needed: `{}` may hold the last day, but not in a form that fits all rows; or is each row of one day alone?",
                        column.name
                    ));
                }
                let of_what = match (tally.weekdays.count_ones(), tally.month_days.count_ones()) {
                    (..2, _) => "week",
                    (_, ..2) => "month",
                    _ => return None,
                };
                Some(format!(
                    "needed: every row begins on the same day of the {of_what}, and nothing says which day is its last; or is each row of one day alone?"
                ))
            }
            Field::Eligible if self.together.are_other_people() => Some(format!(
                "or the things made: in {} it is far more than the unit has people",
                self.together.other_people.told()
            )),
            Field::Share if self.together.again.count > 0 && self.tally_for(Field::Active).is_some() => {
                Some("not needed beside the people active, and shares cannot be added up".to_owned())
            }
            Field::Share if percent(tally).0.is_none() && tally.over_one.count == 0 => {
                Some("needed: nothing tells whether 1 is 1 % or 100 %; see `percent` above".to_owned())
            }
            Field::Week if tally.bare_weeks > 0 => {
                let year = self.tallies.iter().find(|tally| tally.is_year())?;
                Some(format!("needed: `{}` may say the year, which no key can read beside a week without one", year.name))
            }
            Field::Share if says_percent(&tally.name) && tally.signed_percent.count + tally.over_one.count == 0 => {
                Some("its heading says per cent, and no value is over 1: with `percent = [\"share\"]` 0.8 is 0.8 %, without it 80 %".to_owned())
            }
            _ => None,
        }
    }
}

/// So many values between 0 and 1, and none above, are no per cent.
const FEWEST_FRACTIONS: u64 = 3;

fn says_percent(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    ["%", "procent", "percent"].into_iter().any(|sign| heading.contains(sign))
}

/// Whether the numbers of a column are per cent, where that can be told, and how.
pub fn percent(share: &Tally) -> (Option<bool>, String) {
    let Tally { signed_percent: signed, fractions, over_one, .. } = share;
    match (signed.count, fractions.count, over_one.count) {
        (0, ..FEWEST_FRACTIONS, 0) => (
            None,
            "too few values lie between 0 and 1 to tell: with this line 1 is 1 %, without it 100 %"
                .to_owned(),
        ),
        (_, _, 0) if signed.count > 0 => {
            (Some(false), "the values carry a per cent sign, or are fractions".to_owned())
        }
        (0, 0, _) => (Some(true), "no value lies between 0 and 1, so the column holds 0 to 100".to_owned()),
        (0, _, 0) => (Some(false), "no value is over 1, so they are read as fractions: check".to_owned()),
        (0, ..) => (
            None,
            format!(
                "mixed: {} are over 1, and {} lie between 0 and 1. Without this line those over 1 are refused; with it 0.8 is 0.8 %",
                over_one.told(),
                fractions.told()
            ),
        ),
        _ => (
            None,
            format!(
                "mixed: {} carry a per cent sign, and {} are over 1 without one. Without this line the latter are refused",
                signed.told(),
                over_one.told()
            ),
        ),
    }
}
