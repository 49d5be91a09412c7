//! What a command has to do with its process: its log lines, the signals it
//! gets, and who gave it.

use std::ffi::OsString;
use std::fs;
use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use clap::ValueEnum;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use super::{Exit, Failure, screen};
use crate::settings::Faults;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Set where everything on stderr is to be a line of JSON.
static WRITTEN_BY_THE_LOG: OnceLock<()> = OnceLock::new();

/// The environment variable that says which log lines to write.
const FILTER: &str = "NYTTJA_LOG";

/// Starts writing log lines to stderr: those of `usual` level and above, or as
/// `NYTTJA_LOG` says.
pub(super) fn start_log(usual: &str, format: LogFormat) {
    let wanted = std::env::var(FILTER).ok().and_then(|text| text.parse::<Targets>().ok());
    let wanted = wanted.unwrap_or_else(|| {
        let usual = usual.parse().unwrap_or(LevelFilter::INFO);
        // Of others no more than warnings.
        Targets::new().with_default(usual.min(LevelFilter::WARN)).with_target("nyttja", usual)
    });
    // Below that level others log what they are given: passwords, whole messages, every value that
    // goes into a letter. So no filter may ask them for it.
    let caps = Targets::new().with_default(LevelFilter::INFO).with_target("nyttja", LevelFilter::TRACE);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        // A log that cannot be written, on a full disk above all, must end nothing.
        .log_internal_errors(false)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false);
    // The filters hold for everything, and not for the lines alone: with such a one, a line after a
    // question to PostgreSQL could be missing from the log of a daemon.
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    // A second start in one process, as in tests, changes nothing.
    let _ = tracing_subscriber::registry().with(wanted).with(caps).with(lines).try_init();
    if format == LogFormat::Json {
        let _ = WRITTEN_BY_THE_LOG.set(());
        // What it broke down on may be anybody's name: only where is told.
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string);
            tracing::error!(place, "nyttja broke down on something that it should have foreseen");
        }));
    }
}

/// Whether a command line that is not understood asks for a log in JSON all the same.
pub(super) fn log_is_json(args: impl Iterator<Item = OsString>) -> bool {
    let words: Vec<OsString> = args.collect();
    let is_split = |pair: &[OsString]| pair[0] == "--log-format" && pair[1] == "json";
    words.iter().any(|word| word == "--log-format=json") || words.windows(2).any(is_split)
}

/// Tells a person, or whoever reads the log as JSON, why the command ended early.
pub(super) fn tell(failure: &Failure) {
    if WRITTEN_BY_THE_LOG.get().is_some() {
        failure.log();
    } else {
        screen::aside(format_args!("{failure}\n"));
    }
}

/// Tells what is wrong in the files, in the same way. No line of the files, and no value: this may be a log,
/// which shows no names and no secrets.
pub(super) fn tell_faults(faults: &Faults) {
    if WRITTEN_BY_THE_LOG.get().is_none() {
        screen::aside(format_args!("{}", faults.list()));
        return;
    }
    for fault in faults {
        let (file, line) = (fault.file.display(), fault.line);
        tracing::error!(%file, line, fault = fault.in_log(), "the files cannot be used");
    }
}

/// A token that the first SIGTERM or SIGINT cancels: what is under way ends. The second one
/// ends the program.
pub(super) fn stop() -> Result<CancellationToken, Failure> {
    let listen = |kind| signal(kind).map_err(|error| Failure::of(&error));
    let mut terminate = listen(SignalKind::terminate())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    let stop = CancellationToken::new();
    let token = stop.clone();
    tokio::spawn(async move {
        let mut signals = 0;
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            signals += 1;
            if signals > 1 {
                tracing::warn!("a second signal: nyttja ends at once");
                std::process::exit(i32::from(Exit::Error as u8));
            }
            tracing::info!("nyttja stops; what is under way is finished first");
            token.cancel();
        }
    });
    Ok(stop)
}

/// The name given by `--by`, else the user's name, else the user's number and the machine that
/// knows it: in a container users have numbers, and often no name.
pub(super) fn who(by: Option<&str>) -> String {
    let said = |name: &str| std::env::var(name).ok().filter(|name| !name.trim().is_empty());
    by.map(str::to_owned).or_else(|| said("USER")).or_else(|| said("LOGNAME")).unwrap_or_else(known)
}

/// What the system knows of the user.
fn known() -> String {
    #[cfg(unix)]
    if let Ok(own) = fs::metadata("/proc/self") {
        use std::os::unix::fs::MetadataExt;
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        return described(own.uid(), &users, host.trim());
    }
    "somebody".to_owned()
}

/// The user `uid` by its name in `users`, a text like `/etc/passwd`. The machine is named too, and
/// the word says that it is a user: a container's `nyttja` or `root` may be anybody.
fn described(uid: u32, users: &str, host: &str) -> String {
    let name = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid) && !name.is_empty()).then(|| format!("user {name}"))
    });
    let user = name.unwrap_or_else(|| format!("user number {uid}"));
    if host.is_empty() { user } else { format!("{user} on {host}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &str = "root:x:0:0:root:/root:/bin/sh\nbroken\nnyttja:x:1000:1000::/data:/sbin/nologin\n";

    #[test]
    fn a_user_is_known_by_name_and_machine_or_by_number_and_machine() {
        assert_eq!(described(1000, USERS, "skolan"), "user nyttja on skolan");
        assert_eq!(described(0, USERS, "3f2a9c"), "user root on 3f2a9c");
        assert_eq!(described(7, USERS, "3f2a9c"), "user number 7 on 3f2a9c");
        assert_eq!(described(7, "", ""), "user number 7");
    }
}
