//! Addresses we may ask: https, or http on this machine; and never another server than the one in the settings.

use chrono::NaiveDate;
use url::Url;

use super::super::error::SourceError;
use super::super::settings::HttpJsonSettings;
use crate::domain::recipient::address::web_address::{holds_a_secret, is_this_machine};

/// The first page of a fetch.
pub fn first(template: &str, from: NaiveDate, to: NaiveDate) -> Result<Url, SourceError> {
    let text = template.replace("{from}", &from.to_string()).replace("{to}", &to.to_string());
    Url::parse(&text).map_err(|error| fault(&format!("`url` is not an address: {error}")))
}

/// Refuses an address that would send a secret in the clear.
pub fn check(settings: &HttpJsonSettings) -> Result<(), SourceError> {
    let url = first(&settings.url, NaiveDate::default(), NaiveDate::default())?;
    if holds_a_secret(&url) {
        return Err(fault("`url` holds a user name or password; they belong in `auth`"));
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_this_machine(&url) && settings.allow_http => Ok(()),
        "http" if is_this_machine(&url) => {
            Err(fault("`url` is plain http; for this machine, set `allow_http = true`"))
        }
        _ => Err(fault("`url` is not https; anything else is accepted for this machine only")),
    }
}

fn fault(what: &str) -> SourceError {
    let hint = "write it as https://server.example/path?from={from}&to={to}".to_owned();
    SourceError::Settings { what: what.to_owned(), hint }
}

/// Whether `next` is on the server of `known`, reached no less safely.
pub fn is_same_server(known: &Url, next: &Url) -> bool {
    let upgraded = known.scheme() == "http" && next.scheme() == "https";
    let same_port = known.port_or_known_default() == next.port_or_known_default();
    known.host() == next.host()
        && !holds_a_secret(next)
        && (upgraded || (known.scheme() == next.scheme() && same_port))
}

/// The server alone, for messages.
pub fn server(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The address without its query, which may hold secrets.
pub fn without_query(url: &Url) -> String {
    format!("{}{}", server(url), url.path())
}
