//! Finds the block of a template that is never closed: handlebars itself only
//! says that the file ends too early.

/// The innermost block that is open at the end of `source`: its line, from 1, and its name.
pub(super) fn unclosed(source: &str) -> Option<(usize, &str)> {
    let mut open = Vec::new();
    for (at, _) in source.match_indices("{{") {
        let tag = source[at + 2..].trim_start_matches(['{', '~']);
        match tag.strip_prefix('#') {
            Some(rest) => {
                let is_end = |letter: char| letter.is_whitespace() || letter == '}' || letter == '~';
                let name = rest.split(is_end).next().unwrap_or_default();
                open.push((source[..at].matches('\n').count() + 1, name));
            }
            None if tag.starts_with('/') => {
                open.pop();
            }
            None => {}
        }
    }
    open.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_block_that_stays_open_is_found_with_its_line() {
        for (source, found) in [
            ("{{#if a}}\n{{b}}\n", Some((1, "if"))),
            ("{{#each a}}\n{{#if b}}\n{{/if}}\n{{~#if c~}}\n\n", Some((4, "if"))),
            ("{{#if a}}{{else}}{{/if}}\n{{#each}}\n", Some((2, "each"))),
            ("{{#if a}}{{/if}}{{{b}}}\n", None),
            ("{{", None),
            ("{{#", Some((1, ""))),
        ] {
            assert_eq!(unclosed(source), found, "{source}");
        }
    }
}
