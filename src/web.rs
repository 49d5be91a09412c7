//! The daemon's own web server: whether it lives, when it last did its work and
//! how that ended, and the one address that letters lead to.

mod connections;
mod metrics;
mod pausing;
mod settings;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::Path;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use self::metrics::Told;
use self::pausing::Pausing;
use crate::clock::Clock;
use crate::domain::series::Series;
use crate::store::{Store, StoreError};

pub use connections::WebLimits;
pub use metrics::{Kind, METRICS, Metric};
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
        Self::start_within(WebLimits::default(), settings, data_dir, store, clock).await
    }

    /// The same with other limits of its connections.
    pub async fn start_within(
        limits: WebLimits,
        settings: WebSettings,
        data_dir: &Path,
        store: Store,
        clock: Clock,
    ) -> Result<Self, WebError> {
        let failed = |source| WebError { address: settings.listen, source };
        let listener = TcpListener::bind(settings.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let stop = CancellationToken::new();
        let watched = Watched { store: store.clone(), clock, told: Told::default() };
        let mut router = Router::new()
            .route("/health", get(health))
            .route("/metrics", get(metrics::metrics))
            .with_state(watched);
        if settings.public_url.is_some() {
            router = router.merge(Pausing::new(settings, data_dir.to_owned(), store.wishes, clock).router());
        }
        let server = tokio::spawn(connections::serve(listener, router, limits, stop.clone()));
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
    told: Told,
}

/// How the daemon fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Whether its heart beat lately.
    pub alive: bool,
    /// Why it counts as dead, in one line; none where it lives.
    pub why: Option<String>,
    /// When it last did.
    pub last_beat: Option<DateTime<Utc>>,
    /// Since when newer files than those in use are refused, because something is wrong in them.
    pub settings_refused_at: Option<DateTime<Utc>>,
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
        let why = not_alive(last_beat, now);
        Ok(Self {
            alive: why.is_none(),
            why,
            last_beat,
            settings_refused_at: store.moments.settings_refused_at().await?,
            last_run_week: run.as_ref().map(|run| run.week.to_string()),
            last_run_finished: run.as_ref().and_then(|run| run.finished_at),
            last_run: run.and_then(|run| run.exit),
            complete_run_week: complete.as_ref().map(|run| run.week.to_string()),
            complete_run_finished: complete.and_then(|run| run.finished_at),
            next: store.moments.next_occurrences().await?,
        })
    }
}

/// Why the daemon counts as dead at `now`; none where it lives.
fn not_alive(last_beat: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<String> {
    let Some(beat) = last_beat else { return Some("no daemon has worked here yet".to_owned()) };
    let at = beat.format("%Y-%m-%d %H:%M:%S UTC");
    let age = now - beat;
    if age > ALIVE_WITHIN {
        Some(format!("the last heartbeat is {} minutes old: {at}", age.num_minutes()))
    } else if age < -ALIVE_WITHIN {
        // It was noted by a clock that has been set back since, and tells nothing.
        Some(format!("the last heartbeat lies ahead, so the clock has been set back: {at}"))
    } else {
        None
    }
}

/// What is told where nothing is known.
#[derive(Debug, Serialize)]
struct Unknown {
    alive: bool,
    why: String,
}

async fn health(State(watched): State<Watched>) -> Response {
    match Health::of(&watched.store, watched.clock.now()).await {
        Ok(health) if health.alive => (StatusCode::OK, Json(health)).into_response(),
        Ok(health) => (StatusCode::SERVICE_UNAVAILABLE, Json(health)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the health cannot be told");
            let why = format!("the store cannot be read: {error}");
            (StatusCode::SERVICE_UNAVAILABLE, Json(Unknown { alive: false, why })).into_response()
        }
    }
}
