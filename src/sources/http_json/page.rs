//! A page of an interface: an answer, opened.

use serde_json::Value;

use super::super::field::PerField;
use super::super::gathering::Gathering;
use super::super::record::Context;
use super::super::settings::Pointer;
use super::fault::HttpFault;
use super::row::JsonRow;
use crate::domain::usage::refusal::Place;
use crate::sources::wholly;

/// What one answer holds.
#[derive(Debug)]
pub struct Page {
    value: Option<Value>,
}

impl Page {
    /// Opens an answer; its bytes are not needed any more.
    #[expect(clippy::needless_pass_by_value, reason = "a page is never held twice")]
    pub fn open(bytes: Vec<u8>) -> Result<Self, HttpFault> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        // The parser's message gives line and column, and quotes nothing of the page.
        let value = serde_json::from_slice(text).map_err(|error| HttpFault::NotJson(error.to_string()))?;
        Ok(Self { value: Some(value) })
    }

    /// What the page says, where it is one value; lines and tables are none.
    pub fn value(&self) -> Option<&Value> {
        self.value.as_ref()
    }

    /// What stands there.
    pub fn pointer(&self, pointer: &Pointer) -> Option<&Value> {
        self.value()?.pointer(pointer.as_str())
    }

    /// Gathers the records of the page, which is the one of that `number`; tells how many there are.
    pub fn read(
        &self,
        records: &Pointer,
        fields: &PerField<Pointer>,
        number: u64,
        context: Context<'_>,
        gathering: &mut Gathering,
    ) -> Result<u64, HttpFault> {
        let no_records = || HttpFault::NoRecords { pointer: records.as_str().to_owned() };
        let records = self.pointer(records).and_then(Value::as_array).ok_or_else(no_records)?;
        for (value, position) in records.iter().zip(1..) {
            let place = Place::Record { page: number, record: position };
            gathering.add(&JsonRow { value, fields }, place, context);
        }
        Ok(wholly(records.len()))
    }
}
