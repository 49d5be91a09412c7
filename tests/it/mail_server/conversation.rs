//! The server's side of one conversation.

use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::{Act, Manners, Shared, Taken, Tls};
use crate::trials::chance::Chance;

trait Channel: Read + Write {}
impl<T: Read + Write> Channel for T {}

/// Who talks with one client.
pub struct Conversation<'a> {
    tcp: TcpStream,
    stream: BufReader<Box<dyn Channel>>,
    number: usize,
    manners: &'a Manners,
    desk: &'a Shared,
    chance: Chance,
    is_encrypted: bool,
    is_signed_in: bool,
}

impl<'a> Conversation<'a> {
    pub fn new(
        tcp: TcpStream,
        number: usize,
        manners: &'a Manners,
        desk: &'a Shared,
        chance: Chance,
    ) -> Result<Self> {
        tcp.set_nodelay(true)?;
        let stream = BufReader::new(Box::new(tcp.try_clone()?) as Box<dyn Channel>);
        let is_signed_in = manners.password.is_none();
        Ok(Self { tcp, stream, number, manners, desk, chance, is_encrypted: false, is_signed_in })
    }

    /// Does what the script says, and then listens on, so that what is said too much is heard.
    pub fn play(mut self, acts: &[Act]) -> Result<()> {
        let mut is_letter = false;
        for (place, act) in acts.iter().enumerate() {
            if matches!(act, Act::Serve) {
                return self.serve();
            }
            if place > 0 {
                if is_letter { drop(self.letter()?) } else { drop(self.line()?) }
            }
            let words = match *act {
                Act::SayAfter(lines, words) => {
                    for _ in 0..lines {
                        self.line()?;
                    }
                    words
                }
                Act::SayAndEnd(words, more) => return self.say(&format!("{words}\r\n{more}")),
                Act::SayAndEncrypt(words) => {
                    self.say(words)?;
                    self.encrypt()?;
                    continue;
                }
                Act::Say(words) => words,
                Act::StaySilent => break,
                Act::Cut | Act::Serve => return Ok(()),
            };
            is_letter = words.rsplit('\n').next().is_some_and(|last| last.starts_with("354"));
            self.say(words)?;
        }
        loop {
            self.line()?;
        }
    }

    fn say(&mut self, words: &str) -> Result<()> {
        self.stream.get_mut().write_all(format!("{words}\r\n").as_bytes())?;
        self.stream.get_mut().flush()
    }

    /// The next line, with its end; an error where the client has hung up.
    fn raw_line(&mut self) -> Result<Vec<u8>> {
        let mut line = Vec::new();
        match self.stream.read_until(b'\n', &mut line)? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(line),
        }
    }

    /// Hears a line, and keeps it.
    fn line(&mut self) -> Result<String> {
        let line = String::from_utf8_lossy(&self.raw_line()?).trim_end().to_owned();
        self.desk.0.lock().unwrap().heard[self.number].push(line.clone());
        Ok(line)
    }

    /// Hears a letter, up to a single dot.
    fn letter(&mut self) -> Result<Vec<u8>> {
        let mut message = Vec::new();
        loop {
            let line = self.raw_line()?;
            if line == b".\r\n" {
                return Ok(message);
            }
            message.extend(line.strip_prefix(b".").unwrap_or(&line));
        }
    }

    fn encrypt(&mut self) -> Result<()> {
        let (Tls::Start(config) | Tls::Implicit(config)) = &self.manners.tls else {
            return Err(ErrorKind::Unsupported.into());
        };
        let config: Arc<ServerConfig> = Arc::clone(config);
        let connection = ServerConnection::new(config).map_err(Error::other)?;
        let mut stream = StreamOwned::new(connection, self.tcp.try_clone()?);
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock)?;
        }
        self.stream = BufReader::new(Box::new(stream));
        self.is_encrypted = true;
        Ok(())
    }

    /// Serves by the book.
    fn serve(mut self) -> Result<()> {
        if matches!(self.manners.tls, Tls::Implicit(_)) {
            self.encrypt()?;
        }
        let (mut envelope, mut last) = (Taken::default(), None);
        self.say("220 mail.invalid")?;
        loop {
            let line = self.line()?;
            let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
            let is_clear = matches!(self.manners.tls, Tls::Start(_)) && !self.is_encrypted;
            let answer = match word {
                "EHLO" => {
                    rest.clone_into(&mut envelope.client);
                    self.abilities(is_clear)
                }
                "STARTTLS" if is_clear => {
                    self.say("220 go ahead")?;
                    self.encrypt()?;
                    continue;
                }
                "AUTH" => self.sign_in(rest).to_owned(),
                "MAIL" | "RCPT" | "DATA" if is_clear => "530 5.7.0 STARTTLS first".to_owned(),
                "MAIL" | "RCPT" | "DATA" if !self.is_signed_in => "530 5.7.0 sign in first".to_owned(),
                "RCPT" => self.name(&mut envelope.to, rest),
                "DATA" if envelope.from.is_empty() || envelope.to.is_empty() => {
                    "554 5.5.1 no valid recipients".to_owned()
                }
                "DATA" => {
                    self.think();
                    self.say("354 go on")?;
                    envelope.message = self.letter()?;
                    let number = self.take(envelope.clone());
                    (envelope.from, envelope.to, last) = (String::new(), String::new(), Some(number));
                    format!("250 2.0.0 kept as number {}", number + 1)
                }
                _ => {
                    // Whoever asks for something else has written down what came of the last one.
                    if let Some(number) = last.take() {
                        let mut desk = self.desk.0.lock().unwrap();
                        let is_sure = word != "QUIT" || !desk.distrusted.contains(&envelope.client);
                        desk.taken[number].is_known = is_sure;
                    }
                    (envelope.from, envelope.to) = (String::new(), String::new());
                    match word {
                        "QUIT" => return self.say("221 2.0.0 bye"),
                        "MAIL" if self.is_strange(rest) => "553 5.7.1 sender not owned by user".to_owned(),
                        "MAIL" => self.name(&mut envelope.from, rest),
                        _ => "250 2.0.0 ok".to_owned(),
                    }
                }
            };
            self.think();
            self.say(&answer)?;
        }
    }

    fn abilities(&mut self, is_clear: bool) -> String {
        let mut lines = vec!["250-mail.invalid"];
        // Half of the servers let several commands come at once.
        if self.manners.seed.is_none() || self.chance.one_in(2) {
            lines.push("250-PIPELINING");
        }
        if is_clear {
            lines.push("250-STARTTLS");
        } else if self.manners.password.is_some() {
            lines.push("250-AUTH PLAIN LOGIN");
        }
        lines.push("250 8BITMIME");
        lines.join("\r\n")
    }

    fn sign_in(&mut self, rest: &str) -> &'static str {
        let password = self.manners.password.unwrap_or_default();
        self.is_signed_in = rest == format!("PLAIN {}", BASE64.encode(format!("\0nyttja\0{password}")));
        if self.is_signed_in { "235 2.7.0 welcome" } else { "535 5.7.8 wrong user or password" }
    }

    /// Notes the address of a sender or a recipient, unless it is refused.
    /// Whether this is a sender that the server does not know.
    fn is_strange(&self, rest: &str) -> bool {
        let address = rest.split(['<', '>']).nth(1).unwrap_or_default();
        self.manners.only_sender.is_some_and(|sender| sender != address)
    }

    fn name(&self, place: &mut String, rest: &str) -> String {
        let address = rest.split(['<', '>']).nth(1).unwrap_or_default();
        if let Some(words) = self.desk.0.lock().unwrap().refused.get(address) {
            return (*words).to_owned();
        }
        address.clone_into(place);
        "250 2.1.0 ok".to_owned()
    }

    /// Puts a letter with the others, and says which it is once it may be answered.
    fn take(&self, letter: Taken) -> usize {
        let mut desk = self.desk.0.lock().unwrap();
        let client = letter.client.clone();
        desk.taken.push(letter);
        let number = desk.taken.len() - 1;
        self.desk.1.notify_all();
        drop(self.desk.1.wait_while(desk, |desk| desk.is_silent || desk.held.contains(&client)).unwrap());
        number
    }

    fn think(&mut self) {
        let slowest = self.desk.0.lock().unwrap().slowest;
        // A server takes its time; how long is drawn like the moment of a kill.
        std::thread::sleep(self.chance.between(Duration::ZERO, slowest));
    }
}
