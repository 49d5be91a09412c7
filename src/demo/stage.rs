//! Sets the demonstration up in a folder: files, an export, an interface and a
//! mail server, all of them invented, all on this machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::files::{self, Places};
use super::interface::Interface;
use super::mailbox::Mailbox;
use super::sheets::Systems;
use super::term;
use crate::domain::municipality::Municipality;
use crate::domain::week::Week;

/// A file that says that a folder belongs to the demonstration and may be emptied.
const MARK: &str = ".nyttja-demo";

/// The token that the interface asks for. It protects nothing.
const TOKEN: &str = "the-demonstration-needs-no-secret";

/// Where the demonstration keeps its things.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The files of the municipality.
    pub config: PathBuf,
    /// The store and the inbox.
    pub data: PathBuf,
    /// The letters as they arrived.
    pub letters: PathBuf,
}

/// Why the demonstration cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// The folder is somebody's.
    #[error("`{}` is there already, and no demonstration made it", .0.display())]
    NotOurs(PathBuf),
    /// A file, folder or port cannot be used.
    #[error("cannot set up the demonstration in `{}`", path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The moment of the demonstration: Monday of week 48 in 2026, half past six in Ängsvik.
#[must_use]
pub fn moment() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_411_800, 0).unwrap_or_default()
}

impl Folders {
    /// Empties the folder of an earlier demonstration, or makes a new one.
    ///
    /// # Errors
    ///
    /// [`StageError::NotOurs`] when it has anything else in it.
    pub fn prepare(root: &Path) -> Result<Self, StageError> {
        let failed = |source| StageError::Io { path: root.to_owned(), source };
        let root = std::path::absolute(root).map_err(failed)?;
        let folders =
            Self { config: root.join("config"), data: root.join("data"), letters: root.join("letters") };
        let in_use = fs::read_dir(&root).is_ok_and(|mut entries| entries.next().is_some());
        if in_use && !root.join(MARK).is_file() {
            return Err(StageError::NotOurs(root));
        }
        for folder in [&folders.config, &folders.data, &folders.letters] {
            if folder.exists() {
                fs::remove_dir_all(folder).map_err(failed)?;
            }
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(root.join(MARK), "nyttja demo may empty this folder\n").map_err(failed)?;
        Ok(folders)
    }
}

/// The systems around the daemon. They stop when this is dropped.
#[derive(Debug)]
pub struct Stage {
    /// The interface that tells usage.
    pub interface: Interface,
    /// The mail server.
    pub mailbox: Mailbox,
}

impl Stage {
    /// Invents a term of usage for `municipality`, and starts the systems that
    /// hand it out and take the letters.
    pub async fn set(folders: &Folders, municipality: &Municipality, seed: u64) -> Result<Self, StageError> {
        let failed = |source| StageError::Io { path: folders.data.clone(), source };
        let last = Week::of(moment().date_naive()).plus(-1);
        // The autumn term began in week 34.
        let rows = term::usage(municipality, &(last.plus(-13)..=last), seed);
        let systems = Systems::share_out(rows, municipality);
        systems.write(&folders.data.join("inbox"), municipality).map_err(failed)?;
        let token_file = folders.data.join("token");
        fs::write(&token_file, TOKEN).map_err(failed)?;
        let interface =
            Interface::start(systems.interface, SecretString::from(TOKEN)).await.map_err(failed)?;
        let mailbox = Mailbox::start(folders.letters.clone()).await.map_err(failed)?;
        let places =
            Places { interface: interface.address(), token_file: &token_file, mail: mailbox.address() };
        files::write(&folders.config, &places).map_err(failed)?;
        Ok(Self { interface, mailbox })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstration_takes_place_on_a_monday_at_half_past_six() {
        let local = moment().with_timezone(&chrono_tz::Europe::Stockholm);
        assert_eq!(local.to_string(), "2026-11-23 06:30:00 CET");
    }

    #[test]
    fn a_folder_that_somebody_uses_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "years of work").unwrap();
        assert!(matches!(Folders::prepare(folder.path()), Err(StageError::NotOurs(_))));
        assert!(folder.path().join("thesis.txt").is_file());
    }
}
