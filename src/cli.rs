//! The commands: one file each, which reads its arguments, has the work done
//! and prints what came of it. Results go to stdout, everything else to stderr.

mod args;
pub mod assess;
pub mod backup;
pub mod bounces;
pub mod check;
pub mod correct;
pub mod demo;
pub mod document;
pub mod explain;
pub mod failure;
mod finding;
pub mod import;
mod opening;
pub mod outbox;
pub mod pause;
pub mod preview;
mod process;
mod reading;
pub mod restore;
pub mod run;
pub mod schema;
pub mod screen;
pub mod serve;
pub mod set;
pub mod source;
pub mod status;
pub mod store;
pub mod what_if;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use failure::{Exit, Failure};
use process::LogFormat;

/// A weekly letter to every principal: what went well, what to lift, and the
/// training that helps.
///
/// nyttja reads how much each school uses each module of the learning platform,
/// compares that with the municipality's written expectations, and writes one
/// letter a week to every principal. `nyttja demo` shows it all on an invented
/// municipality, with nothing to set up.
#[derive(Debug, Parser)]
#[command(name = "nyttja", version, max_term_width = 100, after_help = failure::EXIT_CODES)]
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
#[expect(missing_docs, reason = "the help of a command stands once, on its arguments")]
pub enum Command {
    Demo(demo::DemoArgs),
    Check(check::CheckArgs),
    Set(set::SetArgs),
    Pause(pause::PauseArgs),
    Schema(schema::SchemaArgs),
    Import(import::ImportArgs),
    #[command(subcommand)]
    Source(source::SourceCommand),
    Assess(assess::AssessArgs),
    Explain(explain::ExplainArgs),
    WhatIf(what_if::WhatIfArgs),
    Preview(preview::PreviewArgs),
    Document(document::DocumentArgs),
    Run(run::RunArgs),
    Correct(correct::CorrectArgs),
    Serve(serve::ServeArgs),
    Status(status::StatusArgs),
    #[command(subcommand)]
    Outbox(outbox::OutboxCommand),
    #[command(subcommand)]
    Bounces(bounces::BouncesCommand),
    Backup(backup::BackupArgs),
    Restore(restore::RestoreArgs),
    #[command(subcommand)]
    Store(store::StoreCommand),
}

/// The command line as it was given. Where it is not understood, the program ends with what is wrong, as JSON
/// where the log is to be that.
#[must_use]
pub fn parse() -> Cli {
    Cli::try_parse().unwrap_or_else(|error| {
        if error.use_stderr() && process::log_is_json(std::env::args_os()) {
            process::start_log("error", LogFormat::Json);
            process::tell(&Failure::new(error.render().to_string()).exit(Exit::Usage));
            std::process::exit(i32::from(Exit::Usage as u8));
        }
        error.exit()
    })
}

/// Runs one command, and tells why it ended early, where it did.
pub async fn run(cli: Cli) -> Exit {
    // All that a command keeps while it waits is too much for the stack.
    let ended = Box::pin(done(cli)).await;
    ended.and_then(|exit| screen::finish().map(|()| exit)).unwrap_or_else(|failure| {
        process::tell(&failure);
        failure.exit
    })
}

async fn done(cli: Cli) -> Result<Exit, Failure> {
    let Cli { folders, command } = cli;
    match &command {
        Command::Serve(args) => process::start_log("info", args.log_format),
        _ => process::start_log("error", LogFormat::Text),
    }
    match command {
        Command::Demo(args) => Box::pin(demo::demo(&args)).await,
        Command::Check(args) => check::check(&folders, &args).await,
        Command::Set(args) => set::set(&folders, &args).await,
        Command::Pause(args) => pause::pause(&folders, &args).await,
        Command::Schema(args) => schema::schema(&args),
        Command::Source(command) => Box::pin(source::source(&folders, &command)).await,
        Command::Import(args) => Box::pin(import::import(&folders, &args)).await,
        Command::Assess(args) => assess::assess(&folders, &args).await,
        Command::Explain(args) => explain::explain(&folders, &args).await,
        Command::WhatIf(args) => what_if::what_if(&folders, &args).await,
        Command::Preview(args) => preview::preview(&folders, &args).await,
        Command::Document(args) => document::document(&folders, &args),
        Command::Run(args) => run::run(&folders, &args).await,
        Command::Correct(args) => correct::correct(&folders, &args).await,
        Command::Serve(_) => Box::pin(serve::serve(&folders)).await,
        Command::Status(args) => status::status(&folders, &args).await,
        Command::Outbox(command) => outbox::outbox(&folders, &command).await,
        Command::Bounces(command) => bounces::bounces(&folders, &command).await,
        Command::Backup(args) => backup::backup(&folders, &args).await,
        Command::Restore(args) => restore::restore(&folders, &args).await,
        Command::Store(command) => store::store(&folders, &command).await,
    }
}
