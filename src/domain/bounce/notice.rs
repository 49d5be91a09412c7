//! What a report says to people: the text above the letter that it brings back.

use super::{flowing, one_line};

/// The text of a report, for people to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notice(String);

/// How lines begin that belong to the letter that comes back with a text, and not to the text.
const LETTER: [&str; 6] =
    ["received:", "return-path:", "message-id:", "mime-version:", "dkim-signature:", "list-unsubscribe:"];

/// How a server's words tell that we were refused, before any recipient was named.
const AT_SENDER: [&str; 11] = [
    "after ehlo",
    "after helo",
    "after initial connection",
    "after mail from",
    "after pipelined mail from",
    "in reply to ehlo",
    "in reply to helo",
    "in reply to mail from",
    "in response to mail from",
    "receiving the initial server greeting",
    "refused to talk to me",
];

/// How a line announces what another server has said.
const REASON: [&str; 6] =
    ["diagnostic information", "error message", "error that", "reason", "response from", "technical details"];

/// How a transcript shows what was said to the other server, and what that one answered.
const SAID: &str = ">>> ";
const ANSWERED: &str = "<<< ";

impl Notice {
    /// The notice in the text of a report, which may go on with the letter that comes back.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let is_letter = |line: &&str| {
            let line = line.trim_start_matches(['>', ' ', '\t']).to_lowercase();
            LETTER.iter().any(|beginning| line.starts_with(beginning))
        };
        let lines: Vec<&str> = text.lines().take_while(|line| !is_letter(line)).collect();
        Self(lines.join("\n"))
    }

    /// Whether it names an address, in lower case.
    pub(super) fn names(&self, address: &str) -> bool {
        self.0.lines().any(|line| names(line, address))
    }

    /// What it says of an address, in lower case: each place that names it, with the words behind
    /// it and in the lines below, up to an empty one.
    pub(super) fn words_about(&self, address: &str) -> Vec<String> {
        let lines: Vec<&str> = self.0.lines().map(str::trim).collect();
        let places = (0..lines.len()).filter(|at| names(lines[*at], address));
        places
            .filter_map(|at| {
                let bare = without(lines[at], address);
                let below = below(&lines[at + 1..], bare.is_empty());
                let mut words: Vec<&str> = std::iter::once(bare.as_str()).chain(below).collect();
                if words.iter().all(|words| words.is_empty()) {
                    // Others give the reason first, and the address below.
                    let above = lines[..at].last().filter(|line| line.contains(' ') && !line.ends_with(':'));
                    words = above.copied().into_iter().collect();
                }
                let words = one_line(&words.join(" "));
                (!words.is_empty()).then_some(words)
            })
            .collect()
    }

    /// The lines that quote a server's answer, whomever they are about.
    pub(super) fn answers(&self) -> String {
        let lines = self.0.lines().map(|line| line.trim().trim_start_matches(ANSWERED));
        one_line(&lines.filter(|line| is_answer(line)).collect::<Vec<_>>().join(" "))
    }

    /// Whether every address that it names is one that `is_known`.
    pub(super) fn names_only(&self, is_known: impl Fn(&str) -> bool) -> bool {
        let text = self.0.to_lowercase();
        let words = text.split(|c: char| c.is_whitespace() || "<>()[]\"',;:".contains(c));
        let mut addresses = words.map(|word| word.trim_matches('.')).filter(|word| word.contains('@'));
        addresses.all(is_known)
    }

    /// Whether it tells that the other server refused our sender, before it heard of a recipient.
    pub(super) fn refuses_sender(&self) -> bool {
        if is_at_sender(&self.0) {
            return true;
        }
        let lines: Vec<String> = self.0.lines().map(|line| line.trim().to_lowercase()).collect();
        lines.windows(2).any(|pair| {
            let said = pair[0].strip_prefix(SAID).is_some_and(|said| said.starts_with("mail from"));
            said && pair[1].strip_prefix(ANSWERED).is_some_and(|answer| answer.starts_with(['4', '5']))
        })
    }
}

/// The lines below an address that are about it, where the `lines` after it are given.
fn below<'a>(lines: &[&'a str], is_listed: bool) -> Vec<&'a str> {
    let is_empty = |line: &&str| line.is_empty();
    let mut rest = lines;
    if is_listed {
        // A list of addresses, and the reason after an empty line.
        rest = &rest[rest.iter().take_while(|line| is_empty(line)).count()..];
    }
    let mut found: Vec<&str> = Vec::new();
    loop {
        let end = rest.iter().take_while(|line| !is_empty(line) && !is_of_another(line)).count();
        found.extend(&rest[..end]);
        rest = &rest[end..];
        let blank = rest.iter().take_while(|line| is_empty(line)).count();
        let is_announced = found.last().is_some_and(|line| line.ends_with(':'))
            || rest.get(blank).is_some_and(|line| announces_reason(line));
        if blank == 0 || !is_announced {
            return found;
        }
        rest = &rest[blank..];
    }
}

/// Whether a line begins with the reply code of an SMTP server that refuses something.
fn is_answer(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3 && line.starts_with(['4', '5']) && line[3..].starts_with([' ', '-'])
}

/// Whether a line says that the reason stands below it.
fn announces_reason(line: &str) -> bool {
    let line = line.to_lowercase();
    line.ends_with(':') && REASON.iter().any(|words| line.contains(words))
}

/// Whether words tell that our sender was refused, before the other server heard of a recipient.
pub(super) fn is_at_sender(words: &str) -> bool {
    let words = flowing(words).to_lowercase();
    AT_SENDER.iter().any(|phrase| words.contains(phrase))
}

/// Whether a line names an address, and not one that only ends or begins alike.
fn names(line: &str, address: &str) -> bool {
    find(&line.to_lowercase(), address).is_some()
}

fn find(line: &str, address: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || "._-+@".contains(c);
    let ends = |rest: &str| {
        let mut rest = rest.chars();
        match rest.next() {
            // A sentence may end behind it.
            Some('.') => !rest.next().is_some_and(char::is_alphanumeric),
            Some(c) => !is_part(c),
            None => true,
        }
    };
    if address.is_empty() {
        return None;
    }
    let found = line
        .match_indices(address)
        .find(|(at, _)| !line[..*at].ends_with(is_part) && ends(&line[at + address.len()..]));
    found.map(|(at, _)| at)
}

/// A line without the address in it; nothing where there is nothing else.
fn without(line: &str, address: &str) -> String {
    let lower = line.to_lowercase();
    // In other scripts lower case may be longer: the place is one of the text in lower case.
    let rest = find(&lower, address)
        .map_or(lower.clone(), |at| format!("{}{}", &lower[..at], &lower[at + address.len()..]));
    if rest.chars().any(char::is_alphanumeric) {
        let mut line = line.trim_start_matches(['<', '(', '"']);
        if line.get(..address.len()).is_some_and(|start| start.eq_ignore_ascii_case(address)) {
            line = line[address.len()..].trim_start_matches(['>', '"', ')', ':', '.', ',', ';', ' ', '\t']);
        }
        line.to_owned()
    } else {
        String::new()
    }
}

/// Whether a line begins with an address of its own, or ends a part of the text.
fn is_of_another(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    let bare = first.trim_matches(['<', '>', ':', '"', '(', ')']);
    line.starts_with("--") || (bare.contains('@') && !bare.starts_with('@') && first.starts_with(['<', '"']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: &str = "anna.ek@skola.example";

    fn about(text: &str) -> Vec<String> {
        Notice::of(text).words_about(ANNA)
    }

    #[test]
    fn the_words_behind_an_address_and_below_it_are_its_own() {
        assert_eq!(
            about("Failed:\n  anna.ek@skola.example\n    Unrouteable address\n\nBye"),
            ["Unrouteable address"]
        );
        assert_eq!(about("Anna.Ek@skola.example: 550 5.1.1 user unknown\n\nBye"), ["550 5.1.1 user unknown"]);
        assert_eq!(
            about("<anna.ek@skola.example>:\nhost mx said: 550\n no\n<bo@skola.example>: full"),
            ["host mx said: 550 no"]
        );
        assert_eq!(about("<anna.ek@skola.example>\n\n\n(reason: 550 no)"), ["(reason: 550 no)"]);
        assert_eq!(
            about("It could not be delivered to anna.ek@skola.example.\nNobody is there"),
            ["It could not be delivered to anna.ek@skola.example. Nobody is there"]
        );
    }

    #[test]
    fn a_reason_may_stand_above_an_address_or_be_announced() {
        assert_eq!(
            about("Reasons\n\nUser not listed in the directory\nanna.ek@skola.example\n\n-- Returned"),
            ["User not listed in the directory"]
        );
        assert_eq!(
            about("anna.ek@skola.example\n\nDetails:\n\nThe error that came back:\n550 no\n\nBye"),
            ["Details: The error that came back: 550 no"]
        );
        assert_eq!(
            about("anna.ek@skola.example\n\nIt failed.\n\nThe reason is:\n\n550 no"),
            ["It failed. The reason is: 550 no"]
        );
        assert!(about("Failed:\nanna.ek@skola.example\n").is_empty());
        assert!(Notice::of("Failed:\nanna.ek@skola.example\n").names(ANNA));
    }

    #[test]
    fn an_address_that_only_ends_alike_is_another() {
        for line in
            ["johanna.ek@skola.example: no", "anna.ek@skola.example.org: no", "x-anna.ek@skola.example no"]
        {
            assert!(about(line).is_empty(), "{line}");
        }
        assert!(about("").is_empty());
    }

    #[test]
    fn the_letter_that_comes_back_in_the_text_is_no_part_of_it() {
        assert!(about("It failed.\n\nReceived: by mx\nTo: anna.ek@skola.example\n").is_empty());
        assert!(about("It failed.\n> Message-ID: <1@x>\n> To: anna.ek@skola.example full").is_empty());
    }

    #[test]
    fn a_sender_who_was_refused_is_known_by_the_command() {
        for text in [
            "said: 553 no (in reply to\n    MAIL FROM command)",
            "SMTP error from remote mail server after MAIL FROM:<a@b.example>:",
            ">>> MAIL From:<a@b.example>\n<<< 553 5.1.0 no",
            "host mx.b.example refused to talk to me: 554 no",
        ] {
            assert!(Notice::of(text).refuses_sender(), "{text}");
        }
        for text in [
            "said: 553 no (in reply to RCPT TO command)",
            ">>> MAIL From:<a@b.example>\n<<< 250 ok\n>>> RCPT To:<x>\n<<< 550 no",
            "",
        ] {
            assert!(!Notice::of(text).refuses_sender(), "{text}");
        }
    }
}
