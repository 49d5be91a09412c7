//! Weeks without teaching between the points of a trend, and what people call them.

use crate::domain::calendar::Calendar;
use crate::domain::explanation::{Cause, causes};
use crate::domain::unit::SchoolForm;
use crate::domain::week::Week;

/// Weeks without teaching between two teaching weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// The first of them.
    pub first: Week,
    /// The last of them.
    pub last: Week,
    /// Why there is no teaching.
    pub why: Why,
}

/// Why some weeks in a row have no teaching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A break, by the name it has in the calendar.
    Named(String),
    /// One term is over, and the next has not begun.
    BetweenTerms,
}

impl Pause {
    /// The weeks from `first` to `last`, in which `form` is not taught in `area`.
    pub(super) fn of(calendar: &Calendar, form: SchoolForm, area: &str, first: Week, last: Week) -> Self {
        let mut found: Vec<Cause> = Vec::new();
        for week in (0..=last.since(first)).map(|after| first.plus(after)) {
            for cause in causes(calendar, form, area, week) {
                if !found.contains(&cause) {
                    found.push(cause);
                }
            }
        }
        let between_terms = found.contains(&Cause::OutsideTerm);
        let weekdays = (last.since(first) + 1) * 5;
        let why = match longest(&found, first, last) {
            // A day for staff gives no name to a summer.
            Some((name, days)) if !between_terms || days * 2 >= weekdays => Why::Named(name.to_owned()),
            _ => Why::BetweenTerms,
        };
        Self { first, last, why }
    }
}

/// The name for the most days from `first` to `last`, and how many they are.
fn longest(causes: &[Cause], first: Week, last: Week) -> Option<(&str, i64)> {
    let closed = causes.iter().filter_map(|cause| {
        let Cause::Closed { name, from, to } = cause else { return None };
        let (from, to) = (*from.max(&first.monday()), *to.min(&last.day(4)));
        Some((name.as_str(), (to - from).num_days() + 1))
    });
    // Of names for equally many days the first counts.
    closed.reduce(|known, other| if other.1 > known.1 { other } else { known })
}
