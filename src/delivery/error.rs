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
    #[error("`{path}` holds no certificate in PEM", path = path.display())]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// `dkim.key_file` holds no key that can sign.
    #[error("`{path}` holds no private key that can sign letters", path = path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// Access tokens cannot be asked for.
    #[error("cannot prepare to ask for access tokens")]
    Grant {
        /// Why.
        source: GrantError,
    },
    /// TLS cannot be set up.
    #[error("cannot prepare TLS for the mail server")]
    Tls {
        /// What the TLS library said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl MailerError {
    /// What to change.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Settings(fault) => fault.hint(),
            Self::UnreadableFile { .. } => "see that the file exists and that the daemon's user may read it",
            Self::NoCertificate { .. } => {
                "write the root certificate as text between BEGIN and END CERTIFICATE"
            }
            Self::NoKey { .. } => {
                "write an RSA key of 2048 bits or more, or an Ed25519 key, in PEM: openssl genpkey -algorithm ed25519"
            }
            Self::Grant { source } => source.hint(),
            Self::Tls { .. } => "install the system's root certificates (ca-certificates), or name a ca_file",
        }
    }
}
