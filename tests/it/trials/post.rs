//! A mail server that knows for every letter it got whether its sender can know it:
//! what is on its way when a process dies is exactly what may come twice.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use super::chance::Chance;

/// How long a test waits for what must come.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// A letter that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The name in EHLO of who brought it.
    pub from: String,
    /// The address of the envelope.
    pub to: String,
    /// The letter, byte for byte.
    pub message: Vec<u8>,
    /// Whether the sender went on afterwards: it then has written down that the letter was taken.
    pub is_known: bool,
}

impl Taken {
    /// The Message-ID.
    pub fn message_id(&self) -> String {
        let text = String::from_utf8_lossy(&self.message);
        let line = text.lines().find_map(|line| line.strip_prefix("Message-ID: "));
        line.expect("a Message-ID").trim().to_owned()
    }
}

#[derive(Default)]
struct Desk {
    taken: Vec<Taken>,
    /// Conversations that go on.
    open: usize,
    /// The most that did at the same time.
    most_open: usize,
    /// Whether answers to letters are kept back.
    is_silent: bool,
    /// How long it thinks before each answer, at most.
    slowest: Duration,
    /// Clients whose good-bye says nothing: they have stood still.
    distrusted: BTreeSet<String>,
}

/// The server; its threads end with the tests.
pub struct Post {
    pub port: u16,
    desk: Arc<(Mutex<Desk>, Condvar)>,
}

impl Post {
    /// Starts it. It thinks for up to `slowest` before each answer, for as long as `seed` says.
    pub fn start(slowest: Duration, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let desk: Arc<(Mutex<Desk>, Condvar)> = Arc::default();
        desk.0.lock().unwrap().slowest = slowest;
        let shared = Arc::clone(&desk);
        std::thread::spawn(move || {
            for (number, stream) in (0..).zip(listener.incoming()) {
                let desk = Arc::clone(&shared);
                {
                    let mut desk = desk.0.lock().unwrap();
                    desk.open += 1;
                    desk.most_open = desk.most_open.max(desk.open);
                }
                let chance = Chance::of(seed.wrapping_add(number));
                std::thread::spawn(move || {
                    // A client that is killed breaks its conversation off.
                    let _ = stream.and_then(|stream| Clerk { desk: &desk, chance }.converse(stream));
                    desk.0.lock().unwrap().open -= 1;
                    desk.1.notify_all();
                });
            }
        });
        Self { port, desk }
    }

    fn wait_until(&self, done: impl Fn(&Desk) -> bool) -> MutexGuard<'_, Desk> {
        let desk = self.desk.0.lock().unwrap();
        let (desk, late) = self.desk.1.wait_timeout_while(desk, PATIENCE, |desk| !done(desk)).unwrap();
        assert!(!late.timed_out(), "{} letters, {} conversations", desk.taken.len(), desk.open);
        desk
    }

    /// Waits until enough letters have come.
    pub fn wait_for(&self, letters: usize) {
        drop(self.wait_until(|desk| desk.taken.len() >= letters));
    }

    /// Waits until what a process said last has been heard, once it is dead, and tells what was taken so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.wait_until(|desk| desk.open == 0).taken.clone()
    }

    /// What was taken so far, whoever is still talking.
    pub fn taken_meanwhile(&self) -> Vec<Taken> {
        self.desk.0.lock().unwrap().taken.clone()
    }

    /// The most conversations at the same time.
    pub fn most_open(&self) -> usize {
        self.desk.0.lock().unwrap().most_open
    }

    /// Thinks for longer, or not so long, from now on.
    pub fn think_for(&self, slowest: Duration) {
        self.desk.0.lock().unwrap().slowest = slowest;
    }

    /// Takes the good-bye of a client for nothing from now on. Without that it shows that
    /// the client has written down what came of its last letter.
    pub fn distrust(&self, name: &str) {
        self.desk.0.lock().unwrap().distrusted.insert(name.to_owned());
    }

    /// Keeps back the answers to letters that come from now on, or gives them.
    pub fn be_silent(&self, is_silent: bool) {
        self.desk.0.lock().unwrap().is_silent = is_silent;
        self.desk.1.notify_all();
    }
}

/// How often each recipient got their letter, with what may be said of all trials:
/// each repeat is the same letter, and follows one that nobody could know to have been taken.
pub fn counted(taken: &[Taken]) -> BTreeMap<String, usize> {
    let mut all: BTreeMap<String, Vec<&Taken>> = BTreeMap::new();
    for letter in taken {
        all.entry(letter.to.clone()).or_default().push(letter);
    }
    let ids: BTreeSet<_> = all.values().map(|letters| letters[0].message_id()).collect();
    assert_eq!(ids.len(), all.len(), "each recipient has a letter of their own");
    for (recipient, letters) in &all {
        let (last, earlier) = letters.split_last().expect("a letter");
        for letter in earlier {
            assert_eq!(letter.message_id(), last.message_id(), "{recipient}");
            assert!(letter.message == last.message, "a repeat is the same, byte for byte: {recipient}");
            assert!(!letter.is_known, "{recipient} gets again what was known to have been taken");
        }
    }
    all.into_iter().map(|(recipient, letters)| (recipient, letters.len())).collect()
}

/// Who talks with one client.
struct Clerk<'a> {
    desk: &'a (Mutex<Desk>, Condvar),
    chance: Chance,
}

impl Clerk<'_> {
    fn converse(mut self, stream: TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let mut answers = stream.try_clone()?;
        let mut lines = BufReader::new(stream);
        let (mut from, mut to, mut last) = (String::new(), String::new(), None);
        answers.write_all(b"220 post.invalid\r\n")?;
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            let answer: &[u8] = match line.split(' ').next().unwrap_or_default() {
                "EHLO" => {
                    line["EHLO ".len()..].clone_into(&mut from);
                    // Half of the servers let several commands come at once.
                    if self.chance.one_in(2) {
                        b"250-post.invalid\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
                    } else {
                        b"250-post.invalid\r\n250 8BITMIME\r\n"
                    }
                }
                "RCPT" => {
                    line["RCPT TO:<".len()..].trim_end_matches('>').clone_into(&mut to);
                    b"250 ok\r\n"
                }
                "DATA" => {
                    self.think();
                    answers.write_all(b"354 go on\r\n")?;
                    let Some(message) = content(&mut lines)? else { return Ok(()) };
                    last = Some(self.take(Taken {
                        from: from.clone(),
                        to: to.clone(),
                        message,
                        is_known: false,
                    }));
                    b"250 accepted\r\n"
                }
                word => {
                    // Whoever asks for something else has written down what came of the last one.
                    if let Some(number) = last.take() {
                        let mut desk = self.desk.0.lock().unwrap();
                        let is_sure = word != "QUIT" || !desk.distrusted.contains(&from);
                        desk.taken[number].is_known = is_sure;
                    }
                    if word == "QUIT" {
                        return answers.write_all(b"221 bye\r\n");
                    }
                    b"250 ok\r\n"
                }
            };
            self.think();
            answers.write_all(answer)?;
        }
    }

    /// Puts a letter with the others, and says which it is once it may be answered.
    fn take(&self, letter: Taken) -> usize {
        let mut desk = self.desk.0.lock().unwrap();
        desk.taken.push(letter);
        let number = desk.taken.len() - 1;
        self.desk.1.notify_all();
        drop(self.desk.1.wait_while(desk, |desk| desk.is_silent).unwrap());
        number
    }

    fn think(&mut self) {
        let slowest = self.desk.0.lock().unwrap().slowest;
        // A server takes its time; how long is drawn like the moment of a kill.
        std::thread::sleep(self.chance.between(Duration::ZERO, slowest));
    }
}

/// The lines up to a single dot; nothing where the client breaks off.
fn content(lines: &mut impl BufRead) -> std::io::Result<Option<Vec<u8>>> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line == b".\r\n" {
            return Ok(Some(message));
        }
        message.extend(line);
    }
}
