//! What a unit needs, told from its verdicts: every unit is in one area of attention.

use super::Matter;
use crate::domain::verdict::Level;

/// So many expectations with some way to go, and no help agreed, call for a talk.
const SEVERAL: usize = 2;

/// What a unit needs; the first that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attention {
    /// Nothing can be judged, so nobody knows.
    Unseen,
    /// Everything that can be judged is met.
    Met,
    /// Several things have some way to go, and nobody has agreed on help with them.
    Support,
    /// Help with what is short is planned or was just given.
    Helped,
    /// Near, or one thing to go.
    OnTheWay,
}

impl Attention {
    /// Every area, the one to look at first in front.
    pub const ALL: [Self; 5] = [Self::Support, Self::Helped, Self::OnTheWay, Self::Met, Self::Unseen];

    /// The area that a unit with these matters belongs to.
    #[must_use]
    pub fn of(matters: &[Matter]) -> Self {
        let judged =
            || matters.iter().filter_map(|matter| Some((matter.verdict.level()?, matter.help.is_some())));
        let without_help = judged().filter(|(level, helped)| *level == Level::Below && !helped).count();
        if judged().next().is_none() {
            Self::Unseen
        } else if judged().all(|(level, _)| level == Level::Met) {
            Self::Met
        } else if without_help >= SEVERAL {
            Self::Support
        } else if judged().any(|(level, helped)| level < Level::Met && helped) {
            Self::Helped
        } else {
            Self::OnTheWay
        }
    }
}
