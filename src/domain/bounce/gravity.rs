//! How grave it is that a letter could not be delivered: whether its address is
//! dead, or something else was in the way this time.

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
        if Status::find(words).is_some_and(is_about_address) { Self::Hard } else { Self::Soft }
    }

    /// How grave a letter's final failure is, by the status of RFC 3463 that the report gives it
    /// and the words of the server.
    pub(super) fn of_failure(status: Option<&str>, words: &str) -> Self {
        let given = status.and_then(Status::find);
        let said = Status::find(words);
        let status = match given {
            // "Something else" is what a server writes that does not know better than the one it quotes.
            Some(status) if status.subject == 0 && status.detail == 0 => said.or(given),
            None => said,
            given => given,
        };
        match status {
            Some(status) => status.gravity(words),
            None if says_nobody_is_there(words) => Self::Hard,
            None => Self::Soft,
        }
    }
}

/// An enhanced status code: `5.1.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Status {
    class: u16,
    subject: u16,
    detail: u16,
}

impl Status {
    /// The first code in a text.
    fn find(text: &str) -> Option<Self> {
        text.split(|c: char| !c.is_ascii_digit() && c != '.').find_map(|token| {
            let mut parts = token.trim_matches('.').split('.');
            let mut next = || parts.next().filter(|part| part.len() <= 3)?.parse().ok();
            let status = Self { class: next()?, subject: next()?, detail: next()? };
            // An address of a host has four parts.
            (parts.next().is_none() && [2, 4, 5].contains(&status.class)).then_some(status)
        })
    }

    fn gravity(self, words: &str) -> Gravity {
        let nobody = match (self.class, self.subject, self.detail) {
            // No such mailbox, no such host, no address at all, moved without a new one, takes no mail
            // (RFC 7505); disabled; no route, because the domain is not there.
            (5, 1, 1 | 2 | 3 | 6 | 10) | (5, 2, 1) | (5, 4, 4 | 310) => true,
            // What hosted mail says of an address that its directory does not have.
            (5, 4, 1) => words.to_lowercase().contains("recipient address rejected"),
            // Other, or undefined: the words must say it.
            (5, 0..=5, 0) | (5, 5, _) => says_nobody_is_there(words),
            // 4.x.x that became final after days, and whatever policy or content is to blame.
            _ => false,
        };
        if nobody { Gravity::Hard } else { Gravity::Soft }
    }
}

/// Whether a server's words leave no doubt that nobody is at the address.
fn says_nobody_is_there(words: &str) -> bool {
    const UNMISTAKABLE: [&str; 16] = [
        "user unknown",
        "unknown user",
        "no such user",
        "no such recipient",
        "no such mailbox",
        "no mailbox here by that name",
        "user not found",
        "recipient not found",
        "recipientnotfound",
        "mailbox not found",
        "unknown recipient",
        "unrouteable address",
        "unroutable address",
        "does not exist",
        "doesn't exist",
        "account is disabled",
    ];
    let words = words.to_lowercase();
    // "The sender's domain does not exist" is about us.
    !words.contains("sender") && UNMISTAKABLE.iter().any(|phrase| words.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gravity(status: &str, words: &str) -> Gravity {
        Gravity::of_failure(Some(status), words)
    }

    #[test]
    fn an_address_that_nobody_has_is_hard() {
        assert_eq!(gravity("5.1.1", ""), Gravity::Hard);
        assert_eq!(gravity("5.1.10 (null MX)", ""), Gravity::Hard);
        assert_eq!(gravity("5.2.1", "mailbox disabled"), Gravity::Hard);
        assert_eq!(gravity("5.4.4", "Host or domain name not found"), Gravity::Hard);
        assert_eq!(gravity("5.4.1", "550 5.4.1 Recipient address rejected: Access denied"), Gravity::Hard);
        assert_eq!(gravity("5.0.0", "550 5.1.1 <x@y.example>: no"), Gravity::Hard);
        assert_eq!(gravity("5.3.0", "553 5.3.0 <x@y.example>... User unknown"), Gravity::Hard);
        assert_eq!(Gravity::of_failure(None, "550 No such user here"), Gravity::Hard);
    }

    #[test]
    fn what_may_be_well_another_week_is_soft() {
        for status in
            ["5.2.2", "5.2.3", "5.7.1", "5.6.0", "5.4.6", "5.4.7", "4.4.1", "4.1.1", "5.1.7", "5.1.8"]
        {
            assert_eq!(gravity(status, "rejected"), Gravity::Soft, "{status}");
        }
        assert_eq!(gravity("5.4.1", "no answer from host"), Gravity::Soft);
        assert_eq!(gravity("5.1.0", "Sender address rejected: Domain does not exist"), Gravity::Soft);
        assert_eq!(Gravity::of_failure(None, "550 mailbox unavailable"), Gravity::Soft);
        assert_eq!(Gravity::of_failure(None, ""), Gravity::Soft);
    }

    #[test]
    fn a_recipient_who_is_refused_is_nobody_only_where_the_status_says_so() {
        for words in
            ["550 5.1.1 no such user", "550-5.1.1 The account\r\n550 5.1.1 is gone", "556 5.1.10 null MX"]
        {
            assert_eq!(Gravity::of_refusal(words), Gravity::Hard, "{words}");
        }
        for words in
            ["550 no such user", "550 5.7.1 your account is disabled", "554 5.2.1 user unknown", "550"]
        {
            assert_eq!(Gravity::of_refusal(words), Gravity::Soft, "{words}");
        }
    }

    #[test]
    fn the_address_of_a_host_is_no_status() {
        assert_eq!(Status::find("host mx.example[192.0.2.25] said no"), None);
        assert_eq!(Status::find("5.1"), None);
        assert_eq!(Status::find("[5.1.1.1] said: 550-5.2.2 full").map(|status| status.subject), Some(2));
        assert_eq!(Status::find("version 1.2.3, 5.1.1."), Some(Status { class: 5, subject: 1, detail: 1 }));
    }
}
