//! Usage from files on disk: CSV and XLSX, told apart by their content.

use std::mem;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tokio::sync::mpsc;

use super::error::{FailedFile, FileError, SourceError};
use super::field::{Field, PerField};
use super::ignored::Ignored;
use super::record::{self, Cell, Outcome, Row};
use super::settings::{Meaning, SheetSettings};
use super::{Asked, Piece, Reading};
use crate::domain::usage::refusal::{Place, Refusal};

mod csv_file;
mod fence;
pub(super) mod file;
mod lines;
mod survey;
pub(super) mod table;
mod workbook;

use table::{How, Makeup, Visitor};

/// How many records are handed over at a time.
const AT_A_TIME: usize = 4096;

/// Stands for the file's name without its extension, in a constant.
const FILE_STEM: &str = "{file_stem}";

/// A folder, or part of one, whose files are read row by row.
#[derive(Debug)]
pub struct Sheet {
    settings: SheetSettings,
    data_dir: PathBuf,
}

impl Sheet {
    pub(super) fn new(settings: &SheetSettings, data_dir: &Path) -> Result<Self, SourceError> {
        let fault = record::fault_in(&settings.meaning, &settings.columns.map(|_| ()));
        if let Some((what, hint)) = fault {
            return Err(SourceError::Settings { what, hint });
        }
        if let Err(error) = glob::Pattern::new(&settings.path) {
            return Err(bad_pattern(&error));
        }
        Ok(Self { settings: settings.clone(), data_dir: data_dir.to_owned() })
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
        let matching = glob::glob_with(&pattern, options).map_err(|error| bad_pattern(&error))?;
        let mut files: Vec<(SystemTime, PathBuf)> = matching
            .filter_map(Result::ok)
            .filter(|path| path.is_file() && !is_lock(path))
            .map(|path| (modified(&path), path))
            .collect();
        files.sort();
        Ok(files.into_iter().map(|(_, path)| path).collect())
    }

    /// Reads every file. Records go to `pieces`, where there is somebody who takes them.
    pub(super) fn read(
        &self,
        asked: &Asked,
        pieces: Option<&mpsc::Sender<Piece>>,
    ) -> Result<Reading, SourceError> {
        let mut reading = Reading::default();
        let mut ignored = Ignored::default();
        for path in self.files()? {
            let file = self.called(&path);
            let end = match self.read_file(&path, &file, asked, pieces) {
                Ok(part) => {
                    part.add_to(&mut reading, &mut ignored);
                    Piece::Whole
                }
                Err(error) => {
                    reading.failed.push(FailedFile { file, error });
                    Piece::Broken
                }
            };
            hand_over(pieces, end);
        }
        if reading.parts == 0 {
            return Err(if reading.failed.is_empty() {
                SourceError::NoFile { pattern: self.data_dir.join(&self.settings.path) }
            } else {
                SourceError::NoUsableFile { failed: reading.failed }
            });
        }
        reading.ignored = ignored.rows;
        reading.notes.extend(ignored.note());
        Ok(reading)
    }

    /// The file as the coordinator knows it: in the data folder, or by its full path.
    fn called(&self, path: &Path) -> String {
        path.strip_prefix(&self.data_dir).unwrap_or(path).display().to_string()
    }

    fn read_file<'a>(
        &'a self,
        path: &Path,
        file: &str,
        asked: &Asked,
        pieces: Option<&'a mpsc::Sender<Piece>>,
    ) -> Result<FileReading<'a>, FileError> {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let mut meaning = self.settings.meaning.clone();
        meaning.constants = meaning.constants.map(|text| text.replace(FILE_STEM, &stem));
        let mut part = FileReading {
            source: &self.settings.name,
            file: file.to_owned(),
            columns: &self.settings.columns,
            places: PerField::default(),
            meaning,
            asked: asked.clone(),
            pieces,
            reading: Reading::default(),
            ignored: Vec::new(),
            misfits: 0,
        };
        let makeup = file::walk(path, &How::of(&self.settings), &mut part)?;
        part.note(&makeup);
        part.pass_on();
        Ok(part)
    }
}

/// Gives a piece to who takes them, if anybody does. Who has turned away has a reason to tell.
fn hand_over(pieces: Option<&mpsc::Sender<Piece>>, piece: Piece) {
    if let Some(pieces) = pieces {
        let _ = pieces.blocking_send(piece);
    }
}

fn bad_pattern(error: &glob::PatternError) -> SourceError {
    SourceError::Settings {
        what: format!("`path` is not a pattern of files: {}", error.msg),
        hint: "write it as `inbox/*` or `inbox/usage-*.csv`".to_owned(),
    }
}

/// Spreadsheet programs keep a small `~$…` file beside one that is open.
fn is_lock(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"))
}

fn modified(path: &Path) -> SystemTime {
    path.metadata().and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// What one file gives; what it tells counts only when it is read to its end.
struct FileReading<'a> {
    source: &'a str,
    file: String,
    columns: &'a PerField<String>,
    /// Where each column stands in this file.
    places: PerField<usize>,
    meaning: Meaning,
    asked: Asked,
    /// Who takes the records while the file is read; they stay here where nobody does.
    pieces: Option<&'a mpsc::Sender<Piece>>,
    reading: Reading,
    ignored: Vec<String>,
    /// The rows that are refused for a date that does not fit the date format.
    misfits: u64,
}

impl FileReading<'_> {
    fn note(&mut self, makeup: &Makeup) {
        if let Some(encoding) = makeup.encoding.filter(|_| makeup.encoding_guessed) {
            self.reading
                .notes
                .push(format!("{}: the text is not UTF-8 and was read as {encoding}", self.file));
        }
        // With day and month the wrong way round, the first twelve days of each month still read as dates.
        let misfits = self.misfits;
        if misfits > self.reading.kept {
            self.reading.notes.push(format!(
                "{}: {misfits} rows do not fit the date format {}, which may make the other dates wrong too",
                self.file, self.meaning.date_format
            ));
        }
    }

    /// Hands the records over that have come together.
    fn pass_on(&mut self) {
        if self.pieces.is_some() && !self.reading.records.is_empty() {
            hand_over(self.pieces, Piece::Records(mem::take(&mut self.reading.records)));
        }
    }

    fn add_to(mut self, whole: &mut Reading, ignored: &mut Ignored) {
        self.reading.refusals.sort_by(|a, b| a.place.cmp(&b.place));
        whole.records.append(&mut self.reading.records);
        whole.refusals.append(&mut self.reading.refusals);
        whole.notes.append(&mut self.reading.notes);
        whole.rows += self.reading.rows;
        whole.kept += self.reading.kept;
        whole.parts += 1;
        self.ignored.into_iter().for_each(|word| ignored.add(word));
    }
}

impl Visitor for FileReading<'_> {
    fn header(&mut self, names: &[String]) -> Result<(), FileError> {
        let mut missing = Vec::new();
        for (_, wanted) in self.columns.iter() {
            match names.iter().filter(|name| *name == wanted.trim()).count() {
                0 => missing.push(wanted.clone()),
                1 => {}
                _ => return Err(FileError::TwiceTheSameColumn(wanted.clone())),
            }
        }
        if !missing.is_empty() {
            let found = names.iter().filter(|name| !name.is_empty()).cloned().collect();
            return Err(FileError::MissingColumns { missing, found });
        }
        self.places = self
            .columns
            .map(|wanted| names.iter().position(|name| name == wanted.trim()).unwrap_or_default());
        Ok(())
    }

    fn row(&mut self, line: u64, cells: &[Cell<'_>]) {
        let row = SheetRow { cells, columns: self.columns, places: &self.places };
        match record::read(&row, &self.meaning, &self.asked) {
            Ok(Outcome::Record(subject, usage)) => {
                self.reading.kept += 1;
                self.reading.records.push((subject, usage));
                if self.reading.records.len() >= AT_A_TIME {
                    self.pass_on();
                }
            }
            Ok(Outcome::Ignored(word)) => self.ignored.push(word),
            Err(unusable) => {
                self.misfits += u64::from(unusable.is_other_date);
                return self.refuse(line, unusable.why);
            }
        }
        self.reading.rows += 1;
    }

    fn refuse(&mut self, line: u64, reason: String) {
        self.reading.rows += 1;
        let place = Place::Line { file: self.file.clone(), line };
        self.reading.refusals.push(Refusal { source: self.source.to_owned(), place, reason });
    }
}

struct SheetRow<'a> {
    cells: &'a [Cell<'a>],
    columns: &'a PerField<String>,
    places: &'a PerField<usize>,
}

impl Row for SheetRow<'_> {
    fn cell(&self, field: Field) -> Result<Option<Cell<'_>>, String> {
        Ok(self.places.get(field).and_then(|place| self.cells.get(*place)).cloned())
    }

    fn place(&self, field: Field) -> String {
        format!("column `{}`", self.columns.get(field).map_or(field.key(), |name| name.trim()))
    }
}

#[cfg(test)]
mod tests;
