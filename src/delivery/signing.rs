//! Signatures under letters, in a program that is built with them.

#[cfg(feature = "dkim")]
mod dkim;

#[cfg(feature = "dkim")]
pub(super) use dkim::Signer;

/// Signs letters; there is none in a program that is built without DKIM.
#[cfg(not(feature = "dkim"))]
pub(super) enum Signer {}

#[cfg(not(feature = "dkim"))]
impl Signer {
    pub(super) fn new(
        _: &super::DkimSettings,
        _: &std::path::Path,
    ) -> Result<Self, super::error::MailerError> {
        Err(super::error::MailerError::Settings(super::MailFault::DkimNotBuilt))
    }

    pub(super) fn sign(&self, _: &[u8], _: chrono::DateTime<chrono::Utc>) -> Vec<u8> {
        match *self {}
    }
}
