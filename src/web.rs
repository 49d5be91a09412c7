//! The daemon's own web server: whether it lives, when it last did its work and
//! how that ended, and the one address that letters lead to.

mod metrics;
mod pausing;
mod settings;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::Path;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use self::pausing::Pausing;
use crate::clock::Clock;
use crate::domain::series::Series;
use crate::store::{Store, StoreError};

pub use settings::{LinkError, WebFault, WebSettings};

/// How old the last heartbeat of a daemon that lives may be. It beats every 15
/// seconds; this leaves room for a machine that is very busy.
pub const ALIVE_WITHIN: TimeDelta = TimeDelta::minutes(2);

/// A web server that runs until it is stopped.
#[derive(Debug)]
pub struct Web {
    address: SocketAddr,
    stop: CancellationToken,
    server: JoinHandle<()>,
}

/// The server cannot listen.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}")]
pub struct WebError {
    address: SocketAddr,
    source: io::Error,
}

impl Web {
    /// Starts answering. Files that `settings` name lie in `data_dir`.
    pub async fn start(
        settings: WebSettings,
        data_dir: &Path,
        store: Store,
        clock: Clock,
    ) -> Result<Self, WebError> {
        let failed = |source| WebError { address: settings.listen, source };
        let listener = TcpListener::bind(settings.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let stop = CancellationToken::new();
        let watched = Watched { store: store.clone(), clock };
        let mut router = Router::new()
            .route("/health", get(health))
            .route("/metrics", get(metrics::metrics))
            .with_state(watched);
        if settings.public_url.is_some() {
            router = router.merge(Pausing::new(settings, data_dir.to_owned(), store.wishes, clock).router());
        }
        let until = stop.clone();
        let server = tokio::spawn(async move {
            let serving = axum::serve(listener, router).with_graceful_shutdown(until.cancelled_owned());
            if let Err(error) = serving.await {
                tracing::error!(%error, "the web server ended");
            }
        });
        Ok(Self { address, stop, server })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops answering.
    pub async fn stop(self) {
        self.stop.cancel();
        if self.server.await.is_err() {
            tracing::error!("the web server broke down");
        }
    }
}

#[derive(Debug, Clone)]
struct Watched {
    store: Store,
    clock: Clock,
}

/// How the daemon fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Whether its heart beat lately.
    pub alive: bool,
    /// When it last did.
    pub last_beat: Option<DateTime<Utc>>,
    /// The week of the last run of the letters that ended.
    pub last_run_week: Option<String>,
    /// When it ended.
    pub last_run_finished: Option<DateTime<Utc>>,
    /// How it ended: complete, incomplete or held.
    pub last_run: Option<String>,
    /// The week of the last run of the letters of which nothing is left to do.
    pub complete_run_week: Option<String>,
    /// When it ended.
    pub complete_run_finished: Option<DateTime<Utc>>,
    /// When the daemon does each job next, by name; a job that is turned off is missing.
    pub next: BTreeMap<String, DateTime<Utc>>,
}

impl Health {
    /// How the daemon that works on `store` fares at `now`.
    pub async fn of(store: &Store, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let last_beat = store.moments.last_beat().await?;
        let run = store.runs.last_finished(Series::Letters).await?;
        let complete = store.runs.last_complete(Series::Letters).await?;
        Ok(Self {
            // One that lies ahead was noted by a clock that has been set back since: it tells nothing.
            alive: last_beat.is_some_and(|beat| (now - beat).abs() <= ALIVE_WITHIN),
            last_beat,
            last_run_week: run.as_ref().map(|run| run.week.to_string()),
            last_run_finished: run.as_ref().and_then(|run| run.finished_at),
            last_run: run.and_then(|run| run.exit),
            complete_run_week: complete.as_ref().map(|run| run.week.to_string()),
            complete_run_finished: complete.and_then(|run| run.finished_at),
            next: store.moments.next_occurrences().await?,
        })
    }
}

async fn health(State(watched): State<Watched>) -> (StatusCode, Json<Option<Health>>) {
    match Health::of(&watched.store, watched.clock.now()).await {
        Ok(health) if health.alive => (StatusCode::OK, Json(Some(health))),
        Ok(health) => (StatusCode::SERVICE_UNAVAILABLE, Json(Some(health))),
        Err(error) => {
            tracing::error!(%error, "the health cannot be told");
            (StatusCode::SERVICE_UNAVAILABLE, Json(None))
        }
    }
}
