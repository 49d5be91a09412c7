#!/usr/bin/env bash
# tracing-subscriber 0.3.23 with sqlx 0.9.0: where a filter belongs to one layer, the log line that
# follows a database query on the same thread is lost.
#
# sqlx asks the dispatcher directly whether its line about the query would be written. A filter of a
# layer (`layer.with_filter(...)`) remembers the "no" for the thread until the next event, and takes
# it for the answer about that event, whose own callsite is always enabled and is not asked about
# again. A filter of the whole registry (`registry().with(filter)`) remembers nothing.
#
# Expected by most: three lines with either. Seen: two with the filter of a layer ("after the
# query" is missing), three with the filter of the registry.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "lost-line"
version = "0.0.0"
edition = "2021"

[dependencies]
sqlx = { version = "=0.9.0", default-features = false, features = ["runtime-tokio", "sqlite-bundled"] }
tokio = { version = "=1.54.1", features = ["rt"] }
tracing = "=0.1.44"
tracing-subscriber = "=0.3.23"

[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RUST'
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

async fn work() -> Result<(), sqlx::Error> {
    let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    tracing::info!("before the query");
    tracing::info!("just before it");
    sqlx::query("SELECT 1").execute(&pool).await?;
    tracing::info!("after the query");
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let filter = Targets::new().with_default(LevelFilter::WARN).with_target("lost_line", LevelFilter::INFO);
    let lines = tracing_subscriber::fmt::layer().without_time().with_ansi(false).with_writer(std::io::stdout);
    match std::env::args().nth(1).as_deref() {
        Some("layer") => tracing_subscriber::registry().with(lines.with_filter(filter)).init(),
        _ => tracing_subscriber::registry().with(filter).with(lines).init(),
    }
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work())?;
    Ok(())
}
RUST
cargo build --quiet
count() { cargo run --quiet -- "$1" | grep -c 'query\|just before'; }
layer=$(count layer)
registry=$(count registry)
echo "filter of the layer: $layer lines; filter of the registry: $registry lines"
if cargo run --quiet -- layer | grep -q 'after the query'; then
  echo "changed: the line after the query is no longer lost"
  exit 1
fi
[ "$layer" -eq 2 ] && [ "$registry" -eq 3 ]
