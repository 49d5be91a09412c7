//! What is wrong in a file: where, what, and what to do about it.

mod masking;
mod render;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use masking::{masked, without_values};

pub use render::Style;

/// How much a fault matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing stops.
    Warning,
    /// A check fails, but a run goes on without the part at fault.
    Defect,
    /// Nothing runs.
    Error,
}

/// One fault, with the place it was found at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// How much it matters.
    pub severity: Severity,
    /// The file, as the reader named it.
    pub file: PathBuf,
    /// The line, from 1; none when the whole file is meant.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// The offending text, on that line.
    pub snippet: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What the reader can do.
    pub hint: Option<String>,
    /// The offending bytes in the text of the file.
    #[serde(skip)]
    pub span: Option<Range<usize>>,
    /// Whether it is that something is not there.
    #[serde(skip)]
    pub(super) is_missing: bool,
    #[serde(skip)]
    text: Option<Arc<str>>,
}

impl Fault {
    /// An error about a file as a whole.
    #[must_use]
    pub fn in_file(file: &Path, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: file.to_owned(),
            line: None,
            column: None,
            snippet: None,
            message: message.into(),
            hint: None,
            span: None,
            is_missing: false,
            text: None,
        }
    }

    /// An error at some bytes of a file's text.
    ///
    /// A span over several lines is cut to its first; one outside the text
    /// points at the end.
    #[must_use]
    pub fn at(file: &Path, text: &Arc<str>, span: &Range<usize>, message: impl Into<String>) -> Self {
        let text = &masked(text);
        let place = Place::of(text, span);
        Self {
            line: Some(place.line),
            column: Some(place.column),
            snippet: text.get(place.span.clone()).map(str::to_owned),
            span: Some(place.span),
            text: Some(Arc::clone(text)),
            ..Self::in_file(file, message)
        }
    }

    /// What is wrong, for a log: without the values of the files that may be somebody's name or address.
    #[must_use]
    pub fn in_log(&self) -> String {
        let is_list = self.file.extension().is_some_and(|extension| extension == "csv");
        let value = self.snippet.as_deref().filter(|_| is_list);
        without_values(&self.message, value)
    }

    /// The same fault with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same fault, where it is that something is not there.
    pub(super) fn missing(self) -> Self {
        Self { is_missing: true, ..self }
    }

    /// The same fault, mattering more or less.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

/// Where bytes lie in a text.
struct Place {
    line: usize,
    column: usize,
    span: Range<usize>,
}

impl Place {
    fn of(text: &str, span: &Range<usize>) -> Self {
        let start = text.floor_char_boundary(span.start);
        // What is missing at the end of a text is shown after its last word.
        let start = if text[start..].trim().is_empty() && !text.trim().is_empty() {
            start.min(text.trim_end().len())
        } else {
            start
        };
        let line_end = text[start..].find(['\r', '\n']).map_or(text.len(), |length| start + length);
        let end = text.ceil_char_boundary(span.end).clamp(start, line_end);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            span: start..end,
        }
    }
}

/// Everything that is wrong, in the order of files and lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// No fault.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fault at its place in the order; one that is there already is not repeated.
    pub fn push(&mut self, fault: Fault) {
        if self.0.contains(&fault) {
            return;
        }
        let order = |fault: &Fault| (fault.file.clone(), fault.line, fault.column);
        let place = self.0.partition_point(|other| order(other) <= order(&fault));
        self.0.insert(place, fault);
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The faults, by file and line.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }

    /// The severity that matters most, or none.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.0.iter().map(|fault| fault.severity).max()
    }
}

impl Extend<Fault> for Faults {
    fn extend<I: IntoIterator<Item = Fault>>(&mut self, faults: I) {
        for fault in faults {
            self.push(fault);
        }
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Self {
        let mut all = Self::new();
        all.extend(faults);
        all
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl IntoIterator for Faults {
    type Item = Fault;
    type IntoIter = std::vec::IntoIter<Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The candidate that was meant by `word`, if one is spelt nearly alike.
pub(super) fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The question that helps with a word spelt wrong, where a candidate is close.
pub(super) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    closest(word, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

#[cfg(test)]
mod tests;
