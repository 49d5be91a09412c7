//! The weeks of a window, those left out of it, and why.

use chrono::NaiveDate;

use crate::domain::calendar::{Calendar, NotTaught};
use crate::domain::judge::Case;
use crate::domain::unit::SchoolForm;
use crate::domain::week::Week;

/// Why a week, or a day of it, has no teaching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A break or a day for staff.
    Closed {
        /// What people call it.
        name: String,
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// A public holiday.
    Holiday {
        /// Its Swedish name.
        name: &'static str,
        /// The day.
        date: NaiveDate,
    },
    /// No term goes on.
    OutsideTerm,
}

/// Everything that keeps `form` from being taught on the weekdays of `week`, the first day first.
#[must_use]
pub fn causes(calendar: &Calendar, form: SchoolForm, area: &str, week: Week) -> Vec<Cause> {
    let mut causes = Vec::new();
    for date in (0..5).map(|offset| week.day(offset)) {
        let cause = match calendar.not_taught(form, area, date) {
            None | Some(NotTaught::Weekend) => continue,
            Some(NotTaught::OutsideTerm) => Cause::OutsideTerm,
            Some(NotTaught::Closed(closure)) => {
                Cause::Closed { name: closure.name.clone(), from: closure.from, to: closure.to }
            }
            Some(NotTaught::Holiday(name)) => Cause::Holiday { name, date },
        };
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes
}

/// The window of one expectation, with what was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowAccount {
    /// How many teaching weeks the expectation looks back at.
    pub wanted: u32,
    /// The teaching weeks of the window, oldest first.
    pub weeks: Vec<Week>,
    /// The weeks between them and the run that are no teaching weeks, and why.
    pub left_out: Vec<(Week, Vec<Cause>)>,
    /// The first day of the term, where the window would reach back past it.
    pub cut_short_by: Option<NaiveDate>,
    /// The weeks that the trend looks at; none where they would leave the term.
    pub previous: Option<Vec<Week>>,
    /// The last day whose usage counts.
    pub cut_off: NaiveDate,
}

impl WindowAccount {
    pub(super) fn of(case: &Case<'_>, calendar: &Calendar) -> Self {
        let window = &case.window;
        let wanted = case.expectation.weeks;
        let last = case.week.plus(-1);
        let first = window.weeks.first().copied().unwrap_or(last);
        let between = (0..=last.since(first)).map(|after| first.plus(after));
        let left_out = between
            .filter(|week| window.weeks.binary_search(week).is_err())
            .map(|week| (week, causes(calendar, case.form, &case.unit.area, week)))
            .collect();
        let is_short = window.weeks.len() < usize::try_from(wanted).unwrap_or(usize::MAX);
        Self {
            wanted,
            weeks: window.weeks.clone(),
            left_out,
            cut_short_by: window.term_start.filter(|_| is_short),
            previous: window.previous.clone(),
            cut_off: window.cut_off,
        }
    }
}

/// The first weeks of a term, in which nothing is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grace {
    /// The term.
    pub term: String,
    /// Its first day.
    pub from: NaiveDate,
    /// How many weeks.
    pub weeks: u32,
}

impl Grace {
    /// The grace that keeps the week of the run from being judged.
    pub(super) fn of(case: &Case<'_>, calendar: &Calendar) -> Option<Self> {
        if case.days.is_judged(case.week) || !case.days.is_teaching_week(case.week) {
            return None;
        }
        let days = (0..5).rev().map(|offset| case.week.day(offset));
        let term =
            days.filter(|date| case.days.contains(*date)).find_map(|date| calendar.term(case.form, date))?;
        Some(Self { term: term.name.clone(), from: term.from, weeks: term.grace_weeks })
    }
}
