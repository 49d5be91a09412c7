//! A file from elsewhere that stands in for one of the config folder's.

use std::fs;
use std::path::{Path, PathBuf};

use super::document::Document;
use super::fault::Fault;

/// The files that can be replaced, with the lists that only they have.
const KINDS: [(&str, [&str; 2]); 3] = [
    ("expectations.toml", ["module", "expectation"]),
    ("agreements.toml", ["exception", "intervention"]),
    ("calendar.toml", ["term", "closed"]),
];

/// A file, and the one it stands in for.
#[derive(Debug)]
pub(super) struct Replacement {
    /// The name of the file in the folder.
    pub(super) name: &'static str,
    /// The file to read instead.
    pub(super) path: PathBuf,
}

impl Replacement {
    /// Tells by its name, else by the lists in it, what the file at `path` is.
    pub(super) fn of(path: &Path) -> Result<Self, Box<Fault>> {
        let file_name = path.file_name().unwrap_or_default();
        let by_name = KINDS.into_iter().find(|(name, _)| file_name == *name);
        let kind = match by_name {
            Some(kind) => Some(kind),
            None => by_content(path)?,
        };
        let (name, _) = kind.ok_or_else(|| {
            let message = "this is none of expectations.toml, agreements.toml and calendar.toml";
            let hint = "name a copy of one of them, changed as you like, or a whole config folder";
            Box::new(Fault::in_file(path, message).hint(hint.to_owned()))
        })?;
        Ok(Self { name, path: path.to_owned() })
    }
}

fn by_content(path: &Path) -> Result<Option<(&'static str, [&'static str; 2])>, Box<Fault>> {
    let bytes = fs::read(path).map_err(|error| {
        let fault = Fault::in_file(path, format!("the file cannot be read: {error}"));
        Box::new(fault.hint("see how its name is spelt, and who may read it".to_owned()))
    })?;
    // Whatever is wrong in it shows when it is read in its place.
    let (document, _) = Document::decode(path, &bytes);
    let has = |list: &str| document.as_ref().is_some_and(|document| document.value().get(list).is_some());
    Ok(KINDS.into_iter().find(|(_, lists)| lists.iter().any(|list| has(list))))
}
