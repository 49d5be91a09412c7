//! The `[bounces]` section: which mailbox reports about letters come back to, and how it is read.

use std::fmt;
use std::path::PathBuf;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Deserialize;

use crate::delivery::settings::{MailFault, SmtpAuth, SmtpSettings, TransportSecurity, half_a_minute};
use crate::domain::bounce::{Brake, BrakeError};

/// The mailbox that mail servers report to when a letter cannot be delivered. It is read, and nothing
/// in it is deleted: reports about letters are marked as seen, what people wrote stays unread.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BounceSettings {
    /// Where it lies.
    pub mailbox: MailboxSettings,
    /// How often the daemon reads it; "10 minutes" where absent. It is also read before letters are
    /// written, and before the coordinators' receipt is.
    #[schemars(extend("format" = "timespan"))]
    pub every: Option<String>,
    /// How many addresses are taken for dead at once, by reports or by refusals: so many, or such a
    /// share of all addresses, whichever is more; "5 or 2 %" where absent. Where there are more,
    /// none is, and the coordinators are asked.
    #[schemars(regex(pattern = r"^\s*\d+ or \d+([.,]\d{1,2})? ?%\s*$"))]
    pub brake: Option<String>,
}

/// Where a mailbox lies.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MailboxSettings {
    /// A Maildir of this machine.
    Maildir(MaildirSettings),
    /// A folder on an IMAP server.
    Imap(Box<ImapSettings>),
}

/// A Maildir: a folder with the folders `new` and `cur`, in which each message is a file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaildirSettings {
    /// The folder, in the data folder or absolute.
    pub path: PathBuf,
}

/// A folder on an IMAP server.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImapSettings {
    /// The server's name, or its IP address.
    pub host: String,
    /// The server's port: usually 993 with implicit TLS, 143 with STARTTLS.
    #[serde(default = "imaps")]
    #[schemars(range(min = 1))]
    pub port: u16,
    /// How the connection is encrypted.
    #[serde(default = "implicit")]
    pub tls: TransportSecurity,
    /// The user to sign in as with a password.
    pub user: Option<String>,
    /// The user's password. Better kept in a file, see `password_file`.
    #[schemars(with = "Option<String>")]
    pub password: Option<SecretString>,
    /// A file that holds the user's password on its first line; in the data folder, or absolute.
    pub password_file: Option<PathBuf>,
    /// Another way to sign in than with a password, as hosted mail wants it.
    pub auth: Option<Box<SmtpAuth>>,
    /// The folder that reports arrive in.
    #[serde(default = "inbox")]
    #[schemars(length(min = 1))]
    pub folder: String,
    /// A file with further root certificates in PEM, for a server with a certificate of the
    /// municipality's own; in the data folder, or absolute.
    pub ca_file: Option<PathBuf>,
    /// How long the server may be silent, in seconds: up to 600, fractions allowed.
    #[serde(default = "half_a_minute")]
    #[schemars(range(min = 0.01, max = 600.0))]
    pub timeout_seconds: f64,
}

impl BounceSettings {
    /// Everything that is wrong with the values as they stand. Files and servers are not looked at.
    #[must_use]
    pub fn faults(&self) -> Vec<BounceFault> {
        let mut faults = match &self.mailbox {
            MailboxSettings::Maildir(_) => Vec::new(),
            MailboxSettings::Imap(imap) => imap.faults(),
        };
        let brake = self.brake.as_deref().map(str::parse::<Brake>);
        faults.extend(brake.and_then(Result::err).map(BounceFault::Brake));
        faults
    }
}

impl BounceSettings {
    /// How many addresses are taken for dead at once.
    #[must_use]
    pub fn brake(&self) -> Brake {
        self.brake.as_deref().and_then(|text| text.parse().ok()).unwrap_or_default()
    }
}

impl ImapSettings {
    /// Who signs in; empty where nobody is named.
    pub(super) fn user(&self) -> &str {
        match self.auth.as_deref() {
            Some(SmtpAuth::Xoauth2(xoauth2)) => &xoauth2.user,
            None => self.user.as_deref().unwrap_or_default(),
        }
    }

    /// What it has in common with a server that takes letters.
    pub(super) fn as_server(&self) -> SmtpSettings {
        SmtpSettings {
            host: self.host.clone(),
            port: self.port,
            tls: self.tls,
            user: self.user.clone(),
            password: self.password.clone(),
            password_file: self.password_file.clone(),
            auth: self.auth.clone(),
            ca_file: self.ca_file.clone(),
            timeout_seconds: self.timeout_seconds,
            hello: None,
        }
    }

    fn faults(&self) -> Vec<BounceFault> {
        let server = self.as_server();
        let mut faults: Vec<_> = server.faults().into_iter().map(BounceFault::Server).collect();
        if self.user.is_none() && self.auth.is_none() && faults.is_empty() {
            faults.push(BounceFault::Nobody);
        }
        if self.folder.is_empty() || self.folder.chars().any(char::is_control) {
            faults.push(BounceFault::Folder);
        }
        faults
    }
}

/// A value in `[bounces]` that cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub enum BounceFault {
    /// What any mail server needs, and this one does not have.
    Server(MailFault),
    /// Nobody to sign in as.
    Nobody,
    /// The name of the folder.
    Folder,
    /// How many addresses are taken for dead at once.
    Brake(BrakeError),
}

impl fmt::Display for BounceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(MailFault::Unencrypted(host)) => {
                write!(f, "what the mail server `{host}` is told would cross the network unencrypted")
            }
            Self::Server(fault) => fault.fmt(f),
            Self::Nobody => f.write_str("there is nobody to sign in as to the mailbox"),
            Self::Brake(error) => error.fmt(f),
            Self::Folder => f.write_str("the folder has no name that a server could know"),
        }
    }
}

impl BounceFault {
    /// The key in question, below `bounces`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Server(fault) => fault.key().replacen("transport", "mailbox", 1),
            Self::Nobody => "mailbox.user".to_owned(),
            Self::Folder => "mailbox.folder".to_owned(),
            Self::Brake(_) => "brake".to_owned(),
        }
    }

    /// What to change.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Server(MailFault::NoPassword) => {
                "add password_file, or set NYTTJA__BOUNCES__MAILBOX__PASSWORD"
            }
            Self::Server(MailFault::TokenUser) => "write the address of the mailbox",
            Self::Server(fault) => fault.hint(),
            Self::Nobody => "add user and password_file, or auth",
            Self::Folder => "write the folder's name, such as INBOX",
            Self::Brake(_) => "write a number and a share, such as \"5 or 2 %\"",
        }
    }
}

fn imaps() -> u16 {
    993
}

fn implicit() -> TransportSecurity {
    TransportSecurity::Implicit
}

fn inbox() -> String {
    "INBOX".to_owned()
}
