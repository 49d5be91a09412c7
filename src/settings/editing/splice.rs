//! Puts a value into the text of a file at the place where it belongs, with a
//! comment above, and leaves every other byte alone.

use std::ops::Range;

use super::key::Key;
use crate::settings::toml_file::{Step, TomlFile, value_at};

/// What is put in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing<'a> {
    /// The value as TOML.
    pub value: &'a str,
    /// The comment, with its `#`.
    pub comment: &'a str,
}

/// The text with the value at `path`; `None` where its table is written in a
/// way that has no place for it.
pub(super) fn splice(file: &TomlFile, text: &str, path: &[Step], writing: &Writing<'_>) -> Option<String> {
    let text = Text { file, text };
    let insertions = match file.span(path) {
        Some(span) => vec![text.comment_above(path, writing.comment)?, (span, writing.value.to_owned())],
        None => text.insertion(path, writing)?,
    };
    let mut changed = text.text.to_owned();
    for (range, new) in insertions.into_iter().rev() {
        changed.replace_range(range, &new);
    }
    Some(changed)
}

/// Bytes, and what stands there instead. In a list, in the order of the text.
type Insertion = (Range<usize>, String);

struct Text<'a> {
    file: &'a TomlFile,
    text: &'a str,
}

impl Text<'_> {
    fn written(&self, path: &[Step]) -> Option<&str> {
        self.text.get(self.file.span(path)?)
    }

    fn is_inline(&self, path: &[Step]) -> bool {
        self.written(path).is_some_and(|written| written.starts_with('{'))
    }

    fn is_header(&self, path: &[Step]) -> bool {
        self.written(path).is_some_and(|written| written.starts_with('[') && written.ends_with(']'))
    }

    /// How much of `path` leads to the table whose lines or braces hold it.
    fn container(&self, path: &[Step]) -> Option<usize> {
        (2..path.len())
            .rev()
            .find(|length| self.is_inline(&path[..*length]) || self.is_header(&path[..*length]))
    }

    /// A comment above the line that the value at `path` stands in.
    fn comment_above(&self, path: &[Step], comment: &str) -> Option<Insertion> {
        let header = (2..path.len()).rev().find(|length| self.is_header(&path[..*length]))?;
        let below = header + 1..=path.len();
        let statement = below.map(|length| &path[..length]).find(|path| self.is_value(path))?;
        let start = self.line_start(self.file.key_span(statement)?.start);
        Some((start..start, format!("{}{comment}{}", self.indentation(start), self.line_end())))
    }

    /// Whether a value stands at `path`, and not only the start of a dotted key.
    fn is_value(&self, path: &[Step]) -> bool {
        self.file.span(path).is_some() && self.file.span(path) != self.file.key_span(path)
    }

    /// A key that is not there yet, in the table that is.
    fn insertion(&self, path: &[Step], writing: &Writing<'_>) -> Option<Vec<Insertion>> {
        let length = self.container(path)?;
        let known = (length..path.len()).take_while(|end| self.file.span(&path[..=*end]).is_some()).count();
        let statement = statement(&path[length..], known, writing.value)?;
        let container = &path[..length];
        if self.is_inline(container) {
            let comment = self.comment_above(&path[..length + known], writing.comment);
            return Some(vec![comment?, self.inside(self.file.span(container)?, &statement)?]);
        }
        let anchor = self.anchor(container, &path[..length + known], path)?;
        let (start, end) = (self.line_start(anchor.start), self.line_after(anchor.end));
        let (indentation, newline) = (self.indentation(start), self.line_end());
        let mut lines = format!("{indentation}{}{newline}{indentation}{statement}{newline}", writing.comment);
        if !self.text[..end].ends_with('\n') {
            lines = format!("{newline}{}", lines.trim_end());
        }
        Some(vec![(end..end, lines)])
    }

    /// Before the closing brace of an inline table.
    fn inside(&self, table: Range<usize>, statement: &str) -> Option<Insertion> {
        let body = self.text.get(table.clone())?.strip_suffix('}')?;
        let filled = body.trim_end();
        let end = table.start + filled.len();
        let before = if filled.ends_with(['{', ',']) { " " } else { ", " };
        let after = if filled.len() == body.len() && filled.ends_with('{') { " " } else { "" };
        Some((end..end, format!("{before}{statement}{after}")))
    }

    /// The value that a new line is written below: one of the same table, a
    /// neighbour of the key, or the header.
    fn anchor(&self, container: &[Step], table: &[Step], path: &[Step]) -> Option<Range<usize>> {
        let siblings = self.siblings(table).into_iter().filter(|_| table != container || container.len() > 2);
        let neighbours = || {
            let word = path.get(2).map(Step::to_string)?;
            let named = Key::ALL.into_iter().find(|key| key.steps().next() == path.get(2).cloned());
            let of_forms: &[&str] = &["near", "near_points", "target", "path", "measure"];
            let words = named.filter(|_| word != "by_form").map_or(of_forms, Key::neighbours);
            words.iter().find_map(|word| {
                let path = [container, &[Step::from(*word)]].concat();
                self.file.span(&path).filter(|_| self.is_value(&path))
            })
        };
        siblings.max_by_key(|span| span.end).or_else(neighbours).or_else(|| self.file.span(container))
    }

    /// The values right below a table.
    fn siblings(&self, table: &[Step]) -> Vec<Range<usize>> {
        let keys = value_at(self.file.value(), table)
            .and_then(serde_json::Value::as_object)
            .into_iter()
            .flatten()
            .map(|(key, _)| key);
        keys.map(|key| [table, &[Step::from(key.as_str())]].concat())
            .filter(|path| self.is_value(path) && !self.is_header(path))
            .filter_map(|path| self.file.span(&path))
            .collect()
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    fn line_after(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline + 1)
    }

    fn indentation(&self, start: usize) -> &str {
        let line = &self.text[start..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    fn line_end(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }
}

/// `key = value`, dotted through the tables that are there, with braces for
/// those that are not.
fn statement(rest: &[Step], known: usize, value: &str) -> Option<String> {
    let (dotted, nested) = rest.split_at_checked(known + 1)?;
    let mut value = value.to_owned();
    for step in nested.iter().rev() {
        value = format!("{{ {step} = {value} }}");
    }
    let dotted: Vec<_> = dotted.iter().map(Step::to_string).collect();
    Some(format!("{} = {value}", dotted.join(".")))
}
