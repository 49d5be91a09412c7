//! A place in a file, and what can be said of it.

use super::{Step, TomlFile};
use crate::domain::expectation::Origin;
use crate::settings::fault::Fault;

/// A place in a file, whether something stands there or not.
#[derive(Debug, Clone)]
pub(in crate::settings) struct Spot<'a> {
    file: &'a TomlFile,
    path: Vec<Step>,
}

impl TomlFile {
    /// The place of a section: `mail` for `[mail]`.
    pub(in crate::settings) fn section(&self, name: &str) -> Spot<'_> {
        Spot { file: self, path: vec![Step::from(name)] }
    }

    /// The place of an entry of a list.
    pub(in crate::settings) fn entry(&self, list: &str, index: usize) -> Spot<'_> {
        self.section(list).at(index)
    }
}

impl Spot<'_> {
    /// The place of a key of the table here, or of an entry of the list here.
    pub(in crate::settings) fn at(&self, step: impl Into<Step>) -> Self {
        let mut path = self.path.clone();
        path.push(step.into());
        Self { file: self.file, path }
    }

    /// What a reader knows it by: see [`TomlFile::name`].
    pub(in crate::settings) fn name(&self) -> String {
        self.file.name(&self.path)
    }

    /// An error about the value here: see [`TomlFile::fault`].
    pub(in crate::settings) fn fault(&self, message: impl Into<String>, hint: impl Into<String>) -> Fault {
        self.file.fault(&self.path, message, hint)
    }

    /// An error about the key here: see [`TomlFile::key_fault`].
    pub(in crate::settings) fn key_fault(
        &self,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Fault {
        self.file.key_fault(&self.path, message, hint)
    }

    /// The file and line of the entry here.
    pub(in crate::settings) fn origin(&self) -> Origin {
        let file = self.file.file().file_name().unwrap_or_default().to_string_lossy().into_owned();
        Origin { file, line: self.fault("", "").line.unwrap_or(1) }
    }
}
