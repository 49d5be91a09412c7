//! The parts of a message, as deep as a report or an answer goes and no deeper.
//! What is inside of another message is left as it is: whoever writes to us decides how
//! often a letter holds a letter, and a parser that follows has no end.

use mail_parser::decoders::html::html_to_text;
use mail_parser::{MessageParser, MimeHeaders};

use super::fields::{Field, blocks, value};

/// How many parts of one message are looked at.
const MOST_PARTS: usize = 50;

/// How deep parts within parts are looked at.
const DEEPEST: usize = 4;

/// How much of a part's text is looked at, in bytes.
const LONGEST: usize = 131_072;

/// What a part says it is.
#[derive(Debug, Default)]
pub(super) struct Kind {
    /// Its type in lower case, such as `text/plain`.
    pub(super) name: String,
    /// Whether it says that it reports about a delivery, where it is a report.
    pub(super) is_about_delivery: bool,
    boundary: Option<String>,
    charset: Option<String>,
}

/// A message, or a part of one.
pub(super) struct Entity<'m> {
    pub(super) kind: Kind,
    fields: Vec<Field>,
    body: &'m [u8],
    is_overlong: bool,
}

impl<'m> Entity<'m> {
    /// Parts the headers from the body.
    pub(super) fn of(bytes: &'m [u8]) -> Self {
        let (head, body) = split(bytes);
        let is_overlong = head.len() > LONGEST;
        let head = &head[..head.len().min(LONGEST)];
        let fields = blocks(&String::from_utf8_lossy(head)).into_iter().next().unwrap_or_default();
        let kind = value(&fields, "content-type").map_or_else(Kind::plain, Kind::of);
        Self { kind, fields, body, is_overlong }
    }

    /// Whether it has more headers than are looked at.
    pub(super) fn is_overlong(&self) -> bool {
        self.is_overlong
    }

    /// The message in it, where it holds one that is not encoded.
    pub(super) fn inner(&self) -> Self {
        Self::of(self.body)
    }

    /// The first of its headers with this name, in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        value(&self.fields, name)
    }

    /// The parts that hold no others, in their order; itself where it has none.
    pub(super) fn leaves(self) -> Vec<Self> {
        let mut leaves = Vec::new();
        self.collect(DEEPEST, &mut leaves);
        leaves
    }

    fn collect(self, depth: usize, leaves: &mut Vec<Self>) {
        let boundary = self.kind.boundary.as_deref().filter(|_| self.kind.name.starts_with("multipart/"));
        match boundary {
            Some(boundary) if depth > 0 => {
                for part in pieces(self.body, boundary) {
                    if leaves.len() >= MOST_PARTS {
                        return;
                    }
                    Self::of(part).collect(depth - 1, leaves);
                }
            }
            _ => leaves.push(self),
        }
    }

    /// The beginning of its text, decoded, whatever its type is.
    pub(super) fn text(&self) -> String {
        let encoding = value(&self.fields, "content-transfer-encoding").unwrap_or_default();
        let charset = self.kind.charset.as_deref().unwrap_or("utf-8");
        let plain =
            |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        let mut part = b"Content-Type: text/plain".to_vec();
        if plain(charset) {
            part.extend(format!("; charset={charset}").as_bytes());
        }
        if plain(encoding) {
            part.extend(format!("\nContent-Transfer-Encoding: {encoding}").as_bytes());
        }
        part.extend(b"\n\n");
        part.extend(&self.body[..self.body.len().min(LONGEST)]);
        let part = MessageParser::default().parse(&part);
        let text = part.as_ref().and_then(|part| part.part(0)).and_then(|part| part.text_contents());
        let text = text.unwrap_or_default();
        if self.kind.name == "text/html" { html_to_text(text) } else { text.to_owned() }
    }
}

impl Kind {
    fn plain() -> Self {
        Self { name: "text/plain".to_owned(), ..Self::default() }
    }

    /// What the value of a `Content-Type` says.
    fn of(text: &str) -> Self {
        // Headers alone: nothing of what they announce is there to be followed.
        let header = format!("Content-Type: {text}\n\n");
        let message = MessageParser::default().parse_headers(header.as_bytes());
        let known = message.as_ref().and_then(|message| {
            let kind = message.content_type()?;
            let attribute = |name| kind.attribute(name).map(str::to_owned);
            Some(Self {
                name: format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_lowercase(),
                is_about_delivery: attribute("report-type")
                    .is_none_or(|of| of.to_lowercase().ends_with("delivery-status")),
                boundary: attribute("boundary").filter(|boundary| !boundary.is_empty()),
                charset: attribute("charset"),
            })
        });
        known.unwrap_or_default()
    }
}

/// The headers, and what comes after the first empty line.
fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let end = at + line.len();
        if line.trim_ascii().is_empty() {
            return (&bytes[..at], &bytes[end..]);
        }
        at = end;
    }
    (bytes, &[])
}

/// What stands between lines of `--boundary`; the last piece may be cut short.
fn pieces<'m>(body: &'m [u8], boundary: &str) -> Vec<&'m [u8]> {
    let (mut pieces, mut begin, mut at) = (Vec::new(), None, 0);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let mark = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary.as_bytes()));
        let mark = mark.map(<[u8]>::trim_ascii).filter(|rest| rest.is_empty() || *rest == b"--");
        if let Some(rest) = mark {
            pieces.extend(begin.map(|begin| &body[begin..at]));
            if !rest.is_empty() || pieces.len() >= MOST_PARTS {
                return pieces;
            }
            begin = Some(at + line.len());
        }
        at += line.len();
    }
    pieces.extend(begin.map(|begin| &body[begin..]));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(message: &str) -> Vec<(String, String)> {
        let leaves = Entity::of(message.as_bytes()).leaves();
        leaves.iter().map(|leaf| (leaf.kind.name.clone(), leaf.text().trim().to_owned())).collect()
    }

    fn pair(kind: &str, text: &str) -> (String, String) {
        (kind.to_owned(), text.to_owned())
    }

    #[test]
    fn parts_within_parts_come_in_their_order_and_decoded() {
        let message = "Subject: x\nContent-Type: multipart/mixed;\n\tboundary=\"a b\"\n\nbefore\n--a b\n\
                       Content-Type: multipart/alternative; boundary=c\n\n--c\n\none\n--c\n\
                       Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n\
                       tv=E5\n--c--\nafter\n--a b\nContent-Type: MESSAGE/RFC822\n\nSubject: y\n\nthree\n--a b--\nend";
        assert_eq!(
            texts(message),
            [
                pair("text/plain", "one"),
                pair("text/plain", "två"),
                pair("message/rfc822", "Subject: y\n\nthree")
            ]
        );
    }

    #[test]
    fn a_message_without_parts_is_its_own_text() {
        assert_eq!(texts("Subject: x\n\nhej"), [pair("text/plain", "hej")]);
        assert_eq!(texts("\nhej"), [pair("text/plain", "hej")]);
        assert_eq!(texts("Subject: x"), [pair("text/plain", "")]);
        assert_eq!(texts("Content-Type: multipart/report\n\nhej"), [pair("multipart/report", "hej")]);
    }

    #[test]
    fn what_goes_too_deep_or_too_far_is_left_as_it_is() {
        let level = |level| format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n");
        let deep = (0..100).map(level).collect::<Vec<_>>().concat();
        assert_eq!(texts(&deep)[0].0, "multipart/mixed");
        let wide = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(5000));
        assert_eq!(texts(&wide).len(), MOST_PARTS);
    }
}
