//! The bodies of answers: texts in which a few words stand for records.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use rust_xlsxwriter::Workbook;
use serde::Deserialize;
use serde_json::{Value, json};

/// What a text is made into on the way out.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    #[default]
    Utf8,
    /// With the mark at its start.
    Utf8Mark,
    Latin1,
    Gzip,
    /// A workbook with a cell of text for each of the fields, which have commas between.
    Xlsx,
}

impl Form {
    pub fn made(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.into(),
            Self::Utf8Mark => format!("\u{feff}{text}").into(),
            Self::Latin1 => text.chars().map(|char| u8::try_from(char).expect("a byte")).collect(),
            Self::Gzip => {
                let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
                packed.write_all(text.as_bytes()).unwrap();
                packed.finish().unwrap()
            }
            Self::Xlsx => {
                let mut workbook = Workbook::new();
                let sheet = workbook.add_worksheet();
                for (line, row) in text.lines().zip(0..) {
                    for (field, column) in line.split(',').zip(0..) {
                        sheet.write_string(row, column, field).unwrap();
                    }
                }
                workbook.save_to_buffer().unwrap()
            }
        }
    }
}

/// The record of a unit's week: of unit 990001NN, 10 + NN people of 44 were active and made NN things.
fn record(number: u32) -> Value {
    json!({
        "unit": format!("990001{number:02}"), "module": "larlogg", "audience": "staff",
        "from": "2026-11-16", "to": "2026-11-22", "active": 10 + number, "eligible": 44, "items": number,
    })
}

/// The values of a record in the order of `NAMES`.
fn values(number: u32) -> Vec<Value> {
    NAMES.iter().map(|name| record(number)[name].take()).collect()
}

const NAMES: [&str; 8] = ["unit", "module", "audience", "from", "to", "active", "eligible", "items"];

/// The text with records in place of what stands for them: `{3}` or `{1-4}` are objects with commas between,
/// `{lines 1-4}` objects one a line, `{lists 1-4}` the values alone, `{csv 1-4}` lines of CSV below their headings,
/// `{names}` the names of the values; `{part 3}` the members of one object.
pub fn written_out(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, after) = rest.split_at(start);
        out += before;
        let made = after.find('}').and_then(|end| Some((written(&after[1..end])?, end)));
        if let Some((made, end)) = made {
            out += &made;
            rest = &after[end + 1..];
        } else {
            out.push('{');
            rest = &after[1..];
        }
    }
    out + rest
}

fn written(words: &str) -> Option<String> {
    if words == "names" {
        return Some(json!(NAMES).to_string());
    }
    let (kind, numbers) = words.split_once(' ').unwrap_or(("", words));
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let numbers = first.parse::<u32>().ok()?..=last.parse::<u32>().ok()?;
    Some(match kind {
        "" => join(numbers.map(|number| record(number).to_string()), ", "),
        "lines" => join(numbers.map(|number| format!("{}\n", record(number))), ""),
        "lists" => join(numbers.map(|number| json!(values(number)).to_string()), ", "),
        "part" => record(*numbers.start()).to_string().trim_matches(['{', '}']).to_owned(),
        "csv" => {
            let line = |values: Vec<Value>| {
                let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                format!("{}\r\n", join(values.into_iter().map(text), ","))
            };
            let heading = format!("{}\r\n", NAMES.join(","));
            heading + &join(numbers.map(|number| line(values(number))), "")
        }
        _ => return None,
    })
}

fn join(texts: impl Iterator<Item = String>, between: &str) -> String {
    texts.collect::<Vec<_>>().join(between)
}

/// The same in [`crate::readings::expected::Expected`]: `3` is a record, `1-10` are ten, and anything else is itself.
pub fn records(right: &[String]) -> Vec<String> {
    let expanded = |word: &String| {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        let numbers = first.parse::<u32>().ok()?..=last.parse::<u32>().ok()?;
        let record = |number| format!("990001{number:02}: {} of 44, {number} items", 10 + number);
        Some(numbers.map(record).collect::<Vec<_>>())
    };
    right.iter().flat_map(|word| expanded(word).unwrap_or_else(|| vec![word.clone()])).collect()
}
