//! A figure as a source tells it: a number, or a word for one that it keeps to itself.

use crate::domain::usage::share::Share;

/// A figure as a source tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Figure<T> {
    /// The number.
    Known(T),
    /// A word such as `<5` or `..`: the source keeps the number to itself, to
    /// protect the few people behind it.
    Suppressed {
        /// The least that it can be: 0, more where known numbers were added.
        least: T,
        /// The most that it can be, 4 for `<5`; none where the word says no number.
        most: Option<T>,
    },
}

/// Which end of what a suppressed figure can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The least.
    Least,
    /// The most.
    Most,
}

impl<T: Copy> Figure<T> {
    /// The number, where the source tells it.
    #[must_use]
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(number) => Some(number),
            Self::Suppressed { .. } => None,
        }
    }

    /// Whether the source keeps the number to itself.
    #[must_use]
    pub fn is_suppressed(self) -> bool {
        matches!(self, Self::Suppressed { .. })
    }

    /// The number, or one end of what it can be; none where that end is open.
    #[must_use]
    pub fn at(self, end: End) -> Option<T> {
        match (self, end) {
            (Self::Known(number), _) => Some(number),
            (Self::Suppressed { least, .. }, End::Least) => Some(least),
            (Self::Suppressed { most, .. }, End::Most) => most,
        }
    }
}

impl Figure<u32> {
    /// The two added up; none where that is more than any count here can be.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let least = |figure: Self| match figure {
            Self::Known(number) | Self::Suppressed { least: number, .. } => number,
        };
        let sum = least(self).checked_add(least(other))?;
        if !self.is_suppressed() && !other.is_suppressed() {
            return Some(Self::Known(sum));
        }
        let most = self.at(End::Most).zip(other.at(End::Most));
        let most = most.and_then(|(one, two)| one.checked_add(two));
        Some(Self::Suppressed { least: sum, most })
    }
}

impl From<u32> for Figure<u32> {
    fn from(number: u32) -> Self {
        Self::Known(number)
    }
}

impl From<Share> for Figure<Share> {
    fn from(share: Share) -> Self {
        Self::Known(share)
    }
}
