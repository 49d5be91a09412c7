//! Writing to the screen. A reader that has gone away, such as `head`, is no
//! reason to break down, so these never fail; a full disk is told at the end.

use std::fmt::{Arguments, Display};
use std::io::{self, ErrorKind, Write};
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use super::Failure;

/// Like `print!`, for results.
macro_rules! out {
    ($($words:tt)*) => { $crate::cli::screen::result(format_args!($($words)*)) };
}

/// Like `eprint!`, for everything else.
macro_rules! err {
    ($($words:tt)*) => { $crate::cli::screen::aside(format_args!($($words)*)) };
}

/// Like `println!`, for results.
macro_rules! outln {
    ($($words:tt)*) => { $crate::cli::screen::result(format_args!("{}\n", format_args!($($words)*))) };
}

/// Like `eprintln!`, for everything else.
macro_rules! errln {
    ($($words:tt)*) => { $crate::cli::screen::aside(format_args!("{}\n", format_args!($($words)*))) };
}

pub(crate) use {err, errln, out, outln};

/// Why something that the command was asked for is not where it should be.
static LOST: OnceLock<io::Error> = OnceLock::new();

/// Writes to stdout: what the command was asked for.
pub fn result(text: Arguments<'_>) {
    note(io::stdout().lock().write_fmt(text));
}

fn note(written: io::Result<()>) {
    match written {
        // Nobody is left to be told that nobody reads.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => drop(LOST.set(error)),
        _ => {}
    }
}

/// Sees that everything has been written that the command was asked for.
pub fn finish() -> Result<(), Failure> {
    note(io::stdout().lock().flush());
    match LOST.get() {
        None => Ok(()),
        Some(error) => {
            let message = format!("what the command shows could not be written: {error}");
            Err(Failure::new(message).hint("the rest is done; make room, and look with `nyttja status`"))
        }
    }
}

/// Writes bytes to stdout as they are.
pub fn bytes(bytes: &[u8]) {
    let mut stdout = io::stdout().lock();
    let _ = stdout.write_all(bytes).and_then(|()| stdout.flush());
}

/// A count with what is counted, which has its plural with an s: `1 letter`, `2 letters`.
#[must_use]
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, one: &str) -> String {
    let ending = if count == N::from(1) { "" } else { "s" };
    format!("{count} {one}{ending}")
}

/// Prints one line of JSON.
pub(super) fn json(form: &impl Serialize) {
    outln!("{}", serde_json::to_string(form).unwrap_or_default());
}

/// Prints JSON over several lines, which people can read too.
pub(super) fn json_pretty(form: &impl Serialize) {
    outln!("{}", serde_json::to_string_pretty(form).unwrap_or_default());
}

/// A moment by the municipality's clock: `2026-11-23 06:30`.
pub(super) fn local(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

/// The same with the day of the week: `Monday 2026-11-23 06:30`.
pub(super) fn local_day(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%A %Y-%m-%d %H:%M").to_string()
}

/// Columns under a header, as wide as the screen. A file gets no line breaks.
pub(super) fn table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table.add_rows(rows);
    table.to_string()
}

/// Writes to stderr: everything else.
pub fn aside(text: Arguments<'_>) {
    let _ = io::stderr().lock().write_fmt(text);
}
