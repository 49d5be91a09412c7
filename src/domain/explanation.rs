//! One page from data to delivery: why a unit stands where it stands in one
//! week, what was asked of it and why, and what became of the letter.
//!
//! Nothing is judged or chosen here: everything is what the judge, the window
//! and the choice of asks tell about themselves.

mod asking;
mod figures;
mod knowing;
mod letter_account;
mod records;
mod rule;
mod weeks;

use crate::domain::calendar::Calendar;
use crate::domain::expectation::Expectation;
use crate::domain::expectation::module::Module;
use crate::domain::judge::{Case, Judge, Rules};
use crate::domain::unit::Unit;
use crate::domain::usage::{Delivered, UnitUsage};
use crate::domain::verdict::{Hurdle, Verdict};
use crate::domain::week::Week;

pub use asking::{Asking, Offer, Other, asking};
pub use figures::{Denominator, Formula, Terms};
use knowing::knowing;
pub use knowing::{Gap, WeekAccount};
pub use letter_account::{Barred, Ledger, LetterAccount, NoLetter, no_letter};
pub use records::{Fate, RecordAccount};
pub use rule::{Rule, Steps};
pub use weeks::{Cause, Grace, WindowAccount, causes};

/// One unit in one week.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The unit.
    pub unit: Unit,
    /// The week of the run.
    pub week: Week,
    /// One matter for each expectation that was asked about, in the order of the files.
    pub matters: Vec<Matter>,
    /// The letters of the week about the unit.
    pub letters: Vec<LetterAccount>,
    /// Why the unit got nothing, where it did not.
    pub no_letter: Option<NoLetter>,
}

/// One unit before one expectation, from the records to the verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Matter {
    /// The expectation.
    pub expectation: Expectation,
    /// Its module, where the files name it.
    pub module: Option<Module>,
    /// The rule that applies, and where it stands.
    pub rule: Rule,
    /// The weeks that are looked at.
    pub window: WindowAccount,
    /// How much is known of each week of the window, the oldest first, and why not more.
    pub knowing: Vec<WeekAccount>,
    /// Every record about the module and audience, the oldest first.
    pub records: Vec<RecordAccount>,
    /// Where the number of people comes from, where a record counts.
    pub denominator: Option<Denominator>,
    /// How the value comes about, where a record counts.
    pub formula: Option<Formula>,
    /// How the value of the window before comes about, where there is one.
    pub previous: Option<Formula>,
    /// The upper end of the small-number interval, for a share short of the near mark.
    pub interval_end: Option<f64>,
    /// The fewest people that are judged; 0 where nobody is too few.
    pub floor: u32,
    /// How many teaching weeks may go by of which nothing is known.
    pub stale_weeks: usize,
    /// The first hurdle that holds; none where it is judged.
    pub stopped_by: Option<Hurdle>,
    /// Why the week of the run has no teaching day, where it has none.
    pub closed: Vec<Cause>,
    /// The grace that the week of the run lies in.
    pub grace: Option<Grace>,
    /// The verdict.
    pub verdict: Verdict,
    /// What it is in the letter, where the unit has a principal and is in session.
    pub asking: Option<Asking>,
}

/// Explains the verdict on `unit` for one expectation, without its letter.
///
/// `delivered` holds every record of the unit there is, also those after the cut-off; `usage` is the
/// same as the judge takes it.
#[must_use]
pub fn matter(
    judge: &mut Judge<'_>,
    unit: &Unit,
    expectation: &Expectation,
    usage: &UnitUsage,
    delivered: &[Delivered],
) -> Matter {
    let Rules { modules, agreements, calendar, .. } = judge.rules();
    let case = judge.case(unit, expectation);
    let measuring = case.measuring(usage);
    let evidence = measuring.in_window();
    let verdict = case.verdict(usage);
    // A value that the verdict does not show is not explained either.
    let shown = verdict.judgement().is_some_and(|judgement| judgement.previous.is_some());
    let previous = measuring.before_window().filter(|_| shown);
    let interval_end = verdict
        .judgement()
        .and_then(|judgement| judgement.value.shown().map(|value| (value, judgement.eligible)))
        .filter(|(value, _)| !expectation.measure.reaches(*value, verdict.marks.near))
        .and_then(|(value, eligible)| case.interval_end(value, eligible));
    Matter {
        expectation: expectation.clone(),
        module: modules.iter().find(|module| module.key == expectation.module).cloned(),
        rule: Rule::of(&case, agreements),
        window: WindowAccount::of(&case, calendar),
        knowing: knowing(&case, &measuring, &evidence, judge.reports()),
        records: records::accounts(&case, &measuring, &evidence, delivered),
        denominator: Denominator::of(&measuring, &evidence),
        formula: Formula::of(&measuring, &evidence),
        previous: previous.and_then(|before| Formula::of(&measuring, &before)),
        interval_end,
        floor: case.strictness.floor,
        stale_weeks: case.recent_weeks(&measuring),
        stopped_by: case.stopped_by(usage),
        closed: closed(&case, calendar),
        grace: Grace::of(&case, calendar),
        verdict,
        asking: None,
    }
}

fn closed(case: &Case<'_>, calendar: &Calendar) -> Vec<Cause> {
    if case.days.is_teaching_week(case.week) {
        return Vec::new();
    }
    causes(calendar, case.form, &case.unit.area, case.week)
}
