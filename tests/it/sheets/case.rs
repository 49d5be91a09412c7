//! A case: a file, the settings that it is read by, and what is right.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::{Days, NaiveDate, Weekday};
use serde::Deserialize;

use super::seen::Seen;
use crate::world::table;

/// The source of a case, where it does not say otherwise.
const SOURCE: &str = r#"
kind = "sheet"
path = "inbox/*"
columns = { unit = "Enhet", module = "Modul", audience = "Målgrupp", from = "Från", to = "Till", active = "Aktiva", eligible = "Antal" }
values.module = { "Lärlogg" = "larlogg", "Veckobrev" = "veckobrev", "Meddelanden" = "meddelanden" }
values.audience = { "Personal" = "staff", "Elever" = "students", "Vårdnadshavare" = "guardians" }
"#;

/// What `{head}` stands for in a text: the usual headings.
const HEAD: &str = "Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal";

/// What follows the unit 99000101 where a text says `{01}`, and so on.
const USUAL: &str = "Lärlogg;Personal;2026-11-16;2026-11-22";

/// One file, and what is right.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// A true sentence.
    pub name: String,
    /// The name of the file; of one of its own words, for a file that several cases read, see `like`.
    pub file: String,
    /// Its text, where it is none that a tool makes; with [`HEAD`] and [`USUAL`].
    text: Option<String>,
    /// How the text becomes bytes.
    #[serde(default)]
    encoding: Encoding,
    /// The file among those kept or made, where `file` is not its name there.
    like: Option<String>,
    /// Other files of the inbox, with their texts.
    #[serde(default)]
    pub beside: BTreeMap<String, String>,
    /// The day of the run.
    #[serde(default = "monday")]
    pub today: NaiveDate,
    /// Keys of the `[[source]]` block, over the usual ones.
    #[serde(default)]
    source: String,
    /// The usual columns that the file does not have.
    #[serde(default)]
    without: Vec<String>,
    /// The records there should be: see [`Seen::records`], and ` | ` between two that are both right. What
    /// is not said of the subject and the period is larlogg, staff and 2026-W47.
    #[serde(default)]
    right: Vec<String>,
    /// The records that the contract lets be read or refused.
    #[serde(default)]
    maybe: Vec<String>,
    /// What is refused: each entry tells what stands in one refusal or failure, as `line 3` does.
    #[serde(default)]
    refused: Vec<Vec<String>>,
    /// What stands in the notes.
    #[serde(default)]
    told: Vec<String>,
    /// What stands in any refusal, failure or note, and may.
    #[serde(default)]
    named: Vec<String>,
    /// The records that settings proposed by an inspection may read besides: what the file says, where
    /// the settings of the case do not.
    #[serde(default)]
    guessed: Vec<String>,
    /// What stands in the settings that an inspection proposes.
    #[serde(default)]
    proposed: Vec<String>,
    /// What does not.
    #[serde(default)]
    unproposed: Vec<String>,
    /// What stands in them or in what is explained there.
    #[serde(default)]
    remarked: Vec<String>,
    /// Whether that holds for all that is right.
    #[serde(default)]
    right_or_refused: bool,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Encoding {
    #[default]
    Utf8,
    /// With the mark at its start.
    Utf8Mark,
    /// With the mark at its start, as what spreadsheets call Unicode text.
    Utf16Le,
    /// The other way round.
    Utf16Be,
    /// A byte for each character up to U+00FF, for files that are no text too.
    Bytes,
}

impl Encoding {
    fn encode(self, text: &str) -> Vec<u8> {
        let marked = format!("\u{feff}{text}");
        match self {
            Self::Utf8 => text.into(),
            Self::Utf8Mark => marked.into(),
            Self::Utf16Le => marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::Utf16Be => marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Self::Bytes => text.chars().map(|char| u8::try_from(char).expect("a byte")).collect(),
        }
    }
}

/// Where the bytes of a case are.
pub enum Content<'a> {
    Inline(Vec<u8>),
    Made(&'a str),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

/// Every case of the files in a folder.
pub fn all(folder: &Path) -> Vec<Case> {
    let files: std::collections::BTreeSet<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let cases: Vec<Case> = files
        .iter()
        .flat_map(|file| {
            let cases: Cases = toml::from_str(&fs::read_to_string(file).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            cases.case
        })
        .collect();
    let mut names = BTreeMap::new();
    for case in &cases {
        let twice = names.insert(&case.name, &case.file);
        assert_eq!(twice, None, "two cases are called {}", case.name);
    }
    cases
}

impl Case {
    pub fn content(&self) -> Content<'_> {
        let file = self.like.as_ref().unwrap_or(&self.file);
        match &self.text {
            Some(text) => Content::Inline(self.encoding.encode(&written_out(text))),
            None => Content::Made(file),
        }
    }

    /// The `[[source]]` block that reads the case.
    pub fn source(&self, name: &str) -> String {
        let mut source = table(SOURCE);
        for column in &self.without {
            let columns = source.get_mut("columns").and_then(toml::Value::as_table_mut);
            let removed = columns.and_then(|columns| columns.remove(column));
            assert!(removed.is_some(), "{}: no usual column is called {column}", self.name);
        }
        let over = toml::from_str(&self.source)
            .unwrap_or_else(|error| panic!("the source of `{}`: {error}", self.name));
        lay_over(&mut source, toml::Value::Table(over));
        lay_over(&mut source, table(&format!("name = \"{name}\"")));
        let block = toml::Table::from_iter([("source".to_owned(), toml::Value::Array(vec![source]))]);
        toml::to_string(&block).expect("values that TOML can hold")
    }

    /// In what the things seen differ from what is right.
    pub fn differences(&self, seen: &Seen) -> Vec<String> {
        let in_full = |records: &[String]| -> Vec<Vec<String>> {
            records.iter().map(|record| record.split(" | ").map(in_full).collect()).collect()
        };
        let (mut right, mut maybe) = (in_full(&self.right), in_full(&self.maybe));
        if self.right_or_refused {
            maybe.append(&mut right);
        }
        let may_refuse = !maybe.is_empty() && !seen.is_unset;
        let mut differences = Vec::new();
        for record in &seen.records {
            let place = |ways: &[Vec<String>]| ways.iter().position(|ways| ways.contains(record));
            if let Some(place) = place(&right) {
                right.remove(place);
            } else if let Some(place) = place(&maybe) {
                maybe.remove(place);
            } else {
                differences.push(format!("WRONG    {record}"));
            }
        }
        differences.extend(right.iter().map(|ways| format!("missing  {}", ways.join(" | "))));
        // What is not read must have been refused.
        if seen.refused.is_empty() || !may_refuse {
            differences.extend(maybe.iter().map(|ways| format!("lost     {}", ways.join(" | "))));
        }
        let mut unexpected: Vec<&String> = seen.refused.iter().collect();
        for words in &self.refused {
            let is_meant = |said: &String| stand_in(said, words);
            let is_moot = may_refuse && maybe.is_empty();
            if !is_moot && !seen.refused.iter().any(is_meant) {
                differences.push(format!("not said {}", words.join(" … ")));
            }
            unexpected.retain(|said| !is_meant(said));
        }
        let told = |word: &String, said: &String| stand_in(said, std::slice::from_ref(word));
        unexpected.retain(|said| !self.named.iter().any(|word| told(word, said)));
        if !may_refuse {
            differences.extend(unexpected.iter().map(|said| format!("refused  {said}")));
        }
        for word in &self.told {
            if !seen.notes.iter().any(|note| told(word, note)) {
                differences.push(format!("not told {word}"));
            }
        }
        for word in &self.named {
            if !seen.notes.iter().chain(&seen.refused).any(|said| told(word, said)) {
                differences.push(format!("no word of {word}"));
            }
        }
        if !differences.is_empty() {
            differences.extend(seen.refused.iter().chain(&seen.notes).map(|said| format!("    said {said}")));
        }
        differences
    }
}

impl Case {
    /// What the file says, as far as this case knows.
    pub fn truths(&self) -> impl Iterator<Item = String> {
        let records = [&self.right, &self.maybe, &self.guessed].into_iter().flatten();
        records.flat_map(|record| record.split(" | ")).map(in_full)
    }

    /// In what proposed settings, and what was read by them, differ from what the file says. They may
    /// leave a column out that they are not sure of.
    pub fn wrong_by_proposal(&self, proposed: &str, truths: &[String], seen: &Seen) -> Vec<String> {
        let is_true = |record: &&String| truths.iter().any(|truth| is_part_of(record, truth));
        let wrong = seen.records.iter().filter(|record| !is_true(record));
        let mut differences: Vec<String> = wrong.map(|record| format!("WRONG    {record}")).collect();
        let lines = proposed.lines().filter(|line| !line.starts_with('#'));
        let settings: Vec<&str> = lines.filter_map(|line| line.split("  # ").next()).collect();
        let stands = |text: &&String| settings.iter().any(|line| line.contains(text.as_str()));
        let is_said = |text: &&String| proposed.to_lowercase().contains(&text.to_lowercase());
        let unproposed = self.proposed.iter().filter(|text| !stands(text));
        differences.extend(unproposed.map(|text| format!("not proposed {text}")));
        differences.extend(self.unproposed.iter().filter(stands).map(|text| format!("proposed     {text}")));
        let unsaid = self.remarked.iter().filter(|text| !is_said(text));
        differences.extend(unsaid.map(|text| format!("not remarked {text}")));
        if !differences.is_empty() {
            differences.extend(proposed.lines().map(|line| format!("    {line}")));
            differences.extend(seen.refused.iter().chain(&seen.notes).map(|said| format!("    said {said}")));
        }
        differences
    }
}

/// Whether two records are of the same, and the first has no figure that the second has not.
fn is_part_of(record: &str, whole: &str) -> bool {
    let parts = |record: &str| {
        let (head, figures) = record.split_once(": ").expect("a record");
        let figures: Vec<String> = figures.replace(" of ", ", of ").split(", ").map(str::to_owned).collect();
        (head.to_owned(), figures)
    };
    let ((one, some), (other, all)) = (parts(record), parts(whole));
    one == other && some.iter().all(|figure| all.contains(figure))
}

/// A text with all that it abbreviates.
pub fn written_out(text: &str) -> String {
    (1..=24).fold(text.replace("{head}", HEAD), |text, unit| {
        text.replace(&format!("{{{unit:02}}}"), &format!("990001{unit:02};{USUAL}"))
    })
}

/// Whether the words stand in what was said, one of those with ` | ` between; `line 3` also as `:3` and
/// as one of several lines.
fn stand_in(said: &str, words: &[String]) -> bool {
    let stands = |word: &str| match word.strip_prefix("line ") {
        Some(line) => lines(said).contains(&line),
        None => said.to_lowercase().contains(&word.to_lowercase()),
    };
    words.iter().all(|words| words.split(" | ").any(stands))
}

/// The lines that a sentence names: `:3: `, `line 3`, `lines 3, 4 and 5`, `line 2, line 3`.
fn lines(said: &str) -> Vec<&str> {
    let numbers = |text: &'static str| {
        said.split(text).skip(1).flat_map(|rest| {
            rest.split([',', ' '])
                .filter(|part| !matches!(*part, "" | "and" | "line"))
                .map(|part| part.trim_end_matches([':', ';', '.', ')']))
                .take_while(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        })
    };
    ["line ", "lines ", ":"].into_iter().flat_map(numbers).collect()
}

/// Tables become one, and anything else of `over` counts.
fn lay_over(under: &mut toml::Value, over: toml::Value) {
    match (under, over) {
        (toml::Value::Table(under), toml::Value::Table(over)) => {
            for (key, value) in over {
                match under.get_mut(&key) {
                    Some(place) => lay_over(place, value),
                    None => drop(under.insert(key, value)),
                }
            }
        }
        (under, over) => *under = over,
    }
}

/// A record with all that it leaves out: `99000101: 30 of 44` as
/// `99000101 larlogg staff 2026-11-16/2026-11-22: 30 of 44`.
fn in_full(record: &str) -> String {
    let (head, figures) = record.split_once(": ").unwrap_or_else(|| panic!("`{record}` has no figures"));
    let (mut unit, mut module, mut audience) = ("", "larlogg", "staff");
    let mut period = "2026-11-16/2026-11-22".to_owned();
    for word in head.split(' ') {
        match word {
            "staff" | "students" | "guardians" => audience = word,
            "larlogg" | "veckobrev" | "meddelanden" => module = word,
            _ if word.contains("-W") => period = week(word),
            _ if word.contains('/') => word.clone_into(&mut period),
            _ if word.parse::<NaiveDate>().is_ok() => period = format!("{word}/{word}"),
            _ => unit = word,
        }
    }
    format!("{unit} {module} {audience} {period}: {figures}")
}

fn week(word: &str) -> String {
    let (year, week) = word.split_once("-W").expect("a week");
    let monday = NaiveDate::from_isoywd_opt(year.parse().unwrap(), week.parse().unwrap(), Weekday::Mon)
        .unwrap_or_else(|| panic!("there is no {word}"));
    format!("{monday}/{}", monday + Days::new(6))
}
