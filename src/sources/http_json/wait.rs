//! Trying again: three times at most, with pauses, and as long as the server asks for if that is not long.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use chrono::{DateTime, FixedOffset};
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use url::Url;

use super::address;
use super::fault::HttpFault;

/// Tries after the first.
const MORE_TRIES: usize = 2;

/// The first pause; the next is four times as long.
const FIRST_PAUSE: Duration = Duration::from_secs(2);

/// If the server asks for a longer pause than this, the next fetch is the next try.
pub const LONGEST_PAUSE: Duration = Duration::from_mins(1);

type Pause = Pin<Box<dyn Future<Output = ()> + Send>>;

/// How pauses between tries are made: by the clock, or as a test wants.
#[derive(Clone)]
pub struct Wait(Arc<dyn Fn(Duration) -> Pause + Send + Sync>);

impl Wait {
    /// Pauses by `pause`.
    pub fn by<F: Future<Output = ()> + Send + 'static>(
        pause: impl Fn(Duration) -> F + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move |time| Box::pin(pause(time))))
    }

    /// Makes one.
    pub(super) async fn pause(&self, time: Duration) {
        (self.0)(time).await;
    }
}

impl Default for Wait {
    fn default() -> Self {
        Self::by(tokio::time::sleep)
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wait")
    }
}

/// Does `once`, and again where that may help.
pub async fn patiently<T, F>(once: impl FnMut() -> F, wait: &Wait, url: &Url) -> Result<T, HttpFault>
where
    F: Future<Output = Result<T, HttpFault>>,
{
    let pauses = ExponentialBuilder::default()
        .with_min_delay(FIRST_PAUSE)
        .with_factor(4.0)
        .with_max_delay(LONGEST_PAUSE)
        .with_max_times(MORE_TRIES);
    let pause = Arc::clone(&wait.0);
    once.retry(pauses)
        .sleep(move |time| pause(time))
        .when(HttpFault::is_temporary)
        .adjust(|fault, planned| match fault.retry_after() {
            None => planned,
            Some(asked) if asked <= LONGEST_PAUSE => planned.map(|planned| planned.max(asked)),
            Some(_) => None,
        })
        .notify(|fault, pause| {
            let server = address::server(url);
            let fault = fault.in_log();
            tracing::warn!(server, fault, pause_seconds = pause.as_secs(), "a page is asked for again");
        })
        .await
}

/// How long the server asks us to wait: in seconds, or until a moment. A moment is compared with the
/// server's own clock, which it sends along.
pub fn asked_for(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &HeaderName| headers.get(name)?.to_str().ok().map(str::trim);
    let now = || DateTime::parse_from_rfc2822(text(&DATE)?).ok();
    let until = |until: DateTime<FixedOffset>| Some((until - now()?).to_std().unwrap_or_default());
    if let Some(asked) = text(&RETRY_AFTER) {
        return match seconds(asked) {
            Some(time) => Some(time),
            None => until(DateTime::parse_from_rfc2822(asked).ok()?),
        };
    }
    let reset = told(headers, ["x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"])?;
    if !has_none_left(headers) {
        return None;
    }
    let time = seconds(reset)?;
    // A number that is no length of time is a moment, in seconds since 1970.
    if time < A_YEAR {
        return Some(time);
    }
    until(DateTime::from_timestamp(i64::try_from(time.as_secs()).ok()?, 0)?.fixed_offset())
}

/// Whether the server says that we may not ask any more for now, as others than RFC 9110 tell it.
pub fn has_none_left(headers: &HeaderMap) -> bool {
    let left = told(headers, ["x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining"]);
    left.is_some_and(|left| left.parse() == Ok(0_u64))
}

fn told<'a>(headers: &'a HeaderMap, names: [&'static str; 3]) -> Option<&'a str> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    names.into_iter().map(HeaderName::from_static).find_map(text)
}

/// Shorter than any moment in seconds since 1970.
const A_YEAR: Duration = Duration::from_hours(366 * 24);

/// A number of seconds, rounded up.
fn seconds(text: &str) -> Option<Duration> {
    let seconds = Duration::try_from_secs_f64(text.parse().ok()?).ok()?;
    Some(Duration::from_secs(seconds.as_secs() + u64::from(seconds.subsec_nanos() > 0)))
}
