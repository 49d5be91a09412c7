//! One conversation with a mail server, in which letters are handed over.
//!
//! The commands are driven here, and not by lettre's transport, because only then is it
//! certain whether a letter had been handed over when something broke.

mod abilities;
mod content;
mod judging;
mod words;

use std::io;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{MailBodyParameter, MailParameter, RcptParameter};
use lettre::transport::smtp::response::Severity;
use tokio::time::timeout;

use super::stream::{Patience, ReplyWatch};
use super::{IsOurs, Parcel, TagFare};
use crate::domain::outbox::Attempt;
use crate::domain::recipient::address::EmailAddress;
use content::Content;
use judging::{Step, broken, of_command, of_letter};

pub(super) use abilities::Abilities;
pub(super) use judging::{After, Sent};
pub(super) use words::words;

/// How many times as long the server may take over its answer to a letter.
///
/// RFC 5321, section 4.5.3.2.6, asks for ten minutes: who gives up early does
/// not know whether the letter went out.
const ANSWER_PATIENCE: u32 = 10;
/// How many times as long one letter may take in all.
const LETTER_PATIENCE: u32 = 30;
/// The longest name that a report may be asked to bring back, in characters (RFC 3461, section 4.4).
const LONGEST_ENVELOPE_ID: usize = 100;
/// How long the server may take over our good-bye.
const FAREWELL: Duration = Duration::from_secs(5);

/// An open conversation.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
    abilities: Abilities,
    patience: Patience,
    reply_watch: ReplyWatch,
    watch: std::net::TcpStream,
    handing_over: bool,
    /// How the server takes senders with a tag, as far as this conversation tells.
    tags: Option<TagFare>,
}

impl Session {
    pub(super) fn new(
        connection: AsyncSmtpConnection,
        abilities: Abilities,
        patience: Patience,
        reply_watch: ReplyWatch,
        watch: std::net::TcpStream,
    ) -> Self {
        Self { connection, abilities, patience, reply_watch, watch, handing_over: false, tags: None }
    }

    /// The same, in which no sender gets a tag any more, since the server was heard to take none.
    pub(super) fn without_tags(self, words: String) -> Self {
        Self { tags: Some(TagFare::Refused(words)), ..self }
    }

    /// How the server takes senders with a tag; none where no letter has told so far.
    pub(super) fn tags(&self) -> Option<&TagFare> {
        self.tags.as_ref()
    }

    /// Whether the server has said nothing since the last answer. It then has not ended the
    /// conversation, and no stray words can be taken for an answer to the next letter.
    pub(super) fn is_quiet(&self) -> bool {
        let error = self.watch.peek(&mut [0]).err();
        error.is_some_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Hands one letter over.
    pub(super) async fn send(&mut self, is_ours: &IsOurs<'_>, parcel: &Parcel) -> Sent {
        self.handing_over = false;
        let limit = self.patience.limit() * LETTER_PATIENCE;
        match timeout(limit, self.converse(is_ours, parcel)).await {
            Ok(sent) => sent,
            Err(_) => broken(
                format!("the letter took longer than {} s", limit.as_secs_f64()),
                self.has_handed_over(),
            ),
        }
    }

    /// Whether the server may have the whole letter: we have come so far as to listen for its answer.
    fn has_handed_over(&self) -> bool {
        self.handing_over && self.reply_watch.has_listened()
    }

    /// Hands the letter over from its own sender, and where the server does not take that one, from
    /// the sender of all.
    async fn converse(&mut self, is_ours: &IsOurs<'_>, parcel: &Parcel) -> Sent {
        let is_refused = matches!(self.tags, Some(TagFare::Refused(_)));
        let Some(tagged) = parcel.tagged.as_ref().filter(|_| !is_refused) else {
            return self.hand_over(is_ours, parcel, &parcel.from).await;
        };
        let sent = self.hand_over(is_ours, parcel, tagged).await;
        let words = match &sent.attempt {
            Attempt::Accepted(_) => {
                self.tags = Some(TagFare::Taken);
                return sent;
            }
            attempt => attempt.words().to_owned(),
        };
        if !sent.is_about_sender {
            return sent;
        }
        if sent.after == After::Reset && !self.reset().await {
            return broken(words, false);
        }
        let sent = self.hand_over(is_ours, parcel, &parcel.from).await;
        if !sent.is_about_sender {
            self.tags = Some(TagFare::Refused(words));
        }
        sent
    }

    async fn hand_over(&mut self, is_ours: &IsOurs<'_>, parcel: &Parcel, from: &EmailAddress) -> Sent {
        self.try_from_sender(is_ours, parcel, from).await.unwrap_or_else(|stopped| stopped)
    }

    async fn try_from_sender(
        &mut self,
        is_ours: &IsOurs<'_>,
        parcel: &Parcel,
        from: &EmailAddress,
    ) -> Result<Sent, Sent> {
        self.handing_over = false;
        let content =
            Content::of(&parcel.bytes).ok_or_else(|| Sent::refused("the letter is no text".to_owned()))?;
        let mut about = self.about(&content)?;
        about.extend(self.about_reports(parcel));
        let mail = Mail::new(Some(smtp_address(from)?), about);
        let rcpt = Rcpt::new(smtp_address(&parcel.to)?, self.original_recipient(parcel));
        if self.abilities.pipelining {
            self.announce_at_once(mail, rcpt).await?;
        } else {
            self.announce(mail, rcpt).await?;
        }
        if !is_ours() {
            // The server can only be told so by hanging up.
            let why = "this process stood still, and the letter is no longer its own";
            return Err(broken(why.to_owned(), false));
        }
        self.reply_watch.forget();
        self.handing_over = true;
        self.patience.stretch(ANSWER_PATIENCE);
        let answer = self.connection.command(content.wire).await;
        let sent = match answer {
            Err(error) if !self.has_handed_over() => broken(words(&error, &self.patience), false),
            answer => of_letter(answer, &self.patience),
        };
        self.patience.stretch(1);
        Ok(sent)
    }

    /// Says from whom and to whom a letter is, a command at a time.
    async fn announce(&mut self, mail: Mail, rcpt: Rcpt) -> Result<(), Sent> {
        of_command(Step::Sender, self.connection.command(mail).await, &self.patience)?;
        of_command(Step::Recipient, self.connection.command(rcpt).await, &self.patience)?;
        of_command(Step::Content, self.connection.command(Data).await, &self.patience)
    }

    /// The same without waiting for the answers in between, which come in one way to the server and back.
    async fn announce_at_once(&mut self, mail: Mail, rcpt: Rcpt) -> Result<(), Sent> {
        let answer = self.connection.command(format!("{mail}{rcpt}{Data}")).await;
        let mut sender = of_command(Step::Sender, answer, &self.patience);
        for step in [Step::Recipient, Step::Content] {
            if matches!(&sender, Err(stop) if matches!(stop.after, After::Broken | After::Stale)) {
                return sender;
            }
            let answer = of_command(step, self.connection.read_response().await, &self.patience);
            sender = match (sender, answer) {
                (Ok(()), answer) => answer,
                // The first refusal tells why; what follows only whether the conversation holds.
                (Err(stop), Err(later)) if later.after != After::Broken => Err(stop),
                // The server waits for a letter that it would give to nobody.
                (Err(stop), Ok(())) if step == Step::Recipient => Err(stop),
                (Err(stop), _) => Err(Sent { after: After::Broken, ..stop }),
            };
        }
        sender
    }

    /// What the server is to know of a letter before it hears it (RFC 6152, RFC 1870).
    fn about(&self, content: &Content) -> Result<Vec<MailParameter>, Sent> {
        let mut parameters = Vec::new();
        if !content.is_ascii() {
            if !self.abilities.eight_bit {
                let reason =
                    "the letter is not plain ASCII, and the mail server takes nothing else (no 8BITMIME)";
                return Err(Sent::refused(reason.to_owned()));
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        if let Some(most) = self.abilities.size {
            let size = content.size;
            if most > 0 && u64::try_from(size).unwrap_or(u64::MAX) > most {
                let reason = format!("the letter has {size} bytes, and the mail server takes {most} at most");
                return Err(Sent::refused(reason));
            }
            parameters.push(MailParameter::Size(size));
        }
        Ok(parameters)
    }

    /// What reports about a letter are to bring back: what it is, and no more of it than its headers
    /// (RFC 3461, sections 4.3 and 4.4).
    fn about_reports(&self, parcel: &Parcel) -> Vec<MailParameter> {
        if !self.abilities.reports {
            return Vec::new();
        }
        let other = |keyword: &str, value: &str| MailParameter::Other {
            keyword: keyword.to_owned(),
            value: Some(value.to_owned()),
        };
        let id = parcel.message_id.trim_start_matches('<').trim_end_matches('>');
        let id = Some(id).filter(|id| id.len() <= LONGEST_ENVELOPE_ID);
        id.map(|id| other("ENVID", id)).into_iter().chain([other("RET", "HDRS")]).collect()
    }

    /// Which address a report is to name, wherever the letter goes on to (RFC 3461, section 4.2).
    fn original_recipient(&self, parcel: &Parcel) -> Vec<RcptParameter> {
        let address = format!("rfc822;{}", parcel.to);
        // For others there is no way to write it that every server knows.
        if !self.abilities.reports || !address.is_ascii() {
            return Vec::new();
        }
        vec![RcptParameter::Other { keyword: "ORCPT".to_owned(), value: Some(address) }]
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
    Address::new(address.local(), address.domain())
        .map_err(|error| Sent::refused(format!("the address cannot be used: {error}")))
}
