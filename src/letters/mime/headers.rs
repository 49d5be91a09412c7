//! The headers that say what kind of letter it is, what it hangs on, and how to be rid of it.

use lettre::message::header::{HeaderName, HeaderValue, Headers};

use super::Envelope;
use crate::letters::Composed;

/// The longest header line that is safe everywhere (RFC 5322, section 2.1.1,
/// allows 998 characters).
const LONGEST_LINK: usize = 900;

/// Adds what the builder of messages has no words for.
pub(super) fn add(headers: &mut Headers, composed: &Composed, envelope: &Envelope) {
    let mut set = |name: &'static str, value: String| {
        headers.insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
    };
    set("Date", envelope.date.to_rfc2822());
    if let Some(parent) = envelope.ties.thread.last() {
        set("In-Reply-To", parent.clone());
        set("References", envelope.ties.thread.join(" "));
    }
    set("List-Id", format!("<{}.{}>", envelope.list, envelope.from.address.domain()));
    let one_click = envelope.ties.one_click.as_ref().filter(|url| url.scheme() == "https");
    let links = one_click.map(|url| url.as_str().to_owned()).into_iter();
    let links: Vec<String> =
        links.chain(composed.unsubscribe.as_deref().map(shortened)).map(|link| format!("<{link}>")).collect();
    if !links.is_empty() {
        set("List-Unsubscribe", links.join(", "));
    }
    if one_click.is_some() {
        set("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned());
    }
    set("Auto-Submitted", "auto-generated".to_owned());
    // Exchange sends no out-of-office notes to such mail; it still sends bounces.
    set("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned());
    set("Content-Language", envelope.language.to_string());
}

/// The link without its text where it would not fit into a line: the address alone still works.
fn shortened(link: &str) -> String {
    match link.split_once('?') {
        Some((address, _)) if link.len() > LONGEST_LINK => address.to_owned(),
        _ => link.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_too_long_for_a_line_keeps_its_address() {
        assert_eq!(
            shortened("mailto:a@example.invalid?subject=Paus"),
            "mailto:a@example.invalid?subject=Paus"
        );
        let long = format!("mailto:a@example.invalid?subject={}", "x".repeat(LONGEST_LINK));
        assert_eq!(shortened(&long), "mailto:a@example.invalid");
    }
}
