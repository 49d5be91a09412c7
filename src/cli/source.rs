//! `nyttja source`: looks at what a source gives, before anything rests on it.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

use super::args::parse_moment;
use super::screen::outln;
use super::{Exit, Failure, Folders, opening, reading};
use crate::sources::{Asked, Onward, Source, Trial};

/// How many records and refused rows are shown.
const SHOWN: usize = 20;

/// Look at what a source gives
#[derive(Debug, Subcommand)]
pub enum SourceCommand {
    /// Read one page of a source, or its files, and show what the settings make of it
    ///
    /// Nothing is stored. Shown are the records, the refused ones with their reasons, what the
    /// records hold that nothing is read of, what the server says of more, and whether the settings lead on
    /// to a page that can be read too. It fails where a fetch would be refused.
    Try(TryArgs),
}

/// Which source.
#[derive(Debug, Args)]
pub struct TryArgs {
    /// The name of the source in nyttja.toml
    name: String,
    /// Read it as of this moment, such as 2026-11-23T06:30:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
}

/// Tries a source.
pub async fn source(folders: &Folders, command: &SourceCommand) -> Result<Exit, Failure> {
    let SourceCommand::Try(args) = command;
    let settings = opening::settings(folders)?;
    let Some(wanted) = settings.sources.iter().find(|source| source.name() == args.name) else {
        let names: Vec<_> = settings.sources.iter().map(|source| format!("`{}`", source.name())).collect();
        let hint = match names.as_slice() {
            [] => {
                "write a [[source]] into nyttja.toml; `nyttja import FILE --inspect` proposes one".to_owned()
            }
            _ => format!("the sources are: {}", names.join(", ")),
        };
        return Err(Failure::new(format!("there is no source `{}`", args.name)).hint(hint));
    };
    let failure = |error: &crate::sources::SourceError| {
        Failure::new(format!("source `{}`: {error}", args.name)).hint(error.hint())
    };
    let source = Source::new(wanted, &folders.data).map_err(|error| failure(&error).exit(Exit::Settings))?;
    let asked = Asked::by(&settings.municipality, opening::clock(args.at).now());
    let trial = source.try_out(&asked).await.map_err(|error| failure(&error))?;
    outln!("{}", told(&trial));
    match &trial.onward {
        Onward::Refused(error) => Err(failure(error)),
        Onward::Next | Onward::End => Ok(Exit::Done),
    }
}

/// What came of it.
fn told(Trial { reading, from, unused, more, onward, nowhere }: &Trial) -> String {
    let title = if from.is_empty() { "The files" } else { from };
    let mut text = reading::shown(title, reading, SHOWN);
    if !unused.is_empty() {
        text = format!("{text}\nNothing is read of {}", unused.join(", "));
    }
    if !from.is_empty() {
        text = match more.as_slice() {
            [] => format!("{text}\nThe server says nothing of more pages"),
            signs => format!("{text}\nThe server says of more: {}", signs.join("; ")),
        };
        if !nowhere.is_empty() {
            text = format!("{text}\nThe page has nothing at {}", nowhere.join(", "));
        }
        text = match onward {
            Onward::Next => format!("{text}\nThe settings lead on to a next page"),
            Onward::End => format!("{text}\nBy the settings this page is the last one"),
            Onward::Refused(_) => format!("{text}\nA fetch would be refused"),
        };
    }
    format!("{text}\nNothing was stored")
}
