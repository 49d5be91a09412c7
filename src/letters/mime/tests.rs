//! Tests of the bytes that a mail server takes.

use chrono::TimeZone;

use super::*;
use crate::letters::{Letters, samples};

fn envelope() -> Envelope {
    let frame = samples::frame();
    Envelope {
        message_id: "<letters.2026-W48.1.0123456789abcdef@example.invalid>".to_owned(),
        date: frame.zone.with_ymd_and_hms(2026, 11, 23, 6, 30, 0).unwrap(),
        from: frame.from,
        reply_to: frame.reply_to,
        to: Mailbox {
            name: Some("Anna \"Ä\" Ek".to_owned()),
            address: "anna.ek@example.invalid".parse().unwrap(),
        },
        language: Language::Sv,
        list: "letters".to_owned(),
    }
}

fn message(envelope: &Envelope) -> String {
    let sample = samples::all().swap_remove(0);
    let composed = sample.compose(&Letters::new(None).unwrap()).unwrap();
    String::from_utf8(mime(&composed, envelope).unwrap()).unwrap()
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    assert_eq!(message(&envelope()), message(&envelope()));
}

#[test]
fn the_headers_say_when_what_and_that_no_person_wrote_it() {
    let message = message(&envelope());
    for header in [
        "Message-ID: <letters.2026-W48.1.0123456789abcdef@example.invalid>\r\n",
        "Date: Mon, 23 Nov 2026 06:30:00 +0100\r\n",
        "Reply-To: it-samordnare@example.invalid\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "List-Id: <letters.example.invalid>\r\n",
        "Content-Language: sv\r\n",
        "MIME-Version: 1.0\r\n",
        "Content-Type: multipart/alternative;",
    ] {
        assert!(message.contains(header), "{header} in {}", &message[..1500]);
    }
    assert_eq!(message.matches("\r\nDate: ").count() + usize::from(message.starts_with("Date: ")), 1);
}

#[test]
fn the_plain_text_comes_before_the_html_and_no_line_is_too_long() {
    let message = message(&envelope());
    let text = message.find("Content-Type: text/plain; charset=utf-8").unwrap();
    let html = message.find("Content-Type: text/html; charset=utf-8").unwrap();
    assert!(text < html);
    assert!(message.is_ascii());
    assert!(message.split("\r\n").all(|line| line.len() <= 78 && !line.contains(['\r', '\n'])));
}

#[test]
fn a_name_with_line_breaks_adds_no_header() {
    let mut envelope = envelope();
    envelope.to.name = Some("Anna\r\nBcc: alla@example.invalid\u{0}".to_owned());
    let message = message(&envelope);
    assert!(!message.contains("\r\nBcc:"), "{}", &message[..1500]);
}
