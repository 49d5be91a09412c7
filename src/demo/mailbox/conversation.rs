//! The mailbox's side of one conversation.

use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use secrecy::ExposeSecret;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::command::Command;
use super::{MailboxTls, Received, Shelf, base64, line};

/// How many recipients one message may have; RFC 5321 asks for at least 100.
const MOST_RECIPIENTS: usize = 100;

/// Talks with one client until it leaves.
pub(super) async fn hold(tcp: TcpStream, shelf: &Shelf) -> io::Result<()> {
    match &shelf.options.tls {
        MailboxTls::None => Conversation::new(tcp, shelf, true).run(true).await.map(drop),
        MailboxTls::Implicit(config) => {
            let stream = TlsAcceptor::from(Arc::clone(config)).accept(tcp).await?;
            Conversation::new(stream, shelf, true).run(true).await.map(drop)
        }
        MailboxTls::StartTls(config) => match Conversation::new(tcp, shelf, false).run(true).await? {
            Some(tcp) => upgraded(tcp, config, shelf).await,
            None => Ok(()),
        },
    }
}

async fn upgraded(tcp: TcpStream, config: &Arc<ServerConfig>, shelf: &Shelf) -> io::Result<()> {
    let stream = TlsAcceptor::from(Arc::clone(config)).accept(tcp).await?;
    Conversation::new(stream, shelf, true).run(false).await.map(drop)
}

struct Conversation<'a, S> {
    stream: BufReader<S>,
    shelf: &'a Shelf,
    /// Whether the connection is as safe as the options ask for.
    safe: bool,
    signed_in: bool,
    from: Option<String>,
    to: Vec<String>,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Conversation<'a, S> {
    fn new(stream: S, shelf: &'a Shelf, safe: bool) -> Self {
        let signed_in = shelf.options.login.is_none();
        Self { stream: BufReader::new(stream), shelf, safe, signed_in, from: None, to: Vec::new() }
    }

    async fn say(&mut self, words: &str) -> io::Result<()> {
        self.stream.write_all(format!("{words}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }

    /// Until the client leaves; gives the stream back when TLS is to begin.
    async fn run(mut self, greet: bool) -> io::Result<Option<S>> {
        if greet {
            self.say("220 mailbox.invalid ready").await?;
        }
        while let Some(line) = line::next(&mut self.stream).await? {
            if line.cut {
                self.say("500 5.5.6 line too long").await?;
                continue;
            }
            match Command::parse(&line.text) {
                Command::Hello => self.hello().await?,
                Command::StartTls if self.safe => self.say("503 5.5.1 no TLS from here").await?,
                Command::StartTls => {
                    self.say("220 go ahead").await?;
                    // What was sent in the clear behind the command must not be heard as safe.
                    let stray = !self.stream.buffer().is_empty();
                    return Ok((!stray).then(|| self.stream.into_inner()));
                }
                Command::Quit => {
                    self.say("221 2.0.0 bye").await?;
                    return Ok(None);
                }
                Command::Noop => self.say("250 2.0.0 fine").await?,
                Command::Rset => {
                    self.forget();
                    self.say("250 2.0.0 forgotten").await?;
                }
                Command::Malformed => self.say("501 5.5.4 not understood").await?,
                Command::Unknown => self.say("500 5.5.2 no such command").await?,
                _ if !self.safe => self.say("530 5.7.0 STARTTLS first").await?,
                Command::Auth(mechanism, initial) => self.sign_in(&mechanism, initial).await?,
                _ if !self.signed_in => self.say("530 5.7.0 sign in first").await?,
                Command::Mail(from) => self.mail(from).await?,
                Command::Rcpt(to) => self.rcpt(to).await?,
                Command::Data => self.data().await?,
            }
        }
        Ok(None)
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }

    async fn hello(&mut self) -> io::Result<()> {
        self.forget();
        let size = format!("250 SIZE {}", self.shelf.largest_message());
        let mut lines = vec!["250-mailbox.invalid", "250-8BITMIME", "250-PIPELINING"];
        if !self.safe {
            lines.push("250-STARTTLS");
        } else if self.shelf.options.login.is_some() {
            lines.push("250-AUTH PLAIN LOGIN");
        }
        lines.push(&size);
        self.say(&lines.join("\r\n")).await
    }

    async fn sign_in(&mut self, mechanism: &str, initial: Option<String>) -> io::Result<()> {
        let options = &self.shelf.options;
        let Some((user, password)) = &options.login else {
            return self.say("503 5.5.1 no need to sign in").await;
        };
        let expected = [user.as_bytes(), password.expose_secret().as_bytes()];
        let right = match mechanism {
            "PLAIN" => {
                let answer = match initial {
                    Some(text) => base64::decode(&text),
                    None => self.ask("").await?,
                };
                // An identity to act as, the user, the password; each behind a NUL.
                answer.is_some_and(|bytes| bytes.split(|&byte| byte == 0).skip(1).eq(expected))
            }
            "LOGIN" => {
                let user = self.ask("VXNlcm5hbWU6").await?;
                let password = self.ask("UGFzc3dvcmQ6").await?;
                user.as_deref() == Some(expected[0]) && password.as_deref() == Some(expected[1])
            }
            _ => return self.say("504 5.5.4 PLAIN or LOGIN").await,
        };
        self.signed_in = right;
        self.say(if right { "235 2.7.0 welcome" } else { "535 5.7.8 wrong user or password" }).await
    }

    async fn ask(&mut self, challenge: &str) -> io::Result<Option<Vec<u8>>> {
        self.say(&format!("334 {challenge}")).await?;
        let line = line::next(&mut self.stream).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok(std::str::from_utf8(&line.text).ok().and_then(base64::decode))
    }

    async fn mail(&mut self, from: String) -> io::Result<()> {
        if self.from.is_some() {
            return self.say("503 5.5.1 one sender at a time").await;
        }
        self.from = Some(from);
        self.say("250 2.1.0 fine").await
    }

    async fn rcpt(&mut self, to: String) -> io::Result<()> {
        if self.from.is_none() {
            return self.say("503 5.5.1 MAIL first").await;
        }
        if self.to.len() >= MOST_RECIPIENTS {
            return self.say("452 4.5.3 too many recipients").await;
        }
        self.to.push(to);
        self.say("250 2.1.5 fine").await
    }

    async fn data(&mut self) -> io::Result<()> {
        if self.from.is_none() || self.to.is_empty() {
            return self.say("503 5.5.1 MAIL and RCPT first").await;
        }
        self.say("354 go ahead, end with a dot").await?;
        let mut data = Vec::new();
        let mut fault = None;
        loop {
            let line = line::next(&mut self.stream).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
            if line.text == b"." && line.proper {
                break;
            }
            let text =
                if line.proper { line.text.strip_prefix(b".").unwrap_or(&line.text) } else { &line.text };
            if line.cut {
                fault = Some("500 5.5.6 line too long");
            } else if data.len() + text.len() + 2 > self.shelf.largest_message() {
                fault = Some("552 5.3.4 message too large");
            }
            if fault.is_none() {
                data.extend_from_slice(text);
                data.extend_from_slice(if line.proper { b"\r\n" } else { b"\n" });
            }
        }
        let message =
            Received { from: self.from.take().unwrap_or_default(), to: std::mem::take(&mut self.to), data };
        match fault {
            Some(words) => self.say(words).await,
            None => match self.shelf.keep(message).await {
                Ok(number) => self.say(&format!("250 2.0.0 kept as number {number}")).await,
                Err(_) => self.say("451 4.3.0 cannot write the message").await,
            },
        }
    }
}
