//! What the pages of one fetch gave so far.

use std::collections::BTreeSet;

use super::fault::PageFault;
use super::mapping::Mapping;
use super::row::JsonRow;
use crate::sources::cell::quoted;
use crate::sources::error::SourceError;
use crate::sources::field::Field;
use crate::sources::gathering::Gathering;
use crate::sources::ignored::Ignored;
use crate::sources::settings::Meaning;
use crate::sources::{Asked, Reading};

/// How many of the same kind are told.
const MOST: usize = 20;

/// What the pages of one fetch gave so far.
#[derive(Debug)]
pub struct Collected {
    pub gathering: Gathering,
    /// Records of the pages so far.
    pub records: u64,
    /// What the server wants to be known, in its words.
    pub warnings: BTreeSet<String>,
    /// Names that could have been a record of a pivot, and are not.
    pub unread: BTreeSet<String>,
    /// What is to be known about a table as a whole.
    pub notes: BTreeSet<String>,
    /// Rows that do not count.
    pub left_out: u64,
    /// What the first record says whose list is not whole.
    pub within: Option<PageFault>,
    /// Fields that a record may do without and that none has had yet, each with its place.
    missing: Vec<(Field, String)>,
    /// What records hold that nothing is read of, where anybody wants to know.
    pub unused: Option<BTreeSet<String>>,
}

impl Collected {
    pub fn new(mapping: &Mapping) -> Self {
        Self {
            gathering: Gathering::default(),
            records: 0,
            warnings: BTreeSet::new(),
            unread: BTreeSet::new(),
            notes: BTreeSet::new(),
            left_out: 0,
            within: None,
            missing: mapping.optional(),
            unused: None,
        }
    }

    /// The same, with an eye for what is not read.
    pub fn looking(mapping: &Mapping) -> Self {
        Self { unused: Some(BTreeSet::new()), ..Self::new(mapping) }
    }

    /// Notes which fields a row has.
    pub fn look(&mut self, row: &JsonRow<'_>) {
        if !self.missing.is_empty() {
            self.missing.retain(|(field, _)| !row.has(*field));
        }
    }

    /// Looks at the fetch as a whole, and adds it to `reading`.
    pub fn end(
        self,
        source: &str,
        meaning: &Meaning,
        asked: &Asked,
        reading: &mut Reading,
    ) -> Result<(), SourceError> {
        let mut ignored = Ignored::default();
        let other_dates = self.gathering.other_dates();
        let given = self.gathering.end(source, meaning, asked, reading, &mut ignored)?;
        reading.given.push(given);
        reading.note(&ignored);
        let notes = &mut reading.notes;
        notes.extend(self.warnings.iter().take(MOST).map(|words| format!("the server says: {words}")));
        if let Some(rows) = other_dates {
            let format = &meaning.date_format;
            notes.push(format!(
                "{rows} records do not fit the date format {format}, which may make the other dates wrong too"
            ));
        }
        if self.records > 0 {
            notes.extend(self.missing.iter().map(|(field, place)| {
                format!("no record has anything at `{place}`, which is read as `{field}`")
            }));
        }
        if !self.unread.is_empty() {
            let names: Vec<String> = self.unread.iter().take(MOST).map(|name| quoted(name)).collect();
            notes.push(format!("no record was made of what stands under {}", names.join(", ")));
        }
        notes.extend(self.notes);
        if self.left_out > 0 {
            notes.push(format!("{} rows were left out, as `only` and `skip` say", self.left_out));
        }
        Ok(())
    }
}
