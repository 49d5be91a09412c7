//! How the figures of the sample letters came to where they are.

use super::week;
use crate::domain::letter::trend::{Pause, Point, Trend, Why};
use crate::domain::number::Exact;
use crate::domain::verdict::Verdict;
use crate::domain::week::Week;

/// A week without a figure.
pub(super) const GAP: i128 = -1;

/// The values before the newest one, oldest first, as parts of `of`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Past {
    of: i128,
    values: &'static [i128],
    /// Whether the autumn break closes week 44.
    autumn_break: bool,
    /// Where the target started in per cent, if it moved to where it is.
    target_from: Option<i128>,
}

/// The past of a school.
pub(super) fn past(of: i128, values: &'static [i128]) -> Past {
    Past { of, values, autumn_break: true, target_from: None }
}

impl Past {
    /// That there was no break, as in a preschool.
    pub(super) fn all_year(self) -> Self {
        Self { autumn_break: false, ..self }
    }

    /// That the target rose to where it is.
    pub(super) fn rising_from(self, percent: i128) -> Self {
        Self { target_from: Some(percent), ..self }
    }

    /// The whole trend, up to the verdict.
    pub(super) fn until(self, verdict: &Verdict) -> Trend {
        let closed = Week::of(super::day(10, 26));
        let weeks = (1..).map(|age| week().plus(-age)).filter(|week| !self.autumn_break || *week != closed);
        let shown = |value: i128| (value >= 0).then(|| Exact::new(value, self.of));
        let newest = verdict.judgement().and_then(|judgement| judgement.value.shown());
        let values = [newest].into_iter().chain(self.values.iter().rev().map(|value| shown(*value)));
        let mut points: Vec<_> =
            weeks.zip(values).map(|(week, value)| Point { week, value, target: None }).collect();
        points.reverse();
        if let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) {
            for index in 0..points.len() {
                // The letter after a break looks at where the target is on the last day of it.
                let until = points.get(index + 1).map_or(last.week, |next| next.week.plus(-1));
                points[index].target = Some(self.target(until, first.week, last.week, verdict));
            }
        }
        let crossed = points.first().is_some_and(|point| point.week < closed) && self.autumn_break;
        let pause = Pause { first: closed, last: closed, why: Why::Named("Höstlov".to_owned()) };
        Trend { points, pauses: if crossed { vec![pause] } else { vec![] } }
    }

    fn target(&self, week: Week, first: Week, last: Week, verdict: &Verdict) -> Exact {
        let now = verdict.marks.target;
        let Some(from) = self.target_from.map(|percent| Exact::new(percent, 100)) else { return now };
        from + (now - from) * Exact::new(week.since(first).into(), last.since(first).max(1).into())
    }
}
