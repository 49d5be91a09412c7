//! `nyttja preview`: the letters of a week as files, nothing sent.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::Args;

use super::screen::{mention, say};
use super::{Exit, Failure, Folders, assess, logging, opening};
use crate::domain::address::Mailbox;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::letters::{Composed, Letters, samples};
use crate::settings::Settings;
use crate::weekly::{Mailing, Which};

/// Write the letters of a week to files, without sending any.
#[derive(Debug, Args)]
pub struct PreviewArgs {
    /// The ISO week of the letters, such as 2026-W47; this week where absent
    #[arg(long)]
    week: Option<Week>,
    /// Take this for the present moment, such as 2026-11-23T06:30:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = opening::parse_moment)]
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
            (Some(unit), _) => Which::Unit(UnitKey(unit.clone())),
            (None, Some(recipient)) => Which::Recipient(recipient.to_lowercase()),
            (None, None) => Which::All,
        }
    }
}

/// Writes the letters.
///
/// # Errors
///
/// A [`Failure`] when the settings are wrong or nothing can be written.
pub async fn preview(folders: &Folders, args: &PreviewArgs) -> Result<Exit, Failure> {
    logging::start("error", logging::LogFormat::Text);
    fs::create_dir_all(&args.out)
        .map_err(|error| Failure::of(&error).hint(format!("make the folder `{}`", args.out.display())))?;
    if args.which.samples {
        return write_samples(folders, &args.out);
    }
    let (settings, weekly) = opening::weekly(folders).await?;
    let now = opening::clock(args.at).now();
    let week = opening::week(args.week, &weekly, now);
    let moment = opening::moment(week, now);
    if !args.no_fetch {
        assess::fetch(&weekly, moment).await?;
    }
    let (from, reply_to) = senders(&settings);
    let previews = weekly.preview((Mailing::Letters, week), &args.which.which(), &from, &reply_to, moment).await?;
    if previews.is_empty() {
        return Err(Failure::new(format!("no letter of {week} is about that")).hint(
            "see the units and addresses in units.csv; a unit without teaching that week gets no letter",
        ));
    }
    for preview in previews {
        let address = preview.recipient.address.identity();
        match preview.words {
            Some(words) => write(&args.out, &file_name(&address), &words)?,
            None => mention!("{address}: nothing could be judged, so there is no letter"),
        }
    }
    Ok(Exit::Done)
}

/// The sender and who answers; an invented sender where no mail is set up.
fn senders(settings: &Settings) -> (Mailbox, Mailbox) {
    let frame = samples::frame();
    let from = settings.mail.as_ref().map_or(frame.from, |mail| mail.from.clone());
    let reply_to = settings.mail.as_ref().and_then(|mail| mail.reply_to.clone());
    let reply_to = reply_to.map_or_else(|| from.clone(), |address| Mailbox { name: None, address });
    (from, reply_to)
}

fn write_samples(folders: &Folders, out: &Path) -> Result<Exit, Failure> {
    let settings = opening::settings(folders)?;
    let letters = Letters::new(settings.letters.templates.as_deref())
        .map_err(|error| Failure::of(&error).hint(error.hint()).exit(Exit::Settings))?;
    for sample in samples::all() {
        let words = sample.compose(&letters).map_err(|error| Failure::of(&error))?;
        write(out, &file_name(&sample.name), &words)?;
    }
    Ok(Exit::Done)
}

fn write(folder: &Path, name: &str, words: &Composed) -> Result<(), Failure> {
    let text = format!("{}\n\n{}", words.subject, words.text);
    for (ending, content) in [("html", &words.html), ("txt", &text)] {
        let path = folder.join(format!("{name}.{ending}"));
        fs::write(&path, content)
            .map_err(|error| Failure::of(&error).hint(format!("see who may write `{}`", path.display())))?;
        say!("{}", path.display());
    }
    Ok(())
}

/// A name that is safe as a file's.
fn file_name(text: &str) -> String {
    let safe = |letter: char| if letter.is_alphanumeric() || "-_.@".contains(letter) { letter } else { '_' };
    text.chars().map(safe).collect()
}
