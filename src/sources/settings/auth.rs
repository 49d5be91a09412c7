//! How we say who we are to an interface; secrets come from the settings or from files.

use std::path::PathBuf;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Deserialize;

use crate::grants::ClientCredentials;

/// How we say who we are to an interface.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Auth {
    /// Not at all.
    #[default]
    None,
    /// A token in the `Authorization` header.
    Bearer {
        /// The token itself; better kept in `token_file` or in the environment.
        #[schemars(with = "Option<String>")]
        token: Option<SecretString>,
        /// A file that holds the token and nothing else.
        token_file: Option<PathBuf>,
    },
    /// A key in a header of its own.
    ApiKey {
        /// The name of the header, such as `X-Api-Key`.
        header: String,
        /// The key itself; better kept in `key_file` or in the environment.
        #[schemars(with = "Option<String>")]
        key: Option<SecretString>,
        /// A file that holds the key and nothing else.
        key_file: Option<PathBuf>,
    },
    /// A user name and a password.
    Basic {
        /// The user name.
        user: String,
        /// The password itself; better kept in `password_file` or in the environment.
        #[schemars(with = "Option<String>")]
        password: Option<SecretString>,
        /// A file that holds the password and nothing else.
        password_file: Option<PathBuf>,
    },
    /// A token that a login server gives for a name and a secret (OAuth 2.0 client credentials).
    /// It is asked for when it is needed, and kept until it expires.
    Oauth2Client(ClientCredentials),
}
