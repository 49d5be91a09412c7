//! Where the database is: the `[store]` section.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::{Result, StoreError};
use crate::domain::schedule::duration;
use crate::secret::Secret;

/// Where usage and the ledger of letters are kept.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StoreSettings {
    /// The database; `sqlite:nyttja.db` where absent. `sqlite:` and a file in the data folder, or an
    /// absolute path: the file is created when it is missing. Or `postgres://user@host/name`, a database
    /// on a PostgreSQL server, which several daemons may share. The connection to another machine is
    /// encrypted and the server's certificate checked, unless the address ends in `?sslmode=disable`.
    #[schemars(with = "Option<String>")]
    pub url: Option<SecretString>,
    /// A file with the address on its first line, where that carries a password; in the data folder, or
    /// absolute. It counts in place of `url`.
    pub url_file: Option<PathBuf>,
    /// How long a daemon that shares a PostgreSQL database may be silent before the others take over
    /// what it was doing, such as "30 seconds"; "1 minute" where absent.
    #[schemars(extend("format" = "timespan"))]
    pub take_over_after: Option<String>,
}

/// Where the database is.
#[derive(Debug, Clone)]
pub(super) enum Address {
    /// A file of SQLite.
    File(PathBuf),
    /// A database of PostgreSQL.
    Server(Box<PgConnectOptions>),
}

const NEITHER: &str = "it starts with neither `sqlite:` nor `postgres://`";

impl StoreSettings {
    /// Another address, and everything else as usual.
    #[must_use]
    pub fn at(url: &str) -> Self {
        Self { url: Some(url.to_owned().into()), ..Self::default() }
    }

    /// What is wrong with the settings as they stand. No file is looked at.
    ///
    /// # Errors
    ///
    /// [`StoreError::Address`], which never shows the address: it may carry a password.
    pub fn check(&self) -> Result<()> {
        match self.url_file {
            Some(_) => Ok(()),
            None => parse(usual(self.url.as_ref()), Path::new("")).map(drop),
        }
    }

    /// Whether there is a database already, as far as a look at the data
    /// folder tells; one on a server is taken to be there.
    ///
    /// # Errors
    ///
    /// As [`Store::open`](super::Store::open) for an address that names no database.
    pub fn is_there(&self, data_dir: &Path) -> Result<bool> {
        Ok(match self.address(data_dir)? {
            Address::File(path) => path.is_file(),
            Address::Server(_) => true,
        })
    }

    /// Whether the database is this file.
    ///
    /// # Errors
    ///
    /// As [`Store::open`](super::Store::open) for an address that names no database.
    pub fn is_file(&self, file: &Path, data_dir: &Path) -> Result<bool> {
        Ok(match self.address(data_dir)? {
            Address::File(path) => match (path.canonicalize(), file.canonicalize()) {
                (Ok(own), Ok(other)) => own == other,
                _ => path == file,
            },
            Address::Server(_) => false,
        })
    }

    /// The database, for a data folder at `data_dir`.
    pub(super) fn address(&self, data_dir: &Path) -> Result<Address> {
        self.check()?;
        let Some(file) = &self.url_file else { return parse(usual(self.url.as_ref()), data_dir) };
        let secret = Secret::new("the database's address", None, Some(file), data_dir);
        let url =
            secret.map(|secret| secret.reveal_blocking()).transpose().map_err(StoreError::AddressFile)?;
        parse(usual(url.as_ref()), data_dir)
    }

    /// How long a process that says nothing keeps what it has in hand.
    pub(super) fn lease_time(&self) -> Duration {
        // The schema's format has checked the text.
        let span = self.take_over_after.as_deref().and_then(|text| duration::parse(text).ok());
        span.and_then(|span| span.to_std().ok()).unwrap_or(Duration::from_mins(1)).max(Duration::from_secs(1))
    }
}

fn usual(url: Option<&SecretString>) -> &str {
    url.map_or("sqlite:nyttja.db", |url| url.expose_secret())
}

fn parse(url: &str, data_dir: &Path) -> Result<Address> {
    match url.split_once(':') {
        Some(("sqlite", rest)) => file(rest, data_dir).map(Address::File),
        Some(("postgres" | "postgresql", _)) => server(url).map(Box::new).map(Address::Server),
        _ => Err(StoreError::Address(NEITHER)),
    }
}

fn file(rest: &str, data_dir: &Path) -> Result<PathBuf> {
    let path = rest.strip_prefix("//").unwrap_or(rest);
    if path.is_empty() || path.ends_with('/') {
        return Err(StoreError::Address("no file follows `sqlite:`"));
    }
    if path.starts_with(':') || path.contains('?') {
        return Err(StoreError::Address("only the path of a file may follow `sqlite:`"));
    }
    Ok(data_dir.join(path))
}

fn server(url: &str) -> Result<PgConnectOptions> {
    let wrong = |_| StoreError::Address("it is no address such as `postgres://user@host/name`");
    let options = PgConnectOptions::from_str(url).map_err(wrong)?.application_name("nyttja");
    let host = options.get_host();
    let local = options.get_socket().is_some()
        || host.starts_with('/')
        || matches!(host, "localhost" | "::1" | "[::1]")
        || host.starts_with("127.");
    let said = matches!(options.get_ssl_mode(), PgSslMode::Prefer | PgSslMode::Allow);
    // Addresses of people do not cross a network in the clear because nobody thought of it.
    Ok(if said && !local { options.ssl_mode(PgSslMode::VerifyFull) } else { options })
}

#[cfg(test)]
mod tests;
