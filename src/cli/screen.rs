//! Writing to the screen. A reader that has gone away, such as `head`, is no
//! reason to break down, so these never fail.

use std::fmt::Arguments;
use std::io::{self, Write};

/// Writes to stdout: what the command was asked for.
pub fn result(text: Arguments<'_>) {
    // Nobody is left to be told that nobody reads.
    let _ = io::stdout().lock().write_fmt(text);
}

/// Writes bytes to stdout as they are.
pub fn bytes(bytes: &[u8]) {
    let mut stdout = io::stdout().lock();
    let _ = stdout.write_all(bytes).and_then(|()| stdout.flush());
}

/// Writes to stderr: everything else.
pub fn aside(text: Arguments<'_>) {
    let _ = io::stderr().lock().write_fmt(text);
}

/// Like `print!`, for results.
macro_rules! show {
    ($($words:tt)*) => { $crate::cli::screen::result(format_args!($($words)*)) };
}

/// Like `eprint!`, for everything else.
macro_rules! murmur {
    ($($words:tt)*) => { $crate::cli::screen::aside(format_args!($($words)*)) };
}

/// Like `println!`, for results.
macro_rules! say {
    ($($words:tt)*) => { $crate::cli::screen::result(format_args!("{}\n", format_args!($($words)*))) };
}

/// Like `eprintln!`, for everything else.
macro_rules! mention {
    ($($words:tt)*) => { $crate::cli::screen::aside(format_args!("{}\n", format_args!($($words)*))) };
}

pub(crate) use {mention, murmur, say, show};
