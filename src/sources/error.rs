//! Why a source, or one of its files, could not be read at all.

use std::path::PathBuf;
use std::time::Duration;

use super::field::Field;
use super::http_json::fault::HttpFault;
use super::sheet::container::Container;
use crate::domain::usage::reading::Unfit;
use crate::secret::SecretError;

/// What helps where periods cannot be what they seem.
const UNFIT_HINT: &str =
    "what was read before stays; say under its [[source]] what its days mean, and read it again";

/// Why a source gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The settings contradict themselves, or ask for what cannot be.
    #[error("{what}")]
    Settings {
        /// What is wrong.
        what: String,
        /// What to do about it.
        hint: String,
    },
    /// No file is where the settings say.
    #[error("no file matches `{}`", pattern.display())]
    NoFile {
        /// What was looked for.
        pattern: PathBuf,
    },
    /// There are files, and none could be read.
    #[error("none of its files could be read; {}", failed.first().map(ToString::to_string).unwrap_or_default())]
    NoUsableFile {
        /// Each file, and why; never empty.
        failed: Vec<FailedFile>,
    },
    /// A file that should hold a token, key or password.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// An interface did not give what we asked for.
    #[error("page {page} of {address}: {fault}")]
    Http {
        /// The page, counted from 1.
        page: u64,
        /// The address without its query, which may hold secrets.
        address: String,
        /// What went wrong.
        fault: Box<HttpFault>,
    },
    /// What the interface told cannot be what it seems.
    #[error("what it told is not kept: {0}")]
    Unfit(#[from] Unfit),
    /// The reading was cut off because the program stops.
    #[error("the reading was cut off")]
    CutOff,
}

impl SourceError {
    /// Whether the same request may work later, with nothing changed.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Http { fault, .. } => fault.is_temporary(),
            Self::NoUsableFile { failed } => failed.iter().any(|file| file.error.is_temporary()),
            Self::CutOff => true,
            Self::Settings { .. } | Self::NoFile { .. } | Self::Secret { .. } | Self::Unfit(_) => false,
        }
    }

    /// How long the server asked us to wait before we ask again.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Http { fault, .. } => fault.retry_after(),
            _ => None,
        }
    }

    /// What the reader can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Settings { hint, .. } => hint.clone(),
            Self::NoFile { .. } => {
                "put the export there, or set `path` of the source to where it is; a path that is not absolute starts in the data folder".to_owned()
            }
            Self::NoUsableFile { failed } => failed.first().map(|file| file.error.hint()).unwrap_or_default(),
            Self::Secret { .. } => SecretError::HINT.to_owned(),
            Self::Http { fault, .. } => fault.hint(),
            Self::Unfit(_) => UNFIT_HINT.to_owned(),
            Self::CutOff => "the next fetch reads it again".to_owned(),
        }
    }
}

/// One file that could not be read; the others of its source were.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {error}")]
pub struct FailedFile {
    /// The file, as the coordinator knows it.
    pub file: String,
    /// Why.
    pub error: FileError,
}

/// Why a file as a whole cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The disk said no.
    #[error("cannot be read: {0}")]
    Io(std::io::Error),
    /// Nothing is in it.
    #[error("the file is empty")]
    Empty,
    /// Column names, and no row below them.
    #[error("the file has column names and no rows")]
    HeaderOnly,
    /// Fewer lines than the settings say.
    #[error("no column names stand on line {0} or below")]
    NoHeaderLine(u64),
    /// Two headings of a pivot that mean the same.
    #[error("the columns `{one}` and `{other}` mean the same")]
    TwoForOne {
        /// The first of them.
        one: String,
        /// The second.
        other: String,
    },
    /// Not text, and not a workbook.
    #[error("the file is neither text nor a workbook: it {0}")]
    NotASheet(&'static str),
    /// Something else that can be named.
    #[error("the file is {0}")]
    NotATable(Container),
    /// A zip file that is no workbook, or a damaged one.
    #[error("the workbook cannot be opened: {0}")]
    BadWorkbook(String),
    /// A worksheet that is not there.
    #[error("the workbook has no worksheet `{wanted}`; it has {}", listed(found))]
    NoSuchWorksheet {
        /// The one in the settings.
        wanted: String,
        /// Those there are.
        found: Vec<String>,
    },
    /// Every worksheet is hidden.
    #[error("every worksheet of the workbook is hidden: {}", listed(_0))]
    NoVisibleSheet(Vec<String>),
    /// What is wrong with one worksheet of several.
    #[error("worksheet `{sheet}`: {error}{}", other_sheets(others))]
    InSheet {
        /// Its name.
        sheet: String,
        /// The other visible ones.
        others: Vec<String>,
        /// What is wrong with it.
        error: Box<FileError>,
    },
    /// No heading says what those of a pivot say.
    #[error(
        "no heading of the file is a {heading} as `pivot` says; the other headings are {}",
        listed(found)
    )]
    NoPivotColumn {
        /// What the headings should be.
        heading: Field,
        /// The headings that no field takes.
        found: Vec<String>,
    },
    /// More than we are willing to hold.
    #[error("the file is too large: {0}")]
    TooLarge(String),
    /// The text is not what the settings say.
    #[error("the text is not valid {0}")]
    WrongEncoding(&'static str),
    /// A column in the settings that the file lacks.
    #[error(
        "the file has no column {}; {}{}",
        listed(missing),
        if found.is_empty() { "the line of its headings is blank".to_owned() } else { format!("it has {}", listed(found)) },
        did_you_mean(missing, found)
    )]
    MissingColumns {
        /// Those that are missing.
        missing: Vec<String>,
        /// Those there are.
        found: Vec<String>,
    },
    /// What follows from a text that is in no encoding that can be told.
    #[error(
        "line {line} holds a byte that is not UTF-8, so that the text was read as Windows-1252, and then {error}"
    )]
    InOtherEncoding {
        /// The first line with such a byte.
        line: u64,
        /// What is wrong then.
        error: Box<FileError>,
    },
    /// A heading that stands twice.
    #[error("the file has more than one column `{0}`")]
    TwiceTheSameColumn(String),
    /// A heading of two lines that may belong to several.
    #[error("nothing stands above the column `{name}`: it may belong to `{upper}`, or to all of them")]
    UnclearHeading {
        /// What stands right above the rows.
        name: String,
        /// The last heading above that, to the left of it.
        upper: String,
    },
    /// Its periods cannot be what they seem.
    #[error("nothing of it is kept: {0}")]
    Unfit(#[from] Unfit),
    /// The same bytes could not be used when they were read, and need not be read again.
    #[error("{what}")]
    AsBefore {
        /// What was wrong.
        what: String,
        /// What to do about it.
        hint: String,
    },
    /// The header line itself is damaged.
    #[error("the header in line {0} opens a quotation mark and never closes it")]
    OpenQuoteInHeader(u64),
}

impl FileError {
    /// Whether the same file may be readable later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Io(_) => true,
            Self::InSheet { error, .. } => error.is_temporary(),
            _ => false,
        }
    }

    /// What the reader can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Io(_) => "check that the file is there and that the daemon may read it",
            Self::Empty | Self::HeaderOnly => "export it again",
            Self::NotATable(container) => container.hint(),
            Self::NotASheet(_) | Self::BadWorkbook(_) => {
                "open it in a spreadsheet and save it as .xlsx or CSV"
            }
            Self::NoSuchWorksheet { .. } => "set `sheet` to one of them, or leave it out to read the first visible one",
            Self::NoVisibleSheet(_) => "set `sheet` to the full name of the one to read",
            Self::InSheet { others, error, .. } if !others.is_empty() => {
                return format!("{}; where another worksheet holds the figures, set `sheet` to its name", error.hint());
            }
            Self::InSheet { error, .. } => return error.hint(),
            Self::NoPivotColumn { .. } => {
                "set `heading` of `pivot` to what the headings are; `nyttja import FILE --inspect` looks at them"
            }
            Self::TooLarge(_) => "export fewer weeks at a time, or save it as CSV",
            Self::WrongEncoding(_) => "set `encoding` to \"auto\", or export it again",
            Self::MissingColumns { found, .. } if found.is_empty() => {
                "set `header_line` to the line with the column names; `nyttja import FILE --inspect` finds it"
            }
            Self::MissingColumns { .. } => {
                "set `columns` to the names the file has; `nyttja import FILE --inspect` suggests them"
            }
            Self::NoHeaderLine(_) => "set `header_line` to the line with the column names, or leave it out",
            Self::TwoForOne { .. } => "take one of them out of the file, or rename it",
            Self::UnclearHeading { .. } => {
                "write above it what it belongs to, or merge the upper headings over their columns"
            }
            Self::InOtherEncoding { .. } => {
                "the headings may be right: save the file as UTF-8, or mend that line, before you rename anything"
            }
            Self::TwiceTheSameColumn(_) => "rename one of them",
            Self::OpenQuoteInHeader(_) => "mend the line, or export it again",
            Self::Unfit(_) => UNFIT_HINT,
            Self::AsBefore { hint, .. } => hint,
        }
        .to_owned()
    }
}

fn other_sheets(others: &[String]) -> String {
    match others {
        [] => String::new(),
        [one] => format!("; there is also worksheet `{one}`"),
        several => format!("; there are also the worksheets {}", listed(several)),
    }
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A suggestion for each missing name that resembles one of those found.
fn did_you_mean(missing: &[String], found: &[String]) -> String {
    let resembling = |wanted: &String| {
        found
            .iter()
            .map(|name| (strsim::jaro_winkler(&wanted.to_lowercase(), &name.to_lowercase()), name))
            .filter(|(likeness, _)| *likeness > 0.8)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, name)| name.clone())
    };
    let suggestions: Vec<String> = missing.iter().filter_map(resembling).collect();
    if suggestions.is_empty() { String::new() } else { format!("; did you mean {}?", listed(&suggestions)) }
}
