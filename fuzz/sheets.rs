//! Reads whatever comes as a sheet. A figure is read right or refused: nothing crashes, nothing is kept that
//! cannot be true, and the same bytes say the same every time and in whatever pieces they come.
//!
//! The first byte of an input says how the rest is read: three bits by which settings, and one each for
//! [`WORKBOOK`], [`INSPECTED`] and [`IN_PIECES`].
#![no_main]

use std::cell::LazyCell;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use nyttja::sources::{Asked, Known, Source, SourceSettings, inspect};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

mod engine;
mod readings;

/// What the columns are called in most of the settings.
const COLUMNS: &str =
    r#"unit = "Enhet", module = "Modul", active = "Aktiva", eligible = "Antal", items = "Inlägg""#;

/// The further settings, and how the days are given.
const SETTINGS: [(&str, &str); 8] = [
    ("", r#"from = "Från", to = "Till""#),
    (
        "rows = \"sum\"\nto = \"exclusive\"\ntimes = \"UTC\"\ndate_format = [\"%Y-%m-%d\", \"%d/%m/%Y\"]\n",
        r#"from = "Från", to = "Till", share = "Andel", last_active = "Senast""#,
    ),
    ("thousands = \".\"\nempty = [\"–\", \"Aldrig\"]\nsuppressed = [\"<5\", \"..\"]\n", r#"week = "Vecka""#),
    (
        "fill_down = [\"unit\", \"month\"]\nskip = { \"Enhet\" = [\"Totalt\"] }\nsheet = \"*\"\n",
        r#"month = "Månad""#,
    ),
    (
        "only = { \"Avdelning\" = [\"Totalt\"] }\npercent = [\"share\"]\n",
        r#"period = "Period", share = "Andel""#,
    ),
    ("header_line = 3\nsheet = \"v. *\"\nconstants.week = \"{sheet}\"\n", ""),
    ("pivot = { heading = \"week\", cells = \"share\" }\n", ""),
    ("header_rows = 2\npivot = { heading = \"audience\" }\n", r#"from = "Från""#),
];

/// What units and modules are called in files.
const WORDS: &str = r#"
kind = "sheet"
name = "words"
path = "file"
columns = { unit = "Enhet" }
values.unit = { "Aspens skola" = "99000101", "Björkens skola" = "99000102" }
values.module = { "Lärlogg" = "larlogg", "Nyheter" = "nyheter" }
"#;

/// The cells of a workbook follow: of a packed one changed bytes would hardly ever be one.
const WORKBOOK: u8 = 0x40;

/// It is read by the settings that an inspection proposes.
const INSPECTED: u8 = 0x08;

/// Blank lines stand before the text, so many that what readers take from the disk at a time ends within it.
const IN_PIECES: u8 = 0x80;

/// How many bytes the readers take at a time.
const PIECE: usize = 64 << 10;

struct Desk {
    folder: TempDir,
    file: PathBuf,
    sources: Vec<Source>,
    known: Known,
    asked: Asked,
    runtime: Runtime,
}

impl Desk {
    fn new() -> Self {
        // Best in memory, where there is such a folder.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
        let folder = folder.expect("a folder for files");
        let source = |(number, (more, days)): (usize, &(&str, &str))| {
            let audience = if more.contains("audience") { "" } else { "constants.audience = \"staff\"\n" };
            let text = format!(
                "kind = \"sheet\"\nname = \"{number}\"\npath = \"file*\"\n{audience}{more}columns = {{ {COLUMNS}, {days} }}\n"
            );
            let settings: SourceSettings = toml::from_str(&text).expect("settings");
            Source::new(&settings, folder.path()).expect("settings that fit together")
        };
        let words: SourceSettings = toml::from_str(WORDS).expect("settings");
        Self {
            file: folder.path().join("file"),
            sources: SETTINGS.iter().enumerate().map(source).collect(),
            known: Known::default().with_words_of(&words),
            asked: readings::asked(),
            runtime: Builder::new_current_thread().build().expect("a runtime"),
            folder,
        }
    }

    fn read(&self, how: u8, text: &[u8]) {
        let is_workbook = how & WORKBOOK != 0;
        let bytes = if is_workbook { workbook(text) } else { text.to_owned() };
        fs::write(&self.file, &bytes).expect("a file");
        if how & INSPECTED != 0 {
            self.inspect();
            return;
        }
        let number = usize::from(how) % self.sources.len();
        let source = &self.sources[number];
        self.read_twice(source);
        let has_line_numbers = SETTINGS[number].0.contains("header_line");
        if how & IN_PIECES != 0 && !is_workbook && !has_line_numbers {
            self.read_in_pieces(source, text);
        }
    }

    fn read_twice(&self, source: &Source) {
        let once = self.runtime.block_on(source.read(&self.asked));
        let again = self.runtime.block_on(source.read(&self.asked));
        readings::compare(&once, &again, &self.asked);
    }

    /// What stands at the start of a file says more there than below blank lines.
    fn read_in_pieces(&self, source: &Source, text: &[u8]) {
        let starts: [&[u8]; 5] = [b"sep=", b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe", b"PK"];
        if starts.iter().any(|start| text.starts_with(start)) {
            return;
        }
        let Ok(whole) = self.runtime.block_on(source.read(&self.asked)) else { return };
        let cut = text.iter().fold(0, |sum, byte| sum * 31 % 65_521 + usize::from(*byte)) % text.len();
        let blank = [" ".repeat(1023), String::new()].join("\n").into_bytes();
        let mut padded: Vec<u8> = blank.into_iter().cycle().skip(cut).take(PIECE - cut).collect();
        padded.extend_from_slice(text);
        fs::write(&self.file, &padded).expect("a file");
        let parted = self.runtime.block_on(source.read(&self.asked));
        let parted = parted.unwrap_or_else(|error| panic!("in pieces: {error}"));
        assert_eq!(readings::records(&whole), readings::records(&parted));
    }

    fn inspect(&self) {
        let Ok(inspection) = inspect(&self.file, self.known.clone()) else { return };
        let proposed = inspection.to_toml("file");
        let table = toml::from_str::<toml::Table>(&proposed);
        let table = table.unwrap_or_else(|error| panic!("{error}\n{proposed}"));
        let mut block = table.get("source").and_then(|blocks| blocks.get(0)).cloned().expect("a block");
        block["path"] = "file".into();
        // What is not sure is left to people, and then the block is not whole yet.
        if let Ok(settings) = block.try_into::<SourceSettings>()
            && let Ok(source) = Source::new(&settings, self.folder.path())
        {
            self.read_twice(&source);
        }
    }
}

/// A workbook of one worksheet with this content.
fn workbook(cells: &[u8]) -> Vec<u8> {
    const PARTS: [(&str, &str); 4] = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="v. 47" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
    ];
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let parts = PARTS.iter().map(|(name, text)| (*name, text.as_bytes()));
    for (name, bytes) in parts.chain([("xl/worksheets/sheet1.xml", cells)]) {
        package.start_file(name, stored).expect("room in memory");
        package.write_all(bytes).expect("room in memory");
    }
    package.finish().expect("room in memory").into_inner()
}

thread_local! {
    static DESK: LazyCell<Desk> = LazyCell::new(Desk::new);
}

/// One input of the engine.
#[unsafe(no_mangle)]
pub extern "C" fn LLVMFuzzerTestOneInput(data: *const u8, size: usize) -> i32 {
    // SAFETY: the engine says how many bytes lie there.
    unsafe { engine::take(data, size, |how, text| DESK.with(|desk| desk.read(how, text))) }
}
