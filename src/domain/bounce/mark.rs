//! Addresses that letters came back from: nobody is written to at a dead one,
//! and one that gives trouble week after week is told of.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::week::Week;

/// From how many weeks in a row an address is told of that letters cannot be delivered to.
pub const WEEKS_UNTIL_TOLD: usize = 3;

/// An address that nobody is at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadAddress {
    /// The address in lower case.
    pub address: String,
    /// When nyttja read the report.
    pub since: DateTime<Utc>,
    /// The server's words.
    pub words: String,
}

/// Why a letter is not sent to a dead address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WhyDead {
    /// The day on which a letter came back.
    pub on: NaiveDate,
    /// The server's words.
    pub words: String,
}

/// An address to mend, or to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadAddress {
    /// The address.
    pub address: String,
    /// The names of the units that it stands at; none for a coordinator's.
    pub units: Vec<String>,
    /// What is wrong with it.
    pub why: WhyBad,
    /// What the server said last.
    pub words: String,
}

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyBad {
    /// Nobody is there.
    Dead {
        /// The day on which a letter came back.
        since: NaiveDate,
    },
    /// Letters could not be delivered, and are still sent.
    Troubled {
        /// In how many weeks in a row.
        weeks: usize,
    },
}

impl BadAddress {
    /// Whether nobody is written to there.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        matches!(self.why, WhyBad::Dead { .. })
    }
}

/// In how many weeks in a row letters came back, by the weeks in which there were any, the
/// newest first, each with whether one came back.
///
/// What was sent last may still come back, for servers try for days: nothing follows yet from
/// its silence.
#[must_use]
pub fn weeks_in_a_row(weeks: &[(Week, bool)]) -> usize {
    let settled = match weeks {
        [(_, false), rest @ ..] => rest,
        all => all,
    };
    settled.iter().take_while(|(_, came_back)| *came_back).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks(came_back: &[bool]) -> usize {
        let newest: Week = "2026-W48".parse().unwrap();
        let weeks: Vec<_> =
            (0..).map(|back: i64| newest.plus(-back)).zip(came_back.iter().copied()).collect();
        weeks_in_a_row(&weeks)
    }

    #[test]
    fn weeks_count_in_a_row_and_the_newest_one_may_still_be_silent() {
        assert_eq!(weeks(&[]), 0);
        assert_eq!(weeks(&[false]), 0);
        assert_eq!(weeks(&[true, true, true]), 3);
        assert_eq!(weeks(&[false, true, true, true, false, true]), 3);
        assert_eq!(weeks(&[true, false, true, true]), 1);
        assert_eq!(weeks(&[false, false, true, true, true]), 0, "a letter has arrived since");
    }
}
