//! What nobody else may know, such as a password: given in the settings, or in
//! a file that is read anew each time, so that a new one needs no restart.

use std::io;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

pub mod forms;

/// A secret, given or in a file.
#[derive(Debug, Clone)]
pub struct Secret {
    what: &'static str,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    Given(SecretString),
    File(PathBuf),
}

/// A file that should hold a secret, and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the file with {what}, `{}`, cannot be read: {why}", path.display())]
pub struct SecretError {
    what: &'static str,
    path: PathBuf,
    /// What the system said.
    why: String,
}

impl SecretError {
    /// What the reader can do.
    pub const HINT: &str = "the file must exist, be readable for the daemon and hold the secret alone";
}

impl Secret {
    /// The secret as settings give it, or the file that they name, which lies in
    /// `data_dir` unless its path is absolute; `None` without either. `what` names
    /// it in messages, such as "the client's secret".
    #[must_use]
    pub fn new(
        what: &'static str,
        given: Option<&SecretString>,
        file: Option<&Path>,
        data_dir: &Path,
    ) -> Option<Self> {
        let in_file = file.map(|file| Place::File(data_dir.join(file)));
        let place = in_file.or_else(|| given.cloned().map(Place::Given))?;
        Some(Self { what, place })
    }

    /// The secret of the moment: as it was given, or the first line of its file
    /// that is not empty, without blanks around it.
    ///
    /// # Errors
    ///
    /// [`SecretError`] when the file cannot be read, or nothing stands in it.
    pub async fn reveal(&self) -> Result<SecretString, SecretError> {
        match &self.place {
            Place::Given(secret) => Ok(secret.clone()),
            Place::File(path) => {
                self.first_line(path, &self.text(path, tokio::fs::read_to_string(path).await)?)
            }
        }
    }

    /// The same, while nothing else is waiting for this thread.
    ///
    /// # Errors
    ///
    /// [`SecretError`] when the file cannot be read, or nothing stands in it.
    pub fn reveal_blocking(&self) -> Result<SecretString, SecretError> {
        match &self.place {
            Place::Given(secret) => Ok(secret.clone()),
            Place::File(path) => self.first_line(path, &self.all_lines()?),
        }
    }

    /// The secret with everything that stands below it in its file.
    ///
    /// # Errors
    ///
    /// [`SecretError`] when the file cannot be read.
    pub fn all_lines(&self) -> Result<SecretString, SecretError> {
        match &self.place {
            Place::Given(secret) => Ok(secret.clone()),
            Place::File(path) => self.text(path, std::fs::read_to_string(path)),
        }
    }

    /// The first line of a file's text that is not empty.
    fn first_line(&self, path: &Path, text: &SecretString) -> Result<SecretString, SecretError> {
        let line = text.expose_secret().trim().lines().next().map(str::trim_end);
        let empty = || SecretError { what: self.what, path: path.to_owned(), why: "it is empty".to_owned() };
        line.map(SecretString::from).ok_or_else(empty)
    }

    fn text(&self, path: &Path, read: io::Result<String>) -> Result<SecretString, SecretError> {
        let unreadable =
            |error: io::Error| SecretError { what: self.what, path: path.to_owned(), why: error.to_string() };
        read.map(SecretString::from).map_err(unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn blanks_and_line_breaks_around_a_secret_in_a_file_are_cut() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["s3cret", "s3cret\n", "s3cret \r\n", "\n  s3cret\t\nthe old one\n"] {
            std::fs::write(folder.path().join("key"), text).unwrap();
            let secret = Secret::new("the key", None, Some(Path::new("key")), folder.path()).unwrap();
            assert_eq!(secret.reveal().await.unwrap().expose_secret(), "s3cret", "{text:?}");
            assert_eq!(secret.reveal_blocking().unwrap().expose_secret(), "s3cret", "{text:?}");
            assert_eq!(secret.all_lines().unwrap().expose_secret(), text);
        }
        std::fs::write(folder.path().join("key"), " \n").unwrap();
        let empty = Secret::new("the key", None, Some(Path::new("key")), folder.path()).unwrap();
        assert!(empty.reveal_blocking().unwrap_err().to_string().ends_with("it is empty"));
        assert_eq!(empty.reveal().await.unwrap_err(), empty.reveal_blocking().unwrap_err());
    }

    #[tokio::test]
    async fn a_secret_in_the_settings_is_taken_as_it_was_written() {
        let given = SecretString::from(" s3cret ");
        let secret = Secret::new("the key", Some(&given), None, Path::new("")).unwrap();
        assert_eq!(secret.reveal().await.unwrap().expose_secret(), " s3cret ");
        assert!(Secret::new("the key", None, None, Path::new("")).is_none());
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_named_and_a_secret_is_never_shown() {
        let secret = Secret::new("the key", None, Some(Path::new("gone")), Path::new("data")).unwrap();
        let error = secret.reveal().await.unwrap_err();
        assert!(
            error.to_string().starts_with("the file with the key, `data/gone`, cannot be read: "),
            "{error}"
        );
        let given = Secret::new("the key", Some(&"s3cret".into()), None, Path::new("")).unwrap();
        assert!(!format!("{given:?}").contains("s3cret"));
    }
}
