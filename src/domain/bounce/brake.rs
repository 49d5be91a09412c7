//! The brake: how many addresses may be taken for dead at once before somebody looks. A server
//! that refuses everybody says little of anybody.

use std::fmt;
use std::str::FromStr;

/// How many addresses may be taken for dead at once: so many, or such a share of all addresses that
/// are written to, whichever is more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brake {
    count: usize,
    /// In hundredths of a per cent, 0 to 10,000.
    share: u32,
}

impl Default for Brake {
    fn default() -> Self {
        Self { count: 5, share: 200 }
    }
}

impl Brake {
    /// Whether `marks` addresses may be taken for dead where letters go to `addresses`.
    #[must_use]
    pub fn allows(self, marks: usize, addresses: usize) -> bool {
        let (marks, addresses) = (marks as u128, addresses as u128);
        marks <= self.count as u128 || marks * 10_000 <= addresses * u128::from(self.share)
    }
}

/// A text that says no brake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no number of addresses with a share of all of them")]
pub struct BrakeError(String);

impl FromStr for Brake {
    type Err = BrakeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (count, share) = text.split_once(" or ")?;
            let percent = share.trim().strip_suffix('%')?.trim_end().replace(',', ".");
            let (whole, part) = percent.split_once('.').unwrap_or((percent.as_str(), ""));
            if part.len() > 2 {
                return None;
            }
            let part: u32 = format!("{part:0<2}").parse().ok()?;
            let share = whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(part)?;
            Some(Self { count: count.trim().parse().ok()?, share }).filter(|brake| brake.share <= 10_000)
        };
        read().ok_or_else(|| BrakeError(text.to_owned()))
    }
}

impl fmt::Display for Brake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.share / 100, self.share % 100);
        write!(f, "{} or {whole}", self.count)?;
        if part > 0 {
            write!(f, ".{part:02}")?;
        }
        f.write_str(" %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_generous_of_number_and_share_counts() {
        let brake = Brake::default();
        assert!(brake.allows(5, 10) && !brake.allows(6, 10));
        assert!(brake.allows(20, 1000) && !brake.allows(21, 1000));
        assert!(brake.allows(0, 0) && !brake.allows(usize::MAX, 10));
    }

    #[test]
    fn a_brake_is_written_as_number_and_share() {
        for (text, again) in
            [("5 or 2 %", "5 or 2 %"), ("0 or 0%", "0 or 0 %"), ("10 or 1,5 %", "10 or 1.50 %")]
        {
            assert_eq!(text.parse::<Brake>().unwrap().to_string(), again);
        }
        for text in ["5", "2 %", "5 or 2", "5 or 101 %", "-1 or 2 %", "5 or 1.234 %", "5 or x %", ""] {
            assert!(text.parse::<Brake>().is_err(), "{text}");
        }
    }
}
