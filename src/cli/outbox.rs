//! `nyttja outbox`: the ledger of letters, and what to do with those that wait.

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::screen::say;
use super::table::table;
use super::{Exit, Failure, Folders, logging, opening};
use crate::app::Lock;
use crate::clock::Clock;
use crate::domain::outbox::{Entry, State};
use crate::domain::week::Week;
use crate::store::{Change, LetterFilter, Store};
use crate::weekly::LetterForm;

/// Show the letters in the outbox, and decide about those that wait for you.
#[derive(Debug, Subcommand)]
pub enum OutboxCommand {
    /// List letters, the newest week first
    List(ListArgs),
    /// Let held letters go out: at once where the daemon runs, else with the next run
    Release(ChangeArgs),
    /// Take back letters that are held or wait to be sent; they are never sent
    Discard(ChangeArgs),
    /// Send letters once more that failed or may not have arrived
    Retry(ChangeArgs),
}

/// Which letters to list.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only this ISO week, such as 2026-W47
    #[arg(long)]
    week: Option<Week>,
    /// Only letters in this state: queued, sending, sent, retry, failed, unknown, held, skipped or
    /// cancelled
    #[arg(long)]
    state: Option<State>,
    /// At most so many letters
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: usize,
    /// How to print them
    #[arg(long, value_enum, default_value_t)]
    format: ListFormat,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum ListFormat {
    /// For people
    #[default]
    Table,
    /// One JSON object a line
    Json,
}

/// Which letters to decide about, and why.
#[derive(Debug, Args)]
pub struct ChangeArgs {
    /// The ISO week of the letters, such as 2026-W47
    #[arg(long)]
    week: Week,
    /// Only the letter to this address; all of the week where absent
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
    /// Why; it is kept with the letters, and with your user name
    #[arg(long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    because: String,
}

#[derive(Debug, Serialize)]
struct EntryForm {
    job: String,
    week: String,
    edition: u32,
    attempts: u32,
    #[serde(flatten)]
    letter: LetterForm,
}

/// Lists or changes.
///
/// # Errors
///
/// A [`Failure`] when the settings are wrong or the store cannot be used.
pub async fn outbox(folders: &Folders, command: &OutboxCommand) -> Result<Exit, Failure> {
    logging::start("error", logging::LogFormat::Text);
    let settings = opening::settings(folders)?;
    if !folders.data.is_dir() {
        return Err(Failure::new(format!("there is no data folder `{}` yet", folders.data.display()))
            .hint("`nyttja run` makes it; another one is named by --data DIR"));
    }
    let store = Store::open(&settings.store, &folders.data).await?;
    match command {
        OutboxCommand::List(args) => list(&store, args).await,
        OutboxCommand::Release(args) => change(folders, &store, Change::Release, args).await,
        OutboxCommand::Discard(args) => change(folders, &store, Change::Discard, args).await,
        OutboxCommand::Retry(args) => change(folders, &store, Change::Retry, args).await,
    }
}

async fn list(store: &Store, args: &ListArgs) -> Result<Exit, Failure> {
    let filter =
        LetterFilter { week: args.week, states: args.state.into_iter().collect(), ..LetterFilter::default() };
    let entries = store.recent_entries(&filter, args.limit).await?;
    match args.format {
        ListFormat::Table if entries.is_empty() => say!("no letters"),
        ListFormat::Table => say!("{}", for_people(&entries)),
        ListFormat::Json => {
            for entry in &entries {
                let form = EntryForm {
                    job: entry.id.job.clone(),
                    week: entry.id.week.to_string(),
                    edition: entry.id.edition,
                    attempts: entry.attempts,
                    letter: entry.into(),
                };
                say!("{}", serde_json::to_string(&form).unwrap_or_default());
            }
        }
    }
    Ok(Exit::Done)
}

fn for_people(entries: &[Entry]) -> String {
    let rows = entries.iter().map(|entry| {
        let units: Vec<_> = entry.units.iter().map(ToString::to_string).collect();
        [
            entry.id.week.to_string(),
            entry.id.job.clone(),
            entry.id.recipient.clone(),
            units.join(", "),
            entry.state.to_string(),
            entry.reason.clone().unwrap_or_default(),
        ]
    });
    table(["Week", "Job", "Recipient", "Units", "State", "Why"], rows)
}

async fn change(
    folders: &Folders,
    store: &Store,
    change: Change,
    args: &ChangeArgs,
) -> Result<Exit, Failure> {
    // Where others may be at work, each letter is changed or left as it is by itself.
    let _lock = if store.is_shared() { None } else { Some(Lock::take(&folders.data)?) };
    let filter = LetterFilter {
        week: Some(args.week),
        recipient: args.recipient.as_ref().map(|address| address.to_lowercase()),
        ..LetterFilter::default()
    };
    let who = std::env::var("USER").unwrap_or_else(|_| "somebody".to_owned());
    let reason = format!("{} ({who})", args.because);
    let changed = store.change(&filter, change, &reason, Clock::system().now()).await?;
    let (verb, next) = match change {
        Change::Release => ("released", "they go out with the next run, or at once where the daemon runs"),
        Change::Discard => ("discarded", "they will not be sent"),
        Change::Retry => ("queued again", "they go out with the next run, or at once where the daemon runs"),
    };
    if changed == 0 {
        return Err(Failure::new(format!("no letter of {} could be {verb}", args.week))
            .hint("see which there are: nyttja outbox list"));
    }
    say!("{changed} letters {verb}; {next}");
    Ok(Exit::Done)
}
