//! A mail server's report about a letter, and what it says of one recipient.

use super::cause::Cause;
use super::gravity::Gravity;
use super::notice::{self, Notice};
use super::one_line;
use super::status::Status;
use super::trace::Trace;
use crate::domain::recipient::address::EmailAddress;

/// What a mail server reports (RFC 3464, or the like).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// What leads to the letters that it may be about, the surest first.
    pub traces: Vec<Trace>,
    /// What it says, recipient by recipient.
    pub words: Vec<Word>,
    /// What it says to people.
    pub notice: Notice,
    /// What it says was done, where it has words for people alone.
    pub plainly: Option<Action>,
}

/// What a report says of one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Word {
    /// The address that the letter was sent to, where the server was told.
    pub original: Option<String>,
    /// The address that it could not go on to: another one where mail is forwarded.
    pub last: Option<String>,
    /// What was done.
    pub action: Option<Action>,
    /// The status of RFC 3463, such as `5.1.1`.
    pub status: Option<String>,
    /// The words of the server that refused.
    pub diagnostic: Option<String>,
}

/// What a mail server has done with a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It has given it up.
    Failed,
    /// It still tries.
    Delayed,
    /// It has delivered it, or handed it on.
    Arrived,
}

impl Action {
    /// The action that a word in a report names, in any spelling that servers have for it.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let word: String = word.trim().chars().take_while(char::is_ascii_alphabetic).collect();
        match word.to_lowercase().as_str() {
            "failed" | "failure" | "fail" => Some(Self::Failed),
            "delayed" | "delay" => Some(Self::Delayed),
            "delivered" | "relayed" | "expanded" => Some(Self::Arrived),
            _ => None,
        }
    }

    /// The action that a note about what a mailbox did with a letter tells of (RFC 8098): a rule that
    /// refuses letters says so. What its reader did is no matter of ours.
    #[must_use]
    pub fn of_disposition(disposition: &str) -> Option<Self> {
        let (by, done) = disposition.split_once(';')?;
        let is_refused =
            ["deleted", "denied", "failed"].iter().any(|word| done.trim().to_lowercase().starts_with(word));
        (by.trim().to_lowercase().starts_with("automatic-action") && is_refused).then_some(Self::Failed)
    }
}

/// A letter that a report may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentLetter<'a> {
    /// The address that it went to, in lower case.
    pub recipient: &'a str,
    /// The domain that it went out from, in lower case.
    pub from: &'a str,
}

/// What a report means for a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How grave it is; none where the letter arrived, or is still tried.
    pub gravity: Option<Gravity>,
    /// The server's words on one line.
    pub words: String,
}

impl Report {
    /// What it says about a letter; nothing where it does not speak of its recipient. Of several
    /// words the gravest counts.
    #[must_use]
    pub fn about(&self, letter: SentLetter<'_>) -> Option<Verdict> {
        if self.words.is_empty() {
            return self.plain_verdict(letter);
        }
        let words = self.words.iter().filter(|word| word.is_about(letter.recipient));
        let verdicts = words.filter_map(|word| self.verdict(word, letter));
        // The first of equals.
        verdicts.reduce(|one, other| if other.gravity > one.gravity { other } else { one })
    }

    fn verdict(&self, word: &Word, letter: SentLetter<'_>) -> Option<Verdict> {
        let status = word.status.as_deref().and_then(Status::find);
        let action = match word.action {
            // Whoever knows no right word for it has given it up where the status says so.
            None if status.is_some_and(Status::is_final) => Action::Failed,
            action => action?,
        };
        let said = one_line(without_type(word.diagnostic.as_deref().unwrap_or_default()));
        let named = word.addresses().find(|address| !self.notice.words_about(address).is_empty());
        let told = self.notice.words_about(named.as_deref().unwrap_or(letter.recipient));
        let all: Vec<&str> = [said.as_str()].into_iter().chain(told.iter().map(String::as_str)).collect();
        let shown = all.iter().find(|words| !words.is_empty()).copied();
        let shown =
            shown.map_or_else(|| one_line(word.status.as_deref().unwrap_or(NO_REASON)), str::to_owned);
        // A relay of ours that cannot be found says nothing of the recipient.
        let is_of_another = |words: &&str| {
            let mut addresses = word.addresses();
            looked_up(words)
                .is_some_and(|name| !addresses.any(|address| address.ends_with(&format!("@{name}"))))
        };
        let gravity = (action == Action::Failed).then(|| {
            if all.iter().any(is_of_another) { Gravity::Soft } else { self.gravity(&all, status, letter) }
        });
        Some(Verdict { gravity, words: shown })
    }

    /// The same where the report has words for people alone, which must name the recipient.
    fn plain_verdict(&self, letter: SentLetter<'_>) -> Option<Verdict> {
        if !self.notice.names(letter.recipient) {
            return None;
        }
        let (action, mut told) = (self.plainly?, self.notice.words_about(letter.recipient));
        // Where nobody else is spoken of, an answer that stands apart is about the recipient too.
        let is_known = |address: &str| address == letter.recipient || letter.is_ours(address);
        let answers = self.notice.answers();
        if !answers.is_empty() && self.notice.names_only(is_known) {
            told.insert(0, answers);
        }
        let all: Vec<&str> = std::iter::once("").chain(told.iter().map(String::as_str)).collect();
        let gravity = (action == Action::Failed).then(|| self.gravity(&all, None, letter));
        let words = told.first().cloned().unwrap_or_else(|| NO_REASON.to_owned());
        Some(Verdict { gravity, words })
    }

    /// How grave a failure is by what is said of it: first by the server that refused, where it
    /// is quoted, then to people.
    fn gravity(&self, said: &[&str], status: Option<Status>, letter: SentLetter<'_>) -> Gravity {
        let is_of_sender = |words: &&str| letter.is_refused_as_ours(words) || notice::is_at_sender(words);
        if self.notice.refuses_sender() || said.iter().any(is_of_sender) {
            return Gravity::Soft;
        }
        // What a server adds on the way counts only where the one that refused is not quoted, and a
        // status where there are no words at all stands for itself.
        let cause = match said.iter().position(|words| !words.is_empty()) {
            None => Cause::of("", status),
            Some(0) => Cause::of(said[0], status),
            Some(_) => said.iter().find_map(|words| Cause::of(words, status)),
        };
        Gravity::of_cause(cause)
    }
}

/// The name that a server has asked the name service for in vain, by its words.
fn looked_up(words: &str) -> Option<String> {
    let words = words.to_lowercase();
    let rest = LOOKED_UP.iter().find_map(|mark| Some(words.split_once(mark)?.1))?;
    let name = rest.split(|c: char| !c.is_alphanumeric() && !"-._".contains(c)).next()?;
    let name = name.trim_matches('.');
    (!name.is_empty()).then(|| name.to_owned())
}

/// How Postfix and Sendmail name it.
const LOOKED_UP: [&str; 2] = ["name service error for name=", "name server: "];

/// What is told where a server tells nothing.
const NO_REASON: &str = "the server gave no reason";

impl SentLetter<'_> {
    /// Whether an address is one that our letters come from.
    fn is_ours(self, address: &str) -> bool {
        address.rsplit_once('@').is_some_and(|(_, domain)| domain == self.from)
    }

    /// Whether words name the domain that our letters come from, and neither the recipient nor the
    /// recipient's domain: then they are about us.
    fn is_refused_as_ours(self, words: &str) -> bool {
        let words = words.to_lowercase();
        let domain = self.recipient.rsplit_once('@').map_or("", |(_, domain)| domain);
        !self.from.is_empty() && domain != self.from && words.contains(self.from) && !words.contains(domain)
    }
}

impl Word {
    /// Whether it speaks of the recipient that we know. Where mail was forwarded the
    /// original address counts, and without it nobody can tell.
    fn is_about(&self, recipient: &str) -> bool {
        self.addresses().any(|address| address == recipient)
    }

    /// The addresses that it names, in the spelling of ours.
    fn addresses(&self) -> impl Iterator<Item = String> {
        [&self.original, &self.last].into_iter().flatten().flat_map(|text| identities(text))
    }
}

/// A field's value without the type before it: `smtp; 550 …`, `rfc822; anna@…`.
fn without_type(text: &str) -> &str {
    match text.split_once(';') {
        Some((kind, rest)) if kind.trim().chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) => {
            rest.trim()
        }
        _ => text.trim(),
    }
}

/// An address as a report writes it, in the spelling of ours: as it stands, and with what
/// RFC 3461 writes as `+2B` decoded, which some servers leave as it is.
fn identities(text: &str) -> impl Iterator<Item = String> {
    let bare = without_type(text).trim_matches(|c| matches!(c, '<' | '>' | '"' | ' '));
    let spellings = [Some(bare.to_owned()), decoded(bare)];
    let addresses = spellings.into_iter().flatten().filter_map(|text| text.parse::<EmailAddress>().ok());
    addresses.map(|address| address.identity())
}

/// An xtext decoded; none where it is none.
fn decoded(text: &str) -> Option<String> {
    let (first, rest) = text.split_once('+')?;
    let mut plain = first.to_owned();
    for piece in rest.split('+') {
        let code = u8::from_str_radix(piece.get(..2)?, 16).ok()?;
        plain.push(char::from(code));
        plain.push_str(&piece[2..]);
    }
    plain.is_ascii().then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(original: Option<&str>, last: &str, status: &str) -> Word {
        Word {
            original: original.map(str::to_owned),
            last: Some(last.to_owned()),
            action: Some(Action::Failed),
            status: Some(status.to_owned()),
            diagnostic: Some(format!("smtp; 550 {status} <{last}>:\r\n\tno")),
        }
    }

    fn about(words: Vec<Word>, recipient: &str) -> Option<Verdict> {
        let letter = SentLetter { recipient, from: "kommun.example" };
        Report { words, ..Report::default() }.about(letter)
    }

    #[test]
    fn a_report_counts_for_the_recipient_it_names_in_any_spelling() {
        let word = failed(None, "Anna.Ek@Example.invalid", "5.1.1");
        let verdict = about(vec![word], "anna.ek@example.invalid").unwrap();
        assert_eq!(verdict.gravity, Some(Gravity::Hard));
        assert_eq!(verdict.words, "550 5.1.1 <Anna.Ek@Example.invalid>: no");
        assert_eq!(
            about(vec![failed(None, "rfc822; <eva@example.invalid>", "5.1.1")], "anna@example.invalid"),
            None
        );
    }

    #[test]
    fn forwarded_mail_counts_by_the_address_that_we_wrote_to() {
        let there = failed(Some("rfc822;anna@example.invalid"), "rfc822; anna@elsewhere.invalid", "5.2.2");
        assert_eq!(about(vec![there], "anna@example.invalid").unwrap().gravity, Some(Gravity::Soft));
        assert_eq!(
            about(vec![failed(None, "anna@elsewhere.invalid", "5.1.1")], "anna@example.invalid"),
            None
        );
    }

    #[test]
    fn of_several_words_the_gravest_counts() {
        let mut delivered = failed(None, "anna@example.invalid", "2.0.0");
        delivered.action = Some(Action::Arrived);
        let full = failed(None, "anna@example.invalid", "5.2.2");
        let gone = failed(None, "anna@example.invalid", "5.1.1");
        let gravity = |words| about(words, "anna@example.invalid").unwrap().gravity;
        assert_eq!(gravity(vec![delivered.clone()]), None);
        assert_eq!(gravity(vec![delivered.clone(), full.clone()]), Some(Gravity::Soft));
        assert_eq!(gravity(vec![gone, full, delivered]), Some(Gravity::Hard));
    }

    #[test]
    fn a_delay_is_no_failure() {
        let mut delayed = failed(None, "anna@example.invalid", "4.4.1");
        delayed.action = Action::of("Delayed (still trying)");
        assert_eq!(about(vec![delayed], "anna@example.invalid").unwrap().gravity, None);
    }

    #[test]
    fn an_address_that_is_written_as_xtext_is_read() {
        let word = failed(Some("rfc822;anna+2Bnyttja@example.invalid"), "x@elsewhere.invalid", "5.1.1");
        assert!(about(vec![word.clone()], "anna+nyttja@example.invalid").is_some());
        assert!(about(vec![word], "anna+2bnyttja@example.invalid").is_some());
        assert_eq!(decoded("a+é+"), None);
    }

    #[test]
    fn where_the_server_gives_no_words_its_status_is_told() {
        let word = Word { diagnostic: None, ..failed(None, "anna@example.invalid", "5.1.1") };
        assert_eq!(about(vec![word], "anna@example.invalid").unwrap().words, "5.1.1");
    }

    #[test]
    fn words_about_our_own_domain_say_nothing_of_the_recipient() {
        let word = Word {
            diagnostic: Some("smtp; 553 5.1.0 domain kommun.example does not exist".to_owned()),
            ..failed(None, "anna@example.invalid", "5.1.0")
        };
        assert_eq!(about(vec![word], "anna@example.invalid").unwrap().gravity, Some(Gravity::Soft));
        let own = Word {
            diagnostic: Some("smtp; 553 5.1.0 anna@kommun.example does not exist".to_owned()),
            ..failed(None, "anna@kommun.example", "5.1.0")
        };
        assert_eq!(about(vec![own], "anna@kommun.example").unwrap().gravity, Some(Gravity::Hard));
    }

    #[test]
    fn a_relay_of_ours_that_cannot_be_found_says_nothing_of_the_recipient() {
        let gravity = |words: &str| {
            let word =
                Word { diagnostic: Some(words.to_owned()), ..failed(None, "anna@example.invalid", "5.4.4") };
            about(vec![word], "anna@example.invalid").unwrap().gravity
        };
        let ours = "Host not found. Name service error for name=relay.kommun.example type=A: Host not found";
        assert_eq!(gravity(ours), Some(Gravity::Soft));
        assert_eq!(gravity("550 Host unknown (Name server: relay.example.: not found)"), Some(Gravity::Soft));
        let theirs = "Host not found. Name service error for name=example.invalid type=A: Host not found";
        assert_eq!(gravity(theirs), Some(Gravity::Hard));
    }

    #[test]
    fn a_rule_that_refuses_a_letter_is_told_from_what_a_reader_did() {
        let action = Action::of_disposition;
        assert_eq!(action("automatic-action/MDN-sent-automatically; deleted"), Some(Action::Failed));
        for other in
            ["manual-action/MDN-sent-manually; deleted", "automatic-action/x; displayed", "deleted", ""]
        {
            assert_eq!(action(other), None, "{other}");
        }
    }

    #[test]
    fn a_server_that_has_another_word_for_a_failure_is_understood_by_its_status() {
        let word = |status: &str| Word { action: None, ..failed(None, "anna@example.invalid", status) };
        assert_eq!(about(vec![word("5.1.1")], "anna@example.invalid").unwrap().gravity, Some(Gravity::Hard));
        assert_eq!(about(vec![word("2.0.0")], "anna@example.invalid"), None);
        assert_eq!(Action::of("failure"), Some(Action::Failed));
        assert_eq!(Action::of("?"), None);
    }
}
