//! A small mail server on this machine that keeps what it gets: for the
//! demonstration, and for trials without a mail server.
//!
//! It speaks enough SMTP for any client: EHLO, STARTTLS, AUTH, MAIL, RCPT,
//! DATA, RSET, NOOP and QUIT. It delivers nothing to anybody.

mod base64;
mod command;
mod conversation;
mod line;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::ServerConfig;
use secrecy::SecretString;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A message the mailbox got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The sender of the envelope; empty for a bounce.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// The message as it was before it was made safe for the way.
    pub data: Vec<u8>,
}

/// How a mailbox behaves; the default asks for nothing and encrypts nothing.
#[derive(Debug, Clone, Default)]
pub struct MailboxOptions {
    /// Whether and how connections are encrypted.
    pub tls: MailboxTls,
    /// The only user and password that may send; `None` lets everybody in.
    pub login: Option<(String, SecretString)>,
    /// A folder that gets each message as an `.eml` file; it is made if it is missing.
    pub folder: Option<PathBuf>,
    /// The largest message taken, in bytes; 0 stands for 25 MiB.
    pub largest_message: usize,
}

/// Whether and how a mailbox encrypts connections.
#[derive(Debug, Clone, Default)]
pub enum MailboxTls {
    /// Not at all.
    #[default]
    None,
    /// After STARTTLS, without which it takes no message.
    StartTls(Arc<ServerConfig>),
    /// From the first byte.
    Implicit(Arc<ServerConfig>),
}

/// A running mailbox on 127.0.0.1. It stops when it is dropped.
#[derive(Debug)]
pub struct Mailbox {
    address: SocketAddr,
    shelf: Arc<Shelf>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// What all conversations share.
#[derive(Debug)]
struct Shelf {
    options: MailboxOptions,
    received: Mutex<Vec<Received>>,
    open: AtomicUsize,
    most_open: AtomicUsize,
    total: AtomicUsize,
}

impl Mailbox {
    /// Starts a mailbox on a free port.
    pub async fn start(options: MailboxOptions) -> io::Result<Self> {
        if let Some(folder) = &options.folder {
            tokio::fs::create_dir_all(folder).await?;
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let mailbox = Self {
            address,
            shelf: Arc::new(Shelf::new(options)),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        let (shelf, stop, tasks) = (Arc::clone(&mailbox.shelf), mailbox.stop.clone(), mailbox.tasks.clone());
        mailbox.tasks.spawn(async move {
            stop.run_until_cancelled(accept_all(listener, &shelf, &stop, &tasks)).await;
        });
        Ok(mailbox)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// All messages so far, in the order they came.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shelf.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many connections there were so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shelf.total.load(Ordering::SeqCst)
    }

    /// The most connections that were open at the same time.
    #[must_use]
    pub fn most_connections(&self) -> usize {
        self.shelf.most_open.load(Ordering::SeqCst)
    }

    /// Ends every conversation and waits until all have ended.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Shelf {
    fn new(options: MailboxOptions) -> Self {
        Self {
            options,
            received: Mutex::default(),
            open: AtomicUsize::new(0),
            most_open: AtomicUsize::new(0),
            total: AtomicUsize::new(0),
        }
    }

    fn largest_message(&self) -> usize {
        match self.options.largest_message {
            0 => 25 * 1024 * 1024,
            bytes => bytes,
        }
    }

    /// Keeps a message, and says under which number.
    async fn keep(&self, message: Received) -> io::Result<usize> {
        let data = self.options.folder.is_some().then(|| message.data.clone());
        let number = {
            let mut received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
            received.push(message);
            received.len()
        };
        if let (Some(folder), Some(data)) = (&self.options.folder, data) {
            tokio::fs::write(folder.join(format!("{number:04}.eml")), data).await?;
        }
        Ok(number)
    }
}

async fn accept_all(
    listener: TcpListener,
    shelf: &Arc<Shelf>,
    stop: &CancellationToken,
    tasks: &TaskTracker,
) {
    loop {
        let Ok((tcp, _)) = listener.accept().await else {
            // Out of file handles, or a client that is gone already: let others finish first.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let guest = Guest::arrives(shelf);
        let stop = stop.clone();
        tasks.spawn(async move {
            stop.run_until_cancelled(serve(tcp, guest)).await;
        });
    }
}

/// Counts one connection for as long as it is open.
struct Guest(Arc<Shelf>);

impl Guest {
    fn arrives(shelf: &Arc<Shelf>) -> Self {
        shelf.total.fetch_add(1, Ordering::SeqCst);
        let open = shelf.open.fetch_add(1, Ordering::SeqCst) + 1;
        shelf.most_open.fetch_max(open, Ordering::SeqCst);
        Self(Arc::clone(shelf))
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn serve(tcp: TcpStream, guest: Guest) {
    // A conversation that breaks is the client's affair.
    let _ = tcp.set_nodelay(true);
    if let Err(error) = conversation::hold(tcp, &guest.0).await {
        tracing::debug!(%error, "A conversation with the trial mailbox broke off.");
    }
}

#[cfg(test)]
mod tests;
