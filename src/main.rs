//! The `nyttja` program: parses, runs, reports, exits.

use std::process::ExitCode;

use mimalloc::MiMalloc;
use nyttja::cli::{parse, run};

/// A letter is made of thousands of short texts; with the system's allocator a week takes a tenth longer.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

// Tasks wait for the network and the database, and hand over to each other on one thread
// without waking another. What computes has threads of its own.
#[tokio::main(worker_threads = 1)]
async fn main() -> ExitCode {
    run(parse()).await.into()
}
