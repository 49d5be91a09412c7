//! A mail server: where it is, how the connection is encrypted, and who we are to it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Deserialize;

use super::MailFault;
use crate::grants::{ClientCredentials, SecretPlace};

/// A mail server that takes letters by SMTP.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// The server's name, or its IP address.
    pub host: String,
    /// The server's port: usually 587 with STARTTLS, 465 with implicit TLS.
    #[serde(default = "submission")]
    #[schemars(range(min = 1))]
    pub port: u16,
    /// How the connection is encrypted.
    #[serde(default)]
    pub tls: TransportSecurity,
    /// The user to sign in as with a password; absent where the server asks for none.
    pub user: Option<String>,
    /// The user's password. Better kept in a file, see `password_file`.
    #[schemars(with = "Option<String>")]
    pub password: Option<SecretString>,
    /// A file that holds the user's password on its first line; in the data folder, or absolute.
    /// It is read again for every connection, so that a new password needs no restart.
    pub password_file: Option<PathBuf>,
    /// Another way to sign in than with a password, as hosted mail wants it.
    pub auth: Option<Box<SmtpAuth>>,
    /// A file with further root certificates in PEM, for a server with a certificate of the
    /// municipality's own; in the data folder, or absolute.
    pub ca_file: Option<PathBuf>,
    /// How long the server may be silent, in seconds: up to 600, fractions allowed. It may take
    /// ten times as long over its last word on a letter, since many servers scan it first.
    #[serde(default = "half_a_minute")]
    #[schemars(range(min = 0.01, max = 600.0))]
    pub timeout_seconds: f64,
    /// The name this daemon gives itself in EHLO; absent: the name of the host it runs on.
    pub hello: Option<String>,
}

/// How a connection to a mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransportSecurity {
    /// Begin in the clear and turn to TLS before anything is said that matters (STARTTLS).
    /// A server that does not offer it gets no letter.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Implicit,
    /// No encryption; only to a server on this very machine.
    None,
}

/// Another way to sign in than with a password.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SmtpAuth {
    /// With an access token (XOAUTH2).
    Xoauth2(Xoauth2Settings),
}

/// Signing in with an access token: one from a file that somebody else keeps fresh, or one that a
/// login server gives for a name and a secret.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct Xoauth2Settings {
    /// The mailbox to sign in as, usually an address.
    pub user: String,
    /// A file that holds the token and nothing else; in the data folder, or absolute. It is read
    /// again for every connection.
    pub token_file: Option<PathBuf>,
    /// The address of the login server that gives tokens: https, or http on this very machine.
    pub token_url: Option<String>,
    /// The name that this program is registered under there.
    pub client_id: Option<String>,
    /// The secret that goes with it; better kept in `client_secret_file` or in the environment.
    #[schemars(with = "Option<String>")]
    pub client_secret: Option<SecretString>,
    /// A file that holds the secret and nothing else; in the data folder, or absolute.
    pub client_secret_file: Option<PathBuf>,
    /// What the token is to allow, such as `https://outlook.office365.com/.default`.
    pub scope: Option<String>,
    /// Where the request for a token carries the name and the secret.
    #[serde(default)]
    pub secret_in: SecretPlace,
}

/// Where an access token comes from.
#[derive(Debug, Clone)]
pub(in crate::delivery) enum TokenSource {
    File(PathBuf),
    Grant(ClientCredentials),
}

impl Xoauth2Settings {
    /// Where the token comes from.
    ///
    /// # Errors
    ///
    /// [`MailFault`] when the settings name no way to a token, or two.
    pub(in crate::delivery) fn source(&self) -> Result<TokenSource, MailFault> {
        match (&self.token_file, &self.token_url) {
            (Some(file), None) if self.client_id.is_none() => Ok(TokenSource::File(file.clone())),
            (None, Some(url)) => Ok(TokenSource::Grant(ClientCredentials {
                token_url: url.clone(),
                client_id: self.client_id.clone().unwrap_or_default(),
                client_secret: self.client_secret.clone(),
                client_secret_file: self.client_secret_file.clone(),
                scope: self.scope.clone(),
                secret_in: self.secret_in,
            })),
            (None, None) => Err(MailFault::NoToken),
            (Some(_), _) => Err(MailFault::TwoTokens),
        }
    }

    fn collect_faults(&self, faults: &mut Vec<MailFault>) {
        // A control character would end the user's part of what is said to the server.
        if self.user.is_empty() || self.user.chars().any(char::is_control) {
            faults.push(MailFault::TokenUser);
        }
        match self.source() {
            Ok(TokenSource::File(_)) => {}
            Ok(TokenSource::Grant(client)) => {
                faults.extend(client.faults().into_iter().map(MailFault::Grant));
            }
            Err(fault) => faults.push(fault),
        }
    }
}

impl SmtpSettings {
    pub(super) fn collect_faults(&self, faults: &mut Vec<MailFault>) {
        let plain_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic());
        if !plain_name(&self.host) {
            faults.push(MailFault::Host);
        }
        if self.tls == TransportSecurity::None && !self.is_local() {
            faults.push(MailFault::Unencrypted(self.host.clone()));
        }
        match (&self.user, &self.password, &self.password_file) {
            (None, None, None) | (Some(_), Some(_), None) | (Some(_), None, Some(_)) => {}
            (Some(_), None, None) => faults.push(MailFault::NoPassword),
            (_, Some(_), Some(_)) => faults.push(MailFault::TwoPasswords),
            (None, _, _) => faults.push(MailFault::NoUser),
        }
        if let Some(SmtpAuth::Xoauth2(xoauth2)) = self.auth.as_deref() {
            if self.user.is_some() {
                faults.push(MailFault::TwoLogins);
            }
            xoauth2.collect_faults(faults);
        }
        if self.timeout().is_none() {
            faults.push(MailFault::Timeout(self.timeout_seconds));
        }
        if self.hello.as_deref().is_some_and(|name| !plain_name(name)) {
            faults.push(MailFault::Hello);
        }
    }

    /// Everything that is wrong with the values as they stand.
    pub(in crate::delivery) fn faults(&self) -> Vec<MailFault> {
        let mut faults = Vec::new();
        self.collect_faults(&mut faults);
        faults
    }

    /// How long the server may be silent; `None` when the setting is out of range.
    #[must_use]
    pub fn timeout(&self) -> Option<Duration> {
        let in_range = (0.01..=600.0).contains(&self.timeout_seconds);
        in_range.then(|| Duration::from_secs_f64(self.timeout_seconds))
    }

    /// Whether the host, as written, is this very machine.
    fn is_local(&self) -> bool {
        let literal = self.host.trim_start_matches('[').trim_end_matches(']');
        self.host.eq_ignore_ascii_case("localhost")
            || literal.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

fn submission() -> u16 {
    587
}

/// How long a server may be silent where nothing is said about it, in seconds.
pub(in crate::delivery) fn half_a_minute() -> f64 {
    30.0
}
