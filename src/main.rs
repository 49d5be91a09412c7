//! The `nyttja` program: parses, runs, reports, exits.

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use nyttja::cli::{Cli, run, screen};

/// A letter is made of thousands of short texts; with the system's allocator a week takes a tenth longer.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

// Tasks wait for the network and the database, and hand over to each other on one thread
// without waking another. What computes has threads of its own.
#[tokio::main(worker_threads = 1)]
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
