//! The mail server of all tests: it follows a script or takes every letter, answers when the
//! test wants it to, and knows for every letter whether its sender can know that it was taken.

mod conversation;
mod script;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use rustls::ServerConfig;

use crate::trials::chance::Chance;
use crate::world::table;
use conversation::Conversation;
pub use script::{Act, ENVELOPE, GREETINGS, HELLO, PIPELINING};

/// How long a test waits for what must come.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// A letter that was taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// The name in EHLO of who brought it.
    pub client: String,
    /// The sender of the envelope.
    pub from: String,
    /// The recipient of the envelope.
    pub to: String,
    /// The letter, byte for byte.
    pub message: Vec<u8>,
    /// Whether the client went on afterwards: it then has written down that the letter was taken.
    pub is_known: bool,
}

impl Taken {
    /// The letter as text.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.message)
    }

    /// The Message-ID.
    pub fn message_id(&self) -> String {
        let text = self.text();
        let line = text.lines().find_map(|line| line.strip_prefix("Message-ID: "));
        line.expect("a Message-ID").trim().to_owned()
    }
}

/// What a server asks for and how it behaves; the default takes everything at once.
#[derive(Debug, Clone, Default)]
pub struct Manners {
    /// Whether and how connections are encrypted.
    pub tls: Tls,
    /// The password of `nyttja`, without which nobody sends.
    pub password: Option<&'static str>,
    /// How long it thinks before each answer, at most.
    pub slowest: Duration,
    /// What decides how long it thinks, and on which connections several commands may come at
    /// once; without it they may on all.
    pub seed: Option<u64>,
    /// The only sender that it knows, where it does not take all.
    pub only_sender: Option<&'static str>,
}

/// Whether and how connections are encrypted.
#[derive(Debug, Clone, Default)]
pub enum Tls {
    #[default]
    None,
    /// After STARTTLS, without which no letter is taken.
    Start(Arc<ServerConfig>),
    /// From the first byte.
    Implicit(Arc<ServerConfig>),
}

/// What all conversations share.
#[derive(Default)]
struct Desk {
    taken: Vec<Taken>,
    /// What was heard, connection by connection; the lines of letters are left out.
    heard: Vec<Vec<String>>,
    /// Conversations that go on, and the most that did at the same time.
    open: usize,
    most_open: usize,
    /// Whether answers to letters are kept back, from everybody or from these clients.
    is_silent: bool,
    held: HashSet<String>,
    /// What is answered to these addresses, of senders and recipients.
    refused: HashMap<&'static str, &'static str>,
    slowest: Duration,
    /// Clients whose good-bye says nothing: they have stood still.
    distrusted: HashSet<String>,
}

/// The desk, and word of each change to it.
type Shared = (Mutex<Desk>, Condvar);

/// The server.
pub struct MailServer {
    pub port: u16,
    desk: Arc<Shared>,
    is_over: Arc<AtomicBool>,
}

impl MailServer {
    /// One that takes everything from everybody.
    pub fn start() -> Self {
        Self::with(Manners::default())
    }

    /// One that serves with these manners.
    pub fn with(manners: Manners) -> Self {
        Self::run(manners, |_| vec![Act::Serve])
    }

    /// One with a script for each connection; further connections are cut at once.
    pub fn following<const N: usize>(scripts: [&[&[Act]]; N]) -> Self {
        Self::playing(Manners::default(), scripts)
    }

    /// The same, for scripts that turn to TLS.
    pub fn playing<const N: usize>(manners: Manners, scripts: [&[&[Act]]; N]) -> Self {
        let scripts = scripts.map(<[_]>::concat);
        Self::run(manners, move |number| scripts.get(number).cloned().unwrap_or_else(|| vec![Act::Cut]))
    }

    fn run(manners: Manners, script: impl Fn(usize) -> Vec<Act> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let server = Self { port, desk: Arc::default(), is_over: Arc::default() };
        server.desk.0.lock().unwrap().slowest = manners.slowest;
        let (desk, is_over) = (Arc::clone(&server.desk), Arc::clone(&server.is_over));
        std::thread::spawn(move || {
            for (number, tcp) in listener.incoming().map_while(Result::ok).enumerate() {
                if is_over.load(Ordering::SeqCst) {
                    break;
                }
                let chance = Chance::of(manners.seed.unwrap_or_default().wrapping_add(number as u64));
                let (acts, desk, manners) = (script(number), Arc::clone(&desk), manners.clone());
                {
                    let mut desk = desk.0.lock().unwrap();
                    desk.heard.push(Vec::new());
                    desk.open += 1;
                    desk.most_open = desk.most_open.max(desk.open);
                }
                std::thread::spawn(move || {
                    // A client that is killed breaks its conversation off.
                    let conversation = Conversation::new(tcp, number, &manners, &desk, chance);
                    let _ = conversation.and_then(|conversation| conversation.play(&acts));
                    desk.0.lock().unwrap().open -= 1;
                    desk.1.notify_all();
                });
            }
        });
        server
    }

    /// The settings of a transport to it, with `more` lines.
    pub fn transport(&self, more: &str) -> toml::Value {
        let port = self.port;
        table(&format!("kind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n{more}"))
    }

    fn alter<T>(&self, how: impl FnOnce(&mut Desk) -> T) {
        how(&mut self.desk.0.lock().unwrap());
        self.desk.1.notify_all();
    }

    /// Answers this to whoever writes from or to this address from now on.
    pub fn refuse(&self, address: &'static str, words: &'static str) {
        self.alter(|desk| desk.refused.insert(address, words));
    }

    /// Takes everything again.
    pub fn take_all(&self) {
        self.alter(|desk| desk.refused.clear());
    }

    /// Gives this client no answer to a letter until it is released.
    pub fn hold(&self, client: &str) {
        self.alter(|desk| desk.held.insert(client.to_owned()));
    }

    /// Answers everything that this client brings from now on.
    pub fn release(&self, client: &str) {
        self.alter(|desk| desk.held.remove(client));
    }

    /// Keeps back the answers to letters that come from now on, or gives them.
    pub fn be_silent(&self, is_silent: bool) {
        self.alter(|desk| desk.is_silent = is_silent);
    }

    /// Thinks for longer, or not so long, from now on.
    pub fn think_for(&self, slowest: Duration) {
        self.alter(|desk| desk.slowest = slowest);
    }

    /// Takes the good-bye of a client for nothing from now on. Without that it shows that
    /// the client has written down what came of its last letter.
    pub fn distrust(&self, client: &str) {
        self.alter(|desk| desk.distrusted.insert(client.to_owned()));
    }

    fn wait_until(&self, done: impl Fn(&Desk) -> bool) -> MutexGuard<'_, Desk> {
        let desk = self.desk.0.lock().unwrap();
        let (desk, late) = self.desk.1.wait_timeout_while(desk, PATIENCE, |desk| !done(desk)).unwrap();
        assert!(!late.timed_out(), "{} conversations, and only these letters: {:?}", desk.open, desk.taken);
        desk
    }

    /// Waits until the letters that were taken are enough.
    pub fn wait_for(&self, enough: impl Fn(&[Taken]) -> bool) -> Vec<Taken> {
        self.wait_until(|desk| enough(&desk.taken)).taken.clone()
    }

    /// What was taken so far, whoever is still talking.
    pub fn taken(&self) -> Vec<Taken> {
        self.wait_for(|_| true)
    }

    /// Waits until everybody has hung up, and tells what was taken: what a process said last has been heard then.
    pub fn taken_in_all(&self) -> Vec<Taken> {
        self.wait_until(|desk| desk.open == 0).taken.clone()
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.heard().len()
    }

    /// The most connections at the same time.
    pub fn most_connections(&self) -> usize {
        self.desk.0.lock().unwrap().most_open
    }

    /// What was heard, line by line, for each connection; a letter's lines are left out.
    pub fn heard(&self) -> Vec<Vec<String>> {
        self.desk.0.lock().unwrap().heard.clone()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // It hears of that with the next connection.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}
