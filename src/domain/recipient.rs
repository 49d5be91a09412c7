//! The people who get letters, and the units they answer for.

pub mod address;
pub mod language;

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::recipient::address::{EmailAddress, Mailbox, UnusableAddress};
use crate::domain::recipient::language::Language;
use crate::domain::unit::{Unit, UnitKey, Units};

/// What a recipient is to their units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Head of the unit (*rektor*).
    Principal,
    /// Head of several principals (*verksamhetschef*).
    Manager,
    /// Writes the expectations (*IT-samordnare*).
    Coordinator,
}

/// A person with an address. One address is one recipient, with every unit it stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Where letters go.
    pub address: EmailAddress,
    /// What to call the person.
    pub name: String,
    /// The language of their letters.
    pub language: Language,
    /// What they are.
    pub role: Role,
    /// Their units, in the order of the roster.
    pub units: Vec<UnitKey>,
}

impl Recipient {
    /// The address with the name before it, where there is one.
    #[must_use]
    pub fn mailbox(&self) -> Mailbox {
        Mailbox {
            name: Some(self.name.clone()).filter(|name| !name.is_empty()),
            address: self.address.clone(),
        }
    }

    /// The same person with only these units, for a letter that is about no others.
    #[must_use]
    pub fn about(&self, units: &[UnitKey]) -> Self {
        Self { units: units.to_vec(), ..self.clone() }
    }
}

/// Stands for a recipient without showing the address: 16 bytes that follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecipientMark([u8; 16]);

impl RecipientMark {
    /// The mark of everybody who has this address, in any spelling.
    #[must_use]
    pub fn of(address: &EmailAddress) -> Self {
        let digest = Sha256::digest(format!("recipient\n{}", address.identity()).as_bytes());
        let mut mark = [0; 16];
        mark.copy_from_slice(&digest[..16]);
        Self(mark)
    }

    /// The mark with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for RecipientMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text that is no mark of a recipient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not 32 hexadecimal digits")]
pub struct NoMark(String);

impl FromStr for RecipientMark {
    type Err = NoMark;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u128::from_str_radix(text, 16).ok().filter(|_| digits);
        number.map(|number| Self(number.to_be_bytes())).ok_or_else(|| NoMark(text.to_owned()))
    }
}

/// Why nobody can be written to about a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Vacancy {
    /// No principal has an address.
    #[error("no address")]
    NoAddress,
    /// The principal's address cannot be used.
    #[error(transparent)]
    Unusable(#[from] UnusableAddress),
}

/// The municipality's units and the people who answer for them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// Every unit, in the order of the file.
    pub units: Units,
    /// Everyone with a usable address, each once per role.
    pub recipients: Vec<Recipient>,
    /// The units nobody can be written to about, with the reason.
    pub vacant: HashMap<UnitKey, Vacancy>,
}

impl Roster {
    /// The unit with this key.
    #[must_use]
    pub fn unit(&self, key: &UnitKey) -> Option<&Unit> {
        self.units.find(key)
    }

    /// Everyone with this role.
    pub fn in_role(&self, role: Role) -> impl Iterator<Item = &Recipient> {
        self.recipients.iter().filter(move |recipient| recipient.role == role)
    }
}
