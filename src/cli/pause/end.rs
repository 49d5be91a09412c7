//! Ends the pauses of a recipient or a unit in agreements.toml.

use super::{EndArgs, FILE, find, named};
use crate::cli::opening::{self, environment};
use crate::cli::screen::{out, outln};
use crate::cli::set::rewriting::{Rewriting, failure};
use crate::cli::{Exit, Failure, Folders};
use crate::domain::pause::Paused;
use crate::settings::editing::end_pauses;
use crate::settings::load;

pub(super) fn end(folders: &Folders, args: &EndArgs) -> Result<Exit, Failure> {
    let settings = opening::settings(folders)?;
    let municipality = &settings.municipality;
    let paused = whose(&municipality.agreements.pauses, &args.who)
        .map_or_else(|| find(&municipality.roster, &args.who), Ok)?;
    let today = opening::clock(args.at).now().with_timezone(&municipality.zone).date_naive();
    let file = Rewriting::of_any(folders, FILE)?;
    let changed = end_pauses(&file.path, &file.text, &paused, today).map_err(|error| failure(&error))?;
    file.try_out(&changed, &load(&folders.config, &environment()), today)?;
    file.write(&changed)?;
    out!("{}", file.lines_changed(&changed));
    outln!(
        "\nThe pause of {} has ended: the next run of a week writes again.",
        named(&paused, &municipality.roster)
    );
    Ok(Exit::Done)
}

/// The one who is paused under exactly this address or key: people and units
/// that are gone can still have a pause.
fn whose(pauses: &[crate::domain::pause::Pause], text: &str) -> Option<Paused> {
    let text = text.trim().to_lowercase();
    let mut all = pauses.iter().map(|pause| &pause.paused);
    all.find(|paused| paused.to_string().to_lowercase() == text).cloned()
}
