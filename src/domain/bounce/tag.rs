//! Senders that name the letter: each letter goes out from an address of its own, and whatever is
//! sent back to that address is about that letter.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE32_NOPAD_NOCASE as BASE32, HEXLOWER};
use hmac::Mac;

use super::Incoming;
use crate::domain::keyed_sum::keyed_sum;
use crate::domain::outbox::LetterMark;
use crate::domain::recipient::address::EmailAddress;

/// Keeps these sums apart from all others.
const PURPOSE: &[u8] = b"nyttja bounce tag 1\n";

/// How many bytes of a tag name the letter, and how many of the sum show that it is ours: nobody
/// guesses one of 2^48, with a message for each try.
const MARK: usize = 16;
const SUM: usize = 6;

/// How long a tag is, in characters of base32.
pub const TAG: usize = 36;

/// The key that makes tags, and tells ours from others.
#[derive(Clone, PartialEq, Eq)]
pub struct TagKey([u8; 32]);

/// What a message that came back says by the address that it was sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tagged {
    /// It is about this letter.
    Letter(LetterMark),
    /// The address has a tag that we have not made.
    Forged,
}

impl fmt::Debug for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TagKey(…)")
    }
}

impl TagKey {
    /// The key with these bytes, which chance has made.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// What keeps it: 64 hexadecimal digits, to be shown to nobody.
    #[must_use]
    pub fn text(&self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// The sender of a letter: the address that reports go to, with `between` and a tag before the
    /// @. None where that would be longer than mail allows.
    #[must_use]
    pub fn sender(&self, letter: LetterMark, base: &EmailAddress, between: &str) -> Option<EmailAddress> {
        let mut bytes = [0; MARK + SUM];
        bytes[..MARK].copy_from_slice(&letter.bytes());
        bytes[MARK..].copy_from_slice(&self.sum(letter));
        let tag = BASE32.encode(&bytes).to_ascii_lowercase();
        format!("{}{between}{tag}@{}", base.local(), base.domain()).parse().ok()
    }

    /// What the addresses that a message was sent to say of the letter that it is about; nothing
    /// where none of them has a tag. Tags stay known whatever stands before them.
    #[must_use]
    pub fn find(&self, message: &Incoming, base: &EmailAddress) -> Option<Tagged> {
        let (local, domain) = (base.local().to_lowercase(), base.domain());
        let tags = message.sent_to.iter().filter_map(|address| {
            let (before, after) = address.rsplit_once('@')?;
            let (before, tag) = before.split_at_checked(before.len().checked_sub(TAG)?)?;
            let is_ours = before.to_lowercase().starts_with(&local) && after.eq_ignore_ascii_case(domain);
            let bytes = BASE32.decode(tag.as_bytes()).ok().filter(|_| is_ours)?;
            <[u8; MARK + SUM]>::try_from(bytes).ok()
        });
        let read = |bytes: [u8; MARK + SUM]| {
            let (mark, sum) = bytes.split_first_chunk::<MARK>()?;
            let letter = LetterMark::from_bytes(*mark);
            Some(if self.is_sum(letter, sum) { Tagged::Letter(letter) } else { Tagged::Forged })
        };
        // One that is ours counts, whatever somebody has put beside it.
        let found: Vec<_> = tags.filter_map(read).collect();
        found.iter().find(|tag| **tag != Tagged::Forged).or(found.first()).copied()
    }

    fn sum(&self, letter: LetterMark) -> [u8; SUM] {
        let whole = keyed_sum(&self.0, PURPOSE, &letter.bytes()).finalize().into_bytes();
        let mut sum = [0; SUM];
        sum.copy_from_slice(&whole[..SUM]);
        sum
    }

    fn is_sum(&self, letter: LetterMark, sum: &[u8]) -> bool {
        // Compares in constant time.
        keyed_sum(&self.0, PURPOSE, &letter.bytes()).verify_truncated_left(sum).is_ok()
    }
}

/// A text that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key of the tags is not 64 hexadecimal digits")]
pub struct NoTagKey;

impl FromStr for TagKey {
    type Err = NoTagKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NoTagKey)?;
        bytes.try_into().map(Self).map_err(|_| NoTagKey)
    }
}

/// Why something cannot stand between the address that reports go to and a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadTag {
    /// The sender would be longer than 64 octets before the @ (RFC 5321, section 4.5.3.1.1).
    #[error("senders with a tag would have {0} characters before the @, and mail allows 64")]
    TooLong(usize),
    /// It cannot stand there in an address.
    #[error("`{0}` cannot stand before the @ of an address")]
    Character(char),
}

/// Looks whether letters may go out from `base` with `between` and a tag.
///
/// # Errors
///
/// [`BadTag`] where they may not.
pub fn check(base: &EmailAddress, between: &str) -> Result<(), BadTag> {
    let is_usual = |c: &char| c.is_ascii_alphanumeric() || "+-=_.".contains(*c);
    if let Some(other) = between.chars().find(|c| !is_usual(c)) {
        return Err(BadTag::Character(other));
    }
    let length = base.local().len() + between.len() + TAG;
    if length > 64 {
        return Err(BadTag::TooLong(length));
    }
    match TagKey::from_bytes([0; 32]).sender(LetterMark::from_bytes([0; 16]), base, between) {
        Some(_) => Ok(()),
        // Two dots in a row.
        None => Err(BadTag::Character('.')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> EmailAddress {
        "Studsar@kommun.example".parse().unwrap()
    }

    fn key() -> TagKey {
        TagKey::from_bytes([7; 32])
    }

    fn letter(number: u8) -> LetterMark {
        LetterMark::from_bytes([number; 16])
    }

    fn found(key: &TagKey, addresses: &[&str]) -> Option<Tagged> {
        let sent_to = addresses.iter().map(|address| (*address).to_owned()).collect();
        key.find(&Incoming { sent_to, ..Incoming::default() }, &base())
    }

    #[test]
    fn what_is_sent_back_to_a_tagged_sender_is_about_its_letter_in_any_spelling() {
        let sender = key().sender(letter(1), &base(), "+").unwrap();
        assert_eq!(sender.local().len(), "studsar+".len() + TAG);
        let ours = Some(Tagged::Letter(letter(1)));
        assert_eq!(found(&key(), &[sender.as_str()]), ours);
        assert_eq!(found(&key(), &["anna@skola.example", &sender.as_str().to_uppercase()]), ours);
        let later = key().sender(letter(1), &base(), "").unwrap();
        assert_eq!(found(&key(), &[later.as_str()]), ours, "also where the setting is another by now");
    }

    #[test]
    fn a_tag_of_somebody_else_is_forged_and_other_addresses_have_none() {
        let theirs = TagKey::from_bytes([8; 32]).sender(letter(1), &base(), "+").unwrap();
        assert_eq!(found(&key(), &[theirs.as_str()]), Some(Tagged::Forged));
        let ours = key().sender(letter(2), &base(), "+").unwrap();
        assert_eq!(found(&key(), &[theirs.as_str(), ours.as_str()]), Some(Tagged::Letter(letter(2))));
        let elsewhere = ours.as_str().replace("kommun", "skola");
        for other in ["studsar@kommun.example", "studsar+x@kommun.example", "@", "", &elsewhere, "å@ä"] {
            assert_eq!(found(&key(), &[other]), None, "{other}");
        }
    }

    #[test]
    fn a_tag_that_was_changed_in_one_letter_is_none_of_ours() {
        let sender = key().sender(letter(1), &base(), "+").unwrap();
        let (before, after) = sender.as_str().split_at("studsar+".len());
        for at in 0..TAG - 1 {
            let other = if &after[at..=at] == "a" { "b" } else { "a" };
            let changed = format!("{before}{}{other}{}", &after[..at], &after[at + 1..]);
            assert_eq!(found(&key(), &[&changed]), Some(Tagged::Forged), "{changed}");
        }
    }

    #[test]
    fn what_stands_before_a_tag_must_fit_into_an_address() {
        assert_eq!(check(&base(), "+"), Ok(()));
        assert_eq!(check(&base(), "+ "), Err(BadTag::Character(' ')));
        assert_eq!(check(&base(), ".."), Err(BadTag::Character('.')));
        let long = "larplattformens.aterkomster@kommun.example".parse().unwrap();
        assert_eq!(check(&long, "+"), Ok(()));
        assert_eq!(check(&long, "+b"), Err(BadTag::TooLong(65)));
        assert_eq!(key().sender(letter(1), &long, "+b"), None);
    }
}
