//! Addresses that mail servers called dead all at once: somebody decides about them.

use chrono::{DateTime, Utc};

use super::one_line;

/// An address that is called dead, and is not taken for dead before somebody has decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtedAddress {
    /// The address in lower case.
    pub address: String,
    /// The server's words.
    pub words: String,
    /// When nyttja first heard of it.
    pub since: DateTime<Utc>,
}

/// What is decided about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// Nobody is at any of them.
    Dead,
    /// They are right, and the servers were wrong.
    Right,
}

/// How a report counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Counted,
    /// It is to be decided whether it does.
    Doubted,
    /// Somebody has decided that it does.
    Accepted,
    /// Somebody has decided that it does not.
    Dismissed,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 4] = [Self::Counted, Self::Doubted, Self::Accepted, Self::Dismissed];

    /// The word used in the store and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Doubted => "doubted",
            Self::Accepted => "accepted",
            Self::Dismissed => "dismissed",
        }
    }
}

/// What servers said of many addresses, with how many it was said of, what was said most first.
#[must_use]
pub fn words_in_common(doubted: &[DoubtedAddress]) -> Vec<(String, usize)> {
    let mut common: Vec<(String, usize)> = Vec::new();
    for DoubtedAddress { address, words, .. } in doubted {
        let words = without(words, address);
        match common.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count += 1,
            None => common.push((words, 1)),
        }
    }
    // What was said first stays first among equals.
    common.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    common
}

/// Words with an ellipsis in the place of an address.
fn without(words: &str, address: &str) -> String {
    let lower = words.to_lowercase();
    if lower.len() != words.len() || address.is_empty() {
        return one_line(words);
    }
    let (mut plain, mut end) = (String::with_capacity(words.len()), 0);
    for (at, found) in lower.match_indices(address) {
        plain.push_str(&words[end..at]);
        plain.push('…');
        end = at + found.len();
    }
    plain.push_str(&words[end..]);
    one_line(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_of_many_addresses_is_told_once() {
        let doubted = |address: &str, words: &str| DoubtedAddress {
            address: address.to_owned(),
            words: words.to_owned(),
            since: DateTime::UNIX_EPOCH,
        };
        let all = [
            doubted("bo@x.example", "550 gone"),
            doubted("anna@x.example", "550 5.1.1 <Anna@X.example>: no"),
            doubted("eva@x.example", "550 5.1.1 <eva@x.example>: no"),
        ];
        let expected = [("550 5.1.1 <…>: no".to_owned(), 2), ("550 gone".to_owned(), 1)];
        assert_eq!(words_in_common(&all), expected);
        assert_eq!(words_in_common(&[doubted("İ@x.example", "İ İ@x.example")])[0].1, 1);
    }
}
