//! Lays out the plain text of a letter: lines of at most 72 columns, indented
//! like the line they continue, and never two blank lines in a row.

use textwrap::{Options, WordSplitter};

/// The width that mail programs quote without breaking, and terminals show.
const WIDTH: usize = 72;

/// The text with its lines wrapped. A link is never broken, however long.
#[must_use]
pub fn wrapped(text: &str) -> String {
    let mut wrapped = String::with_capacity(text.len() + text.len() / 16);
    let mut gap = false;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            gap = !wrapped.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            wrapped.push('\n');
        }
        // No character is wider than its bytes are many.
        if line.len() <= WIDTH {
            wrapped.push_str(line);
            wrapped.push('\n');
        } else {
            wrap(line, &mut wrapped);
        }
    }
    wrapped
}

fn wrap(line: &str, wrapped: &mut String) {
    let body = line.trim_start_matches(' ');
    let marker = if body.starts_with("- ") || body.starts_with("* ") { 2 } else { 0 };
    let first = " ".repeat(line.len() - body.len());
    let further = " ".repeat(line.len() - body.len() + marker);
    let options = Options::new(WIDTH)
        .initial_indent(&first)
        .subsequent_indent(&further)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    for line in textwrap::wrap(body, options) {
        wrapped.push_str(line.trim_end());
        wrapped.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_continue_under_their_own_indentation() {
        let line = format!("  - {}\n", "ord ".repeat(30));
        let text = wrapped(&line);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.lines().nth(1).unwrap().starts_with("    ord"), "{text}");
    }

    #[test]
    fn a_link_stays_whole_and_a_no_break_space_holds() {
        let link = format!("  https://stod.example.invalid/{}", "x".repeat(90));
        assert_eq!(wrapped(&link), format!("{link}\n"));
        let text = wrapped(&format!("{} 64\u{a0}%", "x".repeat(69)));
        assert_eq!(text.lines().last(), Some("64\u{a0}%"));
    }

    #[test]
    fn blank_lines_come_one_at_a_time_and_never_at_the_ends() {
        assert_eq!(wrapped("\n\na\n\n \n\nb\n\n"), "a\n\nb\n");
    }
}
