//! Quoted-printable (RFC 2045, section 6.7): safe on every way, and a person can still read it.
//!
//! Nearly everything in a letter passes through unchanged, so it is copied in
//! stretches; the library's own encoder looks at each byte for itself, and was
//! what took longest of all that is done for a letter.

/// The most characters on a line, without the `=` that breaks it.
const WIDTH: usize = 75;

const DIGITS: [u8; 16] = *b"0123456789ABCDEF";

/// Whether a byte may stand as it is; a blank may not at the end of a line.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'<' | b'>'..=b'~' | b'\t')
}

/// How many bytes from the first one on may stand as they are.
fn plain_length(bytes: &[u8]) -> usize {
    // Sixteen are looked at in one step, so it pays not to stop at the first one that may not.
    let (stretches, _) = bytes.as_chunks::<16>();
    let all_plain = |stretch: &&[u8; 16]| stretch.iter().fold(true, |plain, byte| plain & is_plain(*byte));
    let sure = 16 * stretches.iter().take_while(all_plain).count();
    sure + bytes[sure..].iter().take_while(|byte| is_plain(**byte)).count()
}

/// The text with CRLF at the end of its lines, encoded.
pub(super) fn encoded(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some((line, further)) = rest.split_once('\n') {
        encode_line(line.strip_suffix('\r').unwrap_or(line).as_bytes(), &mut out);
        out.extend_from_slice(b"\r\n");
        rest = further;
    }
    encode_line(rest.as_bytes(), &mut out);
    out
}

fn encode_line(mut rest: &[u8], out: &mut Vec<u8>) {
    let mut room = WIDTH;
    while let [first, ..] = *rest {
        let within = &rest[..rest.len().min(room)];
        let mut plain = plain_length(within);
        if plain == rest.len() && matches!(rest[plain - 1], b' ' | b'\t') {
            // It would be taken for padding, and lost.
            plain -= 1;
        }
        if plain > 0 {
            out.extend_from_slice(&rest[..plain]);
            (rest, room) = (&rest[plain..], room - plain);
        } else if room >= 3 {
            out.extend([b'=', DIGITS[usize::from(first >> 4)], DIGITS[usize::from(first & 15)]]);
            (rest, room) = (&rest[1..], room - 3);
        } else {
            out.extend_from_slice(b"=\r\n");
            room = WIDTH;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::decoders::quoted_printable::quoted_printable_decode;
    use proptest::prelude::*;

    fn text(encoded: &[u8]) -> &str {
        std::str::from_utf8(encoded).unwrap()
    }

    #[test]
    fn what_is_not_plain_is_told_by_its_number() {
        assert_eq!(text(&encoded("a=b å\nc\r\n")), "a=3Db =C3=A5\r\nc\r\n");
        assert_eq!(text(&encoded("end \n\tx\t\n \n")), "end=20\r\n\tx=09\r\n=20\r\n");
        assert_eq!(text(&encoded("a\rb")), "a=0Db");
        assert_eq!(text(&encoded("")), "");
    }

    #[test]
    fn no_line_is_longer_than_76_characters() {
        let long = format!("{}{}\n{}", "x".repeat(200), "å".repeat(60), " ".repeat(150));
        let encoded = encoded(&long);
        assert!(text(&encoded).split("\r\n").all(|line| line.len() <= 76), "{}", text(&encoded));
        assert!(text(&encoded).contains(&format!("\r\n{}=\r\n", "x".repeat(75))));
    }

    proptest! {
        #[test]
        fn a_decoder_of_another_make_reads_every_text_back(words in "[ \\t=.a-zåäö\\r\\n\u{0}-\u{ff}]{0,300}") {
            let encoded = encoded(&words);
            prop_assert!(encoded.is_ascii());
            let expected = words.replace("\r\n", "\n").replace('\n', "\r\n");
            let decoded = quoted_printable_decode(&encoded).unwrap_or_default();
            prop_assert_eq!(String::from_utf8(decoded).unwrap(), expected);
        }
    }
}
