//! What can be wrong with a page that a server gave.

use crate::sources::error::FileError;
use crate::sources::sheet::container::Container;

/// Why a page cannot be read. Nothing of it is kept then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageFault {
    /// Nothing stands on it.
    #[error("the page is empty")]
    Empty,
    /// Something else that can be named.
    #[error("the page is not {wanted}: it is {found}")]
    Other {
        /// What it should be.
        wanted: &'static str,
        /// What it is.
        found: Container,
    },
    /// Text that looks like what another `body` reads.
    #[error("the page is not {wanted}: it looks like {body}, and begins `{begins}`")]
    OtherBody {
        /// What it should be.
        wanted: &'static str,
        /// The word for it in the settings.
        body: &'static str,
        /// How it begins.
        begins: String,
    },
    /// A slip somewhere in the page.
    #[error("the page is not JSON{}: there stands `{text}`", at_place(place))]
    NotJson {
        /// Where, in the reader's words.
        place: String,
        /// The text around that place.
        text: String,
        /// What is wrong with it.
        slip: Slip,
    },
    /// The page ends before it is whole.
    #[error("the page is cut off{}: it ends with `{text}`", at_place(place))]
    CutOff {
        /// Where, in the reader's words.
        place: String,
        /// Its end.
        text: String,
    },
    /// The records are not where the settings say.
    #[error("the page has no {what} at `{pointer}`{found}")]
    NoRecords {
        /// A list of records, or an object that holds them.
        what: &'static str,
        /// Where we looked.
        pointer: String,
        /// What stands there, and where such a thing stands, in words.
        found: String,
        /// Whether an object stands there where a list belongs.
        is_object: bool,
    },
    /// The server says that something went wrong.
    #[error("the server says at `{at}` what went wrong: {words}")]
    Said {
        /// Where it says so.
        at: String,
        /// Its words.
        words: String,
        /// Whether the settings name the place.
        is_set: bool,
    },
    /// The server says that the page is not whole.
    #[error("the page is not whole: `{text}` stands at `{at}`")]
    Truncated {
        /// Where it says so.
        at: String,
        /// What stands there.
        text: String,
    },
    /// A record says that its list is not whole.
    #[error("the list at `{each}` of record {record} is not whole: {sign}")]
    Within {
        /// Where the list stands in a record.
        each: String,
        /// Which record, counted from 1.
        record: u64,
        /// How it says so.
        sign: String,
    },
    /// The names of columns are not where the settings say, or not what they should be.
    #[error("what the page has at `{at}` does not name its columns: {why}")]
    NoColumnNames {
        /// Where we looked.
        at: String,
        /// What is wrong.
        why: String,
    },
    /// Columns of the settings that the page does not name.
    #[error("the page has no column {missing}; it has {found}")]
    MissingColumns {
        /// Those that are missing.
        missing: String,
        /// Those that there are.
        found: String,
    },
    /// A table that cannot be read.
    #[error("its table cannot be read: {what}")]
    Table {
        /// What is wrong.
        what: String,
        /// What to do about it.
        hint: String,
    },
}

/// What is wrong with a text that is nearly JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// A word for a number that is none.
    NoNumber,
    /// A number that begins with its point.
    BarePoint,
    /// Bytes that are no text.
    NotUtf8,
    /// A name that stands twice in an object.
    Twice,
    /// A further value after the page.
    More,
    /// Anything else.
    Syntax,
}

impl From<FileError> for PageFault {
    fn from(error: FileError) -> Self {
        Self::Table { what: error.to_string(), hint: error.hint() }
    }
}

impl PageFault {
    /// The same with `cover` over every text that the server wrote.
    pub(in crate::sources) fn covered(mut self, cover: impl Fn(&str) -> String) -> Self {
        match &mut self {
            Self::Said { words: text, .. }
            | Self::Truncated { text, .. }
            | Self::Within { sign: text, .. }
            | Self::NotJson { text, .. }
            | Self::CutOff { text, .. }
            | Self::OtherBody { begins: text, .. } => *text = cover(text),
            _ => {}
        }
        self
    }

    /// Whether the same request may give a page that can be read.
    pub(in crate::sources) fn is_temporary(&self) -> bool {
        matches!(self, Self::CutOff { .. })
    }

    pub(in crate::sources) fn hint(&self) -> String {
        match self {
            Self::Empty => "check `url`; where the server means that there are no records, it should say so",
            Self::Other { found: Container::WebPage, .. } => {
                "check `url` and `auth`: a page for people, such as one to log in, is no answer of an interface"
            }
            Self::Other { found: Container::Packed(_) | Container::Zip(_), .. } => {
                "ask for the records themselves: an answer that is packed as a file is not unpacked"
            }
            Self::Other { .. } => "set `body` to what the answers are written in, or ask for another format in `url`",
            Self::OtherBody { body, .. } => return format!("write `body = \"{body}\"`"),
            Self::NotJson { slip, .. } => match slip {
                Slip::NoNumber => {
                    "JSON has no word for a number that is none: tell whoever runs the interface to write null there"
                }
                Slip::BarePoint => "a number in JSON begins with a digit, as 0.5: tell whoever runs the interface",
                Slip::NotUtf8 => "JSON is written in UTF-8: tell whoever runs the interface",
                Slip::Twice => {
                    "a name in an object stands for one thing: tell whoever runs the interface"
                }
                Slip::More => "where each line is a record, write `body = \"ndjson\"`",
                Slip::Syntax => "tell whoever runs the interface, with this text",
            },
            Self::CutOff { .. } => "the next fetch tries again; if it lasts, ask for smaller pages or fewer `weeks`",
            Self::NoRecords { is_object: true, .. } => {
                "set `records` to where the list stands; where the names in that object say something of its records, write what they say, as in `keyed_by = \"from\"`"
            }
            Self::NoRecords { .. } => {
                "set `records` to where the list stands, \"\" where the page is the list; where a page without it has no records, write `missing_list = \"none\"`"
            }
            Self::Said { at, is_set: false, .. } => {
                return format!(
                    "ask whoever runs the interface; where that is no error, write `warning = \"{at}\"`: then it is told, and the page is read"
                );
            }
            Self::Said { .. } => "ask whoever runs the interface; what was read before stays",
            Self::Truncated { .. } => {
                "ask for smaller pages or fewer `weeks`, so that each answer is whole; or say under `paging` how to ask for the rest"
            }
            Self::Within { .. } => {
                "ask in `url` for whole lists, or for the rows of that list themselves; where they are whole, write paging = { kind = \"none\" }"
            }
            Self::NoColumnNames { .. } => {
                "set `column_names` to the list of names; where it holds objects, `column_names = { at = \"/columns\", name = \"/name\" }`"
            }
            Self::MissingColumns { .. } => "begin each pointer under `fields` with a name that the page has, as in \"/unit\"",
            Self::Table { hint, .. } => hint,
        }
        .to_owned()
    }
}

fn at_place(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!(" in {place}") }
}
