//! A mail server that follows a script, above all where a real one would not.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does next: first unasked, then after each line it hears.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// Says this, and a line's end.
    Say(&'static str),
    /// Says the first at once and the second right behind it, unasked.
    SayAndEnd(&'static str, &'static str),
    /// Hears so many more lines before it says this.
    SayAfter(usize, &'static str),
    /// Says nothing more, and waits until the other side hangs up.
    NotJudged,
    /// Hangs up.
    Cut,
}

/// A greeting, and two answers to EHLO, from a server that wants to be asked one thing at a time.
pub const HELLO: [Act; 3] = [Act::Say("220 hi"), Act::Say("250 hi"), Act::Say("250 hi")];
/// The same from a server that takes several commands at once.
pub const PIPELINING: [Act; 3] =
    [Act::Say("220 hi"), Act::Say("250 hi"), Act::Say("250-hi\r\n250 PIPELINING")];
/// Both.
pub const GREETINGS: [[Act; 3]; 2] = [HELLO, PIPELINING];
/// Answers to MAIL, RCPT and DATA.
pub const ENVELOPE: [Act; 3] = [Act::Say("250 sender"), Act::Say("250 recipient"), Act::Say("354 go on")];

/// A server with one script for each connection; further connections are cut at once.
pub struct Script {
    pub port: u16,
    heard: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Script {
    pub async fn start<const N: usize>(scripts: [&[&[Act]]; N]) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let scripts: Vec<Vec<Act>> = scripts.iter().map(|parts| parts.concat()).collect();
        let log = Arc::clone(&heard);
        tokio::spawn(async move {
            let mut scripts = scripts.into_iter();
            while let Ok((tcp, _)) = listener.accept().await {
                let number = {
                    let mut log = log.lock().expect("the log");
                    log.push(Vec::new());
                    log.len() - 1
                };
                let acts = scripts.next().unwrap_or_else(|| vec![Act::Cut]);
                tokio::spawn(play(tcp, acts, number, Arc::clone(&log)));
            }
        });
        Self { port, heard }
    }

    /// What was heard, line by line, for each connection; a letter's lines are left out.
    pub fn heard(&self) -> Vec<Vec<String>> {
        self.heard.lock().expect("the log").clone()
    }
}

async fn play(
    tcp: TcpStream,
    acts: Vec<Act>,
    number: usize,
    log: Arc<Mutex<Vec<Vec<String>>>>,
) -> Option<()> {
    let mut tcp = BufReader::new(tcp);
    let mut letter = false;
    for (place, act) in acts.into_iter().enumerate() {
        if place > 0 {
            hear(&mut tcp, letter, number, &log).await?;
        }
        let words = match act {
            Act::Say(words) => format!("{words}\r\n"),
            Act::SayAfter(lines, words) => {
                for _ in 0..lines {
                    hear(&mut tcp, false, number, &log).await?;
                }
                format!("{words}\r\n")
            }
            Act::SayAndEnd(words, more) => format!("{words}\r\n{more}\r\n"),
            Act::NotJudged => {
                while hear(&mut tcp, false, number, &log).await.is_some() {}
                return None;
            }
            Act::Cut => return None,
        };
        letter = words.trim_end().rsplit('\n').next().is_some_and(|last| last.starts_with("354"));
        tcp.write_all(words.as_bytes()).await.ok()?;
        if matches!(act, Act::SayAndEnd(..)) {
            return None;
        }
    }
    // Off the script: listen on, so that what is said too much is in the log.
    while hear(&mut tcp, false, number, &log).await.is_some() {}
    None
}

/// Hears one line, or a whole letter.
async fn hear(
    tcp: &mut BufReader<TcpStream>,
    letter: bool,
    number: usize,
    log: &Mutex<Vec<Vec<String>>>,
) -> Option<()> {
    loop {
        let mut line = Vec::new();
        if tcp.read_until(b'\n', &mut line).await.ok()? == 0 {
            return None;
        }
        if !letter {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            log.lock().expect("the log")[number].push(line);
            return Some(());
        }
        if line == b".\r\n" {
            return Some(());
        }
    }
}
