//! A watchdog outside of the house hears of every complete run, and raises the
//! alarm when that stays out: when the daemon, the machine or the network is
//! gone, nobody in here could.

mod settings;

use std::path::Path;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use secrecy::ExposeSecret;

use crate::causes::chain;
use crate::https;
use crate::secret::{Secret, SecretError};

pub use settings::{WatchdogFault, WatchdogSettings};

/// How long a call may take in all.
const WHOLE: Duration = Duration::from_secs(20);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// The way to a watchdog.
#[derive(Debug)]
pub struct Watchdog {
    client: Client,
    address: Secret,
}

/// Why a watchdog could not be told. The messages never show its address.
#[derive(Debug, thiserror::Error)]
pub enum WatchdogError {
    /// This machine cannot speak https.
    #[error("cannot prepare for https: {0}")]
    Https(String),
    /// The file with the address cannot be read.
    #[error(transparent)]
    Unreadable(#[from] SecretError),
    /// What the file holds is no address.
    #[error("the watchdog's address is not one that begins with https:// or http://")]
    NoAddress,
    /// No connection, or one that broke or was too slow.
    #[error("the watchdog cannot be reached: {0}")]
    Unreachable(String),
    /// It answered, and not with a yes.
    #[error("the watchdog answers {0}")]
    Refused(StatusCode),
}

impl Watchdog {
    /// The watchdog of `settings`. Files they name lie in `data_dir`.
    pub fn new(settings: &WatchdogSettings, data_dir: &Path) -> Result<Self, WatchdogError> {
        let fault = |error: &dyn std::error::Error| WatchdogError::Https(error.to_string());
        let client = https::client().map_err(|error| fault(&error))?;
        let client = client.timeout(WHOLE).connect_timeout(CONNECT).redirect(Policy::none());
        let file = settings.url_file.as_deref();
        let address = Secret::new("the watchdog's address", settings.url.as_ref(), file, data_dir)
            .ok_or(WatchdogError::NoAddress)?;
        Ok(Self { client: client.build().map_err(|error| fault(&error))?, address })
    }

    /// Tells the watchdog that all is well: one GET, and any answer from 200 to 299 is a yes.
    pub async fn tell(&self) -> Result<(), WatchdogError> {
        let address = self.address.reveal().await?;
        let url = settings::address(address.expose_secret()).ok_or(WatchdogError::NoAddress)?;
        // Without the address: who knows it can keep the watchdog quiet.
        let unreachable = |error: reqwest::Error| WatchdogError::Unreachable(chain(&error.without_url()));
        let response = self.client.get(url).send().await.map_err(unreachable)?;
        if response.status().is_success() { Ok(()) } else { Err(WatchdogError::Refused(response.status())) }
    }
}
