//! Makes texts safe in Markdown: a name may hold any character and still mean
//! nothing but itself.

/// The text with every character escaped that `CommonMark`, or the tables and
/// strikes that many readers add to it, would take as a mark.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for (index, letter) in text.char_indices() {
        let always = "\\`*_[]<>|&~".contains(letter);
        // These are marks only where a line can begin with them.
        let opens = index == 0 && "#+-=".contains(letter);
        let ends = text[index + letter.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
        let numbers = ".)".contains(letter) && ends && is_number(&text[..index]);
        if always || opens || numbers {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The text without trailing spaces, and never two blank lines in a row.
#[must_use]
pub fn tidied(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    while lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    lines.push("");
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_lose_their_meaning_and_other_characters_stay() {
        assert_eq!(escaped("<b>\"Å & Ö\"</b>"), "\\<b\\>\"Å \\& Ö\"\\</b\\>");
        assert_eq!(escaped("a|b *c* _d_ [e](f) `g` \\"), "a\\|b \\*c\\* \\_d\\_ \\[e\\](f) \\`g\\` \\\\");
        assert_eq!(escaped("Minst 80 % (nu) – 2,5"), "Minst 80 % (nu) – 2,5");
    }

    #[test]
    fn nothing_at_the_start_of_a_line_makes_a_heading_or_a_list() {
        assert_eq!(escaped("# 1"), "\\# 1");
        assert_eq!(escaped("- a"), "\\- a");
        assert_eq!(escaped("12. a 3. b"), "12\\. a 3. b");
        assert_eq!(escaped("2.5 posts"), "2.5 posts");
    }

    #[test]
    fn blank_lines_come_one_at_a_time() {
        assert_eq!(tidied("\n\na  \n\n\nb\n\n"), "a\n\nb\n");
    }
}
