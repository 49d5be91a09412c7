//! One record of a page, seen through the pointers of the settings.

use std::borrow::Cow;

use serde_json::Value;

use super::way::{Way, step};
use crate::sources::cell::Cell;
use crate::sources::field::{Field, PerField};
use crate::sources::record::Row;

/// A record of ours: a record of the page, or what a member of it says together with it.
#[derive(Debug, Clone, Copy)]
pub struct JsonRow<'a> {
    pub record: &'a Value,
    pub fields: &'a PerField<Way>,
    /// The names that lead to the record, where it stands in objects and not in a list.
    pub names: &'a [(Field, &'a str)],
    pub member: Option<Member<'a>>,
}

/// What stands in a list within a record, or under a name there.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    pub value: &'a Value,
    pub fields: &'a PerField<Way>,
    /// Which figure it is by itself.
    pub figure: Option<Field>,
    /// Where such members stand, as the settings write it.
    pub each: &'a str,
    /// The name it stands under, and what that says.
    pub name: Option<(Field, &'a str)>,
    /// Its place in its list.
    pub index: Option<usize>,
}

impl Member<'_> {
    fn place(&self) -> String {
        let name = self.name.map(|(_, name)| step(name)).unwrap_or_default();
        let index = self.index.map(|index| format!("/{index}")).unwrap_or_default();
        format!("{}{name}{index}", self.each)
    }
}

/// Where a field stands in a row.
enum Found<'a> {
    Name(&'a str),
    Value(Option<&'a Value>),
}

impl<'a> JsonRow<'a> {
    fn find(&self, field: Field) -> Option<Found<'a>> {
        if let Some(member) = &self.member {
            if let Some((_, name)) = member.name.filter(|(said, _)| *said == field) {
                return Some(Found::Name(name));
            }
            if member.figure == Some(field) {
                return Some(Found::Value(Some(member.value)));
            }
            if let Some(way) = member.fields.get(field) {
                return Some(Found::Value(way.lead(member.value)));
            }
        }
        if let Some((_, name)) = self.names.iter().find(|(said, _)| *said == field) {
            return Some(Found::Name(name));
        }
        self.fields.get(field).map(|way| Found::Value(way.lead(self.record)))
    }

    /// Whether anything stands where the field belongs, be it null.
    pub fn has(&self, field: Field) -> bool {
        matches!(self.find(field), Some(Found::Name(_) | Found::Value(Some(_))))
    }
}

impl Row for JsonRow<'_> {
    fn cell(&self, field: Field) -> Result<Option<Cell<'_>>, String> {
        let value = match self.find(field) {
            None => return Ok(None),
            Some(Found::Name(name)) => return Ok(Some(Cell::Text(Cow::Borrowed(name)))),
            Some(Found::Value(value)) => value,
        };
        let found =
            |what: &str| Err(format!("{what} at {}, where a text or a number belongs", self.place(field)));
        let cell = match value {
            // Null is a cell left blank.
            None | Some(Value::Null) => Cell::BLANK,
            Some(Value::String(text)) => Cell::Text(Cow::Borrowed(text.as_str())),
            Some(Value::Number(number)) => Cell::Number(Cow::Owned(plain(number))),
            Some(other) => return found(&kind(other)),
        };
        Ok(Some(cell))
    }

    fn place(&self, field: Field) -> String {
        if let Some(member) = &self.member {
            if member.name.is_some_and(|(said, _)| said == field) {
                return format!("the name in `{}`", member.place());
            }
            if member.figure == Some(field) {
                return format!("`{}`", member.place());
            }
            if let Some(way) = member.fields.get(field) {
                return format!("`{}{}`", member.place(), way.text());
            }
        }
        if self.names.iter().any(|(said, _)| *said == field) {
            return "the name it stands under".to_owned();
        }
        format!("`{}`", self.fields.get(field).map_or(field.key(), Way::text))
    }
}

/// What a value is, in the reader's words.
pub fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(_) => "a number".to_owned(),
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The number without a power of ten, which JSON allows.
fn plain(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => float.to_string(),
        _ => number.to_string(),
    }
}
