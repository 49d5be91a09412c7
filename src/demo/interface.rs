//! A small interface on this machine that tells usage as JSON, page by page, as
//! a learning platform would.

mod page;
#[cfg(test)]
mod tests;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::term::Row;
use page::Shelf;

/// Where the records are, below the server's address.
pub const PATH: &str = "/usage";

/// How many records a page has at most.
pub const PAGE: usize = 250;

/// A running interface on 127.0.0.1. It stops when it is dropped.
///
/// `GET /usage?from=2026-08-31&to=2026-11-23` answers the bearer of the token with
/// the rows that lie between the two days: records under `data`, the address of the
/// next page under `links.next`, which is null on the last one.
#[derive(Debug)]
pub struct Interface {
    address: SocketAddr,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Interface {
    /// Serves `rows` to whoever bears `token`, on a free port.
    pub async fn start(rows: Vec<Row>, token: SecretString) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let router = Router::new().route(PATH, get(page::answer)).with_state(Arc::new(Shelf { rows, token }));
        let stopped = stop.clone().cancelled_owned();
        tasks.spawn(async move {
            // A server that cannot go on is noticed by whoever asks it.
            let _ = axum::serve(listener, router).with_graceful_shutdown(stopped).await;
        });
        Ok(Self { address, stop, tasks })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers what was asked, takes no further question, and waits until that is done.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Drop for Interface {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
