//! The `[watchdog]` section: whom to tell that a run is complete.

use std::path::PathBuf;

use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

/// A service outside that raises the alarm when it does not hear of a complete run in time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WatchdogSettings {
    /// The address that is asked for (GET) after every complete run of the letters, such as
    /// `https://vakt.example.invalid/ping/1234`. Whoever knows it can keep the alarm quiet: better
    /// kept in a file, see `url_file`.
    #[schemars(with = "Option<String>", extend("format" = "url"))]
    pub url: Option<SecretString>,
    /// A file with the address and nothing else; in the data folder, or absolute.
    pub url_file: Option<PathBuf>,
}

impl WatchdogSettings {
    /// What is wrong with the values as they stand. Files are not looked at.
    #[must_use]
    pub fn fault(&self) -> Option<WatchdogFault> {
        match (&self.url, &self.url_file) {
            (None, None) => Some(WatchdogFault::NoAddress),
            (Some(_), Some(_)) => Some(WatchdogFault::TwoAddresses),
            (Some(url), None) if address(url.expose_secret()).is_none() => Some(WatchdogFault::BadAddress),
            _ => None,
        }
    }
}

/// The address that a text holds, where it is one that can be asked for.
pub(super) fn address(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
}

/// What in `[watchdog]` cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WatchdogFault {
    /// A section without an address.
    #[error("there is a watchdog, and no address to tell it anything")]
    NoAddress,
    /// Both ways to give the address.
    #[error("the address of the watchdog is given twice")]
    TwoAddresses,
    /// No address that can be asked for.
    #[error("the address of the watchdog is not one that begins with https:// or http://")]
    BadAddress,
}

impl WatchdogFault {
    /// The key in question, below `watchdog`.
    #[must_use]
    pub fn key(self) -> &'static str {
        "url"
    }

    /// What to change.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::NoAddress => "add url_file, or set NYTTJA__WATCHDOG__URL; or take the section away",
            Self::TwoAddresses => "keep either url or url_file",
            Self::BadAddress => "copy the whole address that the service shows",
        }
    }
}
