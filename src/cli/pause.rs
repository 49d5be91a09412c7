//! `nyttja pause`: who is left in peace, and until when. This is how the
//! coordinator answers somebody who asks for a pause.

mod begin;
mod decline;
mod end;
mod listing;

use chrono::{DateTime, NaiveDate, Utc};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use super::args::{Format, parse_moment};
use super::process::who;
use super::{Exit, Failure, Folders, finding};
use crate::domain::pause::Paused;
use crate::domain::recipient::{Recipient, Roster};
use crate::settings::Settings;
use crate::store::Store;
pub(super) use listing::{PausesForm, gather, render};

/// The file that pauses stand in.
const FILE: &str = "agreements.toml";

/// Pause the letters to a recipient, or about a unit, until a day
///
/// The pause is checked as by `nyttja check`, added to the end of agreements.toml,
/// and shown; nothing else in the file changes. Letters are skipped until the day
/// is over, and every receipt says so. For example:
/// `nyttja pause anna.ek@example.invalid --until 2027-01-31 --because "on leave" --agreed-with "Anna Ek"`
///
/// Where somebody has asked for a pause with one click, their letters have stopped
/// already: this answers them, and so does `nyttja pause decline`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct PauseArgs {
    /// What to do instead.
    #[command(subcommand)]
    command: Option<PauseCommand>,
    /// The pause.
    #[command(flatten)]
    begin: Option<BeginArgs>,
}

/// What else can be done about pauses.
#[derive(Debug, Subcommand)]
enum PauseCommand {
    /// List the pauses that hold or are to come, and who has asked for one
    List(ListArgs),
    /// End a pause: letters come again from the next run on
    ///
    /// A pause that holds gets yesterday as its last day; one that has not begun is
    /// taken out of agreements.toml.
    End(EndArgs),
    /// Say no to somebody who has asked with one click: their letters come again
    ///
    /// Tell them why yourself, by mail or phone: nyttja writes nothing to them about it.
    Decline(DeclineArgs),
}

/// A pause.
#[derive(Debug, Args)]
struct BeginArgs {
    /// The address of the recipient, or the unit: its key, or a part of its name that no other unit has
    #[arg(value_name = "UNIT|ADDRESS")]
    who: String,
    /// The last day without letters, such as 2027-01-31
    #[arg(long, value_name = "DATE")]
    until: NaiveDate,
    /// Why, in a few words; it is kept in the file, and stands on the receipts
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    because: String,
    /// With whom it was agreed
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    agreed_with: String,
    /// The first day without letters; today where absent
    #[arg(long, value_name = "DATE")]
    from: Option<NaiveDate>,
    /// Make the change as of this moment, such as 2026-11-23T06:30:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
}

#[derive(Debug, Args)]
struct ListArgs {
    /// Look at this moment, such as 2026-11-23T06:30:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
    /// How to print them
    ///
    /// As JSON it is one object with the keys pauses and wishes; docs/json.md says what they mean.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Args)]
struct EndArgs {
    /// The address of the recipient, or the unit: its key, or a part of its name that no other unit has
    #[arg(value_name = "UNIT|ADDRESS")]
    who: String,
    /// Make the change as of this moment, such as 2026-11-23T06:30:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
}

#[derive(Debug, Args)]
struct DeclineArgs {
    /// The address of the recipient who has asked
    #[arg(value_name = "ADDRESS")]
    who: String,
    /// Why; it is kept with your user name
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    because: String,
}

/// Pauses, lists, ends or declines.
pub async fn pause(folders: &Folders, args: &PauseArgs) -> Result<Exit, Failure> {
    match (&args.command, &args.begin) {
        (Some(PauseCommand::List(args)), _) => listing::list(folders, args).await,
        (Some(PauseCommand::End(args)), _) => end::end(folders, args),
        (Some(PauseCommand::Decline(args)), _) => decline::decline(folders, args).await,
        (None, Some(args)) => begin::begin(folders, args).await,
        // The arguments are required where no command is given.
        (None, None) => Err(Failure::new("nobody is named who should be paused").exit(Exit::Usage)),
    }
}

/// Who or what is meant by an address, or by the key or name of a unit.
fn find(roster: &Roster, text: &str) -> Result<Paused, Failure> {
    if text.contains('@') {
        finding::recipient(roster, text).map(|person| Paused::Recipient(person.address.clone()))
    } else {
        finding::unit(roster, text).map(|unit| Paused::Unit(unit.key.clone()))
    }
}

/// The person or unit as people know it: its name, and what it is known by.
fn named(paused: &Paused, roster: &Roster) -> String {
    let name = match paused {
        Paused::Recipient(address) => {
            let identity = address.identity();
            roster.recipients.iter().find(|person| person.address.identity() == identity).map(name_of)
        }
        Paused::Unit(key) => roster.unit(key).map(|unit| unit.name.as_str()),
    };
    match name.filter(|name| !name.is_empty()) {
        Some(name) => format!("{name} ({paused})"),
        None => paused.to_string(),
    }
}

fn name_of(person: &Recipient) -> &str {
    &person.name
}

/// The store, where there is one: to look is no reason to make it.
async fn store(folders: &Folders, settings: &Settings) -> Result<Option<Store>, Failure> {
    if !folders.data.is_dir() {
        return Ok(None);
    }
    Ok(Some(Store::open(&settings.store, &folders.data).await?))
}

/// Who gives the answer, for the record.
fn signed(words: &str) -> String {
    format!("{words} ({})", who(None))
}
