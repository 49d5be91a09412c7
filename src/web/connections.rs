//! Takes connections for the web server: only so many at a time, and each for no longer than it needs,
//! so that nobody who begins to ask and does not go on takes the daemon's files away from its work.

use std::collections::VecDeque;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tower_service::Service as _;

/// How long to wait before the next connection is taken where the system gives none.
const PAUSE: Duration = Duration::from_millis(200);

/// How long a request may still take when the server stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// What connections may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebLimits {
    /// How many there may be at a time. Where another one comes, the oldest is ended: who asks in earnest
    /// has long been answered.
    pub connections: usize,
    /// How long the head of a request may take.
    pub head: Duration,
    /// How long a connection lasts; what it is asked for then is still answered, within `head`.
    pub whole: Duration,
}

impl Default for WebLimits {
    fn default() -> Self {
        Self { connections: 32, head: Duration::from_secs(10), whole: Duration::from_mins(2) }
    }
}

/// Answers on `listener` until `stop` is cancelled, and ends what it has begun then.
pub(super) async fn serve(listener: TcpListener, router: Router, limits: WebLimits, stop: CancellationToken) {
    let mut conversations = JoinSet::new();
    let mut open: VecDeque<AbortHandle> = VecDeque::new();
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        while conversations.try_join_next().is_some() {}
        open.retain(|one| !one.is_finished());
        if open.len() >= limits.connections.max(1)
            && let Some(oldest) = open.pop_front()
        {
            oldest.abort();
        }
        match accepted {
            Ok((stream, _)) => {
                open.push_back(conversations.spawn(converse(stream, router.clone(), limits, stop.clone())));
            }
            Err(error) => {
                tracing::warn!(%error, "the web server gets no connection");
                sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    while conversations.join_next().await.is_some() {}
}

async fn converse(stream: TcpStream, router: Router, limits: WebLimits, stop: CancellationToken) {
    let answer = service_fn(move |request: Request<Incoming>| {
        let mut router = router.clone();
        async move { router.call(request.map(Body::new)).await }
    });
    let conversation = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .serve_connection(TokioIo::new(stream), answer);
    let mut conversation = pin!(conversation);
    let over = async {
        tokio::select! {
            () = sleep(limits.whole) => {}
            () = stop.cancelled() => {}
        }
    };
    tokio::select! {
        // What breaks off is the other side's to know.
        _ = conversation.as_mut() => return,
        () = over => {}
    }
    conversation.as_mut().graceful_shutdown();
    let grace = if stop.is_cancelled() { limits.head.min(FAREWELL) } else { limits.head };
    let _ = timeout(grace, conversation).await;
}
