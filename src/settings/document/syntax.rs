//! What is wrong with the syntax of a file, in plain words.

use std::path::Path;
use std::sync::Arc;

use crate::settings::fault::Fault;

/// The words of the `toml` crate on the left start those a coordinator
/// understands, and a hint.
const WORDS: [(&str, &str, &str); 12] = [
    (
        "string values must be quoted",
        "the value is missing its quotes",
        "put quotes around a text: name = \"Vikens skola\"",
    ),
    ("invalid basic string", "the text does not end", "close it with a quote: \"…\""),
    ("invalid literal string", "the text does not end", "close it with a quote: '…'"),
    ("invalid multi-line", "the text does not end", "close it with three quotes"),
    ("missing comma between", "a comma is missing here", "put a comma between two entries"),
    ("unclosed array", "the list does not end", "close it with `]`"),
    ("unclosed inline table", "the table does not end", "close it with `}`"),
    (
        "unclosed table",
        "the header does not end",
        "close it with `]`, and with `]]` where it opens with `[[`",
    ),
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
];

/// The fault that an error of the parser stands for.
pub(super) fn fault(file: &Path, text: &Arc<str>, error: &toml::de::Error) -> Fault {
    let span = error.span().unwrap_or(0..0);
    let offending = text.get(span.clone()).unwrap_or_default();
    if error.message().starts_with("duplicate key") {
        return Fault::at(file, text, &span, format!("`{offending}` stands here a second time"))
            .hint("keep one of the two; for several entries write `[[…]]` each time".to_owned());
    }
    // An empty place right after an equals sign is a value that is missing.
    if span.is_empty()
        && text[..text.floor_char_boundary(span.start)].trim_end_matches([' ', '\t']).ends_with('=')
    {
        return Fault::at(file, text, &span, "the value is missing here")
            .hint("write key = value".to_owned());
    }
    let known = WORDS.iter().find(|(start, ..)| error.message().starts_with(start));
    match known {
        Some((_, message, hint)) => Fault::at(file, text, &span, *message).hint((*hint).to_owned()),
        None => Fault::at(file, text, &span, format!("this is not TOML: {}", error.message()))
            .hint("see https://toml.io for how values are written".to_owned()),
    }
}
