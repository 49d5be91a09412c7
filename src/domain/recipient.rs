//! The people who get letters, and the units they answer for.

use std::collections::HashMap;

use super::address::{EmailAddress, Mailbox, UnusableAddress};
use super::language::Language;
use super::unit::{Unit, UnitKey};

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
}

/// Why nobody can be written to about a unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
    pub units: Vec<Unit>,
    /// Everyone with a usable address, each once per role.
    pub recipients: Vec<Recipient>,
    /// The units nobody can be written to about, with the reason.
    pub vacant: HashMap<UnitKey, Vacancy>,
}

impl Roster {
    /// The unit with this key.
    #[must_use]
    pub fn unit(&self, key: &UnitKey) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.key == *key)
    }

    /// Everyone with this role.
    pub fn in_role(&self, role: Role) -> impl Iterator<Item = &Recipient> {
        self.recipients.iter().filter(move |recipient| recipient.role == role)
    }
}
