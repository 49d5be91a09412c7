//! The `nyttja` program: parses, runs, reports, exits.

use std::process::ExitCode;

use clap::Parser;
use nyttja::cli::{Cli, run, screen};

#[tokio::main]
async fn main() -> ExitCode {
    // All that a command keeps while it waits is too much for the stack.
    match Box::pin(run(Cli::parse())).await {
        Ok(exit) => exit.into(),
        Err(failure) => {
            screen::aside(format_args!("{failure}\n"));
            failure.exit.into()
        }
    }
}
