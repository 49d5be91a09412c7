//! The series of letters that runs write: the same road for all of them, from
//! the figures to the outbox. Whom a series is for, and how one of its letters
//! is written, is all that differs.

/// A series of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mailing {
    /// The letters to principals.
    Letters,
    /// The summaries for managers.
    Summaries,
}

impl Mailing {
    /// Every series, in the order they go out.
    pub const ALL: [Self; 2] = [Self::Letters, Self::Summaries];

    /// What runs, letters and lists of mail call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Letters => "letters",
            Self::Summaries => "summaries",
        }
    }

    /// The series that shows the same figures and goes out before it: what is
    /// decided about those letters is decided about these.
    #[must_use]
    pub fn follows(self) -> Option<Self> {
        match self {
            Self::Letters => None,
            Self::Summaries => Some(Self::Letters),
        }
    }
}
