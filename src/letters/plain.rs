//! Makes texts from outside harmless: names from a roster and titles from a
//! file must not break a line, hide a letter or smuggle in a link.

/// The text with control characters, line breaks and marks that turn the
/// direction of writing made spaces, and spaces never doubled or at an end.
#[must_use]
pub fn one_line(text: &str) -> String {
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}')
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    let mut plain = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c == ' ' || harmful(c) {
            gap = !plain.is_empty();
        } else {
            if gap {
                plain.push(' ');
            }
            gap = false;
            plain.push(c);
        }
    }
    plain
}

/// The link, if it is one that a mail program should open.
#[must_use]
pub fn link(text: &str) -> Option<String> {
    let link = one_line(text).replace(' ', "%20");
    let lower = link.to_ascii_lowercase();
    ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| lower.starts_with(scheme)).then_some(link)
}

/// The text with its first letter large.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// The text with the characters that mean something in HTML, in an element or an attribute
/// with quotation marks, written out. Most
/// texts have none, and are copied as they are: handlebars' own function takes
/// each character by itself, twenty thousand of them a letter.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#x27;",
        });
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_and_control_characters_become_single_spaces() {
        assert_eq!(one_line(" Vikens\r\nskola\u{0} \u{202e}x "), "Vikens skola x");
        assert_eq!(one_line("<b>\"Å & Ö\"</b>"), "<b>\"Å & Ö\"</b>");
    }

    #[test]
    fn only_links_that_a_reader_would_follow_are_links() {
        assert_eq!(
            link("https://stod.example.invalid/a b"),
            Some("https://stod.example.invalid/a%20b".to_owned())
        );
        assert_eq!(link("javascript:alert(1)"), None);
        assert_eq!(link(""), None);
    }

    #[test]
    fn the_first_letter_is_made_large_in_swedish_too() {
        assert_eq!(capitalised("över"), "Över");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn nothing_from_outside_can_open_an_element_or_leave_an_attribute() {
        assert_eq!(escaped("<b title=\"x\" id='å'>&"), "&lt;b title=&quot;x&quot; id=&#x27;å&#x27;&gt;&amp;");
        assert_eq!(escaped("Åsa & Örjan"), "Åsa &amp; Örjan");
        assert_eq!(escaped("Skola 7"), "Skola 7");
    }
}
