//! `nyttja preview`: the letters of a week, or the samples, as files; nothing sent.

mod files;
mod rendering;
mod watching;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;

use super::args::{JobName, parse_moment};
use super::screen::{errln, outln};
use super::{Exit, Failure, Folders, opening};
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::weekly::Which;

/// Write the letters of a week to files, without sending any
///
/// Each letter becomes three files: NAME.eml, the message exactly as it would be
/// sent; NAME.html, to be opened in a browser; and NAME.txt, the subject and the
/// plain text. What is attached lies beside them. For example:
/// `nyttja preview --all`
#[derive(Debug, Args)]
pub struct PreviewArgs {
    /// Which letters to show
    #[arg(long, value_enum, default_value_t)]
    job: JobName,
    /// The ISO week of the letters, such as 2026-W47; this week where absent
    #[arg(long)]
    week: Option<Week>,
    /// Take this for the present moment, such as 2026-11-23T06:30:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
    /// What to show.
    #[command(flatten)]
    which: WhichArgs,
    /// Use what is in the store, without reading the sources first
    #[arg(long)]
    no_fetch: bool,
    /// The folder to write to; it is made if it is missing
    #[arg(long, value_name = "DIR", default_value = "preview")]
    out: PathBuf,
    /// Write the letters anew whenever a template or a file of the config folder is saved
    ///
    /// Your own templates lie in the folder that `letters.templates` names in
    /// nyttja.toml. The sources are read once, at the start. Ctrl-C ends it.
    #[arg(long)]
    watch: bool,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct WhichArgs {
    /// The letters about this unit, by its key in units.csv
    #[arg(long, value_name = "KEY")]
    unit: Option<String>,
    /// The letter to this address
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
    /// Every letter of the week
    #[arg(long)]
    all: bool,
    /// The sample letters that templates are tried on, instead of a week
    #[arg(long)]
    samples: bool,
}

impl WhichArgs {
    fn which(&self) -> Which {
        match (&self.unit, &self.recipient) {
            (Some(unit), _) => Which::Unit(UnitKey(unit.as_str().into())),
            (None, Some(recipient)) => Which::Recipient(recipient.to_lowercase()),
            (None, None) => Which::All,
        }
    }
}

/// Writes the letters.
pub async fn preview(folders: &Folders, args: &PreviewArgs) -> Result<Exit, Failure> {
    let now = opening::clock(args.at).now();
    if args.watch {
        return watching::watch(folders, args, now).await;
    }
    show(&rendering::render(folders, args, !args.no_fetch, now).await?);
    Ok(Exit::Done)
}

/// Says which files were written, and which letters there are not.
fn show(rendered: &rendering::Rendered) {
    for path in rendered.letters.iter().flat_map(|letter| &letter.paths) {
        outln!("{}", path.display());
    }
    for (address, why) in &rendered.silent {
        errln!("{address}: {why}, so there is no letter");
    }
}
