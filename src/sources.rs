//! Turns the outside into domain values: usage from files and from interfaces.
//!
//! A source gives what it can: each bad row is refused with its place and reason, a file that cannot be
//! read does not stop the others, and columns that nobody mapped are dropped on read.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use tokio::sync::mpsc;

use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::UnitKey;
use crate::domain::usage::refusal::Refusal;
use crate::domain::usage::{Subject, Usage};

mod error;
pub mod field;
pub mod http_json;
mod ignored;
pub mod inspection;
mod record;
pub mod settings;
pub mod sheet;

pub use error::{FailedFile, FileError, SourceError};
pub use inspection::{Guess, Inspection, inspect, inspect_as};
pub use settings::SourceSettings;

/// What the municipality asks its sources about.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The units it has; a row of any other is refused.
    pub units: Arc<HashSet<UnitKey>>,
    /// The modules its expectations name; a row of any other is passed over or refused, as the source says.
    pub modules: Arc<HashSet<ModuleKey>>,
    /// The day of the run; nothing can have happened after it.
    pub today: NaiveDate,
}

/// What one reading of a source gave.
#[derive(Debug, Default)]
pub struct Reading {
    /// The records that were not handed over on the way, in reading order: of the same
    /// subject and period, the last one counts.
    pub records: Vec<(Subject, Usage)>,
    /// How many records there were in all.
    pub kept: u64,
    /// The rows that cannot be used, each with its place and reason.
    pub refusals: Vec<Refusal>,
    /// Files that could not be read at all.
    pub failed: Vec<FailedFile>,
    /// Rows passed over because nobody asked about their module.
    pub ignored: u64,
    /// Rows in all: the records, the refused and the ignored. Blank rows are none.
    pub rows: u64,
    /// Files or pages read.
    pub parts: u64,
    /// What a coordinator may want to know, in sentences: the encoding that was found, modules passed over.
    pub notes: Vec<String>,
}

/// What a source hands over while it is being read. A source of many files keeps those that
/// can be read to their end: what is in one that cannot is not to be kept.
#[derive(Debug)]
pub enum Piece {
    /// Records of the file in hand, in reading order.
    Records(Vec<(Subject, Usage)>),
    /// The file in hand was read to its end.
    Whole,
    /// It could not be: what was handed over of it does not count.
    Broken,
}

/// A place that usage comes from.
#[derive(Debug)]
pub struct Source {
    name: String,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Sheet(Arc<sheet::Sheet>),
    HttpJson(Box<http_json::HttpJson>),
}

impl Source {
    /// Prepares a source. Reads nothing yet.
    pub fn new(settings: &SourceSettings, data_dir: &Path) -> Result<Self, SourceError> {
        let kind = match settings {
            SourceSettings::Sheet(settings) => Kind::Sheet(Arc::new(sheet::Sheet::new(settings, data_dir)?)),
            SourceSettings::HttpJson(settings) => {
                Kind::HttpJson(Box::new(http_json::HttpJson::new(settings, data_dir)?))
            }
        };
        Ok(Self { name: settings.name().to_owned(), kind })
    }

    /// What the coordinator calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same source, waiting between tries by `wait` instead of the clock; for tests.
    #[must_use]
    pub fn waiting_by(mut self, wait: http_json::Wait) -> Self {
        if let Kind::HttpJson(http_json) = &mut self.kind {
            http_json.wait_by(wait);
        }
        self
    }

    /// Reads everything there is.
    ///
    /// # Errors
    ///
    /// [`SourceError`] when nothing could be read, or an interface stopped answering on the way.
    pub async fn read(&self, asked: &Asked) -> Result<Reading, SourceError> {
        self.hand_over(asked, None).await
    }

    /// Reads everything there is, and hands records of files over to `pieces` as they are
    /// read: years of a large municipality are too much for the memory. An interface has
    /// none to hand over before it has answered for the last time.
    ///
    /// # Errors
    ///
    /// As [`Self::read`]; nothing that was handed over counts then.
    pub async fn read_into(
        &self,
        asked: &Asked,
        pieces: mpsc::Sender<Piece>,
    ) -> Result<Reading, SourceError> {
        self.hand_over(asked, Some(pieces)).await
    }

    async fn hand_over(
        &self,
        asked: &Asked,
        pieces: Option<mpsc::Sender<Piece>>,
    ) -> Result<Reading, SourceError> {
        match &self.kind {
            Kind::HttpJson(http_json) => http_json.read(asked).await,
            Kind::Sheet(sheet) => {
                let (sheet, asked) = (Arc::clone(sheet), asked.clone());
                tokio::task::spawn_blocking(move || sheet.read(&asked, pieces.as_ref()))
                    .await
                    .map_err(|_| SourceError::CutOff)?
            }
        }
    }
}

#[cfg(test)]
mod tests;
