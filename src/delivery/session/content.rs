//! The content of a letter as it travels.

use memchr::memchr2;

/// A letter as a mail server hears it after DATA.
pub(super) struct Content {
    /// Its lines, and the dot that ends them.
    pub(super) wire: String,
    /// How many bytes it has by RFC 1870: with its line ends, without what only the way adds.
    pub(super) size: usize,
}

impl Content {
    /// The letter with CRLF at every line's end, also the last one, and a dot
    /// doubled where it begins a line (RFC 5321, section 4.5.2). None where the letter is no text.
    ///
    /// A lone CR or LF must not be sent (section 2.3.8); servers differ over
    /// it, and a dot behind one could end the letter early.
    pub(super) fn of(letter: &[u8]) -> Option<Self> {
        let mut rest = std::str::from_utf8(letter).ok()?;
        let mut wire = String::with_capacity(letter.len() + letter.len() / 50 + 8);
        let mut dots = 0;
        while !rest.is_empty() {
            if rest.starts_with('.') {
                wire.push('.');
                dots += 1;
            }
            let end = memchr2(b'\r', b'\n', rest.as_bytes()).unwrap_or(rest.len());
            wire.push_str(&rest[..end]);
            wire.push_str("\r\n");
            let ended = &rest[end..];
            rest = ended.strip_prefix("\r\n").or_else(|| ended.get(1..)).unwrap_or_default();
        }
        if wire.is_empty() {
            // Even a letter without a line has an end.
            wire.push_str("\r\n");
        }
        let size = wire.len() - dots;
        wire.push_str(".\r\n");
        Some(Self { wire, size })
    }

    /// Whether it may travel without 8BITMIME (RFC 6152).
    pub(super) fn is_ascii(&self) -> bool {
        self.wire.is_ascii()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(letter: &[u8]) -> String {
        Content::of(letter).unwrap().wire
    }

    #[test]
    fn every_line_of_a_letter_ends_in_cr_and_lf() {
        assert_eq!(wire(b"a\r\n\r\nb\r\n"), "a\r\n\r\nb\r\n.\r\n");
        assert_eq!(wire(b"a\nb\rc\r\r\nd"), "a\r\nb\r\nc\r\n\r\nd\r\n.\r\n");
        assert_eq!(wire(b""), "\r\n.\r\n");
        assert_eq!(wire(b"a\r"), "a\r\n.\r\n");
    }

    #[test]
    fn no_dot_ends_a_letter_early() {
        assert_eq!(wire(b".\n..\r.x\n"), "..\r\n...\r\n..x\r\n.\r\n");
        assert_eq!(wire(b"\n.\n"), "\r\n..\r\n.\r\n");
    }

    #[test]
    fn its_size_is_that_of_the_letter_without_what_the_way_adds() {
        assert_eq!(Content::of(b".a\r\nb\r\n").unwrap().size, 7);
        assert_eq!(Content::of(b".a\nb").unwrap().size, 7);
        assert!(Content::of(b"\xff\r\n").is_none(), "no text");
        assert!(!Content::of("å".as_bytes()).unwrap().is_ascii());
    }
}
