//! What is remembered of the files of a source: a file whose bytes, name and meaning are those of
//! its last reading need not be read again.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Period;
use super::refusal::Refusal;

/// What is to be told of a file is told for so many days, so that Monday's receipt knows of Friday's file.
const TOLD_FOR: Days = Days::new(7);

/// A file as it was read last, or as it was left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// Its name, as the coordinator knows it.
    pub name: String,
    /// The digest of its bytes; empty where it was left alone.
    pub digest: String,
    /// The day on which these bytes were first read, whatever the file was called then.
    pub first_read: NaiveDate,
    /// A digest of what its rows meant: settings, units and modules that were asked about, and the program's
    /// own way to read.
    pub meaning: String,
    /// The first day on which the same bytes may say something else: a period has ended then. None
    /// where they say the same for ever.
    pub again_on: Option<NaiveDate>,
    /// From the first to the last day that it says something of, be it that something is not
    /// known, or said it under this name before; none where it says nothing.
    pub days: Option<Period>,
    /// Since when its account says what it says.
    pub told_since: NaiveDate,
    /// What there is to tell of it.
    pub account: FileAccount,
}

impl FileRead {
    /// Whether there is still something to tell of it on `today`.
    #[must_use]
    pub fn is_told_on(&self, today: NaiveDate) -> bool {
        today < self.told_since + TOLD_FOR
    }
}

/// What there is to tell of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileAccount {
    /// Rows in all.
    pub rows: u64,
    /// Records among them.
    pub kept: u64,
    /// Rows of periods that had not ended, or whose figures the platform still changed.
    pub unfinished: u64,
    /// Rows that said the same once more.
    pub repeated: u64,
    /// Rows of modules that nobody asked about.
    pub ignored: u64,
    /// The words for those modules, and how many rows have each.
    pub passed_over: BTreeMap<String, u64>,
    /// Rows that cannot be used.
    pub refused: u64,
    /// A digest of them all, to see whether they are the same as before.
    pub refusals_digest: String,
    /// The first of them, while they are told.
    pub refusals: Vec<Refusal>,
    /// What a coordinator may want to know, in sentences.
    pub notes: Vec<String>,
    /// Why nothing of it could be used.
    pub failure: Option<FileFailure>,
    /// Whether its name says that it is no export, or not a whole one.
    pub is_left_alone: bool,
}

impl FileAccount {
    /// Whether there is something in it that counts.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.failure.is_none() && !self.is_left_alone
    }

    /// Whether it tells the same as `other`.
    #[must_use]
    pub fn tells_the_same_as(&self, other: &Self) -> bool {
        let without_list = |account: &Self| Self { refusals: Vec::new(), ..account.clone() };
        without_list(self) == without_list(other)
    }
}

/// Why nothing of a file could be used, in the words of the day on which it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFailure {
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: String,
}

/// The files of a source, as they were when they were read last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilesRead {
    /// Those that were in its folder then, in the order in which they count.
    pub in_folder: Vec<FileRead>,
    /// When the bytes with a digest were first read, of every file there ever was.
    pub first_read: HashMap<String, NaiveDate>,
    /// Whether every file is to be read, whatever is remembered.
    pub read_all: bool,
    /// Whether one file is read by itself, and says nothing of the others.
    pub is_single: bool,
}
