//! The address behind the button with which mail programs let people stop a
//! series of letters (RFC 8058). It is signed, so that only a letter can have
//! brought it, and it shows nobody's address.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{Days, NaiveDate};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::domain::keyed_sum::keyed_sum;
use crate::domain::recipient::RecipientMark;
use crate::domain::week::Week;

/// How long an address works after the week of its letter, in days.
pub const WORKS_FOR: u64 = 366;

/// How short a secret may be, in characters.
pub const SHORTEST: usize = 32;

/// Keeps these signatures apart from all others that a secret may make.
const PURPOSE: &[u8] = b"nyttja one-click pause 1\n";

/// The parts of a token before the signature: which key signed it, its last
/// day counted from 1970, and whose letters it stops.
const KEY: usize = 4;
const SIGNED: usize = KEY + 4 + 16;
const SIGNATURE: usize = 32;

/// The secrets that sign tokens: the first makes new ones, all are believed.
#[derive(Debug, Clone)]
pub struct Keys(Vec<SecretString>);

/// Why a text holds no secrets to sign with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    /// Nothing in it.
    #[error("the secret is empty")]
    Empty,
    /// A line that could be guessed.
    #[error("a secret is shorter than {SHORTEST} characters")]
    Short,
}

impl BadKeys {
    /// What to do about it.
    #[must_use]
    pub fn hint(self) -> &'static str {
        "let chance make it: openssl rand -base64 48"
    }
}

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// It does not have the form of one.
    #[error("this is no token")]
    Malformed,
    /// No secret of ours signed it, or its last day is over.
    #[error("the token is not ours, or too old")]
    NotOurs,
}

impl Keys {
    /// One secret a line. The first signs; below it may stand older ones, whose
    /// tokens are in letters that were sent before.
    ///
    /// # Errors
    ///
    /// [`BadKeys`] when there is none, or one is too short.
    pub fn parse(text: &SecretString) -> Result<Self, BadKeys> {
        let lines = text.expose_secret().lines().map(str::trim).filter(|line| !line.is_empty());
        let keys: Vec<_> = lines.map(SecretString::from).collect();
        if keys.is_empty() {
            return Err(BadKeys::Empty);
        }
        if keys.iter().any(|key| key.expose_secret().chars().count() < SHORTEST) {
            return Err(BadKeys::Short);
        }
        Ok(Self(keys))
    }

    /// A token that stops the letters to `recipient`, until `last_day` has passed.
    #[must_use]
    pub fn token(&self, recipient: &RecipientMark, last_day: NaiveDate) -> String {
        let Some(key) = self.0.first() else { return String::new() };
        let mut bytes = Vec::with_capacity(SIGNED + SIGNATURE);
        bytes.extend(id(key));
        bytes.extend(day_number(last_day).to_be_bytes());
        bytes.extend(recipient.bytes());
        let signature = mac(key, &bytes).finalize().into_bytes();
        bytes.extend(signature);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whose letters a token stops, as of `today`.
    ///
    /// # Errors
    ///
    /// [`BadToken`] when it is none, another secret signed it, or it is too old.
    pub fn read(&self, token: &str, today: NaiveDate) -> Result<RecipientMark, BadToken> {
        let bytes = decoded(token).ok_or(BadToken::Malformed)?;
        let (signed, signature) = bytes.split_at(SIGNED);
        let (key, rest) = signed.split_at(KEY);
        let (last_day, recipient) = rest.split_at(4);
        // Compares in constant time.
        let signs =
            |secret: &&SecretString| id(secret) == key && mac(secret, signed).verify_slice(signature).is_ok();
        self.0.iter().find(signs).ok_or(BadToken::NotOurs)?;
        let last_day =
            <[u8; 4]>::try_from(last_day).map(u32::from_be_bytes).map_err(|_| BadToken::Malformed)?;
        if day_number(today) > last_day {
            return Err(BadToken::NotOurs);
        }
        recipient.try_into().map(RecipientMark::from_bytes).map_err(|_| BadToken::Malformed)
    }
}

/// Whether a text has the form of a token, whoever made it.
#[must_use]
pub fn is_token(text: &str) -> bool {
    decoded(text).is_some()
}

fn decoded(token: &str) -> Option<[u8; SIGNED + SIGNATURE]> {
    let mut bytes = [0; SIGNED + SIGNATURE];
    let length = URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).ok()?;
    (length == bytes.len()).then_some(bytes)
}

/// Tells secrets apart without giving them away.
fn id(secret: &SecretString) -> [u8; KEY] {
    let digest = Sha256::new().chain_update(b"nyttja key\n").chain_update(secret.expose_secret()).finalize();
    let mut id = [0; KEY];
    id.copy_from_slice(&digest[..KEY]);
    id
}

fn mac(secret: &SecretString, bytes: &[u8]) -> Hmac<Sha256> {
    // A key longer than a block of the hash is the hash of itself.
    let key = Sha256::digest(secret.expose_secret().as_bytes());
    keyed_sum(&key.into(), PURPOSE, bytes)
}

fn day_number(day: NaiveDate) -> u32 {
    u32::try_from((day - NaiveDate::default()).num_days()).unwrap_or(0)
}

/// Where letters lead that can be stopped with one click.
#[derive(Debug, Clone)]
pub struct PauseLinks {
    base: String,
    keys: Keys,
}

impl PauseLinks {
    /// Links below `public_url`, signed with `keys`.
    #[must_use]
    pub fn new(public_url: &str, keys: Keys) -> Self {
        Self { base: public_url.trim_end_matches('/').to_owned(), keys }
    }

    /// The address in the letter of `week` to `recipient`. The same letter has the same one.
    #[must_use]
    pub fn link(&self, recipient: &RecipientMark, week: Week) -> String {
        let sunday = week.sunday();
        let last_day = sunday.checked_add_days(Days::new(WORKS_FOR)).unwrap_or(sunday);
        format!("{}/pause/{}", self.base, self.keys.token(recipient, last_day))
    }
}

#[cfg(test)]
mod tests;
