//! `nyttja check`: every fault in the config folder, at once.

use std::io;
use std::path::Path;

use chrono::{DateTime, Utc};
use clap::Args;

use super::args::{Format, parse_moment};
use super::opening::{self, environment, style};
use super::screen::{self, out, outln};
use super::{Exit, Failure, Folders};
use crate::causes::chain;
use crate::domain::usage::givers::Givers;
use crate::letters::{ComposeError, Letters, TemplateError};
use crate::settings::{Fault, Faults, Loaded, Severity, load};
use crate::store::UsageStore;

/// Check every file in the config folder, and show all faults at once
///
/// Errors keep everything from running. Defects contradict something, or leave
/// somebody out: a run goes on without the part at fault. Warnings are worth
/// knowing, such as an exception that has expired. The check fails, with exit
/// code 3, where there is an error or a defect.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Look at dates as of this moment, such as 2026-11-23T06:30:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
    /// How to print what is found
    ///
    /// As JSON it is one list. Each fault has the keys severity, file, line, column, snippet, message
    /// and hint; docs/json.md says what they mean.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Checks the files.
pub async fn check(folders: &Folders, args: &CheckArgs) -> Result<Exit, Failure> {
    let loaded = load(&folders.config, &environment());
    let today = opening::today(&loaded, opening::clock(args.at).now());
    let mut doubts = loaded.doubts(today);
    doubts.extend(loaded.doubts_by_files(&folders.data, today));
    if let Some(givers) = givers(&loaded, &folders.data).await {
        doubts.extend(loaded.doubts_by_records(&givers, today));
    }
    let Loaded { settings, mut faults, files, .. } = loaded;
    faults.extend(doubts);
    if let Some(settings) = &settings {
        faults.extend(templates(settings.letters.templates.as_deref()));
    }
    match args.format {
        Format::Text => {
            out!("{}", faults.render(style(&io::stdout())));
            if faults.is_empty() {
                outln!("{} files in `{}`, no faults", files.len(), folders.config.display());
            }
        }
        Format::Json => screen::json_pretty(&faults),
    }
    let good = faults.worst().is_none_or(|worst| worst == Severity::Warning);
    Ok(if good { Exit::Done } else { Exit::Settings })
}

/// What the store shows of the sources; none where there is no store yet, or it cannot be looked into:
/// the files can be checked all the same, also where the daemon does not run.
async fn givers(loaded: &Loaded, data: &Path) -> Option<Givers> {
    let settings = loaded.settings.as_ref()?;
    let usage = UsageStore::look(&settings.store, data).await.ok()??;
    usage.givers().await.ok()
}

/// Tries the operator's templates on every sample in every language; what is compiled in was tried before.
fn templates(folder: Option<&Path>) -> Faults {
    let mut faults = Faults::new();
    if folder.is_none() {
        return faults;
    }
    for stray in Letters::strays(folder).unwrap_or_default() {
        let message = "no letter uses a file of this name in this place, so it changes nothing";
        let hint = "see `Changing the letters` in docs/coordinators.md for the names that count";
        faults.push(
            Fault::in_file(&stray, message.to_owned()).hint(hint.to_owned()).severity(Severity::Warning),
        );
    }
    match Letters::new(folder) {
        Ok(letters) => faults.extend(letters.check().iter().map(|error| unwritable(error, folder))),
        Err(_) => faults.extend(Letters::faults(folder).iter().map(unusable)),
    }
    faults
}

fn unusable(error: &TemplateError) -> Fault {
    Fault::in_file(&error.file, error.what()).hint(error.hint())
}

/// Why a sample letter cannot be written.
fn unwritable(error: &ComposeError, folder: Option<&Path>) -> Fault {
    if let ComposeError::Template(error) = error {
        return unusable(error);
    }
    let message = format!("a sample letter cannot be written: {}", chain(error));
    let hint = "mend the words or templates that it names, or remove them: the ones that come with nyttja are used then";
    Fault::in_file(folder.unwrap_or(Path::new("templates")), message).hint(hint.to_owned())
}
