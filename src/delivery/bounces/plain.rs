//! Reports in plain text, of mail servers that write no other: those of qmail,
//! which always have the same form, and those of Exim, which name their recipients in a header.

use super::fields::{blocks, value};
use crate::domain::bounce::{Incoming, Report, Word, message_ids, one_line};

/// How a report of qmail begins; its form is published, and other programs keep to it.
const QMAIL: &str = "Hi. This is the ";

/// Where qmail's own words end.
const QMAIL_COPY: &str = "--- Below this line is a copy of the message.";

/// Where Exim's own words end.
const EXIM_COPY: &str = "------ This is a copy of ";

/// The report that a message is; none where it may be anything else. `text` is its first text,
/// and is looked at only where the mail system itself has written it.
pub(super) fn report(message: &Incoming, text: &str) -> Option<Report> {
    let header = |name: &str| value(&message.headers, name);
    let local = message.sender.split('@').next().unwrap_or_default();
    let from_the_system =
        local.eq_ignore_ascii_case("mailer-daemon") || local.eq_ignore_ascii_case("postmaster");
    // A report goes out with no address to answer to.
    if !from_the_system || header("return-path").is_some_and(|path| path.trim() != "<>") {
        return None;
    }
    if let Some(recipients) = header("x-failed-recipients") {
        return exim(recipients, text);
    }
    text.trim_start().starts_with(QMAIL).then(|| qmail(text)).flatten()
}

/// Paragraphs of `<address>:` and the reason below it.
fn qmail(text: &str) -> Option<Report> {
    let (said, copy) = text.split_once(QMAIL_COPY)?;
    let words = said.split("\n\n").chain(said.split("\r\n\r\n")).filter_map(|paragraph| {
        let (first, reason) = paragraph.trim().split_once('\n')?;
        let address = first.trim().strip_prefix('<')?.strip_suffix(">:")?;
        Some(failed(address, reason))
    });
    of(words.collect(), copy)
}

/// The addresses stand in a header, and below each in the text the reason.
fn exim(recipients: &str, text: &str) -> Option<Report> {
    // A warning names its recipients too, and goes on trying.
    if !text.contains("permanent error") && !text.contains("could not be delivered") {
        return None;
    }
    let at = text.find(EXIM_COPY)?;
    let (said, copy) = text.split_at(at);
    let copy = copy.split_once('\n')?.1;
    let lines: Vec<&str> = said.lines().map(str::trim).collect();
    let words = recipients.split(',').map(str::trim).filter(|address| !address.is_empty()).map(|address| {
        let below = lines.iter().skip_while(|line| !line.eq_ignore_ascii_case(address)).skip(1);
        let reason: Vec<_> = below.take_while(|line| !line.is_empty()).copied().collect();
        failed(address, &reason.join(" "))
    });
    of(words.take(100).collect(), copy)
}

fn failed(address: &str, reason: &str) -> Word {
    Word {
        last: Some(address.to_owned()),
        action: "failed".to_owned(),
        diagnostic: Some(one_line(reason)),
        ..Word::default()
    }
}

/// The report with these words, about the letter whose headers begin `copy`.
fn of(words: Vec<Word>, copy: &str) -> Option<Report> {
    let headers = blocks(copy).into_iter().next()?;
    let letters = message_ids(value(&headers, "message-id")?);
    (!words.is_empty() && !letters.is_empty()).then_some(Report { letters, words })
}
