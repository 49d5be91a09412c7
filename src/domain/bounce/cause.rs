//! What kept a letter from arriving, as far as the words of mail servers tell: they say it in
//! many ways, which stand in `phrases.txt` beside this.

use std::sync::LazyLock;

use super::status::Status;

/// What kept a letter from arriving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// Nobody is at the address, or its domain does not exist.
    Nobody,
    /// The sender is refused, whoever the letter is for.
    Sender,
    /// A rule, a list or a filter.
    Policy,
    /// Too much at a time.
    Rate,
    /// The letter is too large.
    Size,
    /// The mailbox is full.
    Full,
    /// A server or a network that is not well.
    Network,
}

impl Cause {
    const ALL: [Self; 7] =
        [Self::Nobody, Self::Sender, Self::Policy, Self::Rate, Self::Size, Self::Full, Self::Network];

    /// The heading in the table.
    fn heading(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Sender => "sender",
            Self::Policy => "policy",
            Self::Rate => "rate",
            Self::Size => "size",
            Self::Full => "full",
            Self::Network => "network",
        }
    }

    /// What a server's words tell, beside the `status` that somebody else gives for them. Nothing
    /// follows from words that the table does not have.
    ///
    /// The code that the server itself has written comes before the one given on the way: some
    /// servers give `5.1.1` for whatever was refused.
    pub(super) fn of(words: &str, status: Option<Status>) -> Option<Self> {
        let said = words.to_lowercase();
        let own = Status::find(words);
        let code = match status {
            // "Something else" is what a server writes that does not know better than the one it quotes.
            Some(status) if own.is_none() || !status.is_empty() => own.or(Some(status)),
            _ => own,
        };
        let table = &*TABLE;
        let pair = table.iter().find(|entry| entry.is_pair() && entry.fits(&said, code));
        if let Some(pair) = pair {
            return Some(pair.cause);
        }
        let phrases = || table.iter().filter(|entry| entry.code.is_none() && entry.fits(&said, code));
        if let Some(entry) = phrases().find(|entry| entry.cause != Self::Nobody) {
            return Some(entry.cause);
        }
        let names_nobody = |code: Status| table.iter().any(|entry| entry.is_code_of(Self::Nobody, code));
        let is_said = phrases().next().is_some();
        // Whoever says "not now" has not said that nobody is there.
        if is_said && reply_code(words).is_some_and(|code| code.starts_with('4')) {
            return Some(Self::Network);
        }
        match code {
            None if is_said => Some(Self::Nobody),
            None => None,
            // A code given on the way to a refusal that has none says no more than the refusal.
            Some(code) if own.is_none() && reply_code(words).is_some() && !is_said => {
                (!code.is_final()).then_some(Self::Network)
            }
            Some(code) if names_nobody(code) || (is_said && code.is_undefined()) => Some(Self::Nobody),
            Some(code) if code.is_undefined() => None,
            Some(_) => Some(Self::Policy),
        }
    }
}

/// Whether the words of a mail server tell that it refuses the sender of a letter.
#[must_use]
pub fn is_said_of_sender(words: &str) -> bool {
    Cause::of(words, None) == Some(Cause::Sender)
}

/// The reply code of an SMTP server that words begin with, or quote.
fn reply_code(words: &str) -> Option<&str> {
    const QUOTED: [&str; 2] = ["said: ", "replied: "];
    let quoted = QUOTED.iter().filter_map(|mark| words.split_once(mark)).map(|(_, reply)| reply);
    let mut replies = std::iter::once(words).chain(quoted).map(str::trim_start);
    replies.find_map(|reply| {
        let digits = reply.bytes().take_while(u8::is_ascii_digit).count();
        (digits == 3 && reply.starts_with(['4', '5'])).then_some(&reply[..digits])
    })
}

/// A line of the table.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    cause: Cause,
    code: Option<Status>,
    phrase: &'static str,
}

static TABLE: LazyLock<Vec<Entry>> = LazyLock::new(|| entries(include_str!("phrases.txt")));

fn entries(table: &'static str) -> Vec<Entry> {
    let mut cause = None;
    let mut entries = Vec::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let heading = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(heading) = heading {
            cause = Cause::ALL.into_iter().find(|cause| cause.heading() == heading);
        } else if let Some(cause) = cause {
            let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
            let code = first.parse().ok();
            entries.push(Entry { cause, code, phrase: if code.is_some() { rest } else { line } });
        }
    }
    entries
}

impl Entry {
    fn is_pair(&self) -> bool {
        self.code.is_some() && !self.phrase.is_empty()
    }

    fn is_code_of(&self, cause: Cause, code: Status) -> bool {
        self.cause == cause && self.phrase.is_empty() && self.code == Some(code)
    }

    fn fits(&self, words: &str, code: Option<Status>) -> bool {
        (self.code.is_none() || self.code == code) && has_phrase(words, self.phrase)
    }
}

/// Whether a phrase stands in words, both in lower case, where a word begins. Scripts like the
/// Chinese do not part words.
fn has_phrase(words: &str, phrase: &str) -> bool {
    let has_no_spaces = phrase.starts_with(|c| c >= '\u{2e80}');
    words.match_indices(phrase).any(|(at, _)| has_no_spaces || !words[..at].ends_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cause(status: &str, words: &str) -> Option<Cause> {
        Cause::of(words, status.parse().ok())
    }

    #[test]
    fn an_address_that_nobody_has_is_known_by_code_or_words() {
        for (status, words) in [
            ("5.1.1", ""),
            ("5.1.10", "550 5.1.10 null MX"),
            ("5.2.1", "mailbox disabled"),
            ("5.4.4", "Host or domain name not found"),
            ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied"),
            ("5.0.0", "550 5.1.1 <x@y.example>: no"),
            ("5.3.0", "553 5.3.0 <x@y.example>... User unknown"),
            ("", "550 No such user here"),
            ("5.0.0", "Unrouteable address"),
            ("5.1.1", "550 <x@y.example>... User unknown"),
            ("5.1.351", "550 5.1.351 Remote server returned unknown recipient"),
            ("5.1.1", "550 5.1.1 <x@y.example>: User unknown in relay recipient table"),
            ("5.1.1", "550 5.1.1 Mailbox not found. Check the address and try again."),
            ("5.1.0", "Domain y.example does not accept mail (nullMX)"),
            ("5.0.0", "host mx.y.example said: 550 <x@y.example>: User unknown"),
            ("5.0.0", "550 Mottagaren finns inte"),
            ("5.0.0", "550 Benutzer unbekannt"),
            ("5.0.0", "550 Utilisateur inconnu"),
            ("5.0.0", "550 El usuario no existe"),
            ("5.0.0", "550 用户不存在"),
        ] {
            assert_eq!(cause(status, words), Some(Cause::Nobody), "{status} {words}");
        }
    }

    #[test]
    fn what_stands_in_the_way_of_a_letter_is_told_apart_from_a_dead_address() {
        for (status, words, right) in [
            ("5.1.1", "550 5.7.1 Your IP address is listed at bl.example", Cause::Policy),
            ("5.1.1", "550 Blocked by our list", Cause::Policy),
            ("5.2.1", "550 5.2.1 The user is receiving mail at a rate that prevents more", Cause::Rate),
            ("5.1.0", "Sender address rejected: Domain does not exist", Cause::Sender),
            ("5.2.2", "552 5.2.2 mailbox full", Cause::Full),
            ("5.1.3", "553 mail from badly formed", Cause::Sender),
            ("5.4.7", "delivery time expired", Cause::Network),
            ("5.7.1", "550 5.7.1 no such user", Cause::Policy),
            ("4.1.1", "450 4.1.1 user unknown", Cause::Network),
            ("5.0.0", "host mx.y.example said: 450 <x@y.example>: User unknown", Cause::Network),
            ("5.0.0", "550 <nyttja>: Helo command rejected: Host not found", Cause::Policy),
            ("5.0.0", "550 Your account has been disabled", Cause::Sender),
            ("5.0.0", "550 The sending domain does not exist", Cause::Sender),
            ("5.0.0", "550 Avsändarens domän finns inte", Cause::Sender),
            ("5.2.1", "550 5.2.1 This account is suspended", Cause::Policy),
            ("5.1.1", "550 unknown user or not allowed", Cause::Policy),
            ("5.0.0", "550 the certificate does not exist", Cause::Network),
        ] {
            assert_eq!(cause(status, words), Some(right), "{status} {words}");
        }
    }

    #[test]
    fn nothing_follows_from_words_that_nobody_knows() {
        for (status, words) in [
            ("5.1.1", "550 no"),
            ("5.1.3", "553 go away"),
            ("", ""),
            ("5.0.0", "nej"),
            ("5.1.1", "554 5.5.1 no valid recipients"),
        ] {
            assert_eq!(cause(status, words), None, "{status} {words}");
        }
    }

    #[test]
    fn every_line_of_the_table_is_read_and_says_one_thing() {
        let lines = include_str!("phrases.txt").lines();
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with(['#', '[']));
        assert_eq!(TABLE.len(), lines.count());
        for (at, entry) in TABLE.iter().enumerate() {
            let again = |other: &&Entry| (other.code, other.phrase) == (entry.code, entry.phrase);
            assert!(!TABLE[at + 1..].iter().any(|other| again(&other)), "{entry:?} stands there twice");
            assert_eq!(entry.phrase, entry.phrase.to_lowercase(), "{entry:?}");
        }
        let headings = Cause::ALL.into_iter().filter(|cause| TABLE.iter().any(|entry| entry.cause == *cause));
        assert_eq!(headings.count(), Cause::ALL.len());
    }
}
