//! What can be wrong with a template, and what can go wrong when a letter is composed.

use std::path::{Path, PathBuf};

use super::mime::MimeError;
use super::painter::PaintError;
use crate::domain::recipient::language::Language;

/// A template or a file of words that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {reason}", file.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct TemplateError {
    /// The file, in the folder of the operator or as it is called there.
    pub file: PathBuf,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: String,
    /// What to do, where it is something else than to correct the file.
    pub hint: Option<&'static str>,
}

impl TemplateError {
    pub(super) fn at(file: &Path, line: impl Into<Option<usize>>, reason: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: line.into(), reason: reason.into(), hint: None }
    }

    /// What is wrong and in which line, for who knows the file.
    #[must_use]
    pub fn what(&self) -> String {
        self.line.map_or_else(|| self.reason.clone(), |line| format!("line {line}: {}", self.reason))
    }

    /// What the reader can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        let name = || self.file.file_name().unwrap_or_default().to_string_lossy();
        self.hint.map_or_else(
            || format!("correct {}, or remove it: the one that comes with nyttja is used then", name()),
            str::to_owned,
        )
    }
}

/// Why a letter could not be composed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// A sentence is missing, or wants a value that the letter does not give.
    #[error("the message `{key}` in language `{language}` cannot be used: {reason}")]
    Message {
        /// The key of the message.
        key: &'static str,
        /// The language.
        language: Language,
        /// What Fluent said.
        reason: String,
    },
    /// The workbook that goes along cannot be made.
    #[error("the table of units cannot be made: {reason}")]
    Workbook {
        /// What the library said.
        reason: String,
    },
    /// A template asks for something that the letter does not have.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A picture cannot be drawn.
    #[error("a picture of the letter cannot be drawn")]
    Picture(#[from] PaintError),
}

/// Why a sample could not be made ready to go out.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// It could not be put into words.
    #[error(transparent)]
    Words(#[from] ComposeError),
    /// Its words could not be put into a message.
    #[error(transparent)]
    Bytes(#[from] MimeError),
}
