//! The one request we make: a GET with deadlines, a limit on what comes back, and no way to another server.

use std::time::Duration;

use reqwest::header::{ACCEPT, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use url::Url;

use super::super::error::SourceError;
use super::super::settings::HttpJsonSettings;
use super::address;
use super::answer::Answer;
use super::fault::HttpFault;
use super::secret::Credentials;
use super::wait;
use crate::causes::chain;
use crate::https;

/// Redirects followed within a server.
const MOST_REDIRECTS: usize = 5;

pub fn build(settings: &HttpJsonSettings) -> Result<Client, SourceError> {
    let fault = |error: &dyn std::error::Error| SourceError::Settings {
        what: format!("cannot prepare for https: {error}"),
        hint: https::HINT.to_owned(),
    };
    https::client()
        .map_err(|error| fault(&error))?
        .timeout(Duration::from_secs(settings.timeout_seconds))
        .connect_timeout(Duration::from_secs(settings.connect_seconds))
        .read_timeout(Duration::from_secs(settings.read_seconds))
        .redirect(within_the_server())
        .build()
        .map_err(|error| fault(&error))
}

/// A key in a header of its own would go along to any server, so none but ours is followed.
fn within_the_server() -> Policy {
    Policy::custom(|attempt| {
        let allowed = attempt.previous().len() <= MOST_REDIRECTS
            && attempt.previous().last().is_some_and(|known| address::is_same_server(known, attempt.url()));
        if allowed { attempt.follow() } else { attempt.stop() }
    })
}

/// One answer, asked for once.
pub async fn get(
    client: &Client,
    url: &Url,
    credentials: &Credentials,
    limit: usize,
) -> Result<Answer, HttpFault> {
    let request = client.get(url.clone()).header(ACCEPT, "application/json");
    let response = credentials.add_to(request).send().await.map_err(unreachable)?;
    let status = response.status();
    if status.is_redirection() {
        return Err(HttpFault::Redirected { to: redirect_target(&response) });
    }
    if !status.is_success() {
        return Err(HttpFault::Status { status, retry_after: wait::asked_for(response.headers()) });
    }
    let (headers, address) = (response.headers().clone(), response.url().clone());
    let body = body(response, limit).await?;
    Ok(Answer { status, headers, address, body })
}

async fn body(mut response: Response, limit: usize) -> Result<Vec<u8>, HttpFault> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > limit {
            return Err(HttpFault::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn redirect_target(response: &Response) -> String {
    let target = response.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    let target = target.and_then(|location| response.url().join(location).ok());
    target.map_or_else(|| "nowhere".to_owned(), |url| address::server(&url))
}

/// What went wrong underneath, without the address: its query may hold secrets.
fn unreachable(error: reqwest::Error) -> HttpFault {
    HttpFault::Unreachable(chain(&error.without_url()))
}
