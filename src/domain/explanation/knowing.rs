//! How much is known of each week of a window, and why not more.

use crate::domain::judge::Case;
use crate::domain::judge::evidence::Evidence;
use crate::domain::judge::known::{Knowing, Silence};
use crate::domain::judge::measuring::Measuring;
use crate::domain::usage::reports::Reports;
use crate::domain::week::Week;

/// One week of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekAccount {
    /// The week.
    pub week: Week,
    /// How it is known.
    pub knowing: Knowing,
    /// Why it is not; none where it is.
    pub gap: Option<Gap>,
}

/// Why nothing is known of a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// A row of it was refused.
    Refused,
    /// Records say something of some of its days only.
    SomeDays,
    /// No source has a row of it; what each of them told of.
    NoRow(Vec<Silence>),
}

impl Gap {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::SomeDays => "some_days",
            Self::NoRow(_) => "no_row",
        }
    }
}

/// How each week of the window is known.
pub(super) fn knowing(
    case: &Case<'_>,
    measuring: &Measuring<'_>,
    evidence: &Evidence<'_>,
    reports: &Reports,
) -> Vec<WeekAccount> {
    let account = |(week, knowing): &(Week, Knowing)| WeekAccount {
        week: *week,
        knowing: *knowing,
        gap: (!knowing.is_known()).then(|| gap(case, measuring, *week, reports)),
    };
    evidence.weeks.iter().map(account).collect()
}

fn gap(case: &Case<'_>, measuring: &Measuring<'_>, week: Week, reports: &Reports) -> Gap {
    let touches = |period| case.days.shared_days(period, week) != 0;
    if measuring.subject.refused().iter().any(|period| touches(*period)) {
        return Gap::Refused;
    }
    if measuring.records.iter().any(|record| touches(record.period)) {
        return Gap::SomeDays;
    }
    let expectation = case.expectation;
    let subject = (&case.unit.key, &expectation.module, expectation.audience);
    Gap::NoRow(Silence::all(reports, subject, &case.days, week, case.window.cut_off))
}
