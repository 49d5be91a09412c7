//! A text that is read in place of a file of the config folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::fault::Fault;
use super::toml_file::TomlFile;

/// The files that another can stand for, with the lists that only they have.
const KINDS: [(&str, [&str; 2]); 3] = [
    ("expectations.toml", ["module", "expectation"]),
    ("agreements.toml", ["exception", "intervention"]),
    ("calendar.toml", ["term", "closed"]),
];

/// A text to be read instead of a file of the folder.
#[derive(Debug, Clone)]
pub struct Substitute {
    /// The name of the folder's file.
    pub file: &'static str,
    /// Where the text stands, as faults tell it.
    pub path: PathBuf,
    /// The text.
    pub text: Vec<u8>,
}

impl Substitute {
    /// Reads the file at `path`: expectations, agreements or the calendar, told
    /// apart by its name, else by the lists in it.
    pub fn read(path: &Path) -> Result<Self, Box<Fault>> {
        let text = fs::read(path).map_err(|error| {
            let fault = Fault::in_file(path, format!("the file cannot be read: {error}"));
            Box::new(fault.hint("see how its name is spelt, and who may read it"))
        })?;
        let file_name = path.file_name().unwrap_or_default();
        let by_name = KINDS.into_iter().find(|(name, _)| file_name == *name);
        let (file, _) = by_name.or_else(|| by_content(path, &text)).ok_or_else(|| {
            let message = "this is none of expectations.toml, agreements.toml and calendar.toml";
            let hint = "name a copy of one of them, changed as you like, or a whole config folder";
            Box::new(Fault::in_file(path, message).hint(hint))
        })?;
        Ok(Self { file, path: path.to_owned(), text })
    }
}

fn by_content(path: &Path, text: &[u8]) -> Option<(&'static str, [&'static str; 2])> {
    // Whatever is wrong in it shows when it is read in its place.
    let (file, _) = TomlFile::decode(path, text);
    let has = |list: &str| file.as_ref().is_some_and(|file| file.value().get(list).is_some());
    KINDS.into_iter().find(|(_, lists)| lists.iter().any(|list| has(list)))
}
