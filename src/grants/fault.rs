//! Why there is no access token.

use super::settings::GrantFault;
use crate::https::HttpsError;
use crate::secret::SecretError;

/// Why there is no access token. The messages never show a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// A value in the settings is wrong.
    #[error(transparent)]
    Settings(GrantFault),
    /// This machine cannot speak https.
    #[error(transparent)]
    Https(HttpsError),
    /// The file with the client's secret cannot be read.
    #[error(transparent)]
    Secret(SecretError),
    /// No connection, or one that broke or was too slow.
    #[error("the token endpoint cannot be reached: {0}")]
    Unreachable(String),
    /// The endpoint said no.
    #[error("the token endpoint answers {status}{words}")]
    Refused {
        /// The status of its answer.
        status: u16,
        /// Its own words, behind a colon; empty where it said none.
        words: String,
    },
    /// The endpoint does not give what was asked for.
    #[error("the token endpoint answers {status}{words}")]
    Scope {
        /// The status of its answer.
        status: u16,
        /// Its own words, behind a colon.
        words: String,
    },
    /// Its answer holds no token that can be used.
    #[error("the token endpoint's answer {0}")]
    NotAToken(&'static str),
}

impl GrantError {
    /// Whether the same request may work later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused { status, .. } => *status >= 500 || matches!(status, 408 | 429),
            _ => false,
        }
    }

    /// What the reader can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Settings(fault) => fault.hint(),
            Self::Https(error) => error.hint(),
            Self::Secret(_) => SecretError::HINT,
            Self::Unreachable(_) => "check `token_url`, the network and the firewall",
            Self::Refused { status: 300..=399, .. } => {
                "put the address that it leads to in `token_url`, if you trust it"
            }
            Self::Refused { .. } => {
                "check `client_id`, its secret and `scope`; the secret may have expired, or lack rights"
            }
            Self::Scope { .. } => {
                "set `scope` in `auth` to what the interface calls it, such as scope = \"usage.read\"; whoever runs it knows the word, and must allow it to `client_id`"
            }
            Self::NotAToken(_) => "check `token_url`: it must be the address that gives tokens",
        }
    }
}
