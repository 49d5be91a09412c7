//! What is wrong with the syntax of a file, in plain words.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::settings::fault::Fault;

/// The words of the `toml` crate on the left start those a coordinator
/// understands, and a hint.
const WORDS: [(&str, &str, &str); 17] = [
    (
        "string values must be quoted",
        "the value is missing its quotes",
        "put quotes around a text: name = \"Vikens skola\"",
    ),
    ("invalid basic string", "the text does not end", "close it with a quote: \"…\""),
    ("invalid literal string", "the text does not end", "close it with a quote: '…'"),
    ("invalid multi-line", "the text does not end", "close it with three quotes"),
    (
        "missing comma between array",
        "a comma is missing here",
        "put a comma between two entries, or end the list with `]`",
    ),
    (
        "missing comma between",
        "a comma is missing here",
        "put a comma between two keys, or end the table with `}`",
    ),
    ("unclosed array table", "the header does not end", "close it with `]]`"),
    ("unclosed table", "the header does not end", "close it with `]`"),
    ("unclosed array", "the list does not end", "close it with `]`"),
    ("unclosed inline table", "the table does not end", "close it with `}`"),
    ("key with no value", "the key has no value", "write key = value"),
    (
        "invalid unquoted key",
        "the key needs quotes",
        "put quotes around a key with other letters than a to z: \"Lärlogg\" = …",
    ),
    ("unexpected key or value", "the line should end here", "start a new line for the next key"),
    (
        "missing escaped value",
        "`\\` does not belong here",
        "write `\\\\` for a backslash, or use single quotes: '…'",
    ),
    ("invalid date", "there is no such date", "write year-month-day, such as 2026-08-17"),
    ("invalid float", "this is not a number", "write a number such as 0.8, or put quotes around a text"),
    (
        "unexpected leading zero",
        "a number cannot start with 0",
        "leave out the zero, or put quotes around a text that consists of digits",
    ),
];

/// The fault that an error of the parser stands for.
pub(super) fn fault(file: &Path, text: &Arc<str>, error: &toml::de::Error) -> Fault {
    let span = error.span().unwrap_or(0..0);
    let offending = text.get(span.clone()).unwrap_or_default();
    if error.message().starts_with("duplicate key") {
        return Fault::at(file, text, &span, format!("`{offending}` stands here a second time"))
            .hint("keep one of the two; for several entries write `[[…]]` each time");
    }
    // An empty place right after an equals sign is a value that is missing.
    if span.is_empty()
        && text[..text.floor_char_boundary(span.start)].trim_end_matches([' ', '\t']).ends_with('=')
    {
        return Fault::at(file, text, &span, "the value is missing here").hint("write key = value");
    }
    let span = if error.message().starts_with("invalid unquoted key") { word(text, &span) } else { span };
    let known = WORDS.iter().find(|(start, ..)| error.message().starts_with(start));
    match known {
        Some((_, message, hint)) => Fault::at(file, text, &span, *message).hint(*hint),
        None => Fault::at(file, text, &span, format!("this is not TOML: {}", error.message()))
            .hint("see https://toml.io for how values are written"),
    }
}

/// The whole key that holds `span`: the parser stops at its first odd letter.
fn word(text: &str, span: &Range<usize>) -> Range<usize> {
    let ends = |letter: char| letter.is_whitespace() || "=.[]{},#".contains(letter);
    let start = text[..text.floor_char_boundary(span.start)].rfind(ends).map_or(0, |end| end + 1);
    let rest = text.ceil_char_boundary(span.end);
    let end = text[rest..].find(ends).map_or(text.len(), |length| rest + length);
    text.ceil_char_boundary(start)..end
}
