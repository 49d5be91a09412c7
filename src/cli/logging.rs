//! Where log lines go, and which of them.

use std::io::{self, IsTerminal};

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// The environment variable that says which log lines to write.
const FILTER: &str = "NYTTJA_LOG";

/// Starts writing log lines to stderr: those of `usual` level and above, or as
/// `NYTTJA_LOG` says.
pub(super) fn start(usual: &str, format: LogFormat) {
    let filter = std::env::var(FILTER).ok().and_then(|text| EnvFilter::try_new(text).ok());
    let filter = filter.unwrap_or_else(|| {
        EnvFilter::new(match usual {
            "error" => "error".to_owned(),
            _ => format!("warn,nyttja={usual}"),
        })
    });
    // At the debug level these log passwords and whole messages, so no filter may ask for it.
    let caps = ["lettre=info", "async_imap=info"].into_iter().filter_map(|cap| cap.parse().ok());
    let filter = caps.fold(filter, EnvFilter::add_directive);
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        // A log that cannot be written, on a full disk above all, must end nothing.
        .log_internal_errors(false)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false);
    // A second start in one process, as in tests, changes nothing.
    let _ = match format {
        LogFormat::Text => subscriber.try_init(),
        LogFormat::Json => subscriber.json().try_init(),
    };
}
