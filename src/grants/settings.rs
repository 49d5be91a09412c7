//! What the settings say about a grant.

use std::path::PathBuf;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use crate::domain::recipient::address::web_address::{holds_a_secret, is_private};

/// Who we are to a token endpoint.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct ClientCredentials {
    /// The address that gives tokens: https, or http on this very machine.
    pub token_url: String,
    /// The name that this program is registered under there.
    pub client_id: String,
    /// The secret that goes with it; better kept in `client_secret_file` or in the environment.
    #[schemars(with = "Option<String>")]
    pub client_secret: Option<SecretString>,
    /// A file that holds the secret and nothing else; in the data folder, or absolute. It is
    /// read again for every token.
    pub client_secret_file: Option<PathBuf>,
    /// What the token is to allow, as the interface calls it; absent where it asks for nothing.
    pub scope: Option<String>,
    /// Where the request carries the name and the secret.
    #[serde(default)]
    pub secret_in: SecretPlace,
}

/// Where a request carries the client's name and secret.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecretPlace {
    /// In its body, as most endpoints want it.
    #[default]
    Body,
    /// In its `Authorization` header (HTTP Basic).
    Header,
}

/// A value of a grant's settings that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GrantFault {
    /// Not a web address, or one that would show the secret to others.
    #[error("`token_url` is not an https address")]
    TokenUrl,
    /// No name.
    #[error("`client_id` is empty")]
    NoClient,
    /// No secret.
    #[error("there is no secret for `client_id`")]
    NoSecret,
    /// Both ways to give the secret.
    #[error("the secret for `client_id` is given twice")]
    TwoSecrets,
}

impl GrantFault {
    /// What to change.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TokenUrl => {
                "write it as https://login.example/oauth2/token; http is only for this very machine"
            }
            Self::NoClient => "write the name that your administrator registered this program under",
            Self::NoSecret => "add client_secret_file = \"/run/secrets/client\"",
            Self::TwoSecrets => "keep either client_secret or client_secret_file",
        }
    }
}

impl ClientCredentials {
    /// Everything that is wrong with the values as they stand; no file is looked at.
    #[must_use]
    pub fn faults(&self) -> Vec<GrantFault> {
        let mut faults = Vec::new();
        if self.url().is_none() {
            faults.push(GrantFault::TokenUrl);
        }
        if self.client_id.is_empty() {
            faults.push(GrantFault::NoClient);
        }
        match (&self.client_secret, &self.client_secret_file) {
            (None, None) => faults.push(GrantFault::NoSecret),
            (Some(_), Some(_)) => faults.push(GrantFault::TwoSecrets),
            _ => {}
        }
        faults
    }

    /// The address, where it is one that the secret may be sent to.
    pub(super) fn url(&self) -> Option<Url> {
        Url::parse(&self.token_url).ok().filter(|url| is_private(url) && !holds_a_secret(url))
    }
}
