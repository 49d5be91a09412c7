//! What of a letter is signed, in the form that survives what mail servers do
//! to white space (RFC 6376, section 3.4: relaxed).

/// A letter taken apart.
pub(super) struct Headers<'a> {
    /// Name in lower case, and value with its line breaks.
    fields: Vec<(String, &'a str)>,
    /// What follows the empty line.
    pub body: &'a [u8],
}

impl<'a> Headers<'a> {
    /// Takes a letter with CRLF at every line's end apart.
    pub(super) fn of(letter: &'a [u8]) -> Self {
        let end = letter.windows(4).position(|four| four == b"\r\n\r\n");
        let (head, body) = match end {
            Some(at) => (&letter[..at], &letter[at + 4..]),
            None => (letter, &[][..]),
        };
        let head = std::str::from_utf8(head).unwrap_or_default();
        let mut fields: Vec<(String, &str)> = Vec::new();
        let mut start = 0;
        while start < head.len() {
            let end = next_field(head, start);
            if let Some((name, value)) = head[start..end].split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value));
            }
            start = end + 2;
        }
        Self { fields, body }
    }

    /// Those of `wanted` that the letter has, in the order wanted.
    pub(super) fn names<'w>(&self, wanted: &[&'w str]) -> impl Iterator<Item = &'w str> {
        wanted.iter().copied().filter(|name| self.value(name).is_some())
    }

    /// The same with their values, each in a line.
    pub(super) fn relaxed(&self, wanted: &[&str]) -> String {
        let line = |name: &str| self.value(name).map(|value| header(name, value) + "\r\n");
        wanted.iter().filter_map(|name| line(name)).collect()
    }

    /// The last one counts, as verifiers read from the end.
    fn value(&self, name: &str) -> Option<&'a str> {
        self.fields.iter().rev().find(|(found, _)| found == name).map(|(_, value)| *value)
    }
}

/// Where the field that begins at `start` ends: at a line break that no blank follows.
fn next_field(head: &str, start: usize) -> usize {
    let mut from = start;
    while let Some(at) = head[from..].find("\r\n").map(|at| from + at) {
        if !head[at + 2..].starts_with([' ', '\t']) {
            return at;
        }
        from = at + 2;
    }
    head.len()
}

/// A header without its line breaks, and with single blanks.
pub(super) fn header(name: &str, value: &str) -> String {
    let words: Vec<&str> = value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect();
    format!("{name}:{}", words.join(" "))
}

/// The body with single blanks, none at a line's end, and no empty lines behind it.
pub(super) fn body(body: &[u8]) -> Vec<u8> {
    let mut relaxed = Vec::with_capacity(body.len() + 2);
    let mut gap = false;
    for &byte in body {
        match byte {
            b' ' | b'\t' => gap = true,
            byte => {
                if gap && byte != b'\r' {
                    relaxed.push(b' ');
                }
                gap = false;
                relaxed.push(byte);
            }
        }
    }
    while relaxed.ends_with(b"\r\n") {
        relaxed.truncate(relaxed.len() - 2);
    }
    if !relaxed.is_empty() {
        relaxed.extend_from_slice(b"\r\n");
    }
    relaxed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 6376, section 3.4.5.
    const EXAMPLE: &[u8] = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";

    #[test]
    fn the_example_of_the_standard_comes_out_as_it_says() {
        let headers = Headers::of(EXAMPLE);
        assert_eq!(headers.relaxed(&["a", "b"]), "a:X\r\nb:Y Z\r\n");
        assert_eq!(body(headers.body), b" C\r\nD E\r\n");
    }

    #[test]
    fn a_letter_without_a_body_has_an_empty_one() {
        assert_eq!(body(b""), b"");
        assert_eq!(body(b"\r\n \r\n\r\n"), b"");
        assert_eq!(body(b"x"), b"x\r\n");
        assert_eq!(Headers::of(b"A: X\r\n").relaxed(&["a", "b"]), "a:X\r\n");
    }
}
