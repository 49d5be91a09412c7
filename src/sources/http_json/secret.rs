//! Tokens, keys and passwords: read from their files for each fetch, so that a new one is taken up at once.

use std::path::PathBuf;

use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::super::error::SourceError;
use super::super::settings::Auth;

/// Refuses an `auth` that names no secret, or two.
pub fn check(auth: &Auth) -> Result<(), SourceError> {
    let (word, inline, file) = match auth {
        // A grant looks after its own secret.
        Auth::None | Auth::Oauth2Client(_) => return Ok(()),
        Auth::Bearer { token, token_file } => ("token", token, token_file),
        Auth::ApiKey { key, key_file, header } => {
            header_name(header)?;
            ("key", key, key_file)
        }
        Auth::Basic { password, password_file, .. } => ("password", password, password_file),
    };
    if inline.is_some() == file.is_some() {
        return Err(fault(format!("`auth` needs either `{word}` or `{word}_file`")));
    }
    Ok(())
}

/// What says who we are, ready to go along with a request.
pub enum Credentials {
    None,
    Header(HeaderName, HeaderValue),
    Basic {
        user: String,
        password: SecretString,
    },
    /// A token that a login server gave.
    Token(SecretString),
}

impl Credentials {
    pub async fn of(auth: &Auth) -> Result<Self, SourceError> {
        match auth {
            Auth::None | Auth::Oauth2Client(_) => Ok(Self::None),
            Auth::Bearer { token, token_file } => {
                let token = reveal(token.as_ref(), token_file.as_ref()).await?;
                Ok(Self::Header(AUTHORIZATION, sendable(format!("Bearer {}", token.expose_secret()))?))
            }
            Auth::ApiKey { header, key, key_file } => {
                let key = reveal(key.as_ref(), key_file.as_ref()).await?;
                Ok(Self::Header(header_name(header)?, sendable(key.expose_secret().to_owned())?))
            }
            Auth::Basic { user, password, password_file } => {
                let password = reveal(password.as_ref(), password_file.as_ref()).await?;
                Ok(Self::Basic { user: user.clone(), password })
            }
        }
    }

    pub fn add_to(&self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::None => request,
            Self::Header(name, value) => request.header(name, value),
            Self::Token(token) => request.bearer_auth(token.expose_secret()),
            Self::Basic { user, password } => request.basic_auth(user, Some(password.expose_secret())),
        }
    }
}

fn header_name(name: &str) -> Result<HeaderName, SourceError> {
    HeaderName::try_from(name).map_err(|_| fault(format!("`{name}` cannot be the name of a header")))
}

fn sendable(secret: String) -> Result<HeaderValue, SourceError> {
    let mut value = HeaderValue::try_from(secret)
        .map_err(|_| fault("the secret in `auth` holds characters that cannot be sent".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

async fn reveal(inline: Option<&SecretString>, file: Option<&PathBuf>) -> Result<SecretString, SourceError> {
    match (inline, file) {
        (Some(secret), _) => Ok(secret.clone()),
        (None, Some(path)) => match tokio::fs::read_to_string(path).await {
            Ok(text) => Ok(SecretString::from(text.trim())),
            Err(source) => Err(SourceError::Secret { path: path.clone(), source }),
        },
        (None, None) => Err(fault("`auth` names no secret".to_owned())),
    }
}

fn fault(what: String) -> SourceError {
    let hint = "write `auth = { kind = \"bearer\", token_file = \"/run/secrets/token\" }`, or as your interface wants";
    SourceError::Settings { what, hint: hint.to_owned() }
}
