//! Turns the outside into domain values: usage from files and from interfaces.
//!
//! A source gives what it can: each bad row is refused with its place and reason, a file that cannot be
//! read does not stop the others, and columns that nobody mapped are dropped on read.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use crate::domain::account::receipt::RowFates;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::municipality::Municipality;
use crate::domain::unit::{Headcount, UnitKey};
use crate::domain::usage::files::FilesRead;
use crate::domain::usage::reading::Sifted;
use crate::domain::usage::refusal::Refusal;
use crate::domain::usage::reports::Absent;
use crate::domain::usage::{Subject, Usage};

mod cell;
mod error;
pub mod field;
mod gathering;
mod heading;
pub mod http_json;
mod ignored;
pub mod inspection;
mod moment;
pub mod named_files;
mod period;
mod record;
pub mod settings;
pub mod sheet;
mod trial;
mod words;

pub use error::{FailedFile, FileError, SourceError};
use ignored::Ignored;
pub use inspection::{Guess, Inspection, Known, inspect};
pub use settings::SourceSettings;
pub use trial::{Onward, Trial};

/// What the municipality asks its sources about.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The units it has, with how many people belong to them; a row of any other is refused.
    pub units: Arc<HashMap<UnitKey, Headcount>>,
    /// The modules its expectations name; a row of any other is passed over or refused, as the source says.
    pub modules: Arc<HashSet<ModuleKey>>,
    /// The day of the run; nothing can have happened after it.
    pub today: NaiveDate,
    /// The zone of the municipality's days.
    pub zone: Tz,
}

impl Asked {
    /// What a municipality asks about on the day of `now`.
    #[must_use]
    pub fn by(municipality: &Municipality, now: DateTime<Utc>) -> Self {
        let units = municipality.roster.units.iter().map(|unit| (unit.key.clone(), unit.headcount));
        let modules = municipality.modules.iter().map(|module| module.key.clone());
        Self {
            units: Arc::new(units.collect()),
            modules: Arc::new(modules.collect()),
            today: municipality.day(now),
            zone: municipality.zone,
        }
    }
}

/// What the readings of a source gave: its files, or one fetch of an interface.
#[derive(Debug, Default)]
pub struct Reading {
    /// What each of them gives, as far as it was not handed over on the way: the oldest first, a
    /// later one counts before an earlier one.
    pub given: Vec<Sifted>,
    /// How many records there were in all.
    pub kept: u64,
    /// How many rows cannot be used.
    pub refused: u64,
    /// These rows, each with its place and reason; of a file that was not read again only the first.
    pub refusals: Vec<Refusal>,
    /// Files that could not be read at all.
    pub failed: Vec<FailedFile>,
    /// Rows passed over because nobody asked about their module.
    pub ignored: u64,
    /// Their words for those modules, each once.
    pub passed_over: Vec<String>,
    /// Rows of periods that have not ended yet, or that the platform still changes: they are left out.
    pub unfinished: u64,
    /// Rows that said the same once more.
    pub repeated: u64,
    /// Rows in all: the records, the refused and the ignored. Blank rows are none.
    pub rows: u64,
    /// Files or pages read now.
    pub parts: u64,
    /// What became of those among the rows that were read before: a file is told of for a week.
    pub told_before: RowFates,
    /// The first and the last day that an interface was asked for; none for files.
    pub days: Option<[NaiveDate; 2]>,
    /// The first day on which the same bytes may say something else; none where they never do.
    pub again_on: Option<NaiveDate>,
    /// What is to be remembered of its files in place of what was; none where that is the same.
    pub files: Option<FilesRead>,
    /// What a coordinator may want to know, in sentences: the encoding that was found, modules passed over.
    pub notes: Vec<String>,
}

impl Reading {
    /// Adds what is to be told about its rows as a whole.
    fn note(&mut self, ignored: &Ignored) {
        self.ignored = ignored.rows;
        self.passed_over = ignored.words();
        self.notes.extend(ignored.note());
        if self.unfinished > 0 {
            let rows = self.unfinished;
            self.notes.push(format!(
                "{rows} rows were left out: their period has not ended, or the platform still changes its figures"
            ));
        }
        if self.repeated > 0 {
            self.notes.push(format!("{} rows say the same once more, and count once", self.repeated));
        }
    }

    /// Every record there is, in the order of the readings.
    #[must_use]
    pub fn records(&self) -> Vec<&(Subject, Usage)> {
        self.given.iter().flat_map(|reading| &reading.records).collect()
    }
}

/// A place that usage comes from.
#[derive(Debug)]
pub struct Source {
    settings: SourceSettings,
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
        Ok(Self { settings: settings.clone(), kind })
    }

    /// What the coordinator calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.settings.name()
    }

    /// What a row means that it does not have.
    #[must_use]
    pub fn absent(&self) -> Absent {
        self.settings.meaning().absent
    }

    /// Whether what it told of says more than its records: see [`Reports::matter`].
    ///
    /// [`Reports::matter`]: crate::domain::usage::reports::Reports::matter
    #[must_use]
    pub fn is_told_of(&self) -> bool {
        let meaning = self.settings.meaning();
        meaning.absent == Absent::Zero || meaning.settles_after.is_some()
    }

    /// The last day whose figures its platform does not change any more, where it was read on `today`;
    /// none where all are settled.
    #[must_use]
    pub fn settled_on(&self, today: NaiveDate) -> Option<NaiveDate> {
        let meaning = self.settings.meaning();
        meaning.settles_after.map(|_| meaning.settled_on(today))
    }

    /// A digest of the settings that say what its rows mean. Where it is another one than
    /// the last time, what was read then may mean something else.
    #[must_use]
    pub fn meaning(&self) -> String {
        let fields = match &self.settings {
            SourceSettings::Sheet(sheet) => format!("{:?} {:?}", sheet.sheet, sheet.table),
            SourceSettings::HttpJson(http_json) => format!("{:?}", http_json.body),
        };
        // Only whether it is the same matters; a release that writes it otherwise reads once more.
        let digest = Sha256::digest(format!("{fields}\n{:?}", self.settings.meaning()));
        BASE64_URL_SAFE_NO_PAD.encode(digest)
    }

    /// The same source, waiting between tries by `wait` instead of the clock; for tests.
    #[must_use]
    pub fn waiting_by(mut self, wait: http_json::Wait) -> Self {
        if let Kind::HttpJson(http_json) = &mut self.kind {
            http_json.wait_by(wait);
        }
        self
    }

    /// Reads these pages of an interface as if it had answered them, and asks nobody; for tests.
    ///
    /// # Errors
    ///
    /// [`SourceError::Http`] where one of them cannot be read, and [`SourceError::NoFile`] for a source of files.
    pub fn read_given(&self, pages: Vec<Vec<u8>>, asked: &Asked) -> Result<Reading, SourceError> {
        match &self.kind {
            Kind::HttpJson(http_json) => http_json.read_given(pages, asked),
            Kind::Sheet(_) => Err(SourceError::NoFile { pattern: self.name().into() }),
        }
    }

    /// Reads everything there is.
    ///
    /// # Errors
    ///
    /// [`SourceError`] when nothing could be read, or an interface stopped answering on the way.
    pub async fn read(&self, asked: &Asked) -> Result<Reading, SourceError> {
        self.hand_over(asked, FilesRead::default(), None).await
    }

    /// Reads one page of an interface, or the files there are, to be looked at.
    ///
    /// # Errors
    ///
    /// As [`Self::read`].
    pub async fn try_out(&self, asked: &Asked) -> Result<Trial, SourceError> {
        match &self.kind {
            Kind::HttpJson(http_json) => http_json.try_out(asked).await,
            Kind::Sheet(_) => {
                let reading = self.read(asked).await?;
                Ok(Trial {
                    reading,
                    from: String::new(),
                    unused: Vec::new(),
                    more: Vec::new(),
                    onward: Onward::End,
                    nowhere: Vec::new(),
                })
            }
        }
    }

    /// Reads everything there is but the files that are as they were when they were `read`, and hands
    /// each reading over to `readings` when it is whole: years of a large municipality are too much for the memory.
    ///
    /// # Errors
    ///
    /// As [`Self::read`]; nothing that was handed over counts then.
    pub async fn read_into(
        &self,
        asked: &Asked,
        read: FilesRead,
        readings: mpsc::Sender<Sifted>,
    ) -> Result<Reading, SourceError> {
        self.hand_over(asked, read, Some(readings)).await
    }

    async fn hand_over(
        &self,
        asked: &Asked,
        read: FilesRead,
        readings: Option<mpsc::Sender<Sifted>>,
    ) -> Result<Reading, SourceError> {
        match &self.kind {
            Kind::HttpJson(http_json) => {
                let mut reading = http_json.read(asked).await?;
                if let Some(readings) = readings {
                    for given in reading.given.drain(..) {
                        // Who has turned away has a reason to tell.
                        let _ = readings.send(given).await;
                    }
                }
                Ok(reading)
            }
            Kind::Sheet(sheet) => {
                let (sheet, asked) = (Arc::clone(sheet), asked.clone());
                tokio::task::spawn_blocking(move || sheet.read(&asked, &read, readings.as_ref()))
                    .await
                    .map_err(|_| SourceError::CutOff)?
            }
        }
    }
}

/// A count of things in memory.
fn wholly(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
