//! An enhanced status code of RFC 3463, such as `5.1.1`.

use std::str::FromStr;

/// An enhanced status code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) class: u16,
    pub(super) subject: u16,
    pub(super) detail: u16,
}

impl Status {
    /// The first code in a text.
    pub(super) fn find(text: &str) -> Option<Self> {
        text.split(|c: char| !c.is_ascii_digit() && c != '.')
            .find_map(|token| token.trim_matches('.').parse().ok())
    }

    /// Whether it says nothing of what went wrong: something else, or what somebody writes who
    /// knows no better code.
    pub(super) fn is_undefined(self) -> bool {
        self.class == 5 && (self.detail == 0 && self.subject <= 5 || [0, 5].contains(&self.subject))
    }

    /// Whether it says nothing at all.
    pub(super) fn is_empty(self) -> bool {
        self.subject == 0
    }

    /// Whether it tells of a failure for good.
    pub(super) fn is_final(self) -> bool {
        self.class == 5
    }
}

/// What is no such code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoStatus;

impl FromStr for Status {
    type Err = NoStatus;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('.');
        let mut next = || parts.next().filter(|part| part.len() <= 3)?.parse().ok();
        let mut read = || Some(Self { class: next()?, subject: next()?, detail: next()? });
        let status = read().ok_or(NoStatus)?;
        // An address of a host has four parts.
        if parts.next().is_none() && [2, 4, 5].contains(&status.class) { Ok(status) } else { Err(NoStatus) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_host_is_no_status() {
        assert_eq!(Status::find("host mx.example[192.0.2.25] said no"), None);
        assert_eq!(Status::find("5.1"), None);
        assert_eq!(Status::find("[5.1.1.1] said: 550-5.2.2 full").map(|status| status.subject), Some(2));
        assert_eq!(Status::find("version 1.2.3, 5.1.1."), Some(Status { class: 5, subject: 1, detail: 1 }));
    }
}
