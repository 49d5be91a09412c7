//! `trainings.toml`: the help there is.

use chrono::{NaiveDate, NaiveTime};
use schemars::JsonSchema;
use serde::Deserialize;

use super::fault::Faults;
use super::fault::did_you_mean;
use super::toml_file::Step;
use super::toml_file::TomlFile;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::recipient::language::Localised;
use crate::domain::training::{Session, Training, TrainingKey, TrainingKind};
use crate::domain::unit::audience::Audience;

/// Films, guides, courses and hands-on training.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingsFile {
    /// The trainings.
    #[serde(default)]
    training: Vec<TrainingEntry>,
}

/// One offer of help.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TrainingEntry {
    /// Its key; no two are the same.
    #[schemars(length(min = 1))]
    key: String,
    /// Its form.
    kind: TrainingKind,
    /// The keys of the modules it helps with.
    #[schemars(length(min = 1))]
    modules: Vec<String>,
    /// Whom it is for; everybody where absent.
    audiences: Option<Vec<Audience>>,
    /// Its title, as the letter shows it.
    title: Localised,
    /// Where to find or book it.
    #[schemars(extend("format" = "link"))]
    link: String,
    /// How long it takes, in minutes.
    #[schemars(range(min = 1, max = 10_000))]
    minutes: Option<u32>,
    /// Dated occasions; the letter names the next one.
    #[serde(default)]
    sessions: Vec<SessionEntry>,
}

/// One dated occasion.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SessionEntry {
    /// The day.
    date: NaiveDate,
    /// The local time it starts, such as "15:00".
    #[schemars(extend("format" = "clock"))]
    time: Option<String>,
    /// Where it is.
    place: Option<String>,
    /// Where to book it.
    #[schemars(extend("format" = "link"))]
    link: Option<String>,
}

impl TrainingsFile {
    /// The trainings, and everything in them that cannot be meant.
    pub(super) fn resolve(self, document: &TomlFile, modules: &[String]) -> (Vec<Training>, Faults) {
        let mut faults = Faults::new();
        let mut trainings: Vec<Training> = Vec::with_capacity(self.training.len());
        for (index, entry) in self.training.into_iter().enumerate() {
            let at = |steps: &[Step]| [&[Step::from("training"), Step::from(index)], steps].concat();
            let key = TrainingKey(entry.key.clone());
            if trainings.iter().any(|training| training.key == key) {
                let hint = "give it another key".to_owned();
                faults.push(document.fault(
                    &at(&["key".into()]),
                    format!("there is already a training `{key}`"),
                    hint,
                ));
            }
            for (place, module) in entry.modules.iter().enumerate() {
                if !modules.contains(module) {
                    let hint = did_you_mean(module, modules.iter().map(String::as_str))
                        .unwrap_or_else(|| "name a module of expectations.toml".to_owned());
                    let path = at(&["modules".into(), place.into()]);
                    faults.push(document.fault(&path, format!("there is no module `{module}`"), hint));
                }
            }
            trainings.push(entry.into());
        }
        (trainings, faults)
    }
}

impl From<TrainingEntry> for Training {
    fn from(entry: TrainingEntry) -> Self {
        Self {
            key: TrainingKey(entry.key),
            kind: entry.kind,
            modules: entry.modules.into_iter().map(ModuleKey).collect(),
            audiences: entry.audiences.unwrap_or_default(),
            title: entry.title,
            link: entry.link,
            minutes: entry.minutes,
            sessions: entry.sessions.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<SessionEntry> for Session {
    fn from(entry: SessionEntry) -> Self {
        // The schema's format has checked the time.
        let time = entry.time.and_then(|time| NaiveTime::parse_from_str(&time, "%H:%M").ok());
        Self { date: entry.date, time, place: entry.place, link: entry.link }
    }
}
