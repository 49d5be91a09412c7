//! What a change would have meant for the letters of the last weeks.

use std::error::Error;

use chrono::NaiveDate;

use crate::app;
use crate::cli::Folders;
use crate::cli::screen::{errln, outln};
use crate::cli::what_if::{Report, WEEKS};
use crate::domain::week::Week;
use crate::settings::{Loaded, Settings};

/// Shows what `nyttja what-if` would sum up, from the usage in the store.
/// Where there is no store yet, or nothing to compare, nothing is shown; where
/// it cannot be read, that is no reason to keep the change from being made.
pub(super) async fn show_difference(folders: &Folders, before: &Loaded, after: &Loaded, today: NaiveDate) {
    let (Some(before), Some(after)) = (&before.settings, &after.settings) else { return };
    match difference(folders, before, after, today).await {
        Ok(Some(summary)) => outln!("\n{summary}"),
        Ok(None) => {}
        Err(error) => errln!("The letters cannot be compared: {error}"),
    }
}

async fn difference(
    folders: &Folders,
    before: &Settings,
    after: &Settings,
    today: NaiveDate,
) -> Result<Option<String>, Box<dyn Error>> {
    // To look is no reason to make a store.
    if !before.store.is_there(&folders.data)? {
        return Ok(None);
    }
    let weekly = app::build(before, &folders.data).await?;
    let new = &after.municipality;
    let comparison = weekly.assessor.what_if(new, Week::of(today), WEEKS).await?;
    let report = Report { comparison: &comparison, today: &weekly.municipality, new };
    Ok(Some(report.summary("In letters, by the usage in the store")))
}
