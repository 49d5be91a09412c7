//! What most commands begin with: the settings, the parts, the moment.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::{Exit, Failure, Folders};
use crate::app;
use crate::clock::Clock;
use crate::domain::week::Week;
use crate::settings::fault::Style;
use crate::settings::{Faults, Loaded, Settings, Severity, load, load_with};
use crate::weekly::Weekly;

/// Reads the settings.
///
/// # Errors
///
/// A [`Failure`] with every fault, when one of them keeps everything from running.
pub(super) fn settings(folders: &Folders) -> Result<Settings, Failure> {
    let folder = folders.config.display();
    usable(load(&folders.config, &environment())).map_err(|failure| {
        failure(format!("the files in `{folder}` cannot be used"))
            .hint(format!("mend them, and see with `nyttja check --config {folder}`"))
    })
}

/// Reads the settings as they would be with `other`: a config folder of its
/// own, or one file in place of the folder's.
///
/// # Errors
///
/// A [`Failure`] with every fault, when one of them keeps everything from running.
pub(super) fn settings_with(folders: &Folders, other: &Path) -> Result<Settings, Failure> {
    let loaded = if other.is_dir() {
        load(other, &environment())
    } else {
        load_with(&folders.config, &environment(), Some(other))
    };
    usable(loaded).map_err(|failure| {
        failure(format!("nothing can be compared with `{}` as it is", other.display()))
            .hint("mend what is shown above, and try again")
    })
}

/// The settings; else every error is shown, and what to call the failure is left to the caller.
fn usable(loaded: Loaded) -> Result<Settings, impl FnOnce(String) -> Failure> {
    loaded.settings.ok_or_else(|| {
        let errors: Faults =
            loaded.faults.into_iter().filter(|fault| fault.severity == Severity::Error).collect();
        eprint!("{}", errors.render(style(&io::stderr())));
        |message| Failure::new(message).exit(Exit::Settings)
    })
}

/// Puts the weekly work together.
///
/// # Errors
///
/// A [`Failure`] when the settings are wrong or a part cannot be made.
pub(super) async fn weekly(folders: &Folders) -> Result<(Settings, Weekly), Failure> {
    let settings = settings(folders)?;
    let weekly = app::build(&settings, &folders.data).await?;
    Ok((settings, weekly))
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

/// Reads `--at`.
pub(super) fn parse_moment(text: &str) -> Result<DateTime<Utc>, String> {
    let moment = DateTime::parse_from_rfc3339(text);
    moment
        .map(|moment| moment.to_utc())
        .map_err(|error| format!("{error}; write it as 2026-11-23T06:30:00+01:00"))
}
