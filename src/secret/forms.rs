//! The forms in which a secret goes out, so that none of them is shown where a server sends it back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded;

/// What may stand in an address as it is (RFC 3986, section 2.3).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The text without any of these secrets, in whatever form.
pub fn covered<'a>(text: &str, secrets: impl IntoIterator<Item = &'a str>) -> String {
    let secrets = secrets.into_iter().filter(|secret| !secret.is_empty());
    let mut forms: Vec<String> = secrets.flat_map(forms).collect();
    // What holds another one goes first.
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    forms.iter().fold(text.to_owned(), |text, form| text.replace(form.as_str(), "…"))
}

/// A secret as it may stand in a header, an address, a form or a text of JSON.
fn forms(secret: &str) -> Vec<String> {
    let form: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let address = utf8_percent_encode(secret, PLAIN).to_string();
    let quoted = serde_json::Value::from(secret).to_string();
    let json = quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned();
    let small = [form.as_str(), address.as_str()].map(in_small_letters);
    let mut forms = vec![secret.to_owned(), form, address, json, STANDARD.encode(secret)];
    forms.extend(small);
    forms
}

/// The same with what follows each percent sign in small letters.
fn in_small_letters(text: &str) -> String {
    let mut since = usize::MAX;
    let small = text.chars().map(|letter| {
        since = if letter == '%' { 0 } else { since.saturating_add(1) };
        if since <= 2 { letter.to_ascii_lowercase() } else { letter }
    });
    small.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_shown_in_no_form_that_we_write_it_in() {
        let forms = [
            "nyckel+\"/ö",
            "nyckel%2B%22%2F%C3%B6",
            "nyckel%2b%22%2f%c3%b6",
            "nyckel+\\\"/ö",
            "bnlja2VsKyIvw7Y=",
        ];
        for text in forms {
            assert_eq!(covered(text, ["nyckel+\"/ö"]), "…", "{text}");
        }
        assert_eq!(covered("Basic bnlja2VsOmhlbQ==", ["hem", "nyckel:hem"]), "Basic …");
        assert_eq!(covered("as it is", [""]), "as it is");
    }
}
