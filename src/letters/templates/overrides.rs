//! The operator's own folder of templates and words, where there is one: each
//! file in it takes the place of the one of its name that is compiled in.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::letters::error::TemplateError;

/// The endings of what can be replaced.
const ENDINGS: [&str; 2] = ["hbs", "ftl"];

/// How deep the folder is looked into: deeper than any file that counts.
const DEEPEST: usize = 6;

/// The folder, where there is one.
#[derive(Debug, Clone, Copy)]
pub(in crate::letters) struct Overrides<'a>(Option<&'a Path>);

impl<'a> Overrides<'a> {
    /// Those in `folder`.
    pub(in crate::letters) fn at(folder: Option<&'a Path>) -> Result<Self, TemplateError> {
        match folder {
            Some(folder) if !folder.is_dir() => Err(TemplateError {
                hint: Some("make the folder, or take `templates` out of [letters] in nyttja.toml"),
                ..TemplateError::at(folder, None, "there is no such folder")
            }),
            folder => Ok(Self(folder)),
        }
    }

    /// Where the file `name` lies, or would.
    pub(in crate::letters) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.unwrap_or(Path::new("")).join(name)
    }

    /// The text of the file `name`, or nothing where there is none.
    pub(in crate::letters) fn read(&self, name: impl AsRef<Path>) -> Result<Option<String>, TemplateError> {
        if self.0.is_none() {
            return Ok(None);
        }
        let file = self.path(name);
        match fs::read_to_string(&file) {
            Ok(text) if text.trim().is_empty() => Err(TemplateError::at(&file, None, "nothing is in it")),
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(TemplateError::at(&file, None, error.to_string())),
        }
    }

    /// The templates and words in the folder whose names are none of `known`: they take the place of nothing.
    pub(in crate::letters) fn strays(&self, known: &[String]) -> Vec<PathBuf> {
        let mut strays = Vec::new();
        if let Some(folder) = self.0 {
            collect(folder, 0, &mut |file| {
                if !known.iter().any(|name| folder.join(name) == file) {
                    strays.push(file);
                }
            });
        }
        strays.sort();
        strays
    }
}

/// Templates that belong together. With a folder of the operator's they are read at once, so that a
/// fault in it shows before anything is written; those that are compiled in, which the tests know
/// to be whole, when they are first asked for: most commands need none of them, or few.
pub(in crate::letters) struct OnDemand<T> {
    load: Load<T>,
    loaded: OnceLock<Result<T, TemplateError>>,
}

/// How templates are read.
type Load<T> = fn(Overrides<'_>) -> Result<T, TemplateError>;

impl<T> OnDemand<T> {
    /// Those that `load` reads from `overrides`.
    pub(in crate::letters) fn of(overrides: Overrides<'_>, load: Load<T>) -> Result<Self, TemplateError> {
        let loaded = OnceLock::new();
        if overrides.0.is_some() {
            let _ = loaded.set(Ok(load(overrides)?));
        }
        Ok(Self { load, loaded })
    }

    pub(in crate::letters) fn get(&self) -> Result<&T, TemplateError> {
        self.loaded.get_or_init(|| (self.load)(Overrides(None))).as_ref().map_err(Clone::clone)
    }
}

impl<T: fmt::Debug> fmt::Debug for OnDemand<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OnDemand").field(&self.loaded).finish()
    }
}

/// Gives every template and every file of words in `folder` and below.
fn collect(folder: &Path, depth: usize, found: &mut impl FnMut(PathBuf)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && depth < DEEPEST && !is_hidden {
            collect(&path, depth + 1, found);
        } else if path.extension().is_some_and(|ending| ENDINGS.iter().any(|one| ending == *one)) {
            found(path);
        }
    }
}
