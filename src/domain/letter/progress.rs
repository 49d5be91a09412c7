//! What went well at a unit: the one fact a letter opens with.

use crate::domain::asks::AskRules;
use crate::domain::number::Exact;
use crate::domain::verdict::{Level, Verdict};

/// A fact of progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'a> {
    /// The value rose notably since the window before.
    Rose(&'a Verdict),
    /// The target is met.
    Met(&'a Verdict),
}

/// The best fact there is: the largest notable rise, else the target that is
/// passed by most. Ties go to the first expectation by key.
#[must_use]
pub fn best<'a>(verdicts: &[&'a Verdict], rules: &AskRules) -> Option<Progress<'a>> {
    let rise = |verdict: &Verdict| {
        // What is cumulative rises by itself; it is good news only on its path.
        let by_itself = verdict.measure.is_cumulative() && verdict.level() != Some(Level::Met);
        if by_itself {
            return None;
        }
        let part = if verdict.measure.is_share() { Exact::from_integer(1) } else { verdict.marks.target };
        verdict.improvement().filter(|rise| *rise > Exact::from_integer(0) && *rise >= rules.notable * part)
    };
    let largest = |fact: &dyn Fn(&Verdict) -> Option<Exact>| {
        verdicts
            .iter()
            .filter_map(|verdict| fact(verdict).map(|size| (size, *verdict)))
            .max_by(|(one, left), (other, right)| {
                one.cmp(other).then_with(|| right.expectation.cmp(&left.expectation))
            })
            .map(|(_, verdict)| verdict)
    };
    let shares_first = |verdict: &Verdict| {
        // Shares and counts cannot be compared; shares say more to a reader.
        rise(verdict).filter(|_| verdict.measure.is_share())
    };
    if let Some(verdict) = largest(&shares_first).or_else(|| largest(&rise)) {
        return Some(Progress::Rose(verdict));
    }
    let margin = |verdict: &Verdict| {
        let judgement = verdict.judgement().filter(|judgement| judgement.level == Level::Met)?;
        let target = verdict.marks.target;
        (target > Exact::from_integer(0))
            .then(|| judgement.value.shown().map(|value| value / target))
            .flatten()
    };
    largest(&margin).map(Progress::Met)
}
