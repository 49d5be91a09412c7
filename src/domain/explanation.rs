//! One page from data to delivery: why a unit stands where it stands in one
//! week, what was asked of it and why, and what became of the letter.
//!
//! Nothing is judged or chosen here: everything is what the judge, the window
//! and the choice of asks tell about themselves.

mod asking;
mod figures;
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
    /// How many teaching weeks may go by without a record.
    pub stale_weeks: u32,
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
/// `delivered` holds every record of the unit there is, also those after the cut-off.
#[must_use]
pub fn matter(
    judge: &mut Judge<'_>,
    unit: &Unit,
    expectation: &Expectation,
    delivered: &[Delivered],
) -> Matter {
    let Rules { modules, agreements, calendar, .. } = judge.rules();
    let usage = usage_of(delivered);
    let case = judge.case(unit, expectation);
    let known = case.known(&usage);
    let measuring = case.measuring(known);
    let counted = measuring.counted(&case.window.weeks);
    let verdict = case.verdict(&usage);
    let reading = measuring.read(&counted, &case.window.weeks, case.window.cut_off);
    let previous = case.window.previous.as_deref().filter(|_| {
        // A value that the verdict does not show is not explained either.
        verdict.judgement().is_some_and(|judgement| judgement.previous.is_some())
    });
    let previous = previous
        .and_then(|weeks| Formula::of(&measuring, &measuring.counted(weeks), weeks, weeks.last()?.sunday()));
    let interval_end = verdict
        .judgement()
        .filter(|judgement| !expectation.measure.reaches(judgement.value, case.marks.near))
        .and_then(|judgement| case.interval_end(judgement.value, judgement.eligible));
    Matter {
        expectation: expectation.clone(),
        module: modules.iter().find(|module| module.key == expectation.module).cloned(),
        rule: Rule::of(&case, agreements),
        window: WindowAccount::of(&case, calendar),
        records: records::accounts(&case, &measuring, reading, delivered),
        denominator: Denominator::of(&measuring, &counted),
        formula: Formula::of(&measuring, &counted, &case.window.weeks, case.window.cut_off),
        previous,
        interval_end,
        floor: case.strictness.floor,
        stale_weeks: case.strictness.stale_weeks,
        stopped_by: case.stopped_by(&usage),
        closed: closed(&case, calendar),
        grace: Grace::of(&case, calendar),
        verdict,
        asking: None,
    }
}

/// The records as the judge takes them.
#[must_use]
pub fn usage_of(delivered: &[Delivered]) -> UnitUsage {
    let mut usage = UnitUsage::default();
    for record in delivered {
        usage.add(record.subject.module.clone(), record.subject.audience, record.usage);
    }
    usage
}

fn closed(case: &Case<'_>, calendar: &Calendar) -> Vec<Cause> {
    if case.days.is_teaching_week(case.week) {
        return Vec::new();
    }
    causes(calendar, case.forms, &case.unit.area, case.week)
}
