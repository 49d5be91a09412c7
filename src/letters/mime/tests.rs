//! Tests of the bytes that a mail server takes.

use std::sync::LazyLock;

use chrono::TimeZone;
use mail_parser::{MessageParser, MimeHeaders, PartType};

use super::*;
use crate::domain::recipient::language::Language;
use crate::letters::tests::LETTERS;
use crate::letters::{Attachment, Picture, samples};

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
        ties: Ties::default(),
    }
}

fn composed() -> Composed {
    static FIRST: LazyLock<Composed> = LazyLock::new(|| samples::all()[0].compose(&LETTERS).unwrap());
    FIRST.clone()
}

fn message(envelope: &Envelope) -> String {
    String::from_utf8(mime(&composed(), envelope).unwrap()).unwrap()
}

/// A letter that shows pictures of `bytes` bytes each, and has a file attached.
fn with_pictures(bytes: usize) -> Composed {
    let show =
        |number: usize| format!("<img alt=\"Kurva {number}\" src=\"cid:trend-{number}\" width=\"536\"/>");
    let picture = |number: usize| Picture { id: format!("trend-{number}"), png: vec![0x89; bytes] };
    Composed {
        subject: "Veckan".to_owned(),
        text: "Hej!\n".to_owned(),
        html: format!("<p>Hej!</p>{}{}{}", show(1), show(2), show(3)),
        pictures: (1..=3).map(picture).collect(),
        attachments: vec![Attachment {
            name: "läget-2026-W48.xlsx".to_owned(),
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            bytes: b"PK\x03\x04".to_vec(),
        }],
        unsubscribe: None,
    }
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    assert_eq!(message(&envelope()), message(&envelope()));
    let pictured = || mime(&with_pictures(5_000), &envelope()).unwrap();
    assert_eq!(pictured(), pictured());
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
    // A link cannot be folded; a line may have 998 characters all the same.
    let lines = || message.split("\r\n").filter(|line| !line.contains("<mailto:"));
    assert!(lines().all(|line| line.len() <= 78 && !line.contains(['\r', '\n'])));
    assert!(message.split("\r\n").all(|line| line.len() <= 998));
}

#[test]
fn a_name_with_line_breaks_adds_no_header() {
    let mut envelope = envelope();
    envelope.to.name = Some("Anna\r\nBcc: alla@example.invalid\u{0}".to_owned());
    let message = message(&envelope);
    assert!(!message.contains("\r\nBcc:"), "{}", &message[..1500]);
}

#[test]
fn pictures_and_files_are_read_back_as_they_were() {
    let bytes = mime(&with_pictures(5_000), &envelope()).unwrap();
    let read = MessageParser::default().parse(&bytes).unwrap();
    let kinds: Vec<String> = read
        .parts
        .iter()
        .map(|part| {
            part.content_type().map_or_else(String::new, |kind| kind.subtype().unwrap_or_default().to_owned())
        })
        .collect();
    let sheet = "vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(
        kinds,
        ["mixed", "related", "alternative", "plain", "html", "png", "png", "png", sheet],
        "{}",
        String::from_utf8_lossy(&bytes)
    );
    let html = read.body_html(0).unwrap();
    for (part, number) in read.parts[5..8].iter().zip(1..) {
        let id = part.content_id().unwrap();
        assert!(id.starts_with(&format!("trend-{number}.")) && id.ends_with("@example.invalid"), "{id}");
        assert!(html.contains(&format!("src=\"cid:{id}\"")), "{html}");
        assert!(part.content_disposition().unwrap().is_inline());
        assert_eq!(part.attachment_name(), Some(format!("trend-{number}.png").as_str()));
        assert!(
            matches!(&part.body, PartType::InlineBinary(png) | PartType::Binary(png) if png.len() == 5_000)
        );
    }
    assert_eq!(read.parts[8].attachment_name(), Some("läget-2026-W48.xlsx"));
    assert!(read.parts[8].content_disposition().unwrap().is_attachment());
    assert_eq!(read.parts[8].contents(), b"PK\x03\x04");
}

#[test]
fn a_heavy_letter_tells_its_last_pictures_in_words() {
    let bytes = mime(&with_pictures(50_000), &envelope()).unwrap();
    assert!(bytes.len() < 150_000, "{} bytes", bytes.len());
    let read = MessageParser::default().parse(&bytes).unwrap();
    let html = read.body_html(0).unwrap();
    assert_eq!(html.matches("<img ").count(), 2, "{html}");
    assert!(html.ends_with("/>Kurva 3"), "{html}");
    assert_eq!(read.attachments().count(), 3);
}

#[test]
fn a_letter_can_be_answered_with_a_request_for_a_pause() {
    let bytes = mime(&composed(), &envelope()).unwrap();
    let read = MessageParser::default().parse(&bytes).unwrap();
    let header = read.header_raw("List-Unsubscribe").unwrap().trim();
    assert!(header.starts_with("<mailto:it-samordnare@example.invalid?subject=Paus%20f%C3%B6r"), "{header}");
    assert!(header.contains("&body=Hej%21%0D%0A%0D%0AJag%20vill%20pausa"), "{header}");
    assert!(read.header_raw("List-Unsubscribe-Post").is_none());
}

#[test]
fn one_click_is_offered_where_there_is_an_encrypted_address_for_it() {
    let offered = |address: &str| {
        let envelope = Envelope {
            ties: Ties { one_click: Some(address.parse().unwrap()), ..Ties::default() },
            ..envelope()
        };
        let message = message(&envelope).replace("\r\n ", " ");
        message.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
            && message.contains(&format!("List-Unsubscribe: <{address}>, <mailto:"))
    };
    assert!(offered("https://nyttja.example.invalid/paus/a1b2"));
    assert!(!offered("http://nyttja.example.invalid/paus/a1b2"));
}

#[test]
fn a_letter_answers_the_one_before_and_names_the_first_of_the_term() {
    let thread = ["<first@example.invalid>".to_owned(), "<second@example.invalid>".to_owned()];
    let message =
        message(&Envelope { ties: Ties { thread: thread.to_vec(), ..Ties::default() }, ..envelope() });
    assert!(message.contains("\r\nIn-Reply-To: <second@example.invalid>\r\n"));
    assert!(message.contains("\r\nReferences: <first@example.invalid> <second@example.invalid>\r\n"));
    assert!(!self::message(&envelope()).contains("In-Reply-To"));
}
