//! What most commands begin with: the settings, the parts, the moment.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Exit, Failure, Folders, finding, process, screen};
use crate::app;
use crate::clock::Clock;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::settings::fault::Style;
use crate::settings::{Faults, Loaded, Settings, Severity, Substitute, load, load_with};
use crate::store::Store;
use crate::weekly::Weekly;

/// Reads the settings.
///
/// # Errors
///
/// A [`Failure`] with every fault, when one of them keeps everything from running.
pub(super) fn settings(folders: &Folders) -> Result<Settings, Failure> {
    usable(folders, load(&folders.config, &environment()))
}

/// Reads the settings, and logs what they can hardly mean.
pub(super) fn settings_with_doubts(folders: &Folders, now: DateTime<Utc>) -> Result<Settings, Failure> {
    let loaded = load(&folders.config, &environment());
    for doubt in loaded.doubts(today(&loaded, now)) {
        let file = doubt.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        tracing::warn!(file, line = doubt.line, doubt = doubt.in_log(), "the files can hardly mean this");
    }
    usable(folders, loaded)
}

/// Reads the settings as they would be with `other`: a config folder of its
/// own, or one file in place of the folder's.
///
/// # Errors
///
/// A [`Failure`] with every fault, when one of them keeps everything from running.
pub(super) fn settings_with(folders: &Folders, other: &Path) -> Result<Settings, Failure> {
    let loaded = if other.is_dir() {
        Ok(load(other, &environment()))
    } else {
        let file = Substitute::read(other).map_err(|fault| Faults::from_iter([*fault]));
        file.map(|file| load_with(&folders.config, &environment(), &file))
    };
    loaded.and_then(|loaded| loaded.settings.ok_or(loaded.faults)).map_err(|faults| {
        screen::aside(format_args!("{}", errors(faults).render(style(&io::stderr()))));
        Failure::new(format!("nothing can be compared with `{}` as it is", other.display()))
            .exit(Exit::Settings)
            .hint("mend what is shown above, and try again")
    })
}

fn usable(folders: &Folders, loaded: Loaded) -> Result<Settings, Failure> {
    loaded.settings.ok_or_else(|| {
        process::tell_faults(&errors(loaded.faults));
        let message = format!("the files in `{}` cannot be used", folders.config.display());
        Failure::new(message)
            .exit(Exit::Settings)
            .hint(format!("mend them, and see with `nyttja check --config {}`", folders.config.display()))
    })
}

fn errors(faults: Faults) -> Faults {
    faults.into_iter().filter(|fault| fault.severity == Severity::Error).collect()
}

/// Puts the weekly work together.
pub(super) async fn weekly(folders: &Folders) -> Result<(Settings, Weekly), Failure> {
    let settings = settings(folders)?;
    let weekly = app::build(&settings, &folders.data).await?;
    Ok((settings, weekly))
}

/// The store of a command that only looks or decides: it makes none.
///
/// # Errors
///
/// A [`Failure`] when nothing was run yet, or the store cannot be opened.
pub(super) async fn store(folders: &Folders, settings: &Settings) -> Result<Store, Failure> {
    if !folders.data.is_dir() {
        return Err(Failure::new(format!("there is no data folder `{}` yet", folders.data.display()))
            .hint("`nyttja run` or `nyttja serve` makes it; another one is named by --data DIR"));
    }
    Ok(Store::open(&settings.store, &folders.data).await?)
}

/// The variables of the environment that are texts.
pub(super) fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// The clock of the command: the system's, or one that starts at `at`.
pub(super) fn clock(at: Option<DateTime<Utc>>) -> Clock {
    at.map_or_else(Clock::system, Clock::starting_at)
}

/// The local date at `now`; that of the world's clock where the zone is not known.
pub(super) fn today(loaded: &Loaded, now: DateTime<Utc>) -> NaiveDate {
    let zone = loaded.settings.as_ref().map(|settings| settings.municipality.zone);
    zone.map_or(now.date_naive(), |zone| now.with_timezone(&zone).date_naive())
}

/// The unit that somebody named by its key, where they did.
///
/// # Errors
///
/// A [`Failure`] when the roster has no such unit, with those that may be meant.
pub(super) fn unit(key: Option<&str>, weekly: &Weekly) -> Result<Option<UnitKey>, Failure> {
    let Some(unit) = key.map(|key| UnitKey(key.into())) else { return Ok(None) };
    if weekly.municipality.roster.unit(&unit).is_none() {
        return Err(finding::unknown(&weekly.municipality.roster, &unit.0));
    }
    Ok(Some(unit))
}

/// The week asked for, else the one that `now` lies in by local time.
pub(super) fn week(asked: Option<Week>, weekly: &Weekly, now: DateTime<Utc>) -> Week {
    asked.unwrap_or_else(|| Week::of(now.with_timezone(&weekly.municipality.zone).date_naive()))
}

/// The moment of a command about `week`: now, or the start of the week where
/// that lies ahead, so that its figures are not taken for future ones.
pub(super) fn moment(week: Week, now: DateTime<Utc>) -> DateTime<Utc> {
    let monday = week.monday().and_hms_opt(12, 0, 0).map_or(now, |noon| noon.and_utc());
    now.max(monday)
}

/// How faults look on this stream.
pub(super) fn style(stream: &impl IsTerminal) -> Style {
    Style { colour: stream.is_terminal(), ..Style::PLAIN }
}
