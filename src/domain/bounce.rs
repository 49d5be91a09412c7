//! What comes back of letters: reports of mail servers, automatic answers, and
//! what people write. What each means follows from its words alone.

mod automatic;
mod brake;
mod cause;
mod doubt;
mod gravity;
mod mark;
mod notice;
mod plain;
mod report;
mod status;
pub mod tag;
mod trace;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

pub use automatic::Automatic;
pub use brake::{Brake, BrakeError};
pub use cause::is_said_of_sender;
pub use doubt::{DoubtedAddress, Ruling, Standing, words_in_common};
pub use gravity::Gravity;
pub use mark::{BadAddress, DeadAddress, WEEKS_UNTIL_TOLD, WhyBad, WhyDead, weeks_in_a_row};
pub use notice::Notice;
pub use report::{Action, Report, SentLetter, Verdict, Word};
pub use tag::{TagKey, Tagged};
pub use trace::{Trace, TracedBy};

/// A message from the mailbox that answers go to, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Incoming {
    /// The subject, decoded.
    pub subject: String,
    /// The address that it is from; empty where there is none.
    pub sender: String,
    /// Other headers: the name in lower case, and the words on one line.
    pub headers: Vec<(String, String)>,
    /// The addresses that it was sent to, as they stand there; the first of them where there are many.
    pub sent_to: Vec<String>,
    /// What a mail server reports in it, where it is such a report.
    pub report: Option<Report>,
    /// What a mail server reports in a message that this one was put around.
    pub wrapped: Option<Report>,
    /// The Message-IDs of letters that it brings back, in angle brackets.
    pub returned: Vec<String>,
    /// How its first text begins.
    pub text: String,
    /// The Message-IDs that its text quotes, in angle brackets.
    pub quoted: Vec<String>,
    /// Whether it calls itself a report about a delivery (RFC 6522), whatever is in it.
    pub is_called_report: bool,
}

/// What a message means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A mail server says what became of a letter.
    Report(Report),
    /// A program answers in somebody's place.
    Automatic(Automatic),
    /// The mail system says something that nobody understands: people are to read it.
    OfMailSystem,
    /// Anything else: people are to read it.
    ForPeople,
}

impl Incoming {
    /// What it means. Whether the letter that it speaks of is one of ours is for the caller to say.
    #[must_use]
    pub fn meaning(mut self) -> Meaning {
        let answered = self.answered();
        let Some(mut report) =
            self.report.take().or_else(|| self.unwrapped()).or_else(|| plain::report(&self))
        else {
            let people =
                if self.is_from_a_mail_system() { Meaning::OfMailSystem } else { Meaning::ForPeople };
            return automatic::of(&self, answered).map_or(people, Meaning::Automatic);
        };
        for trace in self.traces(answered) {
            if !report.traces.contains(&trace) {
                report.traces.push(trace);
            }
        }
        report.traces.sort_by_key(|trace| trace.by);
        Meaning::Report(report)
    }

    /// The report that was wrapped on its way. Where the mail system itself has something to say, it
    /// is about that report.
    fn unwrapped(&mut self) -> Option<Report> {
        let report = self.wrapped.take()?;
        (self.is_from_a_mail_system() && !plain::says_failure(&self.text)).then_some(report)
    }

    /// What in it leads to a letter, beside the letter that it brings back.
    fn traces(&self, answered: Vec<String>) -> impl Iterator<Item = Trace> {
        let trace = |by| move |message_id| Trace { by, message_id };
        let headers = answered.into_iter().map(trace(TracedBy::Headers));
        let headers = headers.chain(self.returned.clone().into_iter().map(trace(TracedBy::Letter)));
        headers.chain(self.quoted.clone().into_iter().map(trace(TracedBy::Text)))
    }

    /// The first header with this name.
    #[must_use]
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, words)| words.as_str())
    }

    /// The messages that it says it answers, in angle brackets.
    fn answered(&self) -> Vec<String> {
        let headers = ["in-reply-to", "references"].into_iter().filter_map(|name| self.header(name));
        let mut known = HashSet::new();
        headers.flat_map(message_ids).filter(|id| known.insert(id.clone())).collect()
    }

    /// Whether the mail system itself speaks, and not somebody's mailbox.
    fn is_from_a_mail_system(&self) -> bool {
        let local = self.sender.split('@').next().unwrap_or_default().to_lowercase();
        let local = local.trim_matches('"');
        let path = self.header("return-path").map(|path| path.trim_matches(['<', '>', ' ']).to_lowercase());
        let sender = path.as_deref().map(|path| path.split('@').next().unwrap_or_default());
        // A report goes out with no address to answer to, or one of the mail system.
        let is_unanswerable =
            sender.is_some_and(|sender| sender.is_empty() || MAIL_SYSTEMS.contains(&sender));
        let is_report = self.is_called_report
            || (is_unanswerable && plain::says_failure(&self.subject))
            || (path.is_none() && plain::begins_with_failure(&self.subject));
        is_report
            || MAIL_SYSTEMS.contains(&local)
            || (local.is_empty() && is_unanswerable)
            // People write as such too.
            || ROLES.contains(&local)
                && (is_unanswerable || path.is_none() || plain::begins_with_failure(&self.subject))
    }
}

/// Under which names mail systems write, and nobody else.
const MAIL_SYSTEMS: [&str; 9] = [
    "mailer-daemon",
    "mail-daemon",
    "mail_daemon",
    "mailer_daemon",
    "mailerdaemon",
    "mdaemon",
    "mail.delivery.system",
    "mail-delivery-system",
    // Hosted Exchange, whatever the domain.
    "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e",
];

/// Under which names mail systems write, and those who keep them.
const ROLES: [&str; 3] = ["postmaster", "post_master", "system administrator"];

/// How many Message-IDs of one header are looked at.
const MOST_IDS: usize = 20;

/// The Message-IDs in a text, in angle brackets.
#[must_use]
pub fn message_ids(text: &str) -> Vec<String> {
    let inner = text.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(id, _)| id.trim()));
    let ids = inner.filter(|id| !id.is_empty() && !id.contains(char::is_whitespace));
    let mut ids: Vec<_> = ids.map(|id| format!("<{id}>")).collect();
    if ids.len() > MOST_IDS {
        // The newest stand at the end.
        ids.drain(..ids.len() - MOST_IDS);
    }
    ids
}

/// What tells a message from every other one, wherever it is read: line ends may differ.
#[must_use]
pub fn digest(message: &[u8]) -> String {
    let mut digest = Sha256::new();
    for line in message.split(|byte| *byte == b'\r') {
        digest.update(line);
    }
    digest.finalize().iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A text without its line breaks, however long.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text on one line, without control characters, and not longer than a page can bear.
#[must_use]
pub fn one_line(text: &str) -> String {
    const LONGEST: usize = 400;
    let words: Vec<_> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", line[..end].trim_end()),
        None => line,
    }
}
