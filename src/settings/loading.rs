//! Reads every file of the config folder, and gathers what they say.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::agreements::AgreementsFile;
use super::calendar::CalendarFile;
use super::daemon::{DaemonFile, Retention, RosterSection, Schedules};
use super::expectations::ExpectationsFile;
use super::fault::{Fault, Faults, Severity};
use super::references::References;
use super::schema::Schema;
use super::substitute::Substitute;
use super::toml_file::TomlFile;
use super::trainings::TrainingsFile;
use super::{doubts, environment, roster};
use crate::delivery::{BounceSettings, MailSettings};
use crate::domain::municipality::Municipality;
use crate::domain::recipient::language::Language;
use crate::domain::usage::givers::Givers;
use crate::letters::LetterSettings;
use crate::sources::SourceSettings;
use crate::store::StoreSettings;
use crate::watchdog::WatchdogSettings;
use crate::web::WebSettings;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 16 * 1_048_576;

/// Everything the files say.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the municipality has written down.
    pub municipality: Arc<Municipality>,
    /// When the jobs run.
    pub schedules: Schedules,
    /// Where usage and letters are kept.
    pub store: StoreSettings,
    /// Where usage comes from.
    pub sources: Vec<SourceSettings>,
    /// How letters are sent; none where they cannot be.
    pub mail: Option<MailSettings>,
    /// Which mailbox reports about letters come back to; none where it is not read.
    pub bounces: Option<BounceSettings>,
    /// How often the daemon reads it.
    pub bounces_every: TimeDelta,
    /// How letters look.
    pub letters: LetterSettings,
    /// For how long things are kept.
    pub retention: Retention,
    /// For how long a letter that waits is of use.
    pub too_late_after: TimeDelta,
    /// The daemon's own web server.
    pub web: Option<WebSettings>,
    /// The watchdog outside.
    pub watchdog: Option<WatchdogSettings>,
}

/// What came of reading the files.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What they say, unless an error keeps everything from running.
    pub settings: Option<Settings>,
    /// Everything that is wrong in them.
    pub faults: Faults,
    /// The files that were read, in the order of reading.
    pub files: Vec<PathBuf>,
    /// The files of entries by name, as they were written.
    entries: BTreeMap<String, TomlFile>,
}

impl Loaded {
    /// What works, but can hardly be meant, as of `today`: rules that
    /// contradict each other, that apply to nobody, or whose days are over.
    /// None where an error keeps everything from running.
    #[must_use]
    pub fn doubts(&self, today: NaiveDate) -> Faults {
        let Some(Settings { municipality, sources, .. }) = &self.settings else { return Faults::new() };
        doubts::find(municipality, sources, &self.entries, today)
    }

    /// What the sources can hardly mean, by what the store shows of them.
    #[must_use]
    pub fn doubts_by_records(&self, givers: &Givers, today: NaiveDate) -> Faults {
        let Some(Settings { municipality, sources, .. }) = &self.settings else { return Faults::new() };
        doubts::find_by_records(municipality, sources, &self.entries, givers, today)
    }

    /// What is wrong with the secrets and certificates that the sources name, as far as they can be read
    /// here; a path that is not absolute leads into `data_dir`.
    #[must_use]
    pub fn doubts_by_files(&self, data_dir: &Path, today: NaiveDate) -> Faults {
        let Some(Settings { municipality, sources, .. }) = &self.settings else { return Faults::new() };
        doubts::find_by_files(municipality, sources, &self.entries, data_dir, today)
    }
}

/// Reads the files of `folder`, with `environment` laid over the daemon's own.
#[must_use]
pub fn load(folder: &Path, environment: &BTreeMap<String, String>) -> Loaded {
    read(folder, environment, None)
}

/// Like [`load`], as if one of the files held another text.
#[must_use]
pub fn load_with(folder: &Path, environment: &BTreeMap<String, String>, instead: &Substitute) -> Loaded {
    read(folder, environment, Some(instead))
}

fn read(folder: &Path, environment: &BTreeMap<String, String>, instead: Option<&Substitute>) -> Loaded {
    let entries = BTreeMap::new();
    let mut reader = Reader { folder, instead, faults: Faults::new(), files: Vec::new(), entries };
    let settings = reader.all(environment);
    let blocked = reader.faults.worst() == Some(Severity::Error);
    let Reader { faults, files, entries, .. } = reader;
    Loaded { settings: settings.filter(|_| !blocked), faults, files, entries }
}

struct Reader<'a> {
    folder: &'a Path,
    instead: Option<&'a Substitute>,
    faults: Faults,
    files: Vec<PathBuf>,
    entries: BTreeMap<String, TomlFile>,
}

/// A file and what it says.
struct Read<T> {
    file: TomlFile,
    value: Option<T>,
}

impl Reader<'_> {
    fn all(&mut self, environment: &BTreeMap<String, String>) -> Option<Settings> {
        if !self.folder.is_dir() {
            let fault = Fault::in_file(self.folder, "there is no such folder");
            let hint = "name the folder with your files: --config DIR, or NYTTJA_CONFIG=DIR";
            self.faults.push(fault.hint(hint));
            return None;
        }
        // Every file is read before anything is concluded, so that all faults show at once.
        let daemon = self.daemon(environment);
        let expectations = self.file::<ExpectationsFile>("expectations.toml", true);
        let trainings = self.file::<TrainingsFile>("trainings.toml", false);
        let calendar = self.file::<CalendarFile>("calendar.toml", false);
        let agreements = self.file::<AgreementsFile>("agreements.toml", false);
        let section = daemon.as_ref().and_then(|read| read.value.as_ref());
        let usual = section.map_or(Language::Sv, |file| file.municipality.language);
        let paths = section.map_or_else(|| vec![PathBuf::from("units.csv")], roster_paths);
        let roster = self.roster(&paths, usual);

        // What refers to an entry is checked even where something else is wrong with the entry,
        // but not where no entry could be read at all: every reference would seem wrong then.
        let (trainings, agreements) = match (&expectations, roster.units.is_empty()) {
            (None, _) => (None, None),
            (Some(_), true) => (trainings, None),
            (Some(_), false) => (trainings, agreements),
        };
        let keys = |list: &str| keys(expectations.as_ref().map(|read| &read.file), list);
        let (module_keys, expectation_keys) = (keys("module"), keys("expectation"));
        let (modules, expectations) =
            self.resolve(expectations, ExpectationsFile::resolve).unwrap_or_default();
        let calendar = self.resolve(calendar, CalendarFile::resolve).unwrap_or_default();
        let known = References {
            units: &roster.units,
            recipients: &roster.recipients,
            modules: &module_keys,
            expectation_keys: &expectation_keys,
            expectations: &expectations,
        };
        let trainings = self.resolve(trainings, |said, file| said.resolve(file, &module_keys));
        let agreements = self.resolve(agreements, |said, file| said.resolve(file, known));
        let (trainings, agreements) = (trainings.unwrap_or_default(), agreements.unwrap_or_default());

        let Read { file, value } = daemon?;
        self.entries.insert(self.name(file.file()), file.clone());
        let daemon = value?;
        let faults = &mut self.faults;
        faults.extend(daemon.contradictions(&file));
        faults.extend(daemon.doubts(&file));
        let zone = daemon.municipality.zone.parse().ok()?;
        let municipality = Arc::new(Municipality {
            name: daemon.municipality.name.clone(),
            platform: daemon.municipality.platform.clone(),
            zone,
            language: usual,
            roster,
            modules,
            expectations,
            trainings,
            calendar,
            agreements,
            strictness: daemon.strictness(),
            ask_rules: daemon.ask_rules(&file, faults),
            gate_rules: daemon.gate_rules(&file, faults),
        });
        Some(Settings {
            municipality,
            schedules: daemon.schedules(zone),
            letters: daemon.letter_settings(self.folder),
            retention: daemon.retention(),
            too_late_after: daemon.too_late_after(),
            bounces_every: daemon.bounces_every(),
            store: daemon.store,
            sources: daemon.source,
            mail: daemon.mail,
            bounces: daemon.bounces,
            web: daemon.web,
            watchdog: daemon.watchdog,
        })
    }

    fn daemon(&mut self, environment: &BTreeMap<String, String>) -> Option<Read<DaemonFile>> {
        let file = self.open("nyttja.toml", true)?;
        let (file, faults) = environment::overlay(file, environment, &Schema::of::<DaemonFile>());
        self.faults.extend(faults);
        Some(self.read(file))
    }

    fn file<T: DeserializeOwned + JsonSchema>(&mut self, name: &str, required: bool) -> Option<Read<T>> {
        let file = self.open(name, required)?;
        Some(self.read(file))
    }

    fn read<T: DeserializeOwned + JsonSchema>(&mut self, file: TomlFile) -> Read<T> {
        let value = file.read().map_err(|faults| self.faults.extend(faults)).ok();
        Read { file, value }
    }

    fn resolve<T, V>(
        &mut self,
        read: Option<Read<T>>,
        resolve: impl FnOnce(T, &TomlFile) -> (V, Faults),
    ) -> Option<V> {
        let Read { file, value } = read?;
        let (value, faults) = resolve(value?, &file);
        self.faults.extend(faults);
        self.entries.insert(self.name(file.file()), file);
        Some(value)
    }

    /// Where the file with this name lies.
    fn path(&self, name: &str) -> PathBuf {
        let instead = self.instead.filter(|instead| instead.file == name);
        instead.map_or_else(|| self.folder.join(name), |instead| instead.path.clone())
    }

    /// The name, in the folder, of the file that lies at `path`.
    fn name(&self, path: &Path) -> String {
        let instead = self.instead.filter(|instead| instead.path == path);
        let name = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        instead.map_or_else(name, |instead| instead.file.to_owned())
    }

    fn open(&mut self, name: &str, required: bool) -> Option<TomlFile> {
        let path = self.path(name);
        let bytes = self.bytes(&path, required)?;
        let (file, faults) = TomlFile::decode(&path, &bytes);
        self.faults.extend(faults);
        file
    }

    fn roster(&mut self, paths: &[PathBuf], usual: Language) -> crate::domain::recipient::Roster {
        let mut files = Vec::new();
        for path in paths {
            let path = self.folder.join(path);
            if let Some(bytes) = self.bytes(&path, true) {
                files.push((path, bytes));
            }
        }
        let last = files.last().map(|(path, _)| path.clone());
        let (roster, faults) = roster::read(files, usual);
        if let Some(path) = last.filter(|_| roster.units.is_empty() && faults.is_empty()) {
            // An export that failed leaves a header: silence would be taken for success.
            let hint = "write one row for each unit, as in the shipped units.csv";
            self.faults.push(Fault::in_file(&path, "there is no unit in the file").hint(hint));
        }
        self.faults.extend(faults);
        roster
    }

    fn bytes(&mut self, path: &Path, required: bool) -> Option<Vec<u8>> {
        let instead = self.instead.filter(|instead| instead.path == path);
        match instead.map_or_else(|| read_file(path), |instead| Ok(instead.text.clone())) {
            Ok(bytes) => {
                self.files.push(path.to_owned());
                Some(bytes)
            }
            Err(error) if error.kind() == ErrorKind::NotFound && !required => None,
            Err(error) => {
                let (message, hint) = match error.kind() {
                    ErrorKind::NotFound => {
                        ("the file is missing".to_owned(), "start from the one that is shipped in config/")
                    }
                    _ => (format!("the file cannot be read: {error}"), "see who may read it"),
                };
                self.faults.push(Fault::in_file(path, message).hint(hint));
                None
            }
        }
    }
}

/// Reads a file that a person wrote: no pipe, which may never end, and not more
/// than anybody writes.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(path)?;
    if !about.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is no ordinary file"));
    }
    if about.len() > LARGEST {
        let megabytes = LARGEST / 1_048_576;
        return Err(io::Error::new(ErrorKind::InvalidData, format!("it is larger than {megabytes} MiB")));
    }
    fs::read(path)
}

/// The keys of the entries of a list, whatever else is wrong with them.
fn keys(file: Option<&TomlFile>, list: &str) -> Vec<String> {
    let entries = file.and_then(|file| file.value().get(list)?.as_array());
    let keys = entries.into_iter().flatten().filter_map(|entry| entry.get("key")?.as_str());
    keys.map(str::to_owned).collect()
}

fn roster_paths(file: &DaemonFile) -> Vec<PathBuf> {
    let named: Vec<_> = file.roster.iter().map(|RosterSection::Sheet { path }| path.clone()).collect();
    if named.is_empty() { vec![PathBuf::from("units.csv")] } else { named }
}
