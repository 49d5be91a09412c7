//! How grave it is that a letter could not be delivered: whether its address is
//! dead, or something else was in the way this time.

use super::cause::Cause;
use super::status::Status;

/// How grave a failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gravity {
    /// The letter did not arrive, and the address may well be right: the mailbox is full, a server
    /// could not be reached for days, or does not want such mail.
    Soft,
    /// There is nobody at the address.
    Hard,
}

impl Gravity {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Soft, Self::Hard];

    /// The word used in the store and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Soft => "soft",
            Self::Hard => "hard",
        }
    }

    /// How grave it is that a mail server takes no letter for a recipient, by its words.
    ///
    /// Only a status about the recipient's address says that nobody is there. In mere words a server
    /// that takes letters for others may as well speak of us: "the account is disabled".
    #[must_use]
    pub fn of_refusal(words: &str) -> Self {
        let is_about_address = |status: Status| {
            matches!((status.class, status.subject, status.detail), (5, 1, 1 | 2 | 3 | 6 | 10))
        };
        let says_so = Status::find(words).is_some_and(is_about_address);
        if says_so && Cause::of(words, None) == Some(Cause::Nobody) { Self::Hard } else { Self::Soft }
    }

    /// How grave a letter's failure is that came about by `cause`.
    pub(super) fn of_cause(cause: Option<Cause>) -> Self {
        if cause == Some(Cause::Nobody) { Self::Hard } else { Self::Soft }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipient_who_is_refused_is_nobody_only_where_the_status_says_so() {
        for words in
            ["550 5.1.1 no such user", "550-5.1.1 The account\r\n550 5.1.1 is gone", "556 5.1.10 null MX"]
        {
            assert_eq!(Gravity::of_refusal(words), Gravity::Hard, "{words}");
        }
        for words in [
            "550 no such user",
            "550 5.7.1 your account is disabled",
            "554 5.2.1 user unknown",
            "550",
            "550 5.1.1 your address is listed at bl.example",
        ] {
            assert_eq!(Gravity::of_refusal(words), Gravity::Soft, "{words}");
        }
    }
}
