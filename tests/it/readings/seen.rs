//! What came of reading a source, in words.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use nyttja::domain::number::Exact;
use nyttja::domain::usage::figure::Figure;
use nyttja::domain::usage::share::Share;
use nyttja::domain::usage::{Figures, Subject, Usage};
use nyttja::settings::{Settings, Severity, load};
use nyttja::sources::{self, Asked, Source, SourceError, SourceSettings};

/// What `nyttja.toml` says besides its sources.
pub const MUNICIPALITY: &str = r#"
[municipality]
name = "Ängsvik"

[mail]
from = "Digitalt stöd <digital@example.invalid>"
reply_to = "it-samordnare@example.invalid"
transport = { kind = "folder", path = "sent" }
"#;

/// What a reading gave, in words.
#[derive(Debug, Default)]
pub struct Seen {
    /// The records: `99000101 larlogg staff 2026-11-16/2026-11-22: 30 of 44, 12 items, share 75 %, last 2026-11-20`,
    /// with the figures that are there. One that the source keeps back is `0..4`, or `0..`.
    pub records: Vec<String>,
    /// The refusals and failures, with what they advise.
    pub refused: Vec<String>,
    /// The notes.
    pub notes: Vec<String>,
    /// Whether the settings cannot be used, so that nothing was read.
    pub is_unset: bool,
}

/// A source that is to be read.
#[derive(Debug)]
pub struct Reading<'a> {
    /// Which case it is; no two have the same.
    pub name: &'a str,
    /// The day of the run.
    pub today: NaiveDate,
    /// The data folder, which holds its files.
    pub data: PathBuf,
    /// The `[[source]]` block to read it by.
    pub source: String,
}

impl Seen {
    /// Reads each source, as `prepared` for its place among them; the files of the settings lie in `config`.
    pub async fn all(
        config: &Path,
        readings: &[&Reading<'_>],
        prepared: impl Fn(usize, Source) -> Source,
    ) -> Vec<Self> {
        let (settings, faults) = set(config, readings.to_vec());
        let mut sources = settings.sources.iter();
        let mut seen = Vec::with_capacity(readings.len());
        for (place, reading) in readings.iter().enumerate() {
            let prepared = |source| prepared(place, source);
            seen.push(match faults.get(reading.name) {
                Some(faults) => Self { refused: faults.clone(), is_unset: true, ..Self::default() },
                None => Self::of(&settings, sources.next().expect("a source"), reading, prepared).await,
            });
        }
        seen
    }

    async fn of(
        settings: &Settings,
        source: &SourceSettings,
        reading: &Reading<'_>,
        prepared: impl FnOnce(Source) -> Source,
    ) -> Self {
        let municipality = &settings.municipality;
        let units = municipality.roster.units.iter().map(|unit| (unit.key.clone(), unit.headcount));
        let modules = municipality.modules.iter().map(|module| module.key.clone());
        let asked = Asked {
            units: Arc::new(units.collect()),
            modules: Arc::new(modules.collect()),
            today: reading.today,
            zone: municipality.zone,
        };
        match Source::new(source, &reading.data) {
            Ok(source) => match prepared(source).read(&asked).await {
                Ok(told) => Self::read(&told),
                Err(error) => Self::failed(&error),
            },
            Err(error) => Self { is_unset: true, ..Self::failed(&error) },
        }
    }

    fn failed(error: &SourceError) -> Self {
        Self { refused: vec![format!("{error}; {}", error.hint())], ..Self::default() }
    }

    fn read(told: &sources::Reading) -> Self {
        let refusals = told.refusals.iter().map(ToString::to_string);
        let failed = told.failed.iter().map(|file| format!("{file}; {}", file.error.hint()));
        Self {
            records: told.records().into_iter().map(record).collect(),
            refused: refusals.chain(failed).collect(),
            notes: told.notes.clone(),
            is_unset: false,
        }
    }
}

/// What is wrong with the sources of cases, by the names of the cases.
type CaseFaults<'a> = BTreeMap<&'a str, Vec<String>>;

/// The settings with a source for each case that can have one: all at once, since loading them takes
/// longer than reading a case.
fn set<'a>(config: &Path, mut readings: Vec<&'a Reading<'a>>) -> (Settings, CaseFaults<'a>) {
    const NAME: &str = "# The case: ";
    let mut faults = CaseFaults::new();
    loop {
        let source = |reading: &&Reading<'_>| format!("{NAME}{}\n{}\n", reading.name, reading.source);
        let text = format!("{MUNICIPALITY}{}", readings.iter().map(source).collect::<String>());
        fs::write(config.join("nyttja.toml"), &text).unwrap();
        let loaded = load(config, &BTreeMap::new());
        if let Some(settings) = loaded.settings {
            return (settings, faults);
        }
        for fault in loaded.faults.iter().filter(|fault| fault.severity == Severity::Error) {
            let above = text.lines().take(fault.line.unwrap_or_default());
            let name = above.filter_map(|line| line.strip_prefix(NAME)).last();
            let reading = readings.iter().find(|reading| name == Some(reading.name));
            let reading = reading.unwrap_or_else(|| panic!("{fault:?}"));
            let hint = fault.hint.as_deref().unwrap_or_default();
            faults.entry(reading.name).or_default().push(format!("{}; {hint}", fault.message));
        }
        readings.retain(|reading| !faults.contains_key(reading.name));
    }
}

fn record((subject, usage): &(Subject, Usage)) -> String {
    let Subject { unit, module, audience } = subject;
    let Usage { period, figures: Figures { active, eligible, share, items, last_active } } = usage;
    let of = eligible.map(|eligible| format!("of {}", shown(eligible)));
    let of_how_many: Vec<_> = active.map(shown).into_iter().chain(of).collect();
    let mut figures = vec![of_how_many.join(" ")];
    figures.extend(items.map(|items| format!("{} items", shown(items))));
    figures.extend(share.map(|share| format!("share {}", percent(share))));
    figures.extend(last_active.map(|day| format!("last {day}")));
    figures.retain(|figure| !figure.is_empty());
    let figures = figures.join(", ");
    format!("{} {} {audience} {}/{}: {figures}", unit.0, module.0, period.from, period.to)
}

fn shown(figure: Figure<u32>) -> String {
    match figure {
        Figure::Known(number) => number.to_string(),
        Figure::Suppressed { least, most } => {
            format!("{least}..{}", most.map(|most| most.to_string()).unwrap_or_default())
        }
    }
}

fn percent(share: Figure<Share>) -> String {
    match share {
        Figure::Known(share) => {
            let percent = share.exact() * Exact::from_integer(100);
            if percent.is_integer() {
                format!("{percent} %")
            } else {
                format!("{} %", nyttja::domain::number::to_f64(percent))
            }
        }
        Figure::Suppressed { .. } => "kept back".to_owned(),
    }
}
