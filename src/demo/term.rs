//! An invented term of usage: what the learning platform of a municipality
//! would count, week by week, with schools that rise, fall and stand still.

mod chance;
mod character;
mod habit;

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::domain::calendar::TeachingDays;
use crate::domain::expectation::Expectation;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::municipality::Municipality;
use crate::domain::unit::Unit;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::{Figures, ImpossibleUsage, Period, Subject, Usage};
use crate::domain::week::Week;

use chance::Chance;
use character::Character;
use habit::Habit;

/// How many of the newest weeks a late unit has not reported yet.
const WEEKS_LATE: usize = 2;

/// What the platform counted of one module, at one unit, in one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What was counted.
    pub subject: Subject,
    /// The week, from Monday to Sunday.
    pub period: Period,
    /// How much it was; for coverage, everybody so far this term. It never gives a share.
    pub figures: Figures,
}

impl Row {
    /// The row as a source would give it on the day of a run.
    ///
    /// # Errors
    ///
    /// [`ImpossibleUsage`] when the row begins after that day; no other holds for an invented row.
    pub fn record(&self, today: NaiveDate) -> Result<(Subject, Usage), ImpossibleUsage> {
        Ok((self.subject.clone(), Usage::new(self.period, self.figures, today)?))
    }
}

/// Invents the usage of `municipality` in `weeks`: one row for each module and
/// audience that an expectation looks at, in each week that is taught. The same
/// `seed` gives the same rows.
#[must_use]
pub fn usage(municipality: &Municipality, weeks: &RangeInclusive<Week>, seed: u64) -> Vec<Row> {
    let characters = character::deal(municipality, seed);
    let mut rows = Vec::new();
    for unit in municipality.roster.units.iter() {
        let character = characters.get(&unit.key).copied().unwrap_or(Character::Steady);
        for (module, audience) in subjects(municipality, unit) {
            let chance = Chance::of(seed, &[&unit.key.0, &module.0, &audience.to_string()]);
            let wishes: Vec<&Expectation> = municipality
                .expectations
                .iter()
                .filter(|wish| wish.module == *module && wish.audience == audience)
                .collect();
            let form =
                wishes.iter().find_map(|wish| wish.form_of(unit)).unwrap_or_else(|| unit.leading_form());
            let days =
                TeachingDays::of(&municipality.calendar, form, &unit.area, *weeks.start(), *weeks.end());
            let Some(eligible) = unit.headcount.of(audience) else { continue };
            let agreements = &municipality.agreements;
            let mut habit = Habit::new(unit, character, wishes, agreements, eligible, chance);
            let mut taught: Vec<Week> = days.weeks_back(*weeks.end()).collect();
            taught.reverse();
            let reported =
                taught.len() - if character == Character::Late { WEEKS_LATE.min(taught.len()) } else { 0 };
            for week in taught.into_iter().take(reported) {
                let start = days.term_start(week).unwrap_or(weeks.start().monday());
                if let Some(tally) = habit.live_through(week, start, &days) {
                    rows.push(Row {
                        subject: Subject { unit: unit.key.clone(), module: module.clone(), audience },
                        period: Period { from: week.monday(), to: week.sunday() },
                        figures: Figures {
                            active: Some(tally.active.into()),
                            eligible: Some(eligible.into()),
                            share: None,
                            items: tally.items.map(Into::into),
                            last_active: tally.last_active,
                        },
                    });
                }
            }
        }
    }
    rows
}

/// What an expectation of the unit looks at, each once, in the order of the file.
fn subjects<'a>(municipality: &'a Municipality, unit: &Unit) -> Vec<(&'a ModuleKey, Audience)> {
    let mut subjects = Vec::new();
    for wish in &municipality.expectations {
        let elsewhere = municipality.module(&wish.module).is_some_and(|module| module.handled_in.is_some());
        let subject = (&wish.module, wish.audience);
        let nobody = unit.headcount.of(wish.audience) == Some(0);
        if !elsewhere && !nobody && wish.form_of(unit).is_some() && !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    subjects
}
