//! What a file is made of, by its bytes: a name is not to be trusted.

use std::fmt;
use std::io::{self, BufReader, Read, Seek};

use super::input::{Input, Opened};
use crate::sources::error::FileError;

/// Bytes at the start by which a file is told.
const START: u64 = 4096;

/// Names of a packed file that are shown.
const SHOWN: usize = 3;

/// Something that is neither text nor a workbook that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Container {
    /// A workbook of before 2007.
    OldWorkbook,
    /// A workbook, or another document, that opens with a password.
    Protected,
    /// A document of before 2007 that is no workbook.
    OldDocument,
    /// A spreadsheet of the office suites that are free.
    OpenDocument,
    /// A workbook in binary.
    BinaryWorkbook,
    /// A workbook written as XML: that of 2003, or one of the free office suites.
    XmlWorkbook,
    /// A spreadsheet of Apple.
    Numbers,
    /// A text document or a presentation.
    Document,
    /// A zip file, with the names of what is in it.
    Zip(Vec<String>),
    /// A file that is packed by another program, with its name.
    Packed(&'static str),
    /// A PDF.
    Pdf,
    /// A web page.
    WebPage,
    /// Other XML.
    Xml,
    /// JSON.
    Json,
    /// Data of a program of statistics or a database, with its name.
    Data(&'static str),
    /// A picture.
    Picture,
}

/// What a file starts with, and what it is then.
static SIGNATURES: [(&[u8], Container); 21] = [
    (b"%PDF", Container::Pdf),
    (b"\x1f\x8b", Container::Packed("gzip")),
    (b"BZh", Container::Packed("bzip2")),
    (b"\xfd7zXZ\x00", Container::Packed("xz")),
    (b"\x28\xb5\x2f\xfd", Container::Packed("zstd")),
    (b"7z\xbc\xaf\x27\x1c", Container::Packed("7-Zip")),
    (b"Rar!\x1a\x07", Container::Packed("RAR")),
    (b"PK\x05\x06", Container::Zip(Vec::new())),
    (b"PAR1", Container::Data("Parquet")),
    (b"ARROW1", Container::Data("Arrow")),
    (b"SQLite format 3\x00", Container::Data("SQLite")),
    (b"$FL2@", Container::Data("SPSS")),
    (b"$FL3@", Container::Data("SPSS")),
    (b"{\\rtf", Container::Document),
    (b"\x89PNG", Container::Picture),
    (b"\xff\xd8\xff", Container::Picture),
    (b"GIF87a", Container::Picture),
    (b"GIF89a", Container::Picture),
    (b"II*\x00", Container::Picture),
    (b"MM\x00*", Container::Picture),
    (b"RIFF", Container::Picture),
];

/// The longest name of a packed file that is shown, in letters.
const LONGEST: usize = 60;

/// The streams of the container of before 2007 that tell what it holds.
static STREAMS: [(&str, Container); 5] = [
    ("EncryptedPackage", Container::Protected),
    ("Workbook", Container::OldWorkbook),
    ("Book", Container::OldWorkbook),
    ("WordDocument", Container::OldDocument),
    ("PowerPoint Document", Container::OldDocument),
];

impl Container {
    /// What bytes are that begin like this, where that alone tells it.
    pub fn of_bytes(start: &[u8]) -> Option<Self> {
        let signature = SIGNATURES.iter().find(|(bytes, _)| start.starts_with(bytes));
        signature.map(|(_, container)| container.clone()).or_else(|| in_text(start))
    }

    /// What the reader can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::OldWorkbook
            | Self::OpenDocument
            | Self::BinaryWorkbook
            | Self::XmlWorkbook
            | Self::Numbers
            | Self::WebPage => "open it in a spreadsheet program and save it as .xlsx",
            Self::Protected => "open it in a spreadsheet program and save it as .xlsx without a password",
            Self::Zip(_) | Self::Packed(_) => "unpack it, and put the file that is in it there",
            Self::Json => {
                "export it as .xlsx or CSV; an interface that answers with JSON is a source of kind `http_json`"
            }
            Self::OldDocument => {
                "where it is a workbook, open it in a spreadsheet program and save it as .xlsx"
            }
            Self::Document | Self::Pdf | Self::Xml | Self::Data(_) | Self::Picture => {
                "export the figures as .xlsx or CSV"
            }
        }
    }
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OldWorkbook => "a workbook in the old .xls format",
            Self::Protected => "protected by a password",
            Self::OldDocument => "a document in an old format of Office",
            Self::OpenDocument => "an OpenDocument spreadsheet (.ods)",
            Self::BinaryWorkbook => "a binary workbook (.xlsb)",
            Self::XmlWorkbook => "a workbook written as XML, not .xlsx",
            Self::Numbers => "a spreadsheet of Numbers",
            Self::Document => "a text document or a presentation, not a workbook",
            Self::Zip(names) if names.is_empty() => "a zip archive",
            Self::Zip(names) => {
                let shown: Vec<_> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
                let more = if names.len() > SHOWN { " and more" } else { "" };
                return write!(f, "a zip archive, with {}{more} in it", shown.join(", "));
            }
            Self::Packed(how) => return write!(f, "packed with {how}"),
            Self::Pdf => "a PDF",
            Self::WebPage => "a web page (HTML)",
            Self::Xml => "XML",
            Self::Json => "JSON",
            Self::Data(of) => return write!(f, "a data file of {of}"),
            Self::Picture => "a picture",
        })
    }
}

/// Whether the file is a workbook that can be read; text where it is not.
///
/// # Errors
///
/// [`FileError::NotATable`] where it is neither, and [`FileError::Empty`].
pub(super) fn is_workbook(input: Input<'_>) -> Result<bool, FileError> {
    let mut start = Vec::new();
    let mut file = input.open().map_err(FileError::Io)?;
    file.by_ref().take(START).read_to_end(&mut start).map_err(FileError::Io)?;
    if start.is_empty() {
        return Err(FileError::Empty);
    }
    let other = |container| Err(FileError::NotATable(container));
    if start.starts_with(b"PK\x03\x04") {
        return in_zip(file).map_or(Ok(true), other);
    }
    if start.starts_with(b"\xd0\xcf\x11\xe0") {
        return other(in_old_container(file).map_err(FileError::Io)?);
    }
    match Container::of_bytes(&start) {
        Some(container) => other(container),
        None => Ok(false),
    }
}

/// What a zip file holds that is no workbook to be read; none where it is one, or is damaged.
fn in_zip(file: Opened<'_>) -> Option<Container> {
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).ok()?;
    let plain = |name: &str| name.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect();
    let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(|name| plain(&name)).collect();
    // Some tools write names as Windows does.
    let same: Vec<String> = names.iter().map(|name| name.to_lowercase().replace('\\', "/")).collect();
    let has = |start: &str| same.iter().any(|name| name.starts_with(start));
    if has("xl/workbook.bin") {
        return Some(Container::BinaryWorkbook);
    }
    if has("xl/") {
        return None;
    }
    let mut kind = String::new();
    if let Ok(said) = archive.by_name("mimetype") {
        // What cannot be read says nothing.
        let _ = said.take(START).read_to_string(&mut kind);
    }
    Some(if kind.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
        Container::OpenDocument
    } else if kind.starts_with("application/") || has("word/") || has("ppt/") {
        Container::Document
    } else if has("index/") || has("index.zip") {
        Container::Numbers
    } else {
        Container::Zip(names)
    })
}

/// What a container of before 2007 holds, by the names in its directory: each of its entries fills 128
/// bytes, and begins with the name.
fn in_old_container(mut file: Opened<'_>) -> io::Result<Container> {
    file.rewind()?;
    let mut reader = BufReader::new(file);
    let mut found = Container::OldDocument;
    let mut entry = [0; 128];
    loop {
        match reader.read_exact(&mut entry) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(found),
            Err(error) => return Err(error),
        }
        match STREAMS.iter().find(|(name, _)| is_entry(&entry, name)) {
            // What is in it, it keeps to itself.
            Some((_, Container::Protected)) => return Ok(Container::Protected),
            Some((_, container)) => found = container.clone(),
            None => {}
        }
    }
}

/// Whether these bytes are the entry of a stream of this name.
fn is_entry(entry: &[u8; 128], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    let length = u16::from_le_bytes([entry[64], entry[65]]);
    entry.starts_with(&wide) && usize::from(length) == wide.len() && entry[66] == 2
}

/// What text is written in that is no table.
fn in_text(start: &[u8]) -> Option<Container> {
    // Of text with two bytes a letter, every other one is zero.
    let letters: Vec<u8> = start.iter().filter(|byte| **byte != 0).copied().collect();
    let text = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"]
        .iter()
        .find_map(|mark| letters.strip_prefix(*mark))
        .unwrap_or(&letters)
        .trim_ascii_start();
    let then = |first: u8| text.strip_prefix(&[first]).map(<[u8]>::trim_ascii_start);
    let is_object = then(b'{').is_some_and(|inside| inside.starts_with(b"\"") || inside.starts_with(b"}"));
    let is_list = then(b'[').is_some_and(|inside| inside.starts_with(b"{") || inside.starts_with(b"["));
    if is_object || is_list || text == b"[]" {
        return Some(Container::Json);
    }
    if !text.starts_with(b"<") {
        return None;
    }
    let text = String::from_utf8_lossy(text).to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    Some(
        if says(&["urn:schemas-microsoft-com:office:spreadsheet", "excel.sheet", "opendocument.spreadsheet"])
        {
            Container::XmlWorkbook
        } else if says(&["<html", "<!doctype html", "<table", "<body", "<head", "<meta"]) {
            Container::WebPage
        } else {
            Container::Xml
        },
    )
}
