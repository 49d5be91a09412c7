//! What lies in some folders at one moment, so that two moments can be compared
//! by content. Events of the file system say too much, and miss what a
//! container's volume does, which swaps whole folders by a link.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// How deep folders of templates are looked into.
const DEEPEST: usize = 6;

/// A digest of every file in some folders. What cannot be read counts as empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Snapshot {
    /// The folders as they are now, without the ones in `leave_out`.
    #[must_use]
    pub fn of(folders: &[&Path], leave_out: &[&Path]) -> Self {
        let mut snapshot = Self::default();
        let same = |folder: &Path| fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let leave_out: Vec<_> = leave_out.iter().map(|folder| same(folder)).collect();
        for folder in folders {
            snapshot.take_in(folder, 0, &|folder| leave_out.contains(&same(folder)));
        }
        snapshot
    }

    /// The files that are new, gone or other than in `before`, in their order.
    #[must_use]
    pub fn changed_since(&self, before: &Self) -> Vec<PathBuf> {
        let other = |(path, digest): &(&PathBuf, &Vec<u8>)| before.files.get(*path) != Some(*digest);
        let gone = before.files.keys().filter(|path| !self.files.contains_key(*path));
        let mut changed: Vec<_> =
            self.files.iter().filter(other).map(|(path, _)| path).chain(gone).cloned().collect();
        changed.sort();
        changed
    }

    fn take_in(&mut self, folder: &Path, depth: usize, left_out: &impl Fn(&Path) -> bool) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            // Kubernetes keeps the real files in hidden folders beside the links
            // to them, and editors their notes in hidden files and copies.
            if name.starts_with('.') || name.ends_with('~') {
                continue;
            }
            if path.is_file() {
                let digest = Sha256::digest(fs::read(&path).unwrap_or_default());
                self.files.insert(path, digest.to_vec());
            } else if depth < DEEPEST && !left_out(&path) {
                self.take_in(&path, depth + 1, left_out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_gone_or_other_has_changed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let write = |name: &str, text: &str| {
            fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            fs::write(at(name), text).unwrap();
        };
        let now = || Snapshot::of(&[folder.path()], &[&at("out")]);
        for name in ["a.toml", "b.toml", "letters/c.hbs"] {
            write(name, "as before");
        }
        let before = now();
        for name in [".a.toml.swp", "a.toml~", "out/letter.html", ".git/index"] {
            write(name, "not ours");
        }
        write("a.toml", "as before");
        assert_eq!(now().changed_since(&before), Vec::<PathBuf>::new());
        write("a.toml", "other");
        write("letters/d.hbs", "new");
        fs::remove_file(at("b.toml")).unwrap();
        assert_eq!(now().changed_since(&before), [at("a.toml"), at("b.toml"), at("letters/d.hbs")]);
    }
}
