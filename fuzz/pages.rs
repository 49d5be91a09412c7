//! Reads whatever comes as a page of an interface, as JSON or as JSON line by line. A figure is read right or
//! refused: nothing crashes, nothing is kept that cannot be true, and the same bytes say the same every time.
//!
//! The first byte of an input says by which of the [`SETTINGS`] the rest is read. Lines are read in two pages too.
#![no_main]

use std::cell::LazyCell;
use std::path::Path;

use nyttja::sources::{Asked, Source, SourceSettings};

mod engine;
mod readings;

/// Which figures a record has in most of the settings.
const FIGURES: &str = r#"active = "/active", eligible = "/eligible", items = "/items""#;

/// Further settings, and the fields that are not figures.
const SETTINGS: [(&str, &str); 8] = [
    (
        "records = \"/data\"\nerror = \"/errors\"\nwarning = \"/warnings\"\ntruncated = \"/more\"\n",
        r#"unit = "/unit/id", module = "/module", from = "/period/start", to = "/period/end""#,
    ),
    ("body = \"ndjson\"\n", r#"unit = "/unit", module = "/module", from = "/from", to = "/to""#),
    (
        "body = \"ndjson\"\nrows = \"sum\"\ntimes = \"UTC\"\nempty = [\"-\"]\nsuppressed = [\"<5\"]\nthousands = \".\"\n",
        r#"unit = "/unit", module = "/module", week = "/week", last_active = "/last""#,
    ),
    (
        "records = \"\"\nkeyed_by = \"from\"\nto = \"exclusive\"\n",
        r#"unit = "/unit", module = "/module", to = "/to", share = "/share""#,
    ),
    (
        "records = \"/units\"\neach = \"/modules\"\neach_fields = { module = \"/name\", active = \"/active\", share = \"/share\" }\n",
        r#"unit = "/unit", month = "/month""#,
    ),
    (
        "records = \"/rows\"\ncolumn_names = \"/columns\"\npercent = [\"share\"]\n",
        r#"unit = "/unit", module = "/module", period = "/period", share = "/share""#,
    ),
    (
        "records = \"/units\"\npivot = { heading = \"module\", cells = \"active\" }\neach = \"/use\"\n",
        r#"unit = "/unit", from = "/day""#,
    ),
    (
        "records = \"/data/0/values\"\nmissing_list = \"none\"\nkeyed_by = [\"unit\", \"module\"]\n",
        r#"from = "/from", to = "/to""#,
    ),
];

struct Desk {
    sources: Vec<Source>,
    asked: Asked,
}

impl Desk {
    fn new() -> Self {
        let source = |(number, (more, fields)): (usize, &(&str, &str))| {
            let figures = if more.contains("each") { "" } else { FIGURES };
            let text = format!(
                "kind = \"http_json\"\nname = \"{number}\"\nurl = \"https://example.invalid/\"\nconstants.audience = \"staff\"\n{more}fields = {{ {fields}, {figures} }}\n"
            );
            let settings: SourceSettings =
                toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            Source::new(&settings, Path::new(".")).unwrap_or_else(|error| panic!("{error:?}\n{text}"))
        };
        Self { sources: SETTINGS.iter().enumerate().map(source).collect(), asked: readings::asked() }
    }

    fn read(&self, how: u8, text: &[u8]) {
        let number = usize::from(how) % self.sources.len();
        let source = &self.sources[number];
        let read = |pages: &[&[u8]]| {
            source.read_given(pages.iter().map(|page| page.to_vec()).collect(), &self.asked)
        };
        let once = read(&[text]);
        readings::compare(&once, &read(&[text]), &self.asked);
        // A page of lines begins with a record and does not break off; then it is no other than a part of one.
        let cuts = text.windows(2).enumerate().filter(|(_, both)| both == b"\n{");
        if let Some((cut, _)) = cuts.last()
            && SETTINGS[number].0.contains("ndjson")
            && let Ok(whole) = once
            && let Ok(parted) = read(&[&text[..=cut], &text[cut + 1..]])
        {
            assert_eq!(readings::records(&whole), readings::records(&parted));
        }
    }
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
