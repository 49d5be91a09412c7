//! The signs by which a server says that there is more than one answer holds: in its headers, or in the
//! page, at its top, beside the list, or in the objects that such things stand in.

use std::fmt;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::paging::{link, range::Range};

pub mod names;
pub mod nested;

use names::Meaning;

/// How deep within an object for such things another one is looked at.
const DEEPEST: usize = 3;

/// One sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    place: Place,
    says: Says,
    /// Whether its name is also used for other things.
    is_vague: bool,
}

/// Where a sign stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// In a header of this name.
    Header(String),
    /// In the page, at this pointer.
    Page(String),
}

/// What a sign says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Says {
    /// The address of the next page.
    Address,
    /// What the next page is asked for by.
    Token,
    /// That there is more.
    More,
    /// How many records there are in all.
    Total(u64),
    /// How many there are at least: the server counted no further.
    AtLeast(u64),
    /// How many pages there are.
    Pages(u64),
    /// Which part of the list this is.
    Part(String),
}

/// What a server says of the way on.
#[derive(Debug, Default)]
pub struct Outlook {
    /// Every sign, also of a total that may have been reached.
    pub signs: Vec<Sign>,
    /// Whether it says that this is the end.
    pub is_ended: bool,
    /// Where it says that there is a page before this one.
    pub before: Option<String>,
}

/// How many records came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Came {
    /// Rows of the lists that are paged.
    pub rows: u64,
    /// Records within them, where the rows are names that hold several.
    pub inside: u64,
}

impl From<u64> for Came {
    fn from(rows: u64) -> Self {
        Self { rows, inside: rows }
    }
}

impl std::ops::AddAssign for Came {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.inside += other.inside;
    }
}

impl Came {
    /// Whether a number of all records is that of these.
    pub fn is(self, total: u64) -> bool {
        total == self.rows || total == self.inside
    }
}

impl Outlook {
    /// What an answer says, whose list of records stands at `records` of `value`.
    pub fn of(status: StatusCode, headers: &HeaderMap, value: Option<&Value>, records: &str) -> Self {
        let mut outlook = Self::default();
        outlook.look_at_headers(status, headers);
        if let Some(value) = value {
            outlook.look_along(value, records);
        }
        outlook.settle();
        outlook
    }

    /// Leaves aside what may be the name of this page, where the end is told.
    fn settle(&mut self) {
        if self.is_ended {
            self.signs.retain(|sign| !(sign.is_vague && sign.says == Says::Token));
        }
    }

    /// The first sign of more than what came on so many `pages` that were read.
    pub fn more(&self, came: impl Into<Came>, pages: u64, is_paged: bool) -> Option<&Sign> {
        let came = came.into();
        self.signs.iter().find(|sign| {
            let is_missing = match &sign.says {
                Says::Total(total) => *total > came.rows && !came.is(*total),
                // Where one page is all, the server would know whether these are.
                Says::AtLeast(least) => *least > came.rows || *least == came.rows && !is_paged,
                Says::Pages(count) => *count > pages,
                // With paging, a later part is the last one.
                Says::Part(_) => !is_paged,
                Says::Address | Says::Token | Says::More => true,
            };
            is_missing && !(sign.is_vague && is_paged)
        })
    }

    /// Whether these records are said to be all there are.
    pub fn is_whole(&self, came: Came) -> bool {
        (self.is_ended || self.counts(came)) && self.more(came, 1, false).is_none()
    }

    /// Whether what came is as many as it says that there are.
    pub fn counts(&self, came: Came) -> bool {
        self.signs.iter().any(|sign| matches!(sign.says, Says::Total(total) if came.is(total)))
    }

    /// Whether it says outright that there is more: no number, and no address that may always stand there.
    pub fn insists(&self) -> Option<&Sign> {
        self.signs.iter().find(|sign| sign.says == Says::More && !sign.is_vague)
    }

    /// Leaves the numbers of all records aside: they count something else.
    pub fn without_totals(&mut self) {
        self.signs.retain(|sign| !sign.is_total());
    }

    /// The numbers of all records alone.
    pub fn totals(&self) -> Self {
        let signs = self.signs.iter().filter(|sign| sign.is_total() && !sign.is_vague).cloned().collect();
        Self { signs, ..Self::default() }
    }

    fn add(&mut self, place: Place, says: Says, is_vague: bool) {
        self.signs.push(Sign { place, says, is_vague });
    }

    fn look_at_headers(&mut self, status: StatusCode, headers: &HeaderMap) {
        if link::next(headers).is_some() {
            self.add(Place::Header("Link".to_owned()), Says::Address, false);
        }
        if link::has_previous(headers) {
            self.before = Some("Link".to_owned());
        }
        if let Some(part) = Range::part(status, headers) {
            self.add(Place::Header("Content-Range".to_owned()), Says::Part(part), false);
        }
        for (name, value) in headers {
            let Ok(text) = value.to_str() else { continue };
            let text = text.trim();
            // Some put a whole object of such things there.
            if names::holds_an_object(name.as_str())
                && let Ok(value @ Value::Object(_)) = serde_json::from_str::<Value>(text)
            {
                let before = self.signs.len();
                self.look_into(&value, "", DEEPEST);
                for sign in &mut self.signs[before..] {
                    sign.place = Place::Header(name.to_string());
                }
                continue;
            }
            let Some(meaning) = names::of_header(name.as_str()) else { continue };
            let value = match text.parse::<u64>() {
                Ok(number) => Value::from(number),
                Err(_) => names::word(text),
            };
            self.take(meaning, &value, Place::Header(name.to_string()));
        }
    }

    /// Looks at every object on the way to the list, and into what stands beside the way.
    fn look_along(&mut self, page: &Value, records: &str) {
        let ends = records.match_indices('/').map(|(at, _)| at).chain([records.len()]);
        for pointer in ends.map(|end| &records[..end]) {
            // The list itself, or the object of the records, is no place for signs.
            if pointer == records && !(records.is_empty() && page.is_object()) {
                break;
            }
            let Some(value) = page.pointer(pointer) else { break };
            self.look_into(value, pointer, DEEPEST);
        }
    }

    fn look_into(&mut self, value: &Value, pointer: &str, depth: usize) {
        let Value::Object(object) = value else { return };
        for (name, value) in object {
            let at = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
            let bare = names::bare(name);
            if let Some(meaning) = names::of_member(&bare) {
                self.take(meaning, value, Place::Page(at.clone()));
            }
            match value {
                Value::Object(_) if depth > 0 && names::holds_signs(&bare) => {
                    self.look_into(value, &at, depth - 1);
                }
                Value::Array(links) if names::holds_signs(&bare) && names::next_link(links).is_some() => {
                    self.add(Place::Page(at), Says::Address, false);
                }
                _ => {}
            }
        }
    }

    /// Takes in what stands under a name that means something.
    fn take(&mut self, meaning: Meaning, value: &Value, place: Place) {
        match (meaning, value) {
            (meaning, value) if is_end(meaning, value) => self.is_ended = true,
            (Meaning::Next { is_vague }, Value::String(text)) => {
                let is_address = text.contains(['/', '?']);
                self.add(place, if is_address { Says::Address } else { Says::Token }, is_vague);
            }
            (Meaning::Next { is_vague }, Value::Number(_)) => self.add(place, Says::Token, is_vague),
            (Meaning::Next { is_vague }, Value::Object(object)) if !object.is_empty() => {
                self.add(place, Says::Address, is_vague);
            }
            (Meaning::More | Meaning::Next { .. }, Value::Bool(true))
            | (Meaning::Last, Value::Bool(false))
            | (Meaning::More, Value::Number(_)) => self.add(place, Says::More, false),
            (Meaning::More | Meaning::Last, Value::String(text)) => match names::word(text) {
                // An address of what is more, or nothing where there is nothing.
                Value::String(text) if text.contains(['/', '?']) => self.add(place, Says::Address, false),
                Value::String(_) => {}
                Value::Null => self.is_ended = true,
                word => self.take(meaning, &word, place),
            },
            (Meaning::Pages, Value::Bool(is_last)) => self.take(Meaning::Last, &Value::Bool(*is_last), place),
            (Meaning::Offset, Value::String(text))
                if text.contains(|letter: char| letter.is_alphabetic()) =>
            {
                self.add(place, Says::Token, false);
            }
            (Meaning::Previous, Value::Bool(true)) | (Meaning::First, Value::Bool(false)) => {
                self.before = Some(place.to_string());
            }
            (Meaning::Previous, Value::String(text)) if text.contains(['/', '?']) => {
                self.before = Some(place.to_string());
            }
            (Meaning::Previous, Value::Object(object)) if !object.is_empty() => {
                self.before = names::address(value).map(|_| place.to_string()).or(self.before.take());
            }
            (Meaning::Total { is_vague }, Value::Object(object))
                if object.get("relation").and_then(Value::as_str) == Some("gte") =>
            {
                if let Some(least) = value.get("value").and_then(names::number) {
                    self.add(place, Says::AtLeast(least), is_vague);
                }
            }
            (Meaning::Total { is_vague }, value) => {
                let number = names::number(value).or_else(|| names::number(value.get("value")?));
                if let Some(total) = number {
                    self.add(place, Says::Total(total), is_vague);
                }
            }
            (Meaning::Pages, value) => {
                if let Some(pages) = names::number(value) {
                    self.add(place, Says::Pages(pages), false);
                }
            }
            _ => {}
        }
    }
}

/// Whether what stands under a name says that nothing follows.
fn is_end(meaning: Meaning, value: &Value) -> bool {
    let is_nothing = match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Number(number) => number.as_u64() == Some(0),
        _ => false,
    };
    match meaning {
        Meaning::Next { .. } | Meaning::More => is_nothing,
        Meaning::Last => *value == Value::Bool(true),
        Meaning::Total { .. } | Meaning::Pages | Meaning::Offset | Meaning::Previous | Meaning::First => {
            false
        }
    }
}

impl Sign {
    fn is_total(&self) -> bool {
        matches!(self.says, Says::Total(_) | Says::AtLeast(_))
    }

    /// What to type so that the rest is read.
    pub fn hint(&self) -> String {
        let paging = match (&self.says, &self.place) {
            (Says::Address, Place::Header(name)) if name == "Link" => {
                "paging = { kind = \"link_header\" }".to_owned()
            }
            (Says::Address, Place::Page(pointer)) => format!("next = \"{pointer}\""),
            (Says::Address | Says::Token, Place::Header(name)) => {
                format!("paging = {{ kind = \"token\", header = \"{name}\", parameter = \"…\" }}")
            }
            (Says::Token, Place::Page(pointer)) => {
                format!("paging = {{ kind = \"token\", at = \"{pointer}\", parameter = \"…\" }}")
            }
            (Says::Pages(_), Place::Page(pointer)) => {
                format!("paging = {{ kind = \"page\", parameter = \"page\", pages = \"{pointer}\" }}")
            }
            (Says::Part(_), _) => "paging = { kind = \"offset\", parameter = \"offset\" }".to_owned(),
            _ => "paging = { kind = \"page\", parameter = \"page\" } or whichever kind the interface has"
                .to_owned(),
        };
        let but = if self.is_total() {
            "; or total = \"none\" where that number counts something else"
        } else {
            ""
        };
        format!("write {paging}{but}; or paging = {{ kind = \"none\" }} where this is all there is")
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(f, "the header `{name}`"),
            Self::Page(pointer) => write!(f, "`{pointer}`"),
        }
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = &self.place;
        match &self.says {
            Says::Address => write!(f, "{place} names a next page"),
            Says::Token => write!(f, "{place} holds a token for a next page"),
            Says::More => write!(f, "{place} says that there is more"),
            Says::Total(total) => write!(f, "{place} says {total} records in all"),
            Says::AtLeast(least) => write!(f, "{place} says {least} records or more"),
            Says::Pages(pages) => write!(f, "{place} says {pages} pages"),
            Says::Part(part) => write!(f, "the answer is a part of a longer list ({part})"),
        }
    }
}

#[cfg(test)]
mod tests;
