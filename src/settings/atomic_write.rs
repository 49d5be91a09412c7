//! Replaces a file as a whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why a file was not replaced. It is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// Somebody else wrote it in the meantime.
    #[error("`{}` has changed in the meantime", .0.display())]
    Changed(PathBuf),
    /// It cannot be read, or nothing can be written beside it.
    #[error("`{}` cannot be written", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl ReplaceError {
    /// What the reader can do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Changed(_) => "look at what was changed, and try again".to_owned(),
            Self::Io { .. } => "see who may write the file, and into its folder".to_owned(),
        }
    }
}

/// Writes `new` in the place of `old`, with the same permissions. Readers see
/// either the one or the other.
///
/// # Errors
///
/// [`ReplaceError`] when the file no longer holds `old`, or cannot be written.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), ReplaceError> {
    let failed = |source| ReplaceError::Io { path: path.to_owned(), source };
    // A link stays a link.
    let real = fs::canonicalize(path).map_err(failed)?;
    let name = real.file_name().unwrap_or_default().to_string_lossy();
    let beside = real.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let done = write(&real, &beside, new).map_err(failed).and_then(|()| {
        if fs::read(&real).map_err(failed)? != old {
            return Err(ReplaceError::Changed(path.to_owned()));
        }
        fs::rename(&beside, &real).map_err(failed)
    });
    if done.is_err() {
        // What is left of an attempt is of no use to anybody.
        let _ = fs::remove_file(&beside);
    }
    done
}

/// Writes a file that is not there yet.
///
/// # Errors
///
/// [`ReplaceError`] when it is there by now, or cannot be written.
pub fn create(path: &Path, new: &[u8]) -> Result<(), ReplaceError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => ReplaceError::Changed(path.to_owned()),
        _ => ReplaceError::Io { path: path.to_owned(), source },
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(new).and_then(|()| file.sync_all()).map_err(failed)
}

fn write(real: &Path, beside: &Path, new: &[u8]) -> io::Result<()> {
    let usual = fs::metadata(real)?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(beside)?;
    file.write_all(new)?;
    file.set_permissions(usual.permissions())?;
    keep_owner(&file, &usual);
    file.sync_all()
}

/// Where another user may not give the file away, it keeps the new owner.
#[cfg(unix)]
fn keep_owner(file: &File, usual: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(file, Some(usual.uid()), Some(usual.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) {}
