//! The `nyttja` program: parses, runs, reports, exits.

use std::process::ExitCode;

use clap::Parser;
use nyttja::cli::{Cli, run, screen};

#[tokio::main]
async fn main() -> ExitCode {
    // All that a command keeps while it waits is too much for the stack.
    let ended = Box::pin(run(Cli::parse())).await;
    match ended.and_then(|exit| screen::finish().map(|()| exit)) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            screen::aside(format_args!("{failure}\n"));
            failure.exit.into()
        }
    }
}
