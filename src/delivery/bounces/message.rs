//! A message as it came, taken apart: what the domain needs to tell what it
//! means. It comes from anybody, so nothing about it is taken for granted.

use mail_parser::{HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::fields::{Field, blocks, value};
use super::plain;
use crate::domain::bounce::{Incoming, Report, Word, message_ids, one_line};

/// The most parts that a message may announce. Each letter within a letter is one, and every one
/// of them would have to be taken apart inside of the one around it.
const MOST_PARTS: usize = 200;

/// How much of the first text is looked at, in characters.
const TEXT: usize = 8000;

/// How much of a header is looked at, in bytes.
const HEADER: usize = 8000;

/// The headers that tell a program from a person, and what a message answers.
const HEADERS: [&str; 10] = [
    "auto-submitted",
    "in-reply-to",
    "precedence",
    "references",
    "return-path",
    "x-auto-response-suppress",
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-failed-recipients",
];

/// Takes a message apart. What cannot be is a message without anything, which means: for people.
#[must_use]
pub fn understand(bytes: &[u8]) -> Incoming {
    if parts_announced(bytes) > MOST_PARTS {
        return Incoming::default();
    }
    let Some(message) = MessageParser::default().parse(bytes) else { return Incoming::default() };
    let text = first_text(&message);
    let mut incoming = Incoming {
        subject: one_line(message.subject().unwrap_or_default()),
        sender: sender(&message),
        headers: headers(&message),
        report: None,
        text: text.chars().take(TEXT).collect(),
    };
    incoming.report = report(&message).or_else(|| plain::report(&incoming, text));
    incoming
}

/// How often `Content-Type` stands in it, in any spelling.
fn parts_announced(bytes: &[u8]) -> usize {
    const NAME: &[u8] = b"content-type";
    bytes.windows(NAME.len()).filter(|window| window.eq_ignore_ascii_case(NAME)).count()
}

fn sender(message: &Message<'_>) -> String {
    let address = message.from().and_then(|from| from.first()).and_then(|first| first.address.as_deref());
    one_line(address.unwrap_or_default())
}

fn headers(message: &Message<'_>) -> Vec<Field> {
    let raw = message.headers_raw().map(|(name, words)| (name.to_lowercase(), words));
    let wanted = raw.filter(|(name, _)| HEADERS.contains(&name.as_str()));
    wanted.map(|(name, words)| (name, shortened(words).split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}

fn shortened(text: &str) -> &str {
    let mut end = text.len().min(HEADER);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn first_text<'m>(message: &'m Message<'_>) -> &'m str {
    let text = message.parts.iter().find_map(|part| match &part.body {
        PartType::Text(text) => Some(text.as_ref()),
        _ => None,
    });
    text.unwrap_or_default()
}

/// The report of RFC 3464 that a message is. A report inside of another message is what somebody
/// passes on, and not one to us.
fn report(message: &Message<'_>) -> Option<Report> {
    let kind = message.root_part().content_type()?;
    if !kind.ctype().eq_ignore_ascii_case("multipart") || !is_subtype(message.root_part(), &["report"]) {
        return None;
    }
    if kind.attribute("report-type").is_some_and(|of| !of.eq_ignore_ascii_case("delivery-status")) {
        return None;
    }
    let statuses = message.parts.iter().filter(|part| is_subtype(part, &["delivery-status", "global-delivery-status"]));
    let words: Vec<Word> = statuses.flat_map(|part| blocks(&text_of(part)).into_iter().filter_map(word)).collect();
    if words.is_empty() {
        return None;
    }
    let mut letters: Vec<String> = message.parts.iter().skip(1).filter_map(returned).collect();
    letters.dedup();
    Some(Report { letters, words })
}

fn is_subtype(part: &MessagePart<'_>, subtypes: &[&str]) -> bool {
    let subtype = part.content_type().and_then(|kind| kind.subtype()).unwrap_or_default();
    subtypes.iter().any(|known| known.eq_ignore_ascii_case(subtype))
}

/// The text of a part, whatever the parser took it for.
fn text_of(part: &MessagePart<'_>) -> String {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.clone().into_owned(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        PartType::Message(message) => String::from_utf8_lossy(&message.raw_message).into_owned(),
        PartType::Multipart(_) => String::new(),
    }
}

/// What a block of a report says of a recipient; none for the block about the report itself.
fn word(block: Vec<Field>) -> Option<Word> {
    let take = |name: &str| value(&block, name).map(str::to_owned);
    let (original, last) = (take("original-recipient"), take("final-recipient"));
    if original.is_none() && last.is_none() {
        return None;
    }
    Some(Word {
        original,
        last,
        action: take("action").unwrap_or_default(),
        status: take("status"),
        diagnostic: take("diagnostic-code"),
    })
}

/// The Message-ID of the letter that a part brings back, or the headers of.
fn returned(part: &MessagePart<'_>) -> Option<String> {
    let named = |words: &str| message_ids(words).into_iter().next();
    if let PartType::Message(letter) = &part.body {
        return match letter.header("Message-ID")? {
            HeaderValue::Text(id) => named(&format!("<{id}>")),
            HeaderValue::TextList(ids) => named(&format!("<{}>", ids.first()?)),
            _ => None,
        };
    }
    if !is_subtype(part, &["rfc822-headers", "global-headers", "rfc822", "global"]) {
        return None;
    }
    let headers = blocks(&text_of(part)).into_iter().next()?;
    value(&headers, "message-id").and_then(named)
}
