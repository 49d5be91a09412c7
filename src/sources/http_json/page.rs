//! A page of an interface: an answer, opened.

use std::sync::Arc;

use serde_json::Value;

use super::more::Came;
use crate::sources::error::FileError;
use crate::sources::record::Context;
use crate::sources::settings::http_json::body::Body;
use crate::sources::sheet::records::FileRecords;
use crate::sources::sheet::{Input, file, notes_on_makeup};
use collected::Collected;
use fault::PageFault;
use mapping::Mapping;
use members::Members;

pub(super) mod collected;
mod failed;
pub mod fault;
mod json_text;
mod lines;
pub(super) mod mapping;
mod members;
mod row;
pub(super) mod said;
mod strict;
mod unused;
mod way;

/// Which page a record stands on.
#[derive(Debug, Clone)]
pub struct At {
    /// Counted from 1, over all questions of a fetch.
    pub page: u64,
    /// What was asked about, where a fetch asks several questions.
    pub about: Option<Arc<str>>,
}

/// What one answer holds.
#[derive(Debug)]
pub struct Page(Opened);

#[derive(Debug)]
enum Opened {
    /// The whole of it.
    Value(Value),
    /// Lines or a table, which are read piece by piece.
    Bytes(Vec<u8>),
}

impl Page {
    /// Opens an answer. Its bytes are given away: a page is never held twice.
    pub fn open(bytes: Vec<u8>, mapping: &Mapping) -> Result<Self, PageFault> {
        Ok(Self(match mapping.body {
            Body::Json => {
                let value = json_text::parse(&bytes, mapping.records.text())?;
                drop(bytes);
                Opened::Value(value)
            }
            Body::Ndjson | Body::Csv | Body::Xlsx => Opened::Bytes(bytes),
        }))
    }

    /// What the page says, where it is one value; lines and tables are none.
    pub fn value(&self) -> Option<&Value> {
        match &self.0 {
            Opened::Value(value) => Some(value),
            Opened::Bytes(_) => None,
        }
    }

    /// Gathers the records of the page; tells how many there are, as the server counts them.
    pub fn read(
        &self,
        mapping: &Mapping,
        at: &At,
        context: Context<'_>,
        collected: &mut Collected,
    ) -> Result<Came, PageFault> {
        let came = match &self.0 {
            Opened::Value(value) => {
                let warnings = said::heed(value, mapping)?;
                collected.warnings.extend(warnings);
                Members::new(mapping, at, context, collected).of_page(value)?
            }
            Opened::Bytes(bytes) if mapping.body == Body::Ndjson => {
                lines::read(bytes, mapping, at, context, collected)?
            }
            Opened::Bytes(bytes) => table(bytes, mapping, at, context, collected)?,
        };
        collected.records += came.inside;
        match collected.within.take() {
            Some(fault) => Err(fault),
            None => Ok(came),
        }
    }
}

/// Reads a table as a file of the same bytes is read.
fn table(
    bytes: &[u8],
    mapping: &Mapping,
    at: &At,
    context: Context<'_>,
    collected: &mut Collected,
) -> Result<Came, PageFault> {
    if bytes.trim_ascii().is_empty() {
        return Ok(Came::default());
    }
    if let Some(found) = json_text::of_table(bytes) {
        return Err(found);
    }
    let Context { meaning, asked, first_read } = context;
    let called = match &at.about {
        None => format!("page {}", at.page),
        Some(about) => format!("page {} ({about})", at.page),
    };
    let mut records = FileRecords::new(&called, &mapping.table, meaning, asked, first_read);
    records.gathering = std::mem::take(&mut collected.gathering);
    let walked = file::walk(Input::Bytes(bytes), &mapping.how(), &mut records);
    collected.gathering = std::mem::take(&mut records.gathering);
    collected.left_out += records.left_out;
    collected.notes.extend(walked.iter().flat_map(notes_on_makeup));
    collected.unread.extend(std::mem::take(&mut records.unread));
    if let Some(unused) = &mut collected.unused {
        unused.extend(std::mem::take(&mut records.unmapped));
    }
    match walked {
        // Column names without rows are how a table says that there are no records.
        Ok(_) | Err(FileError::HeaderOnly) => Ok(records.rows.into()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
