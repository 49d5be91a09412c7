//! What a server said, or what broke, in one line for a person.

use std::error::Error as _;
use std::io;

use lettre::transport::smtp::Error;

use super::super::stream::Patience;
use crate::causes::causes;

/// The longest words of a server that are kept, in characters.
const LONGEST_WORDS: usize = 500;

/// What went wrong, in one line: the server's own words where it said any.
pub(in crate::delivery) fn words(error: &Error, patience: &Patience) -> String {
    let cut = causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|error| {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
        matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
    });
    let root = causes(error).last().map_or_else(|| error.to_string(), ToString::to_string);
    if let Some(code) = error.status() {
        let said = error.source().map(ToString::to_string).unwrap_or_default();
        tidy(&format!("{code} {said}"))
    } else if error.is_timeout() {
        format!("the mail server did not answer within {} s", patience.limit().as_secs_f64())
    } else if cut || (error.is_response() && root == "incomplete response") {
        "the mail server ended the connection".to_owned()
    } else if error.is_response() {
        "the mail server says something that nobody can read".to_owned()
    } else {
        tidy(&root)
    }
}

/// One line of bearable length.
pub(super) fn tidy(text: &str) -> String {
    let line: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_WORDS).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_server_are_one_line_of_bearable_length() {
        assert_eq!(tidy("550 no\r\n\u{1b}[31m such user "), "550 no   [31m such user");
        assert_eq!(tidy(&"x".repeat(9_000)).len(), LONGEST_WORDS);
    }
}
