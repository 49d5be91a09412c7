//! The text of a page, read as JSON; where it is none, what stands at the place at fault.

use serde::de::DeserializeSeed;
use serde_json::Value;
use serde_json::error::Category;

use super::fault::{PageFault, Slip};
use super::strict::Strict;
use super::way::step;
use crate::sources::sheet::container::Container;

/// Bytes shown on each side of the place at fault: what people wrote elsewhere is nobody's business.
const AROUND: usize = 24;

/// Bytes at the start by which a page is told.
const START: usize = 4096;

/// How many characters of its start are shown.
const SHOWN: usize = 40;

/// Reads a page, which should be JSON; `records` is where its list should stand.
pub fn parse(bytes: &[u8], records: &str) -> Result<Value, PageFault> {
    let text = without_mark(bytes);
    value(text).map_err(|error| fault(text, &error, records))
}

/// The one value that a text is.
pub fn value(text: &[u8]) -> serde_json::Result<Value> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = Strict.deserialize(&mut deserializer)?;
    deserializer.end().map(|()| value)
}

/// The bytes without the mark that some programs begin a text with.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Why a page is no JSON.
fn fault(text: &[u8], error: &serde_json::Error, records: &str) -> PageFault {
    if text.trim_ascii().is_empty() {
        return PageFault::Empty;
    }
    if let Some(found) = is_something_else(text) {
        return found;
    }
    let offset = offset(text, error);
    let trail = Trail::to(text, offset);
    let place = trail.place(records);
    if error.classify() == Category::Eof {
        return PageFault::CutOff { place, text: around(text, text.len()) };
    }
    let rest = &text[offset..];
    let slip = if error.classify() == Category::Data {
        // Whatever is well written is a value; what is refused is a name that stands twice.
        Slip::Twice
    } else if trail.is_outside() && offset > 0 {
        Slip::More
    } else if std::str::from_utf8(text).is_err_and(|error| error.valid_up_to() <= offset) {
        Slip::NotUtf8
    } else if is_no_number(rest) {
        Slip::NoNumber
    } else if rest.starts_with(b".") {
        Slip::BarePoint
    } else {
        Slip::Syntax
    };
    PageFault::NotJson { place, text: around(text, offset), slip }
}

/// Whether one of the words stands there that some programs write for a number that is none.
fn is_no_number(rest: &[u8]) -> bool {
    let rest = rest.strip_prefix(b"-").unwrap_or(rest);
    rest.starts_with(b"NaN")
        || rest.starts_with(b"nan")
        || rest.starts_with(b"Inf")
        || rest.starts_with(b"inf")
}

/// What is wrong with a line that should be JSON.
pub fn slip_in_line(line: &[u8], error: &serde_json::Error) -> String {
    let offset = offset(line, error);
    format!("the line is not JSON: there stands `{}`", around(line, offset))
}

/// The end of a text that is cut off.
pub fn excerpt_of_end(text: &[u8]) -> String {
    around(text, text.len())
}

/// Why a page cannot be read line by line whose first line is no record.
pub fn no_lines(text: &[u8]) -> PageFault {
    if let Some(found) = is_something_else(text) {
        return found;
    }
    let begins = shown(&text[..text.len().min(SHOWN * 4)]);
    PageFault::OtherBody { wanted: "JSON line by line", body: "json", begins }
}

/// What a page is that should be a table and is not; none where it may be one.
pub fn of_table(text: &[u8]) -> Option<PageFault> {
    match Container::of_bytes(&text[..text.len().min(START)])? {
        Container::Json => {
            let begins = shown(&text[..text.len().min(SHOWN * 4)]);
            Some(PageFault::OtherBody { wanted: "a table", body: "json", begins })
        }
        found => Some(PageFault::Other { wanted: "a table", found }),
    }
}

/// What the page is, where it is no JSON at all.
fn is_something_else(text: &[u8]) -> Option<PageFault> {
    let start = &text[..text.len().min(START)];
    if let Some(found) = Container::of_bytes(start).filter(|found| *found != Container::Json) {
        return Some(PageFault::Other { wanted: "JSON", found });
    }
    if start.starts_with(b"PK\x03\x04") {
        return Some(PageFault::OtherBody { wanted: "JSON", body: "xlsx", begins: "PK".to_owned() });
    }
    let first = start.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_cells = |mark: u8| first.split(|byte| *byte == mark).count() > 2;
    let is_value = first.first().is_some_and(|byte| b"{[\"".contains(byte));
    (!is_value && [b',', b';', b'\t'].into_iter().any(is_cells)).then(|| PageFault::OtherBody {
        wanted: "JSON",
        body: "csv",
        begins: shown(&first[..first.len().min(SHOWN * 4)]),
    })
}

/// The start of a text, as it is shown.
fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut shown: String = text.trim().chars().map(on_one_line).take(SHOWN).collect();
    if text.trim().chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

fn on_one_line(char: char) -> char {
    if char.is_control() { ' ' } else { char }
}

/// Where in the text the parser stopped.
fn offset(text: &[u8], error: &serde_json::Error) -> usize {
    let line = error.line().saturating_sub(1);
    let start = if line == 0 {
        0
    } else {
        let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        ends.map(|(place, _)| place + 1).nth(line - 1).unwrap_or(text.len())
    };
    (start + error.column().saturating_sub(1)).min(text.len())
}

/// The text on both sides of a place, on one line.
fn around(text: &[u8], offset: usize) -> String {
    let is_inside = |byte: u8| byte & 0b1100_0000 == 0b1000_0000;
    let mut from = offset.saturating_sub(AROUND);
    let mut to = (offset + AROUND).min(text.len());
    while from > 0 && is_inside(text[from]) {
        from -= 1;
    }
    while to < text.len() && is_inside(text[to]) {
        to += 1;
    }
    let middle: String = String::from_utf8_lossy(&text[from..to]).chars().map(on_one_line).collect();
    let (before, after) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
    format!("{before}{}{after}", middle.trim())
}

/// The way from the start of a text to a place in it, as far as it can be made out.
#[derive(Debug, Default)]
struct Trail {
    open: Vec<Open>,
    /// Whether a value is whole, and nothing should follow.
    is_over: bool,
}

/// An object or a list that is open.
#[derive(Debug)]
enum Open {
    Object { name: Option<String>, is_named: bool },
    List { index: u64 },
}

impl Trail {
    fn to(text: &[u8], offset: usize) -> Self {
        let mut trail = Self::default();
        let mut place = 0;
        while place < offset {
            match text[place] {
                b'"' => {
                    let end = end_of_string(text, place);
                    if end >= offset {
                        trail.take_name(&text[place + 1..offset.min(end)]);
                        break;
                    }
                    trail.take_name(&text[place + 1..end]);
                    place = end;
                }
                b'{' => trail.open.push(Open::Object { name: None, is_named: false }),
                b'[' => trail.open.push(Open::List { index: 0 }),
                b'}' | b']' => {
                    trail.open.pop();
                    trail.is_over = trail.open.is_empty();
                }
                b',' => match trail.open.last_mut() {
                    Some(Open::Object { name, is_named }) => (*name, *is_named) = (None, false),
                    Some(Open::List { index }) => *index += 1,
                    None => {}
                },
                b':' => {
                    if let Some(Open::Object { is_named, .. }) = trail.open.last_mut() {
                        *is_named = true;
                    }
                }
                _ => {}
            }
            place += 1;
        }
        trail
    }

    fn take_name(&mut self, bytes: &[u8]) {
        if let Some(Open::Object { name, is_named: false }) = self.open.last_mut() {
            *name = Some(String::from_utf8_lossy(bytes).into_owned());
        }
    }

    /// Whether the place lies behind a whole value.
    fn is_outside(&self) -> bool {
        self.is_over && self.open.is_empty()
    }

    fn pointer(&self) -> String {
        self.open
            .iter()
            .filter_map(|open| match open {
                Open::Object { name, .. } => name.as_deref().map(step),
                Open::List { index } => Some(format!("/{index}")),
            })
            .collect()
    }

    /// The place in the reader's words; nothing outside of everything.
    fn place(&self, records: &str) -> String {
        let pointer = self.pointer();
        if pointer.is_empty() {
            return String::new();
        }
        let record = pointer.strip_prefix(records).and_then(|rest| {
            let index = rest.strip_prefix('/')?.split('/').next()?;
            index.parse::<u64>().ok()
        });
        match record {
            Some(index) => format!("record {}, at `{pointer}`", index + 1),
            None => format!("`{pointer}`"),
        }
    }
}

/// Where the string that begins at `start` ends; the end of the text where it does not.
fn end_of_string(text: &[u8], start: usize) -> usize {
    let mut place = start + 1;
    while place < text.len() {
        match text[place] {
            b'"' => return place,
            b'\\' => place += 2,
            _ => place += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        let fault = parse(text.as_bytes(), "/data").unwrap_err();
        format!("{fault} | {}", fault.hint())
    }

    #[test]
    fn a_slip_is_shown_with_its_place_and_the_text_around_it() {
        let record = r#"{"unit": "99000101", "active": 12, "eligible": 44}"#;
        let faults = [
            format!(
                r#"{{"data": [{record}, {record}, {{"unit": "99000101", "active": NaN, "eligible": 44}}]}}"#
            ),
            format!(r#"{{"data": [{record}, {{"unit": "99000101", "share": .5}}]}}"#),
            format!(r#"{{"data": [{record},]}}"#),
            format!(r#"{{"data": [{record}, {{"unit": "990001"#),
            "{\"data\": [{\"active\": -Infinity}]}".to_owned(),
            format!("{record}\n{record}\n"),
            "{'data': []}".to_owned(),
            format!(r#"{{"data": [{record}], "data": []}}"#),
        ]
        .map(|text| fault(&text));
        insta::assert_snapshot!(faults.join("\n"), @r#"
        the page is not JSON in record 3, at `/data/2/active`: there stands `…: "99000101", "active": NaN, "eligible": 44}]}` | JSON has no word for a number that is none: tell whoever runs the interface to write null there
        the page is not JSON in record 2, at `/data/1/share`: there stands `…": "99000101", "share": .5}]}` | a number in JSON begins with a digit, as 0.5: tell whoever runs the interface
        the page is not JSON in record 2, at `/data/1`: there stands `…e": 12, "eligible": 44},]}` | tell whoever runs the interface, with this text
        the page is cut off in record 2, at `/data/1/unit`: it ends with `…": 44}, {"unit": "990001` | the next fetch tries again; if it lasts, ask for smaller pages or fewer `weeks`
        the page is not JSON in record 1, at `/data/0/active`: there stands `{"data": [{"active": -Infinity}]}` | JSON has no word for a number that is none: tell whoever runs the interface to write null there
        the page is not JSON: there stands `…e": 12, "eligible": 44} {"unit": "99000101", "ac…` | where each line is a record, write `body = "ndjson"`
        the page is not JSON: there stands `{'data': []}` | tell whoever runs the interface, with this text
        the page is not JSON in `/data`: there stands `…"eligible": 44}], "data": []}` | a name in an object stands for one thing: tell whoever runs the interface
        "#);
    }

    #[test]
    fn a_page_that_is_something_else_is_called_what_it_is() {
        let faults = [
            " \n",
            "<!DOCTYPE html><html><body>Logga in",
            "<?xml version=\"1.0\"?><usage/>",
            "unit;module;active\r\n99000101;larlogg;12\r\n",
            "%PDF-1.7",
            "Internal error",
        ]
        .map(fault);
        insta::assert_snapshot!(faults.join("\n"), @r#"
        the page is empty | check `url`; where the server means that there are no records, it should say so
        the page is not JSON: it is a web page (HTML) | check `url` and `auth`: a page for people, such as one to log in, is no answer of an interface
        the page is not JSON: it is XML | set `body` to what the answers are written in, or ask for another format in `url`
        the page is not JSON: it looks like csv, and begins `unit;module;active` | write `body = "csv"`
        the page is not JSON: it is a PDF | set `body` to what the answers are written in, or ask for another format in `url`
        the page is not JSON: there stands `Internal error` | tell whoever runs the interface, with this text
        "#);
    }

    #[test]
    fn text_around_a_place_is_cut_between_letters() {
        let text = "å".repeat(40);
        assert_eq!(around(text.as_bytes(), 41), format!("…{}…", "å".repeat(25)));
    }
}
