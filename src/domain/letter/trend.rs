//! How one figure of a unit came to where it is: what the letters of the last
//! teaching weeks would have said, the target of each, and the breaks between them.

mod pause;

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::expectation::{Expectation, ExpectationKey};
use crate::domain::judge::{Judge, Rules};
use crate::domain::number::Exact;
use crate::domain::unit::Unit;
use crate::domain::usage::UnitUsage;
use crate::domain::usage::reports::Reports;
use crate::domain::verdict::{NotJudged, Outcome};
use crate::domain::week::Week;
pub use pause::{Pause, Why};

/// How many teaching weeks a trend looks back at.
pub const LENGTH: usize = 12;

/// With fewer values than this there is no trend to speak of.
const FEWEST: usize = 3;

/// One figure over the last teaching weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// One point for each teaching week, oldest first. The first and the last have a value.
    pub points: Vec<Point>,
    /// Where weeks without teaching lie between two points, oldest first.
    pub pauses: Vec<Pause>,
}

impl Trend {
    /// The oldest and the newest point that have a value, each with it.
    #[must_use]
    pub fn ends(&self) -> Option<((Week, Exact), (Week, Exact))> {
        let mut values = self.points.iter().filter_map(|point| Some((point.week, point.value?)));
        let first = values.next()?;
        Some((first, values.next_back()?))
    }

    /// The oldest and the newest target.
    #[must_use]
    pub fn targets(&self) -> Option<(Exact, Exact)> {
        let mut targets = self.points.iter().filter_map(|point| point.target);
        let first = targets.next()?;
        Some((first, targets.next_back().unwrap_or(first)))
    }

    /// How many teaching weeks have no value to show.
    #[must_use]
    pub fn gaps(&self) -> usize {
        self.points.iter().filter(|point| point.value.is_none()).count()
    }
}

/// One teaching week of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The newest teaching week that the value takes in.
    pub week: Week,
    /// The value that a letter right after the week would have shown; none
    /// where nothing was judged, so that no hidden number shows.
    pub value: Option<Exact>,
    /// The target that it would have been compared with; none where nothing was expected.
    pub target: Option<Exact>,
}

/// Finds trends, with a judge for each week: many units look back at the same ones.
#[derive(Debug)]
pub struct Trends<'a> {
    rules: Rules<'a>,
    reports: Arc<Reports>,
    judges: HashMap<Week, Judge<'a>>,
}

impl<'a> Trends<'a> {
    /// Trends by these rules. `reports` say what a missing row means.
    #[must_use]
    pub fn new(rules: Rules<'a>, reports: &Arc<Reports>) -> Self {
        Self { rules, reports: Arc::clone(reports), judges: HashMap::new() }
    }

    /// The trend that a letter of `week` about `unit` shows for an expectation;
    /// none where too few weeks have a value.
    ///
    /// Each point is judged as the letter after it was: by the text, agreement
    /// and school year of its own week. The last point is the letter's own verdict.
    #[must_use]
    pub fn find(
        &mut self,
        week: Week,
        unit: &Unit,
        expectation: &ExpectationKey,
        usage: &UnitUsage,
    ) -> Option<Trend> {
        let judge = self.judge(week);
        let expectation = judge.in_force().find(|known| known.key == *expectation)?;
        let case = judge.case(unit, expectation);
        let (form, days) = (case.form, case.days.clone());
        let mut letter = week;
        let mut points = Vec::with_capacity(LENGTH);
        for taught in days.long_weeks_back(week.plus(-1)).take(LENGTH) {
            points.push(self.point(taught, letter, unit, expectation, usage));
            // The next older figures are those of a letter of this week, when they were the newest.
            letter = taught;
        }
        points.reverse();
        // What lies before the first value, such as an unjudged spring, explains nothing.
        let first = points.iter().position(|point| point.value.is_some())?;
        points.drain(..first);
        let values = points.iter().filter(|point| point.value.is_some()).count();
        if values < FEWEST {
            return None;
        }
        let neighbours = points.windows(2).map(|pair| (pair[0].week.plus(1), pair[1].week.plus(-1)));
        let pauses = neighbours
            .filter(|(first, last)| first <= last)
            .map(|(first, last)| Pause::of(self.rules.calendar, form, &unit.area, first, last))
            .collect();
        Some(Trend { points, pauses })
    }

    /// What the letter of week `letter` would have said about figures up to `taught`.
    fn point(
        &mut self,
        taught: Week,
        letter: Week,
        unit: &Unit,
        today: &Expectation,
        usage: &UnitUsage,
    ) -> Point {
        let judge = self.judge(letter);
        // Only what was measured in the same way can be compared.
        let alike = |then: &&Expectation| {
            then.key == today.key
                && (&then.module, then.audience, then.measure)
                    == (&today.module, today.audience, today.measure)
        };
        let Some(then) = judge.in_force().find(alike) else {
            return Point { week: taught, value: None, target: None };
        };
        let finding = judge.case(unit, then).finding(usage);
        let expected = !matches!(
            finding.outcome,
            Outcome::NotJudged(NotJudged::HandledElsewhere | NotJudged::NotApplicable | NotJudged::Exempt)
        );
        Point {
            week: taught,
            value: finding.outcome.judgement().and_then(|judgement| judgement.value.shown()),
            target: expected.then_some(finding.marks.target),
        }
    }

    fn judge(&mut self, week: Week) -> &mut Judge<'a> {
        let rules = self.rules;
        self.judges.entry(week).or_insert_with(|| Judge::new(rules, &self.reports, week))
    }
}
