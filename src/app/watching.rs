//! Notices when the files change while the daemon runs. The files are read and
//! compared on every beat.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::snapshot::Snapshot;
use crate::settings::{Loaded, load};

/// The config folder of a daemon.
#[derive(Debug)]
pub struct Watched {
    folder: PathBuf,
    environment: BTreeMap<String, String>,
    seen: Snapshot,
}

impl Watched {
    /// Watches `folder`, as it is now.
    #[must_use]
    pub fn new(folder: &Path, environment: BTreeMap<String, String>) -> Self {
        Self { folder: folder.to_owned(), environment, seen: Snapshot::of(&[folder], &[]) }
    }

    /// What the files say, where they have changed since the last time.
    #[must_use]
    pub fn changed(&mut self) -> Option<Loaded> {
        let now = Snapshot::of(&[&self.folder], &[]);
        if now == self.seen {
            return None;
        }
        self.seen = now;
        Some(load(&self.folder, &self.environment))
    }
}
