//! The one form that a mail program sends: `List-Unsubscribe=One-Click`, in
//! either of the two ways in which forms are sent.

use mail_parser::{MessageParser, MimeHeaders};

const NAME: &str = "List-Unsubscribe";
const VALUE: &str = "One-Click";

/// Whether a body of this content type is that form, and holds nothing else.
pub(super) fn is_one_click(kind: &str, body: &[u8]) -> bool {
    let fields = match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => urlencoded(body),
        "multipart/form-data" => multipart(kind, body),
        _ => Vec::new(),
    };
    matches!(fields.as_slice(), [(name, value)] if name == NAME && value == VALUE)
}

fn urlencoded(body: &[u8]) -> Vec<(String, String)> {
    let fields = url::form_urlencoded::parse(body.trim_ascii());
    fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// A form in parts is a message in parts, with its headers in the request.
fn multipart(kind: &str, body: &[u8]) -> Vec<(String, String)> {
    if kind.contains(['\r', '\n']) {
        return Vec::new();
    }
    let mut message = format!("Content-Type: {kind}\r\n\r\n").into_bytes();
    message.extend(body);
    let Some(message) = MessageParser::default().parse(&message) else { return Vec::new() };
    let parts = message.parts.iter().skip(1).map(|part| {
        let name = part.content_disposition().and_then(|about| about.attribute("name"));
        (name.unwrap_or_default().to_owned(), part.text_contents().unwrap_or_default().trim().to_owned())
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    fn parts(fields: &[(&str, &str)]) -> Vec<u8> {
        let part = |(name, value): &(&str, &str)| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body: String = fields.iter().map(part).collect();
        (body + "--x--\r\n").into_bytes()
    }

    #[test]
    fn both_ways_of_the_standard_are_understood() {
        assert!(is_one_click(FORM, b"List-Unsubscribe=One-Click"));
        assert!(is_one_click(
            "Application/X-WWW-Form-Urlencoded; charset=utf-8",
            b"List-Unsubscribe=One%2DClick\r\n"
        ));
        let body = parts(&[(NAME, VALUE)]);
        assert!(is_one_click("multipart/form-data; boundary=x", &body));
        assert!(is_one_click("multipart/form-data; boundary=\"x\"", &body));
    }

    #[test]
    fn nothing_else_is_taken_for_a_click() {
        for body in
            ["", "List-Unsubscribe", "List-Unsubscribe=one-click", "x=1", "List-Unsubscribe=One-Click&x=1"]
        {
            assert!(!is_one_click(FORM, body.as_bytes()), "{body}");
        }
        assert!(!is_one_click("text/plain", b"List-Unsubscribe=One-Click"));
        assert!(!is_one_click("", b"List-Unsubscribe=One-Click"));
        let kind = "multipart/form-data; boundary=x";
        assert!(!is_one_click(kind, b"List-Unsubscribe=One-Click"));
        assert!(!is_one_click(kind, &parts(&[(NAME, "No")])));
        assert!(!is_one_click(kind, &parts(&[(NAME, VALUE), ("x", "1")])));
        assert!(!is_one_click("multipart/form-data", &parts(&[(NAME, VALUE)])), "no boundary");
        assert!(!is_one_click(kind, &[0xff; 2048]));
    }
}
