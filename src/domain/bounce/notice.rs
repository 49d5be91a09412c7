//! What a report says to people: the text above the letter that it brings back.

use super::{flowing, one_line};

/// The text of a report, for people to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notice(String);

/// How lines begin that belong to the letter that comes back with a text, and not to the text.
const LETTER: [&str; 6] =
    ["received:", "return-path:", "message-id:", "mime-version:", "dkim-signature:", "list-unsubscribe:"];

/// How a server's words tell that it was our sender that was refused, before any recipient was named.
const AT_SENDER: [&str; 4] =
    ["in reply to mail from", "in response to mail from", "after mail from", "after pipelined mail from"];

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

    /// What it says of an address, in lower case: each place that names it, with the words behind
    /// it and in the lines below, up to an empty one.
    pub(super) fn words_about(&self, address: &str) -> Vec<String> {
        let lines: Vec<&str> = self.0.lines().map(str::trim).collect();
        let named = |line: &str| names(line, address);
        let places = lines.iter().enumerate().filter(|(_, line)| named(line));
        places
            .filter_map(|(at, line)| {
                let bare = without(line, address);
                let mut below = lines[at + 1..].iter().copied().peekable();
                if bare.is_empty() {
                    // A list of addresses, and the reason after an empty line.
                    while below.next_if(|line| line.is_empty()).is_some() {}
                }
                let below = below.take_while(|line| !line.is_empty() && !is_of_another(line));
                let words =
                    one_line(&std::iter::once(bare.as_str()).chain(below).collect::<Vec<_>>().join(" "));
                (!words.is_empty()).then_some(words)
            })
            .collect()
    }

    /// Whether it tells that the other server refused our sender, before it heard of a recipient.
    pub(super) fn refuses_sender(&self) -> bool {
        let text = flowing(&self.0).to_lowercase();
        if AT_SENDER.iter().any(|words| text.contains(words)) {
            return true;
        }
        let lines: Vec<String> = self.0.lines().map(|line| line.trim().to_lowercase()).collect();
        lines.windows(2).any(|pair| {
            let said = pair[0].strip_prefix(SAID).is_some_and(|said| said.starts_with("mail from"));
            said && pair[1].strip_prefix(ANSWERED).is_some_and(|answer| answer.starts_with(['4', '5']))
        })
    }
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
