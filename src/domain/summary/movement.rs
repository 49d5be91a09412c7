//! What moved since last week: verdicts that rose or fell a level.

use crate::domain::asks::AskRules;
use crate::domain::number::Exact;
use crate::domain::verdict::{Level, Verdict};

/// From one level to another within a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movement {
    /// The level of last week.
    pub from: Level,
    /// The level of this week.
    pub to: Level,
    /// Whether use itself went the same way, by as much as is worth a word: a
    /// value that sways around a mark changes its level too.
    pub notable: bool,
}

impl Movement {
    /// How `now` moved from the level of `before`; nothing where it stayed, or was not judged in both weeks.
    pub(super) fn since(before: Option<Level>, now: &Verdict, rules: &AskRules) -> Option<Self> {
        let (from, to) = (before?, now.level()?);
        (from != to).then(|| Self { from, to, notable: is_notable(now, to > from, rules) })
    }

    /// Whether it rose.
    #[must_use]
    pub fn rose(self) -> bool {
        self.to > self.from
    }
}

fn is_notable(verdict: &Verdict, rose: bool, rules: &AskRules) -> bool {
    let part = if verdict.measure.is_share() { Exact::from_integer(1) } else { verdict.marks.target };
    verdict.improvement().is_some_and(|change| {
        let along = if rose { change } else { -change };
        along > Exact::from_integer(0) && along >= rules.notable * part
    })
}
