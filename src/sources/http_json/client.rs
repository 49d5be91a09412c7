//! What requests are made with: deadlines, whom to trust, the way out, and no redirect that nobody looked at.

use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;

use super::super::error::SourceError;
use super::super::settings::HttpJsonSettings;
use crate::https::{HttpsError, Way};

pub fn build(settings: &HttpJsonSettings, way: &Way) -> Result<Client, SourceError> {
    let fault =
        |error: HttpsError| SourceError::Settings { what: error.to_string(), hint: error.hint().to_owned() };
    way.client()
        .map_err(fault)?
        .timeout(Duration::from_secs(settings.timeout_seconds))
        .connect_timeout(Duration::from_secs(settings.connect_seconds))
        .read_timeout(Duration::from_secs(settings.read_seconds))
        // A key in a header of its own would go along to any server: each is looked at first.
        .redirect(Policy::none())
        .build()
        .map_err(|error| fault(HttpsError::Setup(error.to_string())))
}
