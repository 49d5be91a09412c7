//! Quoted-printable (RFC 2045, section 6.7): safe on every way, and a person can still read it.
//!
//! The library's own encoder was what took longest of all that is done for a letter; this one
//! looks each byte up in a table.

/// The most characters on a line, without the `=` that breaks it.
const WIDTH: usize = 75;

const DIGITS: [u8; 16] = *b"0123456789ABCDEF";

/// Whether each byte may stand as it is; a blank may not at the end of a line.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        plain[byte as usize] = byte != b'=';
        byte += 1;
    }
    plain[b'\t' as usize] = true;
    plain
};

/// The text with CRLF at the end of its lines, encoded.
pub(super) fn encoded(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + text.len() / 4);
    let mut rest = text;
    while let Some((line, further)) = rest.split_once('\n') {
        encode_line(line.strip_suffix('\r').unwrap_or(line).as_bytes(), &mut out);
        out.extend_from_slice(b"\r\n");
        rest = further;
    }
    encode_line(rest.as_bytes(), &mut out);
    out
}

fn encode_line(line: &[u8], out: &mut Vec<u8>) {
    let [before @ .., last] = line else { return };
    let mut room = WIDTH;
    for byte in before {
        encode_byte(*byte, PLAIN[usize::from(*byte)], &mut room, out);
    }
    // A blank at the end would be taken for padding, and lost.
    let stands = PLAIN[usize::from(*last)] && !matches!(last, b' ' | b'\t');
    encode_byte(*last, stands, &mut room, out);
}

fn encode_byte(byte: u8, stands: bool, room: &mut usize, out: &mut Vec<u8>) {
    let width = if stands { 1 } else { 3 };
    if *room < width {
        out.extend_from_slice(b"=\r\n");
        *room = WIDTH;
    }
    *room -= width;
    if stands {
        out.push(byte);
    } else {
        out.extend_from_slice(&[b'=', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
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
