//! Settings of a source that reads CSV and XLSX files.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Meaning, TableSettings};

/// Files on disk, one record a row.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline, transform = needs_columns)]
pub struct SheetSettings {
    /// What you call the source; shown with every refused row.
    pub name: String,
    /// The files, with `*` and `?` as wildcards; in the data folder, or absolute. Every file that
    /// matches is read, oldest first.
    pub path: String,
    /// What separates the cells of a CSV file.
    #[serde(default)]
    pub delimiter: Delimiter,
    /// How the text of a CSV file is encoded.
    #[serde(default)]
    pub encoding: Encoding,
    /// The worksheets of an XLSX file, with `*` as a wildcard: every visible one that fits, or a
    /// hidden one by its full name; the first visible one when absent.
    pub sheet: Option<String>,
    /// Where it holds what.
    #[serde(flatten)]
    pub table: TableSettings,
    /// How what it says is to be understood.
    #[serde(flatten)]
    pub meaning: Meaning,
}

/// What separates the cells of a CSV file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Delimiter {
    /// Whichever of the three the header line has most of.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// A comma.
    #[serde(rename = ",")]
    Comma,
    /// A semicolon, as Swedish spreadsheets write.
    #[serde(rename = ";")]
    Semicolon,
    /// A tab.
    #[serde(rename = "tab")]
    Tab,
}

impl Delimiter {
    /// The separators there are.
    pub const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    /// The character; none when it is to be found out.
    #[must_use]
    pub fn byte(self) -> Option<u8> {
        match self {
            Self::Auto => None,
            Self::Comma => Some(b','),
            Self::Semicolon => Some(b';'),
            Self::Tab => Some(b'\t'),
        }
    }

    /// The word in the settings.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Comma => ",",
            Self::Semicolon => ";",
            Self::Tab => "tab",
        }
    }
}

/// How the text of a CSV file is encoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Encoding {
    /// UTF-8 or UTF-16 by the mark at the start, else UTF-8 when the whole file is, else Windows-1252.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// UTF-8, with or without a mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Latin 1. Read as Windows-1252, which has the same letters and more punctuation.
    #[serde(rename = "iso-8859-1")]
    Latin1,
    /// Windows-1252, as older Swedish spreadsheets write.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl Encoding {
    /// The word in the settings.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Utf8 => "utf-8",
            Self::Latin1 => "iso-8859-1",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// A file is nothing but a table: without its columns nothing can be read.
fn needs_columns(schema: &mut schemars::Schema) {
    if let Some(required) = schema.get_mut("required").and_then(serde_json::Value::as_array_mut) {
        required.push("columns".into());
    }
}

impl SheetSettings {
    /// The same settings for a single file, whatever letters its name has.
    #[must_use]
    pub fn for_file(mut self, file: &std::path::Path) -> Self {
        self.path = glob::Pattern::escape(&file.to_string_lossy());
        self
    }
}
