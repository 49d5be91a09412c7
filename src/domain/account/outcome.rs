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
    /// None went out: some are for, or about, somebody who is left in peace, and somebody took
    /// all others back.
    PausedOrTakenBack,
    /// None went out, for several reasons or another one.
    NoneSent,
}

impl Account {
    /// What came of the week's letters.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let letters = |is_one: fn(&SkipReason) -> bool| {
            let fits = |group: &&Skipped| is_one(&group.reason);
            self.skipped.iter().filter(fits).map(|group| group.letters).sum::<usize>()
        };
        // A unit without a principal has no letter that could be paused or taken back.
        let to_somebody = self.tally.expected - letters(|reason| matches!(reason, SkipReason::Vacant));
        let taken_back = letters(|reason| matches!(reason, SkipReason::TakenBack(_)));
        let paused = letters(|reason| matches!(reason, SkipReason::Paused(_)));
        if self.tally.expected == 0 {
            Outcome::NoneDue
        } else if self.tally.sent > 0 {
            Outcome::Sent
        } else if to_somebody == 0 || taken_back + paused < to_somebody {
            Outcome::NoneSent
        } else if paused == 0 {
            Outcome::AllTakenBack
        } else if taken_back == 0 {
            Outcome::AllPaused
        } else {
            Outcome::PausedOrTakenBack
        }
    }
}
