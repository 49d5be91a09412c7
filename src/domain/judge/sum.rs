//! How a value comes about from the numbers behind it.

use chrono::NaiveDate;
use num_rational::Ratio;

use crate::domain::number::Exact;

/// How a value comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sum {
    /// People or items, divided by people or weeks.
    Quotient {
        /// What is divided.
        part: u64,
        /// By how many.
        whole: u64,
    },
    /// The mean of shares, which the source gives without people.
    Mean {
        /// The shares added up.
        total: Exact,
        /// How many there are.
        count: u32,
    },
    /// A share that the source gives.
    Given(Exact),
    /// Teaching days after the last activity.
    Days {
        /// The day of the last activity.
        last: NaiveDate,
        /// The day until which they are counted, included.
        until: NaiveDate,
        /// How many there are.
        days: u32,
    },
}

impl Sum {
    /// The value; `None` where it would be divided by nobody.
    #[must_use]
    pub fn value(self) -> Option<Exact> {
        match self {
            Self::Quotient { part, whole } => (whole > 0).then(|| {
                // Put in lowest terms while the numbers are small: it is the most frequent sum of all.
                let lowest = Ratio::new(part, whole);
                Exact::new_raw(i128::from(*lowest.numer()), i128::from(*lowest.denom()))
            }),
            Self::Mean { total, count } => {
                (count > 0).then(|| total / Exact::from_integer(i128::from(count)))
            }
            Self::Given(share) => Some(share),
            Self::Days { days, .. } => Some(Exact::from_integer(i128::from(days))),
        }
    }
}
