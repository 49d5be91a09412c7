//! One click in a mail program asks for a pause (RFC 8058). Only its POST does
//! anything: scanners of mail follow every link, so a GET shows a page and no more.

mod body;
mod limit;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use self::limit::Limit;
use super::WebSettings;
use crate::clock::Clock;
use crate::domain::pause::one_click::{Keys, is_token};
use crate::domain::recipient::RecipientMark;
use crate::store::Wishes;

/// What people see who open the address. It has no button.
const PAGE: &str = include_str!("../../templates/pages/pause.html");

/// The largest body that is read, in bytes: the form that mail programs send has a few words.
const LARGEST: usize = 2048;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// What every answer says: keep nothing, load nothing, tell nobody where you came from.
const HEADERS: [(HeaderName, &str); 4] = [
    (CACHE_CONTROL, "no-store"),
    (CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// What the room works with.
#[derive(Debug, Clone)]
pub(super) struct Pausing {
    settings: WebSettings,
    data_dir: PathBuf,
    wishes: Wishes,
    clock: Clock,
    limit: Arc<Mutex<Limit>>,
}

impl Pausing {
    pub(super) fn new(settings: WebSettings, data_dir: PathBuf, wishes: Wishes, clock: Clock) -> Self {
        Self { settings, data_dir, wishes, clock, limit: Arc::default() }
    }

    /// The one address there is.
    pub(super) fn router(self) -> Router {
        Router::new()
            .route("/pause/{token}", get(page).post(wish))
            .layer(DefaultBodyLimit::max(LARGEST))
            .with_state(self)
    }

    /// The secrets as they are now: a new one needs no restart.
    fn keys(&self) -> Option<Keys> {
        self.settings.keys(&self.data_dir).unwrap_or_else(|error| {
            tracing::error!(%error, "a wish for a pause cannot be believed without the secret");
            None
        })
    }

    fn is_too_much(&self, recipient: Option<RecipientMark>) -> bool {
        let mut limit = self.limit.lock().unwrap_or_else(PoisonError::into_inner);
        !limit.lets_through(recipient, self.clock.now())
    }
}

/// The same page for everybody, whatever the address.
async fn page() -> Response {
    (HEADERS, Html(PAGE)).into_response()
}

/// Notes the wish of a token that is ours. Nobody learns from the answer
/// whether it was: it is the same for every text that has the form of one.
async fn wish(
    State(pausing): State<Pausing>,
    Path(token): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let status = match tokio::time::timeout(PATIENCE, Bytes::from_request(request, &())).await {
        Err(_) => StatusCode::REQUEST_TIMEOUT,
        Ok(Err(refused)) => refused.status(),
        Ok(Ok(body)) => {
            let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
            match (is_token(&token), body::is_one_click(kind, &body)) {
                (false, _) => StatusCode::NOT_FOUND,
                (true, false) => StatusCode::BAD_REQUEST,
                (true, true) => note(&pausing, &token).await,
            }
        }
    };
    let mut answer = (status, HEADERS, format!("{status}\n")).into_response();
    if status == StatusCode::TOO_MANY_REQUESTS {
        answer.headers_mut().insert(RETRY_AFTER, limit::MINUTE.into());
    }
    answer
}

async fn note(pausing: &Pausing, token: &str) -> StatusCode {
    let Some(keys) = pausing.keys() else { return StatusCode::SERVICE_UNAVAILABLE };
    let now = pausing.clock.now();
    let recipient = keys.read(token, now.date_naive()).ok();
    if pausing.is_too_much(recipient) {
        return StatusCode::TOO_MANY_REQUESTS;
    }
    let Some(recipient) = recipient else { return StatusCode::OK };
    match pausing.wishes.record(&recipient, now).await {
        Ok(()) => {
            tracing::info!("somebody asked for a pause with one click; `nyttja pause list` shows who");
            StatusCode::OK
        }
        Err(error) => {
            tracing::error!(%error, "a wish for a pause could not be noted");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
