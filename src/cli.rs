//! The commands: one file each, which reads its arguments, has the work done
//! and prints what came of it. Results go to stdout, everything else to stderr.

pub mod assess;
pub mod backup;
pub mod bounces;
pub mod check;
pub mod correct;
pub mod demo;
pub mod document;
pub mod exit;
pub mod explain;
pub mod failure;
mod finding;
mod format;
pub mod import;
mod job;
mod logging;
mod opening;
pub mod outbox;
pub mod pause;
pub mod preview;
mod receipt;
pub mod restore;
mod rewriting;
pub mod run;
pub mod schema;
pub mod screen;
pub mod serve;
pub mod set;
mod signals;
pub mod status;
pub mod store;
mod table;
pub mod what_if;
mod who;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use exit::Exit;
pub use failure::Failure;

/// A weekly letter to every principal: what went well, what to lift, and the
/// training that helps.
///
/// nyttja reads how much each school uses each module of the learning platform,
/// compares that with the municipality's written expectations, and writes one
/// letter a week to every principal. `nyttja demo` shows it all on an invented
/// municipality, with nothing to set up.
#[derive(Debug, Parser)]
#[command(name = "nyttja", version, max_term_width = 100, after_help = exit::TABLE)]
pub struct Cli {
    /// Where the files are.
    #[command(flatten)]
    pub folders: Folders,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where the files are.
#[derive(Debug, Clone, Args)]
pub struct Folders {
    /// The folder with nyttja.toml, expectations.toml and the other files you write
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "config",
        env = "NYTTJA_CONFIG",
        hide_env_values = true,
        display_order = 900
    )]
    pub config: PathBuf,
    /// The folder that nyttja keeps its own things in: the store, the inbox, lists of refused rows
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "data",
        env = "NYTTJA_DATA",
        hide_env_values = true,
        display_order = 901
    )]
    pub data: PathBuf,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the whole job on an invented municipality, with nothing to set up
    Demo(demo::DemoArgs),
    /// Check every file in the config folder, and show all faults at once
    ///
    /// Errors keep everything from running. Defects contradict something, or leave
    /// somebody out: a run goes on without the part at fault. Warnings are worth
    /// knowing, such as an exception that has expired. The check fails, with exit
    /// code 3, where there is an error or a defect.
    Check(check::CheckArgs),
    /// Change one value of an expectation in expectations.toml, and keep the reason
    ///
    /// The change is checked as by `nyttja check` before anything is written, and
    /// shown before you are asked. Comments and layout stay as they are; the reason
    /// becomes a comment above the line. Without a terminal nothing is written
    /// unless you say --yes. For example:
    /// `nyttja set larlogg-personal target "75 %" --because "decided on 18 November"`
    Set(set::SetArgs),
    /// Pause the letters to a recipient, or about a unit, until a day
    ///
    /// The pause is checked as by `nyttja check`, added to the end of agreements.toml,
    /// and shown; nothing else in the file changes. Letters are skipped until the day
    /// is over, and every receipt says so. For example:
    /// `nyttja pause anna.ek@example.invalid --until 2027-01-31 --because "on leave" --agreed-with "Anna Ek"`
    ///
    /// Where somebody has asked for a pause with one click, their letters have stopped
    /// already: this answers them, and so does `nyttja pause decline`.
    Pause(pause::PauseArgs),
    /// Print the JSON schemas of the files, for editors
    ///
    /// An editor that knows TOML schemas, such as one with Even Better TOML or
    /// Taplo, shows while you write which keys there are and what they mean. The
    /// first line of a file tells it where the schema lies:
    /// `#:schema ../schemas/expectations.json`
    Schema(schema::SchemaArgs),
    /// Look into a file of usage, or read it into the store
    Import(import::ImportArgs),
    /// Show how every unit stands against every expectation
    Assess(assess::AssessArgs),
    /// Explain one unit: from the records to the letter, or why there was none
    Explain(explain::ExplainArgs),
    /// Show who would be asked for what under other expectations, before you change them
    WhatIf(what_if::WhatIfArgs),
    /// Write the letters of a week to files, without sending any
    Preview(preview::PreviewArgs),
    /// Write the expectations document, from the files that the letters are judged by
    ///
    /// As HTML it is one page that fetches nothing from outside and prints well on
    /// A4; as Markdown it fits a wiki. It tells what is expected of whom and by when,
    /// why, how it is measured, and which help there is. Agreements with single
    /// units are not in it.
    Document(document::DocumentArgs),
    /// Do this week's job now: fetch, judge, write, send, account
    Run(run::RunArgs),
    /// Correct letters that have gone out, where figures or rules were wrong
    ///
    /// Put the right figures or files in place first. nyttja reads the sources again, judges
    /// again, and writes to those whose letter would now say something else: another letter
    /// that says at its top that it corrects the one before, and why, and that answers it in
    /// mail programs. A letter that waits to go out is written anew in its place, so that
    /// nobody gets the wrong one first. The gate holds corrections like any letters. For example:
    /// `nyttja correct --week 2026-W48 --because "the export lacked a week"`
    Correct(correct::CorrectArgs),
    /// Run as a daemon, by the schedule in nyttja.toml
    Serve(serve::ServeArgs),
    /// Show when the last run was, how the sources fare, and what is waiting
    Status(status::StatusArgs),
    /// Show the letters in the outbox, and decide about those that wait for you
    #[command(subcommand)]
    Outbox(outbox::OutboxCommand),
    /// Show which addresses letters come back from, and what to do about them
    #[command(subcommand)]
    Bounces(bounces::BouncesCommand),
    /// Copy everything that nyttja keeps into a file, while the daemon goes on
    ///
    /// The copy is one of a single moment, from SQLite and PostgreSQL alike. It is read back
    /// and checked before the command says that it is made; only you may read it, since it
    /// holds addresses. Files that people write, such as the config folder, are not in it.
    /// For example: `nyttja backup /backup/nyttja.db --replace`
    Backup(backup::BackupArgs),
    /// Put a backup in place, so that nothing goes out twice
    ///
    /// Stop the daemon first. Since the backup was made, letters may have gone out that it
    /// does not know of, and nobody should get one twice. So those that were waiting become
    /// `unknown`, and a run that writes letters of the time in between holds them: ask a
    /// principal, and release or discard them. The backup itself stays as it is.
    /// For example: `nyttja restore /backup/nyttja.db`
    Restore(restore::RestoreArgs),
    /// Move usage, letters and runs to another database
    #[command(subcommand)]
    Store(store::StoreCommand),
}

/// Runs one command.
pub async fn run(cli: Cli) -> Result<Exit, Failure> {
    let Cli { folders, command } = cli;
    match command {
        Command::Demo(args) => Box::pin(demo::demo(&args)).await,
        Command::Check(args) => check::check(&folders, &args),
        Command::Set(args) => set::set(&folders, &args).await,
        Command::Pause(args) => pause::pause(&folders, &args).await,
        Command::Schema(args) => schema::schema(&args),
        Command::Import(args) => import::import(&folders, &args).await,
        Command::Assess(args) => assess::assess(&folders, &args).await,
        Command::Explain(args) => explain::explain(&folders, &args).await,
        Command::WhatIf(args) => what_if::what_if(&folders, &args).await,
        Command::Preview(args) => preview::preview(&folders, &args).await,
        Command::Document(args) => document::document(&folders, &args),
        Command::Run(args) => run::run(&folders, &args).await,
        Command::Correct(args) => correct::correct(&folders, &args).await,
        Command::Serve(args) => Box::pin(serve::serve(&folders, &args)).await,
        Command::Status(args) => status::status(&folders, &args).await,
        Command::Outbox(command) => outbox::outbox(&folders, &command).await,
        Command::Bounces(command) => bounces::bounces(&folders, &command).await,
        Command::Backup(args) => backup::backup(&folders, &args).await,
        Command::Restore(args) => restore::restore(&folders, &args).await,
        Command::Store(command) => store::store(&folders, &command).await,
    }
}
