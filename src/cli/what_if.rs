//! `nyttja what-if`: whose letters would be others under other rules.

mod forms;
mod report;

use std::path::PathBuf;

use clap::Args;

use super::args::Format;
use super::screen::{self, outln};
use super::{Exit, Failure, Folders, assess, opening};
use crate::clock::Clock;
use crate::domain::week::Week;
use forms::ComparisonForm;
pub(super) use report::Report;

/// How many weeks are looked at unless somebody says otherwise.
pub(super) const WEEKS: u32 = 12;

/// What the reader must know to understand the figures.
const NOTES: [&str; 3] = [
    "Both sides begin without earlier letters; what was sent before the first week is not looked at.",
    "Past weeks are judged by the usage that is known today.",
    "Every letter counts as sent; that figures which look wrong hold a week is left out.",
];

/// Show who would be asked for what under other expectations, before you change them
///
/// The letters of the last weeks are written twice, once by the files in the
/// config folder and once with the others, and compared: how many letters and
/// asks there would be, and which principal would gain or lose which ask.
/// Nothing is sent, and no file is changed.
///
/// To try a change: copy expectations.toml, change the copy, and run
/// `nyttja what-if --with the-copy.toml`.
#[derive(Debug, Args)]
pub struct WhatIfArgs {
    /// The other expectations.toml, agreements.toml or calendar.toml, or a whole other config folder
    #[arg(long, value_name = "FILE-or-DIR")]
    with: PathBuf,
    /// How many weeks to look at
    #[arg(long, value_name = "COUNT", default_value_t = WEEKS, value_parser = clap::value_parser!(u32).range(1..=104))]
    weeks: u32,
    /// The newest ISO week to look at, such as 2026-W47; this week where absent
    #[arg(long)]
    week: Option<Week>,
    /// Use what is in the store, without reading the sources first
    #[arg(long)]
    no_fetch: bool,
    /// How to print the difference
    ///
    /// As JSON it is one object with the keys weeks, totals, expectations, changes and notes, where
    /// changes names every single one; docs/json.md says what they mean.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Compares and prints.
pub async fn what_if(folders: &Folders, args: &WhatIfArgs) -> Result<Exit, Failure> {
    let new = opening::settings_with(folders, &args.with)?.municipality;
    let (_, weekly) = opening::weekly(folders).await?;
    let now = Clock::system().now();
    let week = opening::week(args.week, &weekly, now);
    if !args.no_fetch {
        assess::fetch(&weekly, opening::moment(week, now)).await?;
    }
    let comparison = weekly.assessor.what_if(&new, week, args.weeks).await?;
    match args.format {
        Format::Text => {
            let report = Report { comparison: &comparison, today: &weekly.municipality, new: &new };
            outln!("{}", report.text(&args.with));
        }
        Format::Json => screen::json(&ComparisonForm::from(&comparison)),
    }
    Ok(Exit::Done)
}
