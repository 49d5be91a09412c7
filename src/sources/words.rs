//! Words and headings as people compare them: the same letters are the same text, however they are encoded.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// The text in composed letters (NFC), without blanks around it, and with one plain space for
/// each run of blanks inside, of whatever kind: macOS takes `å` apart into two characters, and
/// web pages part words by no-break spaces.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(is_blank);
    let composed = if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        ComposingNormalizerBorrowed::new_nfc().normalize(text)
    };
    if !has_odd_blanks(&composed) {
        return composed;
    }
    let parts: Vec<&str> = composed.split(is_blank).filter(|part| !part.is_empty()).collect();
    Cow::Owned(parts.join(" "))
}

/// A text with its letters in one piece, and with them taken apart (NFC and NFD).
pub(super) fn composed_and_apart(text: &str) -> (Cow<'_, str>, Cow<'_, str>) {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    (composed, DecomposingNormalizerBorrowed::new_nfd().normalize(text))
}

/// White space, and the marks without width that some programs put between letters.
fn is_blank(char: char) -> bool {
    char.is_whitespace() || matches!(char, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

fn has_odd_blanks(text: &str) -> bool {
    let mut after_blank = false;
    text.chars().any(|char| {
        let blank = is_blank(char);
        let odd = blank && (after_blank || char != ' ');
        after_blank = blank;
        odd
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_letters_are_the_same_text_and_spaces_are_spaces() {
        assert_eq!(plain("La\u{308}rlogg"), "Lärlogg");
        assert_eq!(plain(" Antal\u{a0}\u{202f} aktiva\t"), "Antal aktiva");
        assert_eq!(plain("\u{feff}Enhet"), "Enhet");
        assert!(matches!(plain("Målgrupp och roll"), Cow::Borrowed("Målgrupp och roll")));
    }
}
