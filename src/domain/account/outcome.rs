//! What came of a week's letters all in all. It follows from why they are not sent, and not
//! from their being none.

use super::{Account, SkipReason, Skipped};

/// What came of a week's letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// No unit is in session, so none was due.
    NoneDue,
    /// Some went out, or all.
    Sent,
    /// None went out: somebody took all of them back.
    AllTakenBack,
    /// None went out: everybody they are for, or about, is left in peace.
    AllPaused,
    /// None went out, for several reasons or another one.
    NoneSent,
}

impl Account {
    /// What came of the week's letters.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let all = |is_one: fn(&SkipReason) -> bool| {
            let fits = |group: &&Skipped| is_one(&group.reason);
            self.skipped.iter().filter(fits).map(|group| group.letters).sum::<usize>() == self.tally.expected
        };
        if self.tally.expected == 0 {
            Outcome::NoneDue
        } else if self.tally.sent > 0 {
            Outcome::Sent
        } else if all(|reason| matches!(reason, SkipReason::TakenBack(_))) {
            Outcome::AllTakenBack
        } else if all(|reason| matches!(reason, SkipReason::Paused(_))) {
            Outcome::AllPaused
        } else {
            Outcome::NoneSent
        }
    }
}
