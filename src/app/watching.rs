//! Notices when the files change while the daemon runs. The files are read and
//! compared on every beat: a container's volume swaps whole folders by a link,
//! which events of the file system miss.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::settings::{Loaded, load};

/// How deep folders of templates are looked into.
const DEEPEST: usize = 6;

/// The config folder of a daemon.
#[derive(Debug)]
pub struct Watched {
    folder: PathBuf,
    environment: BTreeMap<String, String>,
    fingerprint: Vec<u8>,
}

impl Watched {
    /// Watches `folder`, as it is now.
    #[must_use]
    pub fn new(folder: &Path, environment: BTreeMap<String, String>) -> Self {
        Self { folder: folder.to_owned(), environment, fingerprint: fingerprint(folder) }
    }

    /// What the files say, where they have changed since the last time.
    #[must_use]
    pub fn changed(&mut self) -> Option<Loaded> {
        let now = fingerprint(&self.folder);
        if now == self.fingerprint {
            return None;
        }
        self.fingerprint = now;
        Some(load(&self.folder, &self.environment))
    }
}

/// A digest of every file in the folder. What cannot be read counts as empty.
fn fingerprint(folder: &Path) -> Vec<u8> {
    let mut digest = Sha256::new();
    take_in(folder, 0, &mut digest);
    digest.finalize().to_vec()
}

fn take_in(folder: &Path, depth: usize, digest: &mut Sha256) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        // Kubernetes keeps the real files in hidden folders beside the links to them.
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_file() {
            digest.update(path.to_string_lossy().as_bytes());
            digest.update(fs::read(&path).unwrap_or_default());
        } else if !hidden && depth < DEEPEST {
            take_in(&path, depth + 1, digest);
        }
    }
}
