//! Usage from files on disk: CSV and XLSX, told apart by their content.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::NaiveDate;
use tokio::sync::mpsc;

use super::cell::quoted;
use super::error::{FileError, SourceError};
use super::ignored::Ignored;
use super::record;
use super::settings::{Meaning, SheetSettings, TableSettings};
use super::words::{self, plain};
use super::{Asked, Reading};
use crate::domain::usage::files::FilesRead;
use crate::domain::usage::reading::Sifted;

mod account;
mod columns;
pub(super) mod container;
mod csv_file;
mod fence;
pub(super) mod file;
mod foreign;
pub(super) mod grid;
pub(super) mod input;
pub(super) mod layout;
mod lines;
mod memory;
pub(super) mod records;
mod survey;
mod workbook;

use account::SourceAccount;
use grid::{How, Makeup};
pub(super) use input::Input;
use memory::{Folder, Found, Memory};
use records::FileRecords;

/// Stands for the file's name without its extension, in a constant.
const FILE_STEM: &str = "{file_stem}";

/// A folder, or part of one, whose files are read row by row.
#[derive(Debug)]
pub struct Sheet {
    settings: SheetSettings,
    /// What its words mean, and where its tables hold what, in plain words.
    meaning: Meaning,
    table: TableSettings,
    data_dir: PathBuf,
}

impl Sheet {
    pub(super) fn new(settings: &SheetSettings, data_dir: &Path) -> Result<Self, SourceError> {
        let fault = settings.table.fault();
        let fault = fault.or_else(|| record::fault_in(&settings.meaning, &settings.table.fields()));
        if let Some((what, hint)) = fault {
            return Err(SourceError::Settings { what, hint });
        }
        if let Err(error) = glob::Pattern::new(&settings.path) {
            return Err(bad_pattern(&error));
        }
        Ok(Self {
            settings: settings.clone(),
            meaning: settings.meaning.in_plain_words(),
            table: settings.table.in_plain_words(),
            data_dir: data_dir.to_owned(),
        })
    }

    /// Every file that matches, oldest first.
    fn files(&self) -> Result<Vec<PathBuf>, SourceError> {
        let path = Path::new(&self.settings.path);
        let pattern = if path.is_absolute() {
            self.settings.path.clone()
        } else {
            let folder = glob::Pattern::escape(&self.data_dir.to_string_lossy());
            Path::new(&folder).join(path).to_string_lossy().into_owned()
        };
        let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
        // Names hold letters in one piece or taken apart, as the system wrote them that made the file.
        let (composed, apart) = words::composed_and_apart(&pattern);
        let mut files: Vec<(SystemTime, PathBuf)> = Vec::new();
        for pattern in [&composed, &apart] {
            let matching = glob::glob_with(pattern, options).map_err(|error| bad_pattern(&error))?;
            let matching = matching.filter_map(Result::ok).filter(|path| path.is_file());
            files.extend(matching.map(|path| (modified(&path), path)));
        }
        files.sort();
        files.dedup();
        Ok(files.into_iter().map(|(_, path)| path).collect())
    }

    /// Every file that is to be read, oldest first, and the others, each with why it is left alone. A
    /// file that is named by itself is read whatever its name says.
    fn folder(&self, is_single: bool) -> Result<Folder, SourceError> {
        let mut folder = Folder::default();
        for path in self.files()? {
            let name = self.called(&path);
            let last = path.file_name().unwrap_or_default().to_string_lossy();
            match foreign::why(&last).filter(|_| !is_single) {
                Some(why) => folder.foreign.push((name, why)),
                None => folder.found.push(Found { digest: memory::digest(&path), name, path }),
            }
        }
        Ok(folder)
    }

    /// Reads every file that is not as it was when it was `read` before. What each of them gives goes to
    /// `readings`, where there is somebody who takes it.
    pub(super) fn read(
        &self,
        asked: &Asked,
        read: &FilesRead,
        readings: Option<&mpsc::Sender<Sifted>>,
    ) -> Result<Reading, SourceError> {
        let Folder { found, foreign } = self.folder(read.is_single)?;
        let mut memory = Memory::new(read, &found, memory::meaning(&self.settings, asked), asked.today);
        let mut account = SourceAccount::new(asked.today, read.is_single);
        for Found { path, name, digest } in found {
            let digest = match digest {
                Ok(digest) => digest,
                Err(error) => {
                    account.cannot_read(&name, FileError::Io(error), memory.unreadable(&name));
                    continue;
                }
            };
            if let Some(file) = memory.as_it_was(&name, &digest) {
                account.add(file, None);
                continue;
            }
            let (first_read, mut of_file) = (memory.first_read(&digest), Reading::default());
            let mut ignored = Ignored::default();
            let given = self.read_file(&path, &name, asked, first_read, &mut of_file, &mut ignored);
            let told = account::of_file(&of_file, ignored, given.as_ref().err());
            let file = memory.read(&name, digest, given.as_ref().ok(), of_file.again_on, told);
            let given = match given {
                Ok(given) => given,
                Err(error) if error.is_temporary() => {
                    account.cannot_read(&name, error, memory.unreadable(&name));
                    continue;
                }
                Err(error) => {
                    account.add(file, Some((Vec::new(), Some(error))));
                    continue;
                }
            };
            account.add(file, Some((of_file.refusals, None)));
            match readings {
                // Who has turned away has a reason to tell.
                Some(readings) => drop(readings.blocking_send(given)),
                None => account.whole.given.push(given),
            }
        }
        for (name, why) in foreign {
            let told = account::left_alone(&name, why);
            account.add(memory.left_alone(name, told), None);
        }
        let pattern = || self.data_dir.join(&self.settings.path);
        account.end(&memory, pattern)
    }

    /// The file as the coordinator knows it: in the data folder, or by its full path.
    fn called(&self, path: &Path) -> String {
        path.strip_prefix(&self.data_dir).unwrap_or(path).display().to_string()
    }

    fn read_file(
        &self,
        path: &Path,
        file: &str,
        asked: &Asked,
        first_read: NaiveDate,
        reading: &mut Reading,
        ignored: &mut Ignored,
    ) -> Result<Sifted, FileError> {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let constants = self.meaning.constants.map(|text| text.replace(FILE_STEM, &plain(&stem)));
        let meaning = Meaning { constants, ..self.meaning.clone() };
        let mut records = FileRecords::new(file, &self.table, &meaning, asked, first_read);
        let makeup = file::walk(Input::File(path), &How::of(&self.settings), &mut records)?;
        let notes = notes(file, &makeup, &records);
        let given = records.gathering.end(&self.settings.name, &meaning, asked, reading, ignored)?;
        reading.notes.extend(notes);
        Ok(given)
    }
}

/// What is to be told about a file.
fn notes(file: &str, makeup: &Makeup, records: &FileRecords<'_>) -> Vec<String> {
    let mut notes: Vec<String> =
        notes_on_makeup(makeup).into_iter().map(|note| format!("{file}: {note}")).collect();
    if let Some(rows) = records.gathering.other_dates() {
        let format = &records.meaning.date_format;
        notes.push(format!(
            "{file}: {rows} rows do not fit the date format {format}, which may make the other dates wrong too"
        ));
    }
    if !records.unread.is_empty() {
        notes.push(format!("{file}: no record was made of the columns {}", listed(&records.unread)));
    }
    if records.left_out > 0 {
        let rows = records.left_out;
        notes.push(format!("{file}: {rows} rows were left out, as `only` and `skip` say"));
    }
    notes
}

/// What is to be told about how a table is made.
pub(super) fn notes_on_makeup(makeup: &Makeup) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(encoding) = makeup.encoding.filter(|_| makeup.encoding_guessed) {
        notes.push(format!("the text is not UTF-8 and was read as {encoding}"));
    }
    if !makeup.unread_sheets.is_empty() {
        let sheets = listed(&makeup.unread_sheets);
        notes.push(format!(
            "only the first worksheet was read, not {sheets}; `sheet = \"*\"` reads every visible one"
        ));
    }
    notes
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

fn bad_pattern(error: &glob::PatternError) -> SourceError {
    SourceError::Settings {
        what: format!("`path` is not a pattern of files: {}", error.msg),
        hint: "write it as `inbox/*` or `inbox/usage-*.csv`".to_owned(),
    }
}

fn modified(path: &Path) -> SystemTime {
    path.metadata().and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests;
