//! The `[web]` section: where the web server listens, and what of it the world may reach.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Deserialize;

use crate::domain::pause::one_click::{BadKeys, Keys, PauseLinks, SHORTEST};
use crate::secret::{Secret, SecretError};

/// The daemon's own web server.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WebSettings {
    /// The address and port to listen on, such as "127.0.0.1:8080".
    #[schemars(with = "String", extend("format" = "listen"))]
    pub listen: SocketAddr,
    /// Where the world reaches this server, such as `https://brev.example.invalid`. Letters then let
    /// mail programs ask for a pause with one click. Needs `secret_file`.
    #[schemars(extend("format" = "url"))]
    pub public_url: Option<String>,
    /// A file with the secret that signs the links in letters; in the data folder, or absolute. The
    /// first line signs; below it may stand older secrets, whose links still work.
    pub secret_file: Option<PathBuf>,
    /// The secret itself. Better kept in a file, see `secret_file`.
    #[schemars(with = "Option<String>")]
    pub secret: Option<SecretString>,
}

impl WebSettings {
    /// A server at this address that nobody reaches from outside.
    #[must_use]
    pub fn at(listen: SocketAddr) -> Self {
        Self { listen, public_url: None, secret_file: None, secret: None }
    }

    /// Everything that is wrong with the values as they stand. Files are not looked at.
    #[must_use]
    pub fn faults(&self) -> Vec<WebFault> {
        let mut faults = Vec::new();
        match (&self.public_url, &self.secret, &self.secret_file) {
            (None, None, None) | (Some(_), Some(_), None) | (Some(_), None, Some(_)) => {}
            (Some(_), None, None) => faults.push(WebFault::NoSecret),
            (_, Some(_), Some(_)) => faults.push(WebFault::TwoSecrets),
            (None, _, _) => faults.push(WebFault::NoAddress),
        }
        let bad = self.secret.as_ref().and_then(|secret| Keys::parse(secret).err());
        faults.extend(bad.map(WebFault::BadSecret));
        faults
    }

    /// What signs the links of letters; none without a public address.
    pub fn keys(&self, data_dir: &Path) -> Result<Option<Keys>, LinkError> {
        if self.public_url.is_none() {
            return Ok(None);
        }
        let file = self.secret_file.as_deref();
        let secret = Secret::new("the secret of [web]", self.secret.as_ref(), file, data_dir)
            .ok_or(LinkError::Bad(BadKeys::Empty))?;
        let keys = Keys::parse(&secret.all_lines()?).map_err(|source| match file {
            Some(file) => LinkError::BadFile { path: data_dir.join(file), source },
            None => LinkError::Bad(source),
        })?;
        Ok(Some(keys))
    }

    /// The links with which mail programs ask for a pause; none without a public address.
    pub fn pause_links(&self, data_dir: &Path) -> Result<Option<PauseLinks>, LinkError> {
        let Some(url) = &self.public_url else { return Ok(None) };
        Ok(self.keys(data_dir)?.map(|keys| PauseLinks::new(url, keys)))
    }
}

/// A value in `[web]` that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebFault {
    /// A public address, and nothing to sign with.
    #[error("links in letters are signed, and there is no secret to do it with")]
    NoSecret,
    /// Both ways to give a secret.
    #[error("the secret is given twice")]
    TwoSecrets,
    /// A secret, and nothing to sign.
    #[error("there is a secret, but no public address whose links it could sign")]
    NoAddress,
    /// The secret could be guessed.
    #[error(transparent)]
    BadSecret(#[from] BadKeys),
}

impl WebFault {
    /// The key in question, below `web`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::NoSecret => "public_url",
            Self::NoAddress => "secret_file",
            Self::TwoSecrets | Self::BadSecret(_) => "secret",
        }
    }

    /// What to change.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::NoSecret => "add secret_file, or set NYTTJA__WEB__SECRET",
            Self::TwoSecrets => "keep either secret or secret_file",
            Self::NoAddress => "add public_url, or take the secret away",
            Self::BadSecret(bad) => bad.hint(),
        }
    }
}

/// Why links cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] SecretError),
    /// The file holds no secret that can be used.
    #[error("the file with the secret of [web], `{}`, cannot be used", path.display())]
    BadFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: BadKeys,
    },
    /// The secret in the settings cannot be used.
    #[error("the secret of [web] cannot be used")]
    Bad(#[source] BadKeys),
}

impl LinkError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        format!(
            "write a line of at least {SHORTEST} characters that chance has made: openssl rand -base64 48"
        )
    }
}
