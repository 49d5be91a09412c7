//! What a server's answers mean for a letter and for the connection.

use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::{Response, Severity};

use super::super::stream::Patience;
use super::words::{tidy, words};
use crate::domain::bounce::{Gravity, is_said_of_sender};
use crate::domain::outbox::{Attempt, Barred, Barrier, Contact, Reply};

/// What came of a letter, and what may be done with the connection.
pub(in crate::delivery) struct Sent {
    pub(in crate::delivery) attempt: Attempt,
    pub(in crate::delivery) after: After,
    /// The server's last answer, as a number such as 451; none where it gave none.
    pub(in crate::delivery) code: Option<u16>,
    /// Whether the letter may fare better from another sender.
    pub(super) is_about_sender: bool,
}

impl Sent {
    /// The letter is refused before the server has heard of it.
    pub(super) fn refused(reason: String) -> Self {
        Self::new(Attempt::Refused(reason), After::Usable, None)
    }

    /// How far it came with the server; none where it has not heard of the letter.
    pub(in crate::delivery) fn contact(&self) -> Option<Contact> {
        let barred = |barrier, words: &String| {
            Some(Contact::Barred(Barred { barrier, code: self.code, words: words.clone() }))
        };
        match &self.attempt {
            Attempt::SenderRefused(words) => barred(Barrier::Sender, words),
            Attempt::Deferred(words) if self.code.is_some_and(wants_another_sign_in) => {
                barred(Barrier::SignIn, words)
            }
            Attempt::Refused(_) if self.code.is_none() => None,
            _ => Some(Contact::Answered(Reply::of_code(self.code))),
        }
    }

    fn new(attempt: Attempt, after: After, code: Option<u16>) -> Self {
        Self { attempt, after, code, is_about_sender: false }
    }
}

/// What may be done with the connection after a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::delivery) enum After {
    /// Send the next letter.
    Usable,
    /// Send the next letter after RSET.
    Reset,
    /// Nothing: what the server says next cannot be matched to what we say.
    Broken,
    /// Nothing, and it was over before this letter began: another one may do better.
    Stale,
}

/// What was being said when something went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Sender,
    Recipient,
    Content,
}

impl Step {
    fn command(self) -> &'static str {
        match self {
            Self::Sender => "MAIL",
            Self::Recipient => "RCPT",
            Self::Content => "DATA",
        }
    }

    fn wanted(self) -> Severity {
        match self {
            Self::Sender | Self::Recipient => Severity::PositiveCompletion,
            Self::Content => Severity::PositiveIntermediate,
        }
    }
}

/// Judges the answer to a command before the content: nothing is handed over yet.
pub(super) fn of_command(
    step: Step,
    answer: Result<Response, Error>,
    patience: &Patience,
) -> Result<(), Sent> {
    let command = step.command();
    let error = match answer {
        Ok(response) if response.code().severity == step.wanted() => return Ok(()),
        Ok(response) => {
            let reason = format!("the mail server answers {} to {command}", response.code());
            return Err(Sent::new(Attempt::Deferred(reason), After::Broken, Some(response.code().into())));
        }
        Err(error) => error,
    };
    let at_first = step == Step::Sender;
    let ended = if at_first { After::Stale } else { After::Broken };
    let words = words(&error, patience);
    let code = error.status().map(u16::from);
    let (attempt, after) = match code {
        Some(421) => (Attempt::Deferred(words), ended),
        // So much for this conversation: it had its number of letters, or its time.
        Some(452) if at_first => (Attempt::Deferred(words), After::Stale),
        // The server wants another sign-in: that is for the settings to mend, not the letter's end.
        Some(code) if wants_another_sign_in(code) => (
            Attempt::Deferred(format!("the mail server does not accept how we sign in: {words}")),
            if at_first && code == 530 { After::Stale } else { After::Reset },
        ),
        Some(code) => {
            let is_about_sender = is_about_sender(step, code, &words);
            let attempt = if code < 500 { Attempt::Deferred(words) } else { refusal(step, code, words) };
            return Err(Sent { attempt, after: After::Reset, code: Some(code), is_about_sender });
        }
        None => (Attempt::Deferred(format!("{words} (at {command})")), ended),
    };
    Err(Sent::new(attempt, after, code))
}

/// Whether a server that answers this does not accept how we sign in (RFC 4954, section 6).
fn wants_another_sign_in(code: u16) -> bool {
    matches!(code, 530 | 534 | 535 | 538)
}

/// What a server refuses for good before the content: us, the recipient, or this letter.
fn refusal(step: Step, code: u16, words: String) -> Attempt {
    match step {
        Step::Sender if is_about_letter(code, &words) => Attempt::Refused(words),
        // It does not follow us; with the sender that has nothing to do.
        Step::Sender if matches!(code, 500 | 502 | 503) => Attempt::Deferred(words),
        Step::Sender => Attempt::SenderRefused(words),
        Step::Recipient if Gravity::of_refusal(&words) == Gravity::Hard => Attempt::Nobody(words),
        Step::Recipient | Step::Content => Attempt::Refused(words),
    }
}

/// Whether a refusal may be about the sender. Many servers look at the sender only when they hear
/// the first recipient, and not all of them say that it is the sender.
fn is_about_sender(step: Step, code: u16, words: &str) -> bool {
    match step {
        Step::Sender => !is_about_letter(code, words),
        Step::Recipient if code >= 500 => Gravity::of_refusal(words) != Gravity::Hard,
        Step::Recipient | Step::Content => is_said_of_sender(words),
    }
}

/// Whether a server that answers this to the sender speaks of what it was told of the letter
/// besides: its size, or that it is not plain ASCII.
fn is_about_letter(code: u16, words: &str) -> bool {
    let about_letter = |word: &str| ["5.2.3", "5.3.4"].contains(&word) || word.starts_with("5.6.");
    matches!(code, 504 | 552 | 555) || words.split_whitespace().any(about_letter)
}

/// Judges the answer to the letter itself, which was handed over.
pub(super) fn of_letter(answer: Result<Response, Error>, patience: &Patience) -> Sent {
    let error = match answer {
        Ok(response) if response.code().severity == Severity::PositiveCompletion => {
            let text = response.message().collect::<Vec<_>>().join(" ");
            let words = tidy(&format!("{} {text}", response.code()));
            return Sent::new(Attempt::Accepted(words), After::Usable, Some(response.code().into()));
        }
        Ok(response) => {
            let reason = format!("the mail server answers {} to the letter", response.code());
            return Sent { code: Some(response.code().into()), ..broken(reason, true) };
        }
        Err(error) => error,
    };
    let words = words(&error, patience);
    let code = error.status().map(u16::from);
    let (attempt, after) = match code {
        Some(421) => (Attempt::Deferred(words), After::Broken),
        Some(500..) => {
            let is_about_sender = is_said_of_sender(&words);
            return Sent { attempt: Attempt::Refused(words), after: After::Usable, code, is_about_sender };
        }
        Some(_) => (Attempt::Deferred(words), After::Usable),
        None => return broken(words, true),
    };
    Sent::new(attempt, after, code)
}

/// The conversation broke: what that means depends on whether the letter was handed over.
pub(super) fn broken(reason: String, handed_over: bool) -> Sent {
    let attempt = if handed_over {
        Attempt::Unclear(format!("{reason} (after the letter was handed over)"))
    } else {
        Attempt::Deferred(reason)
    };
    Sent::new(attempt, After::Broken, None)
}
