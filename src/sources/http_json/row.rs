//! One record of a page, seen through the pointers of the settings.

use std::borrow::Cow;

use serde_json::Value;

use super::super::cell::Cell;
use super::super::field::{Field, PerField};
use super::super::record::Row;
use super::super::settings::Pointer;

pub struct JsonRow<'a> {
    pub value: &'a Value,
    pub fields: &'a PerField<Pointer>,
}

impl Row for JsonRow<'_> {
    fn cell(&self, field: Field) -> Result<Option<Cell<'_>>, String> {
        let Some(pointer) = self.fields.get(field) else { return Ok(None) };
        let found =
            |what: &str| Err(format!("{what} at `{}`, where a text or a number belongs", pointer.as_str()));
        let cell = match self.value.pointer(pointer.as_str()) {
            // Null is a cell left blank.
            None | Some(Value::Null) => Cell::BLANK,
            Some(Value::String(text)) => Cell::Text(Cow::Borrowed(text.as_str())),
            Some(Value::Number(number)) => Cell::Number(Cow::Owned(plain(number))),
            Some(Value::Bool(truth)) => return found(&truth.to_string()),
            Some(Value::Array(_)) => return found("a list"),
            Some(Value::Object(_)) => return found("an object"),
        };
        Ok(Some(cell))
    }

    fn place(&self, field: Field) -> String {
        format!("`{}`", self.fields.get(field).map_or(field.key(), Pointer::as_str))
    }
}

/// The number without a power of ten, which JSON allows.
fn plain(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => float.to_string(),
        _ => number.to_string(),
    }
}
