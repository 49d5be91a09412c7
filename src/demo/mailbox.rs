//! A small mail server on this machine that keeps what it gets, for the demonstration.
//!
//! It speaks enough SMTP for a client in the clear: EHLO, MAIL, RCPT, DATA,
//! RSET, NOOP and QUIT. It delivers nothing to anybody.

mod command;
mod conversation;
mod line;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

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

/// The largest message taken, in bytes.
const LARGEST: usize = 25 * 1024 * 1024;

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
    folder: PathBuf,
    largest_message: usize,
    received: Mutex<Vec<Received>>,
}

impl Mailbox {
    /// Starts a mailbox on a free port, which writes each message into `folder` as an
    /// `.eml` file. The folder is made if it is missing.
    pub async fn start(folder: PathBuf) -> io::Result<Self> {
        Self::with_limit(folder, LARGEST).await
    }

    async fn with_limit(folder: PathBuf, largest_message: usize) -> io::Result<Self> {
        tokio::fs::create_dir_all(&folder).await?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let mailbox = Self {
            address,
            shelf: Arc::new(Shelf { folder, largest_message, received: Mutex::default() }),
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
    /// Keeps a message, and says under which number.
    async fn keep(&self, message: Received) -> io::Result<usize> {
        let data = message.data.clone();
        let number = {
            let mut received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
            received.push(message);
            received.len()
        };
        tokio::fs::write(self.folder.join(format!("{number:04}.eml")), data).await?;
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
        let (shelf, stop) = (Arc::clone(shelf), stop.clone());
        tasks.spawn(async move {
            stop.run_until_cancelled(serve(tcp, &shelf)).await;
        });
    }
}

async fn serve(tcp: TcpStream, shelf: &Shelf) {
    // A conversation that breaks is the client's affair.
    let _ = tcp.set_nodelay(true);
    if let Err(error) = conversation::hold(tcp, shelf).await {
        tracing::debug!(%error, "A conversation with the mailbox broke off.");
    }
}

#[cfg(test)]
mod tests;
