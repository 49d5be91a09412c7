//! A case: a file, the settings that it is read by, and what is right.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::readings::expected::{Expected, in_full, is_part_of};
use crate::readings::seen::Seen;
use crate::world::{lay_over, table};

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

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
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

    /// What to call it where it is read otherwise.
    pub fn called(&self) -> String {
        format!("{}: {}", self.file, self.name)
    }

    pub fn expected(&self) -> Expected<'_> {
        Expected {
            right: &self.right,
            maybe: &self.maybe,
            refused: &self.refused,
            told: &self.told,
            named: &self.named,
            may_refuse: self.right_or_refused,
        }
    }

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

/// A text with all that it abbreviates.
pub fn written_out(text: &str) -> String {
    (1..=24).fold(text.replace("{head}", HEAD), |text, unit| {
        text.replace(&format!("{{{unit:02}}}"), &format!("990001{unit:02};{USUAL}"))
    })
}
