//! Why no letter can be handed over with some settings, and what to change.

use std::io;
use std::path::PathBuf;

use super::settings::MailFault;
use crate::grants::GrantError;

/// Why no letter can be handed over with these settings.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// A value in the settings is wrong.
    #[error(transparent)]
    Settings(MailFault),
    /// A file that the settings name cannot be read.
    #[error("cannot read the mail server's {what} `{path}`", path = path.display())]
    UnreadableFile {
        /// The key that names it.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// `ca_file` holds no certificate.
    #[error("`{}` holds no certificate in PEM", .0.display())]
    NoCertificate(PathBuf),
    /// `dkim.key_file` holds no key that can sign.
    #[error("`{}` holds no private key that can sign letters", .0.display())]
    NoKey(PathBuf),
    /// Access tokens cannot be asked for.
    #[error("cannot prepare to ask for access tokens")]
    Grant(#[source] GrantError),
    /// TLS cannot be set up.
    #[error("cannot prepare TLS for the mail server")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl MailerError {
    /// What to change.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Settings(fault) => fault.hint(),
            Self::UnreadableFile { .. } => "see that the file exists and that the daemon's user may read it",
            Self::NoCertificate(_) => "write the root certificate as text between BEGIN and END CERTIFICATE",
            Self::NoKey(_) => {
                "write an RSA key of 2048 bits or more, or an Ed25519 key, in PEM: openssl genpkey -algorithm ed25519"
            }
            Self::Grant(source) => source.hint(),
            Self::Tls(_) => "install the system's root certificates (ca-certificates), or name a ca_file",
        }
    }
}
