//! The content of a letter as it may travel.

use std::borrow::Cow;

/// The letter with CRLF at every line's end, and without the last one, which
/// the end of the content brings with it.
///
/// A lone CR or LF must not be sent (RFC 5321, section 2.3.8); servers differ
/// over it, and a dot behind one could end the letter early.
pub(super) fn canonical(bytes: &[u8]) -> Cow<'_, [u8]> {
    let lone = |at: usize| match bytes[at] {
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        b'\n' => at == 0 || bytes[at - 1] != b'\r',
        _ => false,
    };
    if !(0..bytes.len()).any(lone) {
        return Cow::Borrowed(bytes.strip_suffix(b"\r\n").unwrap_or(bytes));
    }
    let mut text = Vec::with_capacity(bytes.len() + bytes.len() / 40);
    for (at, &byte) in bytes.iter().enumerate() {
        if lone(at) { text.extend_from_slice(b"\r\n") } else { text.push(byte) }
    }
    if text.ends_with(b"\r\n") {
        text.truncate(text.len() - 2);
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_letter_ends_in_cr_and_lf() {
        assert!(matches!(canonical(b"a\r\n\r\nb\r\n"), Cow::Borrowed(b"a\r\n\r\nb")));
        assert_eq!(canonical(b"a\nb\r.\r\nc\n").as_ref(), b"a\r\nb\r\n.\r\nc");
        assert_eq!(canonical(b"\n.\n").as_ref(), b"\r\n.");
        assert_eq!(canonical(b"").as_ref(), b"");
        assert_eq!(canonical(b"a\r").as_ref(), b"a");
    }
}
