//! Tokens, keys and passwords, as they go along with a request.

use std::path::Path;

use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::super::error::SourceError;
use super::super::settings::Auth;
use crate::secret::Secret;

/// What the settings say of who we are, and how a request says it. A secret in
/// a file is read for each fetch, so that a new one is taken up at once.
#[derive(Debug)]
pub enum Scheme {
    Nothing,
    Bearer(Secret),
    Key { header: HeaderName, key: Secret },
    Basic { user: String, password: Secret },
}

impl Scheme {
    /// Refuses an `auth` that names no secret, or two. A grant looks after its own.
    pub fn new(auth: &Auth, data_dir: &Path) -> Result<Self, SourceError> {
        let secret = |word: &str, given: &Option<SecretString>, file: &Option<_>| {
            let secret = Secret::new("the secret", given.as_ref(), file.as_deref(), data_dir);
            secret
                .filter(|_| given.is_some() != file.is_some())
                .ok_or_else(|| fault(format!("`auth` needs either `{word}` or `{word}_file`")))
        };
        Ok(match auth {
            Auth::None | Auth::Oauth2Client(_) => Self::Nothing,
            Auth::Bearer { token, token_file } => Self::Bearer(secret("token", token, token_file)?),
            Auth::ApiKey { header, key, key_file } => {
                Self::Key { header: header_name(header)?, key: secret("key", key, key_file)? }
            }
            Auth::Basic { user, password, password_file } => {
                Self::Basic { user: user.clone(), password: secret("password", password, password_file)? }
            }
        })
    }

    /// What goes along with each request of one reading.
    pub async fn credentials(&self) -> Result<Credentials, SourceError> {
        Ok(match self {
            Self::Nothing => Credentials::None,
            Self::Bearer(token) => {
                let token = token.reveal().await?;
                let value = sendable(format!("Bearer {}", token.expose_secret()))?;
                Credentials::Header { name: AUTHORIZATION, value, secret: token }
            }
            Self::Key { header, key } => {
                let key = key.reveal().await?;
                let value = sendable(key.expose_secret().to_owned())?;
                Credentials::Header { name: header.clone(), value, secret: key }
            }
            Self::Basic { user, password } => {
                Credentials::Basic { user: user.clone(), password: password.reveal().await? }
            }
        })
    }
}

/// What says who we are, ready to go along with a request.
#[derive(Clone)]
pub enum Credentials {
    None,
    Header {
        name: HeaderName,
        value: HeaderValue,
        /// What of the value nobody may see.
        secret: SecretString,
    },
    Basic {
        user: String,
        password: SecretString,
    },
    /// A token that a login server gave.
    Token(SecretString),
}

impl Credentials {
    pub fn add_to(&self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::None => request,
            Self::Header { name, value, .. } => request.header(name, value),
            Self::Token(token) => request.bearer_auth(token.expose_secret()),
            Self::Basic { user, password } => request.basic_auth(user, Some(password.expose_secret())),
        }
    }

    /// The secrets in it: also the name and the password as they go along together.
    pub fn secrets(&self) -> Vec<SecretString> {
        match self {
            Self::None => Vec::new(),
            Self::Header { secret, .. } | Self::Token(secret) => vec![secret.clone()],
            Self::Basic { user, password } => {
                vec![password.clone(), format!("{user}:{}", password.expose_secret()).into()]
            }
        }
    }
}

pub fn header_name(name: &str) -> Result<HeaderName, SourceError> {
    HeaderName::try_from(name).map_err(|_| fault(format!("`{name}` cannot be the name of a header")))
}

pub fn sendable(secret: String) -> Result<HeaderValue, SourceError> {
    let mut value = HeaderValue::try_from(secret)
        .map_err(|_| fault("the secret in `auth` holds characters that cannot be sent".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

fn fault(what: String) -> SourceError {
    let hint = "write `auth = { kind = \"bearer\", token_file = \"/run/secrets/token\" }`, or as your interface wants";
    SourceError::Settings { what, hint: hint.to_owned() }
}
