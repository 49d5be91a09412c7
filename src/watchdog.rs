//! A watchdog outside of the house hears of every complete run, and raises the
//! alarm when that stays out: when the daemon, the machine or the network is
//! gone, nobody in here could.

mod settings;

use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::https;

pub use settings::{WatchdogFault, WatchdogSettings};

/// How long a call may take in all.
const WHOLE: Duration = Duration::from_secs(20);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// The way to a watchdog.
#[derive(Debug)]
pub struct Watchdog {
    client: Client,
    address: Address,
}

#[derive(Debug)]
enum Address {
    Given(SecretString),
    File(PathBuf),
}

/// Why a watchdog could not be told. The messages never show its address.
#[derive(Debug, thiserror::Error)]
pub enum WatchdogError {
    /// This machine cannot speak https.
    #[error("cannot prepare for https: {0}")]
    Https(String),
    /// The file with the address cannot be read.
    #[error("cannot read the watchdog's address in `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
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
        let address = match &settings.url_file {
            Some(file) => Address::File(data_dir.join(file)),
            None => Address::Given(settings.url.clone().unwrap_or_default()),
        };
        Ok(Self { client: client.build().map_err(|error| fault(&error))?, address })
    }

    /// Tells the watchdog that all is well: one GET, and any answer from 200 to 299 is a yes.
    pub async fn tell(&self) -> Result<(), WatchdogError> {
        let url = self.address.read().await?;
        // Without the address: who knows it can keep the watchdog quiet.
        let unreachable = |error: reqwest::Error| WatchdogError::Unreachable(told(&error.without_url()));
        let response = self.client.get(url).send().await.map_err(unreachable)?;
        if response.status().is_success() { Ok(()) } else { Err(WatchdogError::Refused(response.status())) }
    }
}

impl Address {
    async fn read(&self) -> Result<Url, WatchdogError> {
        let text = match self {
            Self::Given(url) => url.clone(),
            Self::File(path) => match tokio::fs::read_to_string(path).await {
                Ok(text) => SecretString::from(text.trim()),
                Err(source) => return Err(WatchdogError::Unreadable { path: path.clone(), source }),
            },
        };
        settings::address(text.expose_secret()).ok_or(WatchdogError::NoAddress)
    }
}

fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
