//! A mail server's report about a letter, and what it says of one recipient.

use super::gravity::Gravity;
use super::one_line;
use crate::domain::recipient::address::EmailAddress;

/// What a mail server reports (RFC 3464, or the like).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The Message-IDs of letters that it may be about, in angle brackets, the surest first.
    pub letters: Vec<String>,
    /// What it says, recipient by recipient.
    pub words: Vec<Word>,
}

/// What a report says of one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Word {
    /// The address that the letter was sent to, where the server was told.
    pub original: Option<String>,
    /// The address that it could not go on to: another one where mail is forwarded.
    pub last: Option<String>,
    /// What was done: `failed`, `delayed`, `delivered`, `relayed` or `expanded`.
    pub action: String,
    /// The status of RFC 3463, such as `5.1.1`.
    pub status: Option<String>,
    /// The words of the server that refused.
    pub diagnostic: Option<String>,
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
    /// What it says about a letter to `recipient`, an address in lower case; nothing where it
    /// does not speak of that one. Of several words the gravest counts.
    #[must_use]
    pub fn about(&self, recipient: &str) -> Option<Verdict> {
        let words = self.words.iter().filter(|word| word.is_about(recipient)).map(Word::verdict);
        // The first of equals.
        words.reduce(|one, other| if other.gravity > one.gravity { other } else { one })
    }
}

impl Word {
    /// Whether it speaks of the recipient that we know. Where mail was forwarded the
    /// original address counts, and without it nobody can tell.
    fn is_about(&self, recipient: &str) -> bool {
        let same = |text: &String| identities(text).any(|identity| identity == recipient);
        match &self.original {
            Some(original) => same(original) || self.last.as_ref().is_some_and(same),
            None => self.last.as_ref().is_some_and(same),
        }
    }

    fn verdict(&self) -> Verdict {
        let diagnostic = self.diagnostic.as_deref().unwrap_or_default();
        let words = one_line(without_type(diagnostic));
        let action: String = self.action.trim().chars().take_while(char::is_ascii_alphabetic).collect();
        let gravity = action
            .eq_ignore_ascii_case("failed")
            .then(|| Gravity::of_failure(self.status.as_deref(), &words));
        let fallback = || one_line(self.status.as_deref().unwrap_or("the server gave no reason"));
        Verdict { gravity, words: if words.is_empty() { fallback() } else { words } }
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
            action: "failed".to_owned(),
            status: Some(status.to_owned()),
            diagnostic: Some(format!("smtp; 550 {status} <{last}>:\r\n\tno")),
        }
    }

    fn about(words: Vec<Word>, recipient: &str) -> Option<Verdict> {
        Report { letters: Vec::new(), words }.about(recipient)
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
        "delivered".clone_into(&mut delivered.action);
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
        "Delayed (still trying)".clone_into(&mut delayed.action);
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
        assert_eq!(word.verdict().words, "5.1.1");
    }
}
