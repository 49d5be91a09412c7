//! A TOML file as it was written: its values, and where each of them stands.

mod spot;
mod syntax;
mod tree;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::fault::{Fault, Faults};
pub(super) use spot::Spot;
pub use tree::Step;
pub(super) use tree::{Kind, Node, value_at};

/// A file that could be read as TOML, at least in part.
#[derive(Debug, Clone)]
pub struct TomlFile {
    file: PathBuf,
    text: Arc<str>,
    root: Node,
    value: Value,
    /// Lines where the text is no TOML; whatever else is wrong there follows from that.
    broken: Vec<usize>,
    /// Values that environment variables set, by the way to them.
    variables: BTreeMap<Vec<String>, String>,
}

impl TomlFile {
    /// Reads the text of a file as far as it is TOML.
    ///
    /// There is a file even where the syntax is wrong somewhere, so that
    /// [`Self::read`] can show what else is wrong in the rest.
    #[must_use]
    pub fn parse(file: &Path, text: &str) -> (Option<Self>, Faults) {
        let text: Arc<str> = Arc::from(text.strip_prefix('\u{feff}').unwrap_or(text));
        let (table, errors) = toml::de::DeTable::parse_recoverable(&text);
        let mut found: Vec<_> = errors.iter().map(|error| syntax::fault(file, &text, error)).collect();
        let mut numbers = Vec::new();
        let (root, value) = tree::build(&table, &mut numbers);
        for (span, number) in numbers {
            let message = format!("`{number}` is not a number that can be used here");
            let hint = "write a plain number, such as `12` or `0.8`";
            found.push(Fault::at(file, &text, &span, message).hint(hint));
        }
        let mut faults = Faults::new();
        for fault in found {
            // A second error on a line follows from the first.
            if faults.iter().all(|other| other.line != fault.line) {
                faults.push(fault);
            }
        }
        let broken = faults.iter().filter_map(|fault| fault.line).collect();
        let read = Self { file: file.to_owned(), text, root, value, broken, variables: BTreeMap::new() };
        (Some(read), faults)
    }

    /// Like [`Self::parse`], for bytes that may not be a text at all.
    #[must_use]
    pub fn decode(file: &Path, bytes: &[u8]) -> (Option<Self>, Faults) {
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => return Self::parse(file, text),
            Err(error) => error,
        };
        let readable = String::from_utf8_lossy(bytes);
        let text: Arc<str> = Arc::from(readable.as_ref());
        let start = error.valid_up_to();
        let fault = Fault::at(file, &text, &(start..start + 1), "the file is not UTF-8 from here on")
            .hint("save it as UTF-8 in your editor");
        (None, fault.into())
    }

    /// Whether its syntax is wrong somewhere.
    pub(super) fn is_broken(&self) -> bool {
        !self.broken.is_empty()
    }

    /// Whether `line` has wrong syntax, or stands under a header that has.
    pub(super) fn is_doubtful(&self, line: usize) -> bool {
        let before: Vec<_> = self.text.lines().take(line).collect();
        let header = before.iter().rposition(|line| line.trim_start().starts_with('['));
        self.broken.contains(&line) || header.is_some_and(|index| self.broken.contains(&(index + 1)))
    }

    /// Where the value at `path` stands; for a table under a header, the header.
    /// `None` where there is no such value.
    #[must_use]
    pub fn span(&self, path: &[Step]) -> Option<Range<usize>> {
        let (node, rest) = self.root.find(path);
        (rest == 0 && !path.is_empty()).then(|| node.span.clone())
    }

    /// Where the key at the end of `path` stands.
    #[must_use]
    pub fn key_span(&self, path: &[Step]) -> Option<Range<usize>> {
        let (node, rest) = self.root.find(path);
        if rest == 0 { node.key.clone() } else { None }
    }

    /// An error about the value at `path`, or where there is none, about the
    /// nearest table or list around it.
    #[must_use]
    pub fn fault(&self, path: &[Step], message: impl Into<String>, hint: impl Into<String>) -> Fault {
        self.fault_at(path, |node| node.span.clone(), message).hint(hint)
    }

    /// An error about the key at the end of `path` rather than about its value.
    #[must_use]
    pub fn key_fault(&self, path: &[Step], message: impl Into<String>, hint: impl Into<String>) -> Fault {
        self.fault_at(path, |node| node.key.clone().unwrap_or(node.span.clone()), message).hint(hint)
    }

    fn fault_at(&self, path: &[Step], span: fn(&Node) -> Range<usize>, message: impl Into<String>) -> Fault {
        if self.variable(path).is_some() {
            return Fault::in_file(Path::new("environment"), message);
        }
        let (node, rest) = self.root.find(path);
        if rest == path.len() {
            Fault::in_file(&self.file, message)
        } else {
            Fault::at(&self.file, &self.text, &span(node), message)
        }
    }

    /// The file, as the reader named it.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The values as they are used: those of the file and, after
    /// [`super::environment::overlay`], of the environment.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The environment variable that set the value at `path`, if one did, or
    /// made the table there that the file does not have.
    #[must_use]
    pub fn variable(&self, path: &[Step]) -> Option<&str> {
        let names: Vec<_> = path.iter().map(Step::to_string).collect();
        let set = (1..=names.len()).find_map(|length| self.variables.get(&names[..length]));
        let made = || {
            let in_file = self.root.find(path).1 == 0;
            self.variables.iter().find(|(path, _)| !in_file && path.starts_with(&names)).map(|(_, name)| name)
        };
        set.or_else(made).map(String::as_str)
    }

    /// The value a reader knows by this path, in backticks: the environment
    /// variable that set it, the key, or for an entry of a list its number.
    #[must_use]
    pub fn name(&self, path: &[Step]) -> String {
        if let Some(variable) = self.variable(path) {
            return format!("`{variable}`");
        }
        match path {
            [] => "the file".to_owned(),
            [.., Step::Key(key)] => format!("`{key}`"),
            [list @ .., Step::Index(index)] => format!("entry {} of {}", index + 1, self.name(list)),
        }
    }

    pub(super) fn root(&self) -> &Node {
        &self.root
    }

    pub(super) fn with_layer(mut self, value: Value, variables: BTreeMap<Vec<String>, String>) -> Self {
        self.value = value;
        self.variables = variables;
        self
    }
}

#[cfg(test)]
mod tests;
