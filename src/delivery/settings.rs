//! The `[mail]` section: who the letters come from, and how they are handed over.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

use crate::domain::address::{EmailAddress, Mailbox};

/// Who the letters come from, and how they are handed over.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The sender, written `Name <address>`. Its domain also ends every Message-ID.
    #[serde(deserialize_with = "parsed")]
    #[schemars(with = "String", extend("format" = "mailbox"))]
    pub from: Mailbox,
    /// Where answers go, if not to the sender: an address.
    #[serde(default, deserialize_with = "parsed_if_any")]
    #[schemars(with = "Option<String>", extend("format" = "email"))]
    pub reply_to: Option<EmailAddress>,
    /// Who is told what went out each week, and at once when a week is held: a list of addresses,
    /// each with or without a name. The address for answers where absent; [] for nobody.
    #[serde(default, deserialize_with = "all_parsed")]
    #[schemars(with = "Option<Vec<MailboxText>>")]
    pub coordinators: Option<Vec<Mailbox>>,
    /// The way to the recipients.
    pub transport: TransportSettings,
    /// How many letters are handed over at the same time, each on a connection of its own: 1 to 50.
    #[serde(default = "three")]
    #[schemars(range(min = 1, max = 50))]
    pub connections: usize,
    /// How many letters a minute the mail server gets at most, evenly spread; 0 for no limit.
    #[serde(default = "thirty")]
    pub per_minute: u32,
}

/// A mailbox as a schema sees it.
#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "only its schema is of use")]
struct MailboxText(#[schemars(extend("format" = "mailbox"))] String);

/// The way to the recipients.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TransportSettings {
    /// A mail server that takes letters by SMTP.
    Smtp(SmtpSettings),
    /// A folder that gets one `.eml` file per letter; nothing is sent.
    Folder(FolderSettings),
}

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
    /// The user to sign in as; absent where the server asks for none.
    pub user: Option<String>,
    /// The user's password. Better kept in a file, see `password_file`.
    #[schemars(with = "Option<String>")]
    pub password: Option<SecretString>,
    /// A file that holds the user's password on its first line; in the data folder, or absolute.
    /// It is read again for every connection, so that a new password needs no restart.
    pub password_file: Option<PathBuf>,
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

/// A folder that gets one `.eml` file per letter.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FolderSettings {
    /// The folder, in the data folder or absolute; it is made if it is missing.
    pub path: PathBuf,
}

impl MailSettings {
    /// Who is told what became of a week, each once; empty where nobody is.
    #[must_use]
    pub fn coordinators(&self) -> Vec<Mailbox> {
        let bare = |address: &EmailAddress| Mailbox { name: None, address: address.clone() };
        let Some(named) = &self.coordinators else { return self.reply_to.iter().map(bare).collect() };
        let mut known: Vec<Mailbox> = Vec::new();
        for mailbox in named {
            if !known.iter().any(|other| other.address.identity() == mailbox.address.identity()) {
                known.push(mailbox.clone());
            }
        }
        known
    }

    /// Everything that is wrong with the values as they stand, in the order of the file.
    ///
    /// Files and servers are not looked at; [`super::Mailer::new`] reads the files.
    #[must_use]
    pub fn faults(&self) -> Vec<MailFault> {
        let mut faults = Vec::new();
        if let TransportSettings::Smtp(smtp) = &self.transport {
            smtp.collect_faults(&mut faults);
        }
        if !(1..=50).contains(&self.connections) {
            faults.push(MailFault::Connections(self.connections));
        }
        faults
    }
}

impl SmtpSettings {
    fn collect_faults(&self, faults: &mut Vec<MailFault>) {
        let plain_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic());
        if !plain_name(&self.host) {
            faults.push(MailFault::Host);
        }
        if self.tls == TransportSecurity::None && !self.is_local() {
            faults.push(MailFault::Unencrypted { host: self.host.clone() });
        }
        match (&self.user, &self.password, &self.password_file) {
            (None, None, None) | (Some(_), Some(_), None) | (Some(_), None, Some(_)) => {}
            (Some(_), None, None) => faults.push(MailFault::NoPassword),
            (_, Some(_), Some(_)) => faults.push(MailFault::TwoPasswords),
            (None, _, _) => faults.push(MailFault::NoUser),
        }
        if self.timeout().is_none() {
            faults.push(MailFault::Timeout(self.timeout_seconds));
        }
        if self.hello.as_deref().is_some_and(|name| !plain_name(name)) {
            faults.push(MailFault::Hello);
        }
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

/// A value in `[mail]` that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MailFault {
    /// `connections` is out of range.
    #[error("{0} connections to the mail server")]
    Connections(usize),
    /// The host is empty, or not a name.
    #[error("the mail server's host is not a name or an IP address")]
    Host,
    /// No encryption to another machine.
    #[error("letters to the mail server `{host}` would cross the network unencrypted")]
    Unencrypted {
        /// The server.
        host: String,
    },
    /// A user without a password.
    #[error("the mail server's user has no password")]
    NoPassword,
    /// A password without a user.
    #[error("there is a password for the mail server, but no user")]
    NoUser,
    /// Both ways to give a password.
    #[error("the mail server's password is given twice")]
    TwoPasswords,
    /// `timeout_seconds` is out of range.
    #[error("the mail server may be silent for {0} seconds")]
    Timeout(f64),
    /// `hello` is not a host name.
    #[error("the name for EHLO is empty, or has a character that no host name has")]
    Hello,
}

impl MailFault {
    /// The key in question, below `mail`.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Connections(_) => "connections",
            Self::Host => "transport.host",
            Self::Unencrypted { .. } => "transport.tls",
            Self::NoPassword | Self::NoUser => "transport.user",
            Self::TwoPasswords => "transport.password",
            Self::Timeout(_) => "transport.timeout_seconds",
            Self::Hello => "transport.hello",
        }
    }

    /// What to change.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Connections(_) => "write a number from 1 to 50",
            Self::Host => "write the server's name, such as mail.example.invalid",
            Self::Unencrypted { .. } => {
                "write tls = \"starttls\" or \"implicit\"; \"none\" is only for localhost, 127.0.0.1 or ::1"
            }
            Self::NoPassword => "add password_file, or set NYTTJA__MAIL__TRANSPORT__PASSWORD",
            Self::NoUser => "add user, or take the password away",
            Self::TwoPasswords => "keep either password or password_file",
            Self::Timeout(_) => "write a number from 0.01 to 600",
            Self::Hello => "write a host name, such as nyttja.example.invalid",
        }
    }
}

fn parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

fn parsed_if_any<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    parsed(deserializer).map(Some)
}

fn all_parsed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Mailbox>>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts
        .iter()
        .map(|text| text.parse().map_err(serde::de::Error::custom))
        .collect::<Result<_, _>>()
        .map(Some)
}

fn three() -> usize {
    3
}

fn thirty() -> u32 {
    30
}

fn submission() -> u16 {
    587
}

fn half_a_minute() -> f64 {
    30.0
}

#[cfg(test)]
mod tests;
