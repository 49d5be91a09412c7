//! One conversation with a mail server, and what its answers mean for a letter.
//!
//! The commands are driven one by one, because only then is it certain whether
//! a letter had been handed over when something broke.

use std::borrow::Cow;
use std::error::Error as _;
use std::io;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};
use tokio::time::timeout;

use super::courier::{IsOurs, Parcel};
use super::stream::Patience;
use crate::domain::address::EmailAddress;
use crate::domain::outbox::Attempt;

/// How many times as long the server may take over its answer to a letter.
///
/// RFC 5321, section 4.5.3.2.6, asks for ten minutes: who gives up early does
/// not know whether the letter went out.
const ANSWER_PATIENCE: u32 = 10;
/// How many times as long one letter may take in all.
const LETTER_PATIENCE: u32 = 30;
/// The longest words of a server that are kept, in characters.
const LONGEST_WORDS: usize = 500;
/// How long the server may take over our good-bye.
const FAREWELL: Duration = Duration::from_secs(5);

/// An open conversation.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
    patience: Patience,
    watch: std::net::TcpStream,
    handed_over: bool,
}

/// What came of a letter, and what may be done with the connection.
pub(super) struct Sent {
    pub(super) attempt: Attempt,
    pub(super) after: After,
}

/// What may be done with the connection after a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// Send the next letter.
    Usable,
    /// Send the next letter after RSET.
    Reset,
    /// Nothing: what the server says next cannot be matched to what we say.
    Broken,
    /// Nothing, and it had ended before this letter began.
    Stale,
}

/// What was being said when something went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
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
}

impl Session {
    pub(super) fn new(
        connection: AsyncSmtpConnection,
        patience: Patience,
        watch: std::net::TcpStream,
    ) -> Self {
        Self { connection, patience, watch, handed_over: false }
    }

    /// Whether the server has said nothing since the last answer. It then has not ended the
    /// conversation, and no stray words can be taken for an answer to the next letter.
    pub(super) fn is_quiet(&self) -> bool {
        let error = self.watch.peek(&mut [0]).err();
        error.is_some_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Hands one letter over.
    pub(super) async fn send(&mut self, is_ours: &IsOurs<'_>, parcel: &Parcel) -> Sent {
        self.handed_over = false;
        let limit = self.patience.limit() * LETTER_PATIENCE;
        match timeout(limit, self.converse(is_ours, parcel)).await {
            Ok(Ok(words)) => Sent { attempt: Attempt::Accepted(words), after: After::Usable },
            Ok(Err(stop)) => stop,
            Err(_) => self.broken(format!("the letter took longer than {} s", limit.as_secs_f64())),
        }
    }

    async fn converse(&mut self, is_ours: &IsOurs<'_>, parcel: &Parcel) -> Result<String, Sent> {
        let (from, to) = (smtp_address(&parcel.from)?, smtp_address(&parcel.to)?);
        let mail = Mail::new(Some(from), self.body_parameter(&parcel.bytes)?);
        let answer = self.connection.command(mail).await;
        self.expect(Step::Sender, Severity::PositiveCompletion, answer)?;
        let answer = self.connection.command(Rcpt::new(to, Vec::new())).await;
        self.expect(Step::Recipient, Severity::PositiveCompletion, answer)?;
        let answer = self.connection.command(Data).await;
        self.expect(Step::Content, Severity::PositiveIntermediate, answer)?;
        if !is_ours() {
            // The server may only be told so by hanging up.
            return Err(
                self.broken("this process stood still, and the letter is no longer its own".to_owned())
            );
        }

        let content = canonical(&parcel.bytes);
        // The connection asks for the next part when the last one is written,
        // and ends the letter when there is none.
        let end = std::iter::from_fn(|| {
            self.handed_over = true;
            None
        });
        let parts = std::iter::once(content.as_ref()).chain(end);
        self.patience.stretch(ANSWER_PATIENCE);
        let answer = self.connection.message_iter(parts).await;
        let verdict = self.verdict(answer);
        self.patience.stretch(1);
        verdict
    }

    /// What has to be said about a letter that is not plain ASCII.
    fn body_parameter(&self, bytes: &[u8]) -> Result<Vec<MailParameter>, Sent> {
        if bytes.is_ascii() {
            Ok(Vec::new())
        } else if self.connection.server_info().supports_feature(Extension::EightBitMime) {
            Ok(vec![MailParameter::Body(MailBodyParameter::EightBitMime)])
        } else {
            let reason =
                "the letter is not plain ASCII, and the mail server takes nothing else (no 8BITMIME)";
            Err(Sent { attempt: Attempt::Refused(reason.to_owned()), after: After::Usable })
        }
    }

    /// Judges the answer to a command before the content: nothing is handed over yet.
    fn expect(&self, step: Step, wanted: Severity, answer: Result<Response, Error>) -> Result<(), Sent> {
        let error = match answer {
            Ok(response) if response.code().severity == wanted => return Ok(()),
            Ok(response) => {
                return Err(self.broken(format!(
                    "the mail server answers {} to {}",
                    response.code(),
                    step.command()
                )));
            }
            Err(error) => error,
        };
        let ended = if step == Step::Sender { After::Stale } else { After::Broken };
        let words = words(&error, &self.patience);
        Err(match error.status().map(u16::from) {
            Some(421) => Sent { attempt: Attempt::Deferred(words), after: ended },
            // The server wants another sign-in: that is for the settings to mend, not the letter's end.
            Some(530 | 534 | 535 | 538) => Sent {
                attempt: Attempt::Deferred(format!(
                    "the mail server does not accept how we sign in: {words}"
                )),
                after: After::Reset,
            },
            Some(500..) => Sent { attempt: Attempt::Refused(words), after: After::Reset },
            Some(_) => Sent { attempt: Attempt::Deferred(words), after: After::Reset },
            None => {
                Sent { attempt: Attempt::Deferred(format!("{words} (at {})", step.command())), after: ended }
            }
        })
    }

    /// Judges the answer to the letter itself.
    fn verdict(&self, answer: Result<Response, Error>) -> Result<String, Sent> {
        let error = match answer {
            Ok(response) if response.code().severity == Severity::PositiveCompletion => {
                let text = response.message().collect::<Vec<_>>().join(" ");
                return Ok(tidy(&format!("{} {text}", response.code())));
            }
            Ok(response) => {
                return Err(self.broken(format!("the mail server answers {} to the letter", response.code())));
            }
            Err(error) => error,
        };
        let words = words(&error, &self.patience);
        Err(match error.status().map(u16::from) {
            Some(421) => Sent { attempt: Attempt::Deferred(words), after: After::Broken },
            Some(500..) => Sent { attempt: Attempt::Refused(words), after: After::Usable },
            Some(_) => Sent { attempt: Attempt::Deferred(words), after: After::Usable },
            None => self.broken(words),
        })
    }

    /// The conversation broke: what that means depends on how far the letter had come.
    fn broken(&self, reason: String) -> Sent {
        let attempt = if self.handed_over {
            Attempt::Unclear(format!("{reason} (after the letter was handed over)"))
        } else {
            Attempt::Deferred(reason)
        };
        Sent { attempt, after: After::Broken }
    }

    /// Ends the letter in hand; whether the conversation may go on.
    pub(super) async fn reset(&mut self) -> bool {
        self.connection
            .command(Rset)
            .await
            .is_ok_and(|answer| answer.code().severity == Severity::PositiveCompletion)
    }

    /// Says good-bye, without waiting long for an answer.
    pub(super) async fn quit(mut self) {
        // A failure changes nothing: every letter has its answer, and the connection is dropped.
        let _ = timeout(FAREWELL, self.connection.quit()).await;
    }
}

fn smtp_address(address: &EmailAddress) -> Result<Address, Sent> {
    Address::new(address.local(), address.domain()).map_err(|error| Sent {
        attempt: Attempt::Refused(format!("the address cannot be used: {error}")),
        after: After::Usable,
    })
}

/// The letter with CRLF at every line's end, and without the last one, which
/// the end of the content brings with it.
///
/// A lone CR or LF must not be sent (RFC 5321, section 2.3.8); servers differ
/// over it, and a dot behind one could end the letter early.
fn canonical(bytes: &[u8]) -> Cow<'_, [u8]> {
    let lone = |at: usize| match bytes[at] {
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        b'\n' => at == 0 || bytes[at - 1] != b'\r',
        _ => false,
    };
    if !(0..bytes.len()).any(lone) {
        return Cow::Borrowed(bytes.strip_suffix(b"\r\n").unwrap_or(bytes));
    }
    let mut text = Vec::with_capacity(bytes.len() + bytes.len() / 40);
    for (at, &byte) in bytes.iter().enumerate() {
        if lone(at) { text.extend_from_slice(b"\r\n") } else { text.push(byte) }
    }
    if text.ends_with(b"\r\n") {
        text.truncate(text.len() - 2);
    }
    Cow::Owned(text)
}

/// What went wrong, in one line: the server's own words where it said any.
pub(super) fn words(error: &Error, patience: &Patience) -> String {
    let mut root: &dyn std::error::Error = error;
    let mut cut = false;
    while let Some(source) = root.source() {
        root = source;
        cut |= root.downcast_ref::<io::Error>().is_some_and(|error| {
            use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
            matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
        });
    }
    if let Some(code) = error.status() {
        let said = error.source().map(ToString::to_string).unwrap_or_default();
        tidy(&format!("{code} {said}"))
    } else if error.is_timeout() {
        format!("the mail server did not answer within {} s", patience.limit().as_secs_f64())
    } else if cut || (error.is_response() && root.to_string() == "incomplete response") {
        "the mail server ended the connection".to_owned()
    } else {
        tidy(&root.to_string())
    }
}

/// One line of bearable length.
fn tidy(text: &str) -> String {
    let line: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_WORDS).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_letter_ends_in_cr_and_lf() {
        assert!(matches!(canonical(b"a\r\n\r\nb\r\n"), Cow::Borrowed(b"a\r\n\r\nb")));
        assert_eq!(canonical(b"a\nb\r.\r\nc\n").as_ref(), b"a\r\nb\r\n.\r\nc");
        assert_eq!(canonical(b"\n.\n").as_ref(), b"\r\n.");
        assert_eq!(canonical(b"").as_ref(), b"");
        assert_eq!(canonical(b"a\r").as_ref(), b"a");
    }

    #[test]
    fn the_words_of_a_server_are_one_line_of_bearable_length() {
        assert_eq!(tidy("550 no\r\n\u{1b}[31m such user "), "550 no   [31m such user");
        assert_eq!(tidy(&"x".repeat(9_000)).len(), LONGEST_WORDS);
    }
}
