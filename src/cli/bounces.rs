//! `nyttja bounces`: the addresses that letters come back from, and what is done about them.

mod listing;

use chrono::{DateTime, Utc};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use super::args::{Format, parse_moment};
use super::screen::{self, out, outln};
use super::{Exit, Failure, Folders, finding, opening};
use crate::app;
use crate::cli::process::{self, who};
use crate::clock::Clock;
use crate::domain::bounce::Ruling;
use crate::settings::Settings;
use crate::store::{JobLock, RuledBy};
use crate::weekly::{Reading, Weekly};
pub(super) use listing::{BouncesForm, gather, render};

/// Show which addresses letters come back from, and what to do about them
#[derive(Debug, Subcommand)]
pub enum BouncesCommand {
    /// List the addresses to mend: those that nobody is at, and those that give trouble for weeks
    List(ListArgs),
    /// Read the mailbox of [bounces] now; the daemon does so by itself
    Read(ReadArgs),
    /// Say that nobody is at the addresses that were called dead all at once
    ///
    /// Where mail servers call more addresses dead than [bounces] brake allows, none is taken for
    /// dead before somebody has decided about all of them: accept says that the servers are right,
    /// forget --all that they are not. `nyttja bounces list` shows what they said.
    Accept(AcceptArgs),
    /// Say that an address is right after all: letters go there again
    ///
    /// An address that was wrong is mended in units.csv instead: the new one starts clean. With --all
    /// it is said of the addresses that were called dead all at once, and wait for a decision.
    Forget(ForgetArgs),
}

/// How to list them.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// How to print them
    ///
    /// As JSON it is one object with the keys mailbox, addresses, doubted, left and `tags_refused`; docs/json.md says what they mean.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How to read the mailbox.
#[derive(Debug, Args)]
pub struct ReadArgs {
    /// Take this for the present moment, such as 2026-11-23T06:30:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
}

/// What is decided.
#[derive(Debug, Args)]
pub struct AcceptArgs {
    /// All the addresses that wait for a decision
    #[arg(long, required = true)]
    all: bool,
    /// Why; it is kept
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    because: String,
    /// Who says so; it is kept too. Your user name where absent
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    by: Option<String>,
}

/// Which address is right.
#[derive(Debug, Args)]
pub struct ForgetArgs {
    /// The address
    #[arg(value_name = "ADDRESS", required_unless_present = "all")]
    address: Option<String>,
    /// All the addresses that wait for a decision, instead of one that is dead
    #[arg(long, conflicts_with = "address")]
    all: bool,
    /// Why; it is kept
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    because: String,
    /// Who says so; it is kept too. Your user name where absent
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    by: Option<String>,
}

/// Lists, reads or forgets.
pub async fn bounces(folders: &Folders, command: &BouncesCommand) -> Result<Exit, Failure> {
    let settings = opening::settings(folders)?;
    match command {
        BouncesCommand::List(args) => list(folders, &settings, args).await,
        BouncesCommand::Read(args) => read(folders, &settings, args).await,
        BouncesCommand::Accept(args) => {
            let because = format!("{} ({})", args.because, who(args.by.as_deref()));
            rule(folders, &settings, Ruling::Dead, &because).await
        }
        BouncesCommand::Forget(args) => {
            let because = format!("{} ({})", args.because, who(args.by.as_deref()));
            match &args.address {
                Some(address) => forget(folders, &settings, address, &because).await,
                None => rule(folders, &settings, Ruling::Right, &because).await,
            }
        }
    }
}

async fn list(folders: &Folders, settings: &Settings, args: &ListArgs) -> Result<Exit, Failure> {
    let form = gather(&opening::store(folders, settings).await?.bounces, settings, &folders.data).await?;
    match args.format {
        Format::Text => {
            let text = render(&form, settings.municipality.zone);
            let text = text.trim_start();
            let nothing = if settings.bounces.is_some() {
                "No letters are known to come back.\n"
            } else {
                "No letters are known to come back: [bounces] in nyttja.toml names no mailbox to look in.\n"
            };
            out!("{}", if text.is_empty() { nothing } else { text });
        }
        Format::Json => screen::json_pretty(&form),
    }
    Ok(Exit::Done)
}

async fn read(folders: &Folders, settings: &Settings, args: &ReadArgs) -> Result<Exit, Failure> {
    let weekly = app::build(settings, &folders.data).await?;
    if settings.bounces.is_none() {
        return Err(Failure::new("there is no [bounces] in nyttja.toml, so no mailbox can be read")
            .exit(Exit::Settings)
            .hint("add [bounces] as in the shipped nyttja.toml"));
    }
    let stop = process::stop()?;
    // Where others may be at work, reading claims its right in the store.
    let _lock = JobLock::acquire_unless_shared(&weekly.store.leases, &folders.data)?;
    let clock = opening::clock(args.at);
    let read = weekly.bounces.read(clock, &stop).await?;
    if read.is_some_and(|reading| reading.doubted > 0) {
        // Whoever decides is told at once.
        weekly.dispatcher.deliver(clock, &stop).await?;
    }
    report(&weekly, read).await
}

async fn report(weekly: &Weekly, read: Option<Reading>) -> Result<Exit, Failure> {
    weekly.store.close().await;
    let Some(Reading { hard, doubted, soft, other, automatic, left, more }) = read else {
        return Err(Failure::new("another nyttja is reading the mailbox")
            .hint("wait until it is done, and see: nyttja bounces list"));
    };
    let counts = [
        (hard, "came back because nobody is at the address"),
        (soft, "came back for another reason"),
        (other, "said nothing new"),
        (automatic, "answered by itself"),
        (left, "left unread for people"),
    ];
    let told: Vec<_> = counts.into_iter().filter(|(count, _)| *count > 0).collect();
    if told.is_empty() {
        outln!("Nothing new has come.");
    }
    for (count, what) in told {
        outln!("{count:>4}  {what}");
    }
    if doubted > 0 {
        outln!(
            "{doubted:>4}  called dead by mail servers, too many addresses at once: none is struck off. Decide about all of them:"
        );
        outln!("      nyttja bounces list");
        outln!("      nyttja bounces accept --all --because TEXT");
        outln!("      nyttja bounces forget --all --because TEXT");
    }
    if more {
        outln!("There is more: read once again.");
    }
    Ok(Exit::Done)
}

/// Decides about all the addresses that were called dead at once.
async fn rule(
    folders: &Folders,
    settings: &Settings,
    ruling: Ruling,
    because: &str,
) -> Result<Exit, Failure> {
    let store = opening::store(folders, settings).await?;
    let now = Clock::system().now();
    let on = settings.municipality.day(now);
    let decided = store.bounces.rule(ruling, RuledBy::Somebody(because), on, now).await?;
    if decided.is_empty() {
        return Err(
            Failure::new("no address waits for a decision").hint("see the addresses: nyttja bounces list")
        );
    }
    for address in &decided {
        outln!("{address}");
    }
    match ruling {
        Ruling::Dead => {
            outln!(
                "No more letters go there. Mend the addresses in units.csv, and run the week again: nyttja run"
            );
        }
        Ruling::Right => {
            outln!(
                "Letters go there as before. Those that a server refused go out with the next run, or by themselves."
            );
        }
    }
    Ok(Exit::Done)
}

async fn forget(
    folders: &Folders,
    settings: &Settings,
    address: &str,
    because: &str,
) -> Result<Exit, Failure> {
    let address = finding::address(address)?;
    let store = opening::store(folders, settings).await?;
    if !store.bounces.clear_address(&address.identity(), because, Clock::system().now()).await? {
        return Err(Failure::new(format!("no letter to `{address}` is kept back because one came back"))
            .hint("see the addresses: nyttja bounces list"));
    }
    outln!("Letters go to {address} again, from the next run of a week on.");
    outln!(
        "One that came back goes out once more with: nyttja outbox retry --week WEEK --recipient {address} --because TEXT"
    );
    Ok(Exit::Done)
}
