//! Where the database is: the `[store]` section.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Result, StoreError};

/// Where usage and the ledger of letters are kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StoreSettings {
    /// The database: `sqlite:` and a file in the data folder, or an absolute path. The file is created when it is missing.
    pub url: String,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self { url: "sqlite:nyttja.db".to_owned() }
    }
}

impl StoreSettings {
    /// The database file, for a data folder at `data_dir`.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotInThisVersion`] for another database than SQLite,
    /// [`StoreError::Address`] for anything else that names no file.
    pub fn file(&self, data_dir: &Path) -> Result<PathBuf> {
        let Some((scheme, rest)) = self.url.split_once(':') else {
            return Err(StoreError::Address { reason: "it does not start with `sqlite:`" });
        };
        // Only the scheme is shown: the address of a server may carry a password.
        if matches!(scheme, "postgres" | "postgresql") {
            return Err(StoreError::NotInThisVersion { database: "PostgreSQL" });
        }
        if scheme != "sqlite" {
            return Err(StoreError::Address { reason: "it does not start with `sqlite:`" });
        }
        let path = rest.strip_prefix("//").unwrap_or(rest);
        if path.is_empty() || path.ends_with('/') {
            return Err(StoreError::Address { reason: "no file follows `sqlite:`" });
        }
        if path.starts_with(':') || path.contains('?') {
            return Err(StoreError::Address { reason: "only the path of a file may follow `sqlite:`" });
        }
        Ok(data_dir.join(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(url: &str) -> Result<PathBuf> {
        StoreSettings { url: url.to_owned() }.file(Path::new("data"))
    }

    #[test]
    fn a_file_lies_in_the_data_folder_unless_its_path_is_absolute() {
        assert_eq!(StoreSettings::default().file(Path::new("data")).unwrap(), Path::new("data/nyttja.db"));
        assert_eq!(file("sqlite://other.db").unwrap(), Path::new("data/other.db"));
        assert_eq!(file("sqlite:///srv/nyttja.db").unwrap(), Path::new("/srv/nyttja.db"));
    }

    #[test]
    fn postgresql_is_not_in_this_version_and_its_password_is_not_shown() {
        let error = file("postgres://nyttja:secret@db.invalid/nyttja").unwrap_err();
        assert_eq!(error.to_string(), "PostgreSQL is not in this version; only SQLite is");
        assert!(error.hint().contains("sqlite:nyttja.db"));
    }

    #[test]
    fn an_address_that_names_no_file_is_refused() {
        for url in ["", "nyttja.db", "sqlite:", "sqlite::memory:", "sqlite:a.db?mode=ro", "sqlite:folder/"] {
            assert!(matches!(file(url), Err(StoreError::Address { .. })), "{url}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(toml::from_str::<StoreSettings>("path = 'x'").is_err());
        assert_eq!(toml::from_str::<StoreSettings>("").unwrap(), StoreSettings::default());
    }
}
