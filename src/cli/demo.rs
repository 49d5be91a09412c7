//! `nyttja demo`: the whole job on an invented municipality.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::run::receipt;
use super::screen::{out, outln};
use super::{Exit, Failure};
use crate::app;
use crate::clock::Clock;
use crate::demo::files;
use crate::demo::stage::{Folders, Stage, StageError, moment};
use crate::domain::series::Series;
use crate::domain::week::Week;
use crate::letters::Message;
use crate::settings::load;
use crate::settings::schema::FILES;
use crate::store::JobLock;
use crate::weekly::{Mail, Order, Preview, Weekly, WeeklyError, Which};

/// Whose letter is shown: a principal of a school and a preschool.
const SHOWN: &str = "anna.ek@example.invalid";

/// Show the whole job on an invented municipality, with nothing to set up
///
/// Files, usage, letters and a mail server on this machine are all made for it, in a few
/// seconds, and nothing leaves the machine. Everything goes into one folder, named by --out;
/// --config and --data change nothing here.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The folder for the files, the store and the letters; an earlier demonstration in it is replaced
    #[arg(long, value_name = "DIR", default_value = "nyttja-demo")]
    out: PathBuf,
    /// Which term to invent: the same number gives the same term
    #[arg(long, value_name = "NUMBER", default_value_t = 2026)]
    seed: u64,
}

/// Sets the stage, runs the week, and shows what came of it.
pub async fn demo(args: &DemoArgs) -> Result<Exit, Failure> {
    let started = Instant::now();
    let folders = Folders::prepare(&args.out).map_err(|error| failure(&error))?;
    let stage = set(&folders, args.seed).await?;
    for file in FILES {
        file.write(&args.out.join("schemas")).map_err(|error| Failure::of(&error))?;
    }
    let loaded = load(&folders.config, &BTreeMap::new());
    let settings =
        loaded.settings.ok_or_else(|| Failure::new("the files of the demonstration have faults"))?;
    let weekly = app::build(&settings, &folders.data).await?;
    let _lock = JobLock::acquire_folder(&folders.data)?;
    let week = Week::of(moment().date_naive());
    outln!(
        "Ängsvik, Monday morning of {week}: {} units, {} expectations, three sources of usage.\n",
        weekly.municipality.roster.units.len(),
        weekly.municipality.expectations.len()
    );
    let order = Order { series: Series::Letters, week, unit: None, dry_run: false };
    let mut done = weekly.run(&order, Clock::starting_at(moment()), &CancellationToken::new()).await?;
    let summaries = Order { series: Series::Summaries, ..order };
    let summed_up = weekly.run(&summaries, Clock::starting_at(moment()), &CancellationToken::new()).await?;
    let previews = letters(&weekly, Series::Letters, week).await?;
    write(&folders.letters, &previews)?;
    write(&folders.letters, &letters(&weekly, Series::Summaries, week).await?)?;
    let arrived = stage.mailbox.received().len();
    stage.interface.stop().await;
    stage.mailbox.stop().await;

    show(&previews);
    weekly.fetcher.point_to_refused(&mut done.sources);
    out!("{}", receipt::render(&done));
    outln!(
        "\n{arrived} letters arrived at a mail server on this machine, {} of them summaries for managers, \
         in {:.1} seconds:\n  {}",
        summed_up.tally.sent,
        started.elapsed().as_secs_f64(),
        folders.letters.display()
    );
    outln!("\nEverything is there to look into, and to change:\n  {}", folders.config.display());
    outln!("\nTry next:");
    let place = format!("--config {} --data {}", folders.config.display(), folders.data.display());
    outln!("  nyttja assess {place} --week {week} --no-fetch");
    outln!("  nyttja outbox list {place}");
    Ok(Exit::of(&done.tally))
}

/// The systems around the daemon, for the shipped municipality.
async fn set(folders: &Folders, seed: u64) -> Result<Stage, Failure> {
    // The term is invented for the municipality as it is shipped.
    let shipped = folders.config.join("shipped");
    fs::create_dir_all(&shipped).map_err(|error| Failure::of(&error))?;
    for (name, text) in files::SHIPPED {
        fs::write(shipped.join(name), text).map_err(|error| Failure::of(&error))?;
    }
    let loaded = load(&shipped, &BTreeMap::new());
    fs::remove_dir_all(&shipped).map_err(|error| Failure::of(&error))?;
    let settings = loaded.settings.ok_or_else(|| Failure::new("the shipped files have faults"))?;
    Stage::set(folders, &settings.municipality, seed).await.map_err(|error| failure(&error))
}

fn failure(error: &StageError) -> Failure {
    Failure::of(error).hint("name another folder: nyttja demo --out DIR")
}

/// Every letter of the week, as it was sent.
async fn letters(weekly: &Weekly, series: Series, week: Week) -> Result<Vec<Preview>, Failure> {
    let Mail { from, reply_to, .. } = weekly.mail.as_deref().ok_or(WeeklyError::NoMail)?;
    Ok(weekly.previewer.preview((series, week), &Which::All, from, reply_to, moment()).await?)
}

/// Puts a page beside every message, so that a letter can be opened with a double click.
fn write(folder: &Path, previews: &[Preview]) -> Result<(), Failure> {
    for preview in previews {
        let Ok(message) = &preview.message else { continue };
        let page = folder.join(format!("{}.html", preview.recipient.address.local()));
        fs::write(&page, &message.words.html)
            .map_err(|error| Failure::of(&error).hint(format!("see who may write `{}`", page.display())))?;
    }
    Ok(())
}

/// One letter, as its reader sees it in a mail program without pictures.
fn show(previews: &[Preview]) {
    let shown = previews.iter().find(|preview| preview.recipient.address.as_str() == SHOWN);
    let Some(preview) = shown.or(previews.first()) else { return };
    let Ok(Message { words, .. }) = &preview.message else { return };
    let rule = "━".repeat(72);
    outln!("{rule}\nTo: {}\nSubject: {}\n{rule}\n", preview.recipient.name, words.subject);
    outln!("{}\n{rule}\n", words.text.trim_end());
}
