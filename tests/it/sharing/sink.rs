//! A mail server that takes every letter, and says so when the test wants it to.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_mins(1);

/// A letter that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// The name in EHLO of who brought it.
    pub from: String,
    /// The letter.
    pub message: String,
}

impl Arrived {
    /// The address it is for, which the tests use once.
    pub fn recipient(&self) -> String {
        let line = self.message.lines().find_map(|line| line.strip_prefix("To: ")).expect("a recipient");
        line.rsplit('<').next().expect("an address").trim_end_matches('>').to_owned()
    }
}

#[derive(Default)]
struct Desk {
    arrived: Vec<Arrived>,
    /// Who waits for an answer to a letter.
    held: HashSet<&'static str>,
    /// What it answers to these addresses, of senders and recipients.
    refused: HashMap<&'static str, &'static str>,
}

/// The server; its threads end with the tests.
pub struct Sink {
    pub port: u16,
    desk: Arc<(Mutex<Desk>, Condvar)>,
}

impl Sink {
    /// Starts it; whoever is in `held` gets no answer to a letter until it is released.
    pub fn start(held: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let desk: Arc<(Mutex<Desk>, Condvar)> = Arc::default();
        desk.0.lock().unwrap().held.extend(held);
        let shared = Arc::clone(&desk);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let desk = Arc::clone(&shared);
                // A client that is killed breaks its conversation off.
                std::thread::spawn(move || stream.and_then(|stream| converse(stream, &desk)));
            }
        });
        Self { port, desk }
    }

    /// Answers this to whoever writes from or to this address from now on.
    pub fn refuse(&self, address: &'static str, words: &'static str) {
        self.desk.0.lock().unwrap().refused.insert(address, words);
    }

    /// Takes everything again.
    pub fn take_all(&self) {
        self.desk.0.lock().unwrap().refused.clear();
    }

    /// Answers everything that this client brings from now on.
    pub fn release(&self, name: &str) {
        self.desk.0.lock().unwrap().held.remove(name);
        self.desk.1.notify_all();
    }

    /// Waits until what arrived is enough.
    pub fn wait_for(&self, enough: impl Fn(&[Arrived]) -> bool) -> Vec<Arrived> {
        let desk = self.desk.0.lock().unwrap();
        let (desk, late) =
            self.desk.1.wait_timeout_while(desk, PATIENCE, |desk| !enough(&desk.arrived)).unwrap();
        assert!(!late.timed_out(), "only this has arrived: {:?}", desk.arrived);
        desk.arrived.clone()
    }
}

fn converse(stream: TcpStream, desk: &(Mutex<Desk>, Condvar)) -> std::io::Result<()> {
    let mut answers = stream.try_clone()?;
    let mut lines = BufReader::new(stream).lines();
    let mut from = String::new();
    answers.write_all(b"220 sink.invalid\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let answer: &[u8] = match line.split(' ').next().unwrap_or_default() {
            "EHLO" => {
                line["EHLO ".len()..].clone_into(&mut from);
                b"250-sink.invalid\r\n250 8BITMIME\r\n"
            }
            "DATA" => {
                answers.write_all(b"354 go on\r\n")?;
                let mut message = String::new();
                while let Some(line) = lines.next().transpose()?.filter(|line| line != ".") {
                    message += &line;
                    message.push('\n');
                }
                let mut at_desk = desk.0.lock().unwrap();
                at_desk.arrived.push(Arrived { from: from.clone(), message });
                desk.1.notify_all();
                drop(desk.1.wait_while(at_desk, |desk| desk.held.contains(from.as_str())).unwrap());
                b"250 accepted\r\n"
            }
            "MAIL" | "RCPT" => {
                let refused = desk.0.lock().unwrap().refused.clone();
                let words = refused.into_iter().find(|(address, _)| line.contains(address));
                &format!("{}\r\n", words.map_or("250 ok", |(_, words)| words)).into_bytes()
            }
            "QUIT" => {
                return answers.write_all(b"221 bye\r\n");
            }
            _ => b"250 ok\r\n",
        };
        answers.write_all(answer)?;
    }
    Ok(())
}
