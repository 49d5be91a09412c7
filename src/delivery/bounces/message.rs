//! A message as it came, taken apart: what the domain needs to tell what it
//! means. It comes from anybody, so nothing about it is taken for granted.

use mail_parser::{Message, MessageParser};

use super::entity::Entity;
use super::fields::{Field, blocks, value};
use crate::domain::bounce::{Action, Incoming, Notice, Report, Trace, TracedBy, Word, message_ids, one_line};

/// How much of the first text is looked at, in characters.
const TEXT: usize = 16_000;

/// How much of a header is looked at, in bytes.
const HEADER: usize = 8000;

/// How many letters that a text quotes are looked for.
const MOST_QUOTED: usize = 20;

/// How many texts of a message are looked at for them.
const MOST_TEXTS: usize = 5;

/// What parts that say what became of a letter are called.
const STATUS: [&str; 3] =
    ["message/delivery-status", "message/global-delivery-status", "message/disposition-notification"];

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

/// The headers that tell where a message was sent to, whoever is named to people.
const SENT_TO: [&str; 9] = [
    "cc",
    "delivered-to",
    "envelope-to",
    "received",
    "to",
    "x-delivered-to",
    "x-envelope-to",
    "x-original-to",
    "x-rcpt-to",
];

/// How many addresses that a message was sent to are looked at.
const MOST_ADDRESSES: usize = 100;

/// Takes a message apart. What cannot be is a message without anything, which means: for people.
#[must_use]
pub fn understand(bytes: &[u8]) -> Incoming {
    // Old mailbox files end their lines with a carriage return alone.
    let is_line = |byte: &u8| *byte == b'\n';
    if !bytes.iter().any(is_line) && bytes.contains(&b'\r') {
        let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\r').collect();
        return understand(&lines.join(&b'\n'));
    }
    let bytes = from_headers(bytes);
    let Some(message) = MessageParser::default().parse_headers(bytes) else { return Incoming::default() };
    let root = Entity::of(bytes);
    if root.is_overlong() {
        // No mail system writes such headers, and what stands at their end may be anything.
        let (subject, sender) = (one_line(message.subject().unwrap_or_default()), sender(&message));
        return Incoming { subject, sender, ..Incoming::default() };
    }
    let is_called_report = is_called_report(&root);
    let leaves = root.leaves();
    let text = first_text(&leaves);
    Incoming {
        subject: one_line(message.subject().unwrap_or_default()),
        sender: sender(&message),
        headers: headers(&message),
        sent_to: sent_to(&message),
        report: report(&leaves, &text),
        wrapped: wrapped(&leaves),
        returned: leaves.iter().filter_map(returned).collect(),
        quoted: quoted(&leaves),
        is_called_report,
        text: text.chars().take(TEXT).collect(),
    }
}

/// The message from its first header on: some hand it over with blank lines or the line of a
/// mailbox file before it.
fn from_headers(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let line = &rest[..end];
        if !line.trim_ascii().is_empty() && !line.starts_with(b"From ") {
            break;
        }
        rest = &rest[end + 1..];
    }
    rest
}

fn is_called_report(root: &Entity<'_>) -> bool {
    root.kind.name == "multipart/report" && root.kind.is_about_delivery
}

fn is_text(part: &Entity<'_>) -> bool {
    ["text/plain", "text/html"].contains(&part.kind.name.as_str())
}

fn first_text(parts: &[Entity<'_>]) -> String {
    parts.iter().find(|part| is_text(part)).map(Entity::text).unwrap_or_default()
}

/// The report in a message that the whole of it was put into on its way; anything else that a
/// message holds is what somebody passes on, or the letter that comes back.
fn wrapped(parts: &[Entity<'_>]) -> Option<Report> {
    let mut messages = parts.iter().filter(|part| part.kind.name == "message/rfc822");
    let inner = messages.next()?.inner();
    if messages.next().is_some() || !is_called_report(&inner) {
        return None;
    }
    let parts = inner.leaves();
    report(&parts, &first_text(&parts))
}

/// The Message-IDs of letters that texts quote with their headers.
fn quoted(parts: &[Entity<'_>]) -> Vec<String> {
    let texts = parts.iter().filter(|part| is_text(part)).take(MOST_TEXTS);
    texts.flat_map(|part| quoted_in(&part.text())).take(MOST_QUOTED).collect()
}

fn quoted_in(text: &str) -> Vec<String> {
    const NAME: &str = "message-id:";
    let lines: Vec<&str> = text.lines().map(|line| line.trim_start_matches(['>', ' ', '\t'])).collect();
    let is_named = |line: &str| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME));
    let named = (0..lines.len()).filter(|at| is_named(lines[*at])).take(MOST_QUOTED);
    // A long one stands in the line below.
    let folded = named.map(|at| lines[at..lines.len().min(at + 2)].join(" "));
    folded.filter_map(|line| message_ids(&line).into_iter().next()).collect()
}

fn sender(message: &Message<'_>) -> String {
    let address = message.from().and_then(|from| from.first()).and_then(|first| first.address.as_deref());
    one_line(address.unwrap_or_default())
}

fn headers(message: &Message<'_>) -> Vec<Field> {
    let raw = message.headers_raw().map(|(name, words)| (name.to_lowercase(), words));
    let wanted = raw.filter(|(name, _)| HEADERS.contains(&name.as_str()));
    let plain = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    wanted.map(|(name, words)| (name, plain(shortened(words)))).collect()
}

/// The addresses that a message was sent to, as they stand there.
fn sent_to(message: &Message<'_>) -> Vec<String> {
    let raw = message.headers_raw().filter(|(name, _)| SENT_TO.contains(&name.to_lowercase().as_str()));
    let is_between = |c: char| c.is_whitespace() || "<>,;:\"()".contains(c);
    let words = raw.flat_map(|(_, words)| shortened(words).split(is_between));
    words.filter(|word| word.contains('@')).take(MOST_ADDRESSES).map(str::to_owned).collect()
}

fn shortened(text: &str) -> &str {
    let mut end = text.len().min(HEADER);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// What the parts of a report of RFC 3464 say, wherever they stand: not every server calls
/// the whole a report, and what lies on the way may wrap it. A report inside of another message is
/// what somebody passes on, and not one to us.
fn report(parts: &[Entity<'_>], text: &str) -> Option<Report> {
    let statuses = parts.iter().filter(|part| STATUS.contains(&part.kind.name.as_str()));
    let blocks: Vec<_> = statuses.flat_map(|part| blocks(&part.text())).collect();
    let mut words: Vec<Word> = blocks.iter().filter_map(|block| word(block)).collect();
    if let [word] = &mut words[..] {
        // Some say what was done above the recipient.
        word.action = word.action.or_else(|| blocks.iter().find_map(|block| action(block)));
    }
    let envelopes = blocks.iter().filter_map(|block| value(block, "original-envelope-id"));
    let envelopes = envelopes.map(|id| (TracedBy::Envelope, format!("<{}>", id.trim_matches(['<', '>']))));
    let answered = blocks.iter().filter_map(|block| value(block, "original-message-id"));
    let answered = answered.flat_map(message_ids);
    let returned = answered.chain(parts.iter().filter_map(returned)).map(|id| (TracedBy::Letter, id));
    let traces = envelopes.chain(returned).map(|(by, message_id)| Trace { by, message_id }).collect();
    let notice = text.chars().take(TEXT).collect::<String>();
    (!words.is_empty()).then(|| Report { traces, words, notice: Notice::of(&notice), plainly: None })
}

/// What a block of a report says of a recipient; none for the block about the report itself.
fn word(block: &[Field]) -> Option<Word> {
    let take = |name: &str| value(block, name).map(str::to_owned);
    let (original, last) = (take("original-recipient"), take("final-recipient"));
    if original.is_none() && last.is_none() {
        return None;
    }
    let action = match value(block, "disposition") {
        Some(disposition) => Some(Action::of_disposition(disposition)?),
        None => action(block),
    };
    Some(Word { original, last, action, status: take("status"), diagnostic: take("diagnostic-code") })
}

fn action(block: &[Field]) -> Option<Action> {
    value(block, "action").and_then(Action::of)
}

/// The Message-ID of the letter that a part brings back, whole or its headers.
fn returned(part: &Entity<'_>) -> Option<String> {
    let is_letter = part.kind.name.starts_with("text/rfc822")
        || part.kind.name.starts_with("message/") && !STATUS.contains(&part.kind.name.as_str());
    if !is_letter {
        return None;
    }
    let headers = blocks(&part.text()).into_iter().next().unwrap_or_default();
    // Where an empty line was lost, they stand among those of the part.
    let id = value(&headers, "message-id").or_else(|| part.header("message-id"))?;
    message_ids(id).into_iter().next()
}
