//! The `nyttja` program: parses, runs, reports, exits.

use std::process::ExitCode;

use clap::Parser;
use nyttja::cli::{Cli, run};

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(exit) => exit.into(),
        Err(failure) => {
            eprintln!("{failure}");
            failure.exit.into()
        }
    }
}
