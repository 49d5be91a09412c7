//! The outbox: the ledger of letters, and what became of each.

mod changes;
mod correcting;
mod decisions;
mod entering;
mod exchange;
mod leftovers;
mod listing;
mod packing;
mod queue;
mod reasons;
mod settling;

pub use changes::{Change, Changed};
pub use correcting::Amendment;
pub(super) use decisions::record_by;
pub use entering::Entering;
pub use exchange::{Claimed, Handout, Terms};
pub use listing::{LetterFilter, LetterTimes, Pages};
pub use packing::Packed;
pub use queue::NewLetter;
pub(super) use reasons::ReasonColumns;
pub use settling::Settled;

use super::Result;
use super::columns::Row;
use super::engine::from_row;
use crate::domain::outbox::LetterId;

/// The columns that make a letter the same letter.
#[derive(Debug)]
struct IdColumns {
    key: String,
    job: String,
    recipient: String,
    week: String,
    edition: i64,
}

from_row!(IdColumns: key, job, recipient, week, edition);

impl IdColumns {
    fn read(self) -> Result<LetterId> {
        let row = Row::new("letters", &self.key);
        let (series, week, edition) = (row.word(&self.job)?, row.word(&self.week)?, row.count(self.edition)?);
        Ok(LetterId { series, recipient: self.recipient, week, edition })
    }
}
