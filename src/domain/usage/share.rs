//! A share as a source gives it.

use num_rational::Ratio;

use crate::domain::number::Exact;

/// How many parts make the whole: 10¹⁴, so that per cent with twelve decimals are whole numbers of parts.
const WHOLE: u64 = 100_000_000_000_000;

/// An active share, from nobody to everybody, exactly as a source gives it.
///
/// There are millions of records and few of them have one, so it is kept small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u64);

impl Share {
    /// Nobody.
    pub const NOBODY: Self = Self(0);

    /// Everybody.
    pub const EVERYBODY: Self = Self(WHOLE);

    /// The share as a number from 0 to 1.
    #[must_use]
    pub fn exact(self) -> Exact {
        // Put in lowest terms while the numbers are small.
        let lowest = Ratio::new(self.0, WHOLE);
        Exact::new_raw(i128::from(*lowest.numer()), i128::from(*lowest.denom()))
    }
}

/// A number that is no share: it does not lie between 0 and 1, or has more decimals than are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a share between 0 and 1")]
pub struct NotAShare(Exact);

impl TryFrom<Exact> for Share {
    type Error = NotAShare;

    fn try_from(number: Exact) -> Result<Self, Self::Error> {
        let parts = number * Exact::from_integer(i128::from(WHOLE));
        let parts = parts.is_integer().then(|| u64::try_from(parts.to_integer()).ok()).flatten();
        parts.filter(|parts| *parts <= WHOLE).map(Self).ok_or(NotAShare(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::number::parse_share;

    #[test]
    fn every_share_that_can_be_read_is_kept_exactly() {
        for text in ["0", "1", "0.85", "0.123456789012", "33.333333333333 %", "0.000000000001 %", "100 %"] {
            let number = parse_share(text).unwrap();
            assert_eq!(Share::try_from(number).unwrap().exact(), number, "{text}");
        }
    }

    #[test]
    fn less_than_nobody_and_more_than_everybody_are_no_shares() {
        for (numerator, denominator) in [(-1, 100), (101, 100), (1, 3)] {
            assert!(Share::try_from(Exact::new(numerator, denominator)).is_err());
        }
    }
}
