//! The mailbox's side of one conversation.

use std::io;

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::command::Command;
use super::{Received, Shelf, line};

/// How many recipients one message may have; RFC 5321 asks for at least 100.
const MOST_RECIPIENTS: usize = 100;

/// Talks with one client until it leaves.
pub(super) async fn hold(tcp: TcpStream, shelf: &Shelf) -> io::Result<()> {
    Conversation { stream: BufReader::new(tcp), shelf, from: None, to: Vec::new() }.run().await
}

struct Conversation<'a> {
    stream: BufReader<TcpStream>,
    shelf: &'a Shelf,
    from: Option<String>,
    to: Vec<String>,
}

impl Conversation<'_> {
    async fn say(&mut self, words: &str) -> io::Result<()> {
        self.stream.write_all(format!("{words}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }

    async fn run(mut self) -> io::Result<()> {
        self.say("220 mailbox.invalid ready").await?;
        while let Some(line) = line::next(&mut self.stream).await? {
            if line.cut {
                self.say("500 5.5.6 line too long").await?;
                continue;
            }
            match Command::parse(&line.text) {
                Command::Hello => self.hello().await?,
                Command::Quit => {
                    self.say("221 2.0.0 bye").await?;
                    return Ok(());
                }
                Command::Noop => self.say("250 2.0.0 fine").await?,
                Command::Rset => {
                    self.forget();
                    self.say("250 2.0.0 forgotten").await?;
                }
                Command::Malformed => self.say("501 5.5.4 not understood").await?,
                Command::Unknown => self.say("500 5.5.2 no such command").await?,
                Command::Mail(from) => self.mail(from).await?,
                Command::Rcpt(to) => self.rcpt(to).await?,
                Command::Data => self.data().await?,
            }
        }
        Ok(())
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }

    async fn hello(&mut self) -> io::Result<()> {
        self.forget();
        let largest = self.shelf.largest_message;
        self.say(&format!("250-mailbox.invalid\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SIZE {largest}"))
            .await
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
            } else if data.len() + text.len() + 2 > self.shelf.largest_message {
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
