//! The request to a token endpoint: a POST with deadlines, never sent on to another address.

use std::path::Path;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::fault::GrantError;
use super::settings::{ClientCredentials, SecretPlace};
use crate::causes::chain;
use crate::https::{HttpsError, Way};
use crate::secret::Secret;
use crate::secret::forms::covered;

/// How long a request may take in all.
const WHOLE: Duration = Duration::from_secs(30);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const LARGEST: usize = 64 * 1024;
/// The longest words of an endpoint that are kept, in characters.
const LONGEST_WORDS: usize = 300;
/// What an endpoint answers to a scope that it does not give (RFC 6749, section 5.2).
const INVALID_SCOPE: &str = "invalid_scope";
/// How long a token is taken to hold where the endpoint does not say.
const USUAL_LIFETIME: Duration = Duration::from_mins(5);

/// A token endpoint, and who we are to it.
#[derive(Debug)]
pub(super) struct Endpoint {
    /// None where it is made for each request, because a file of certificates may have changed.
    client: Option<Client>,
    way: Way,
    url: Url,
    client_id: String,
    secret: Secret,
    place: SecretPlace,
    scope: Option<String>,
}

/// A token, and how long it holds.
pub(super) struct Granted {
    pub token: SecretString,
    pub lifetime: Duration,
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    token_type: Option<String>,
    /// A number of seconds; some endpoints write it as a text.
    expires_in: Option<Value>,
}

#[derive(Deserialize)]
struct No {
    error: String,
    error_description: Option<String>,
}

impl Endpoint {
    pub(super) fn new(
        credentials: &ClientCredentials,
        data_dir: &Path,
        way: Way,
    ) -> Result<Self, GrantError> {
        if let Some(fault) = credentials.faults().into_iter().next() {
            return Err(GrantError::Settings(fault));
        }
        let url = credentials.url().ok_or(GrantError::Settings(super::GrantFault::TokenUrl))?;
        let (given, file) = (credentials.client_secret.as_ref(), credentials.client_secret_file.as_deref());
        let secret = Secret::new("the client's secret", given, file, data_dir)
            .ok_or(GrantError::Settings(super::GrantFault::NoSecret))?;
        Ok(Self {
            client: way.ca_file.is_none().then(|| client(&way)).transpose()?,
            way,
            url,
            client_id: credentials.client_id.clone(),
            secret,
            place: credentials.secret_in,
            scope: credentials.scope.clone(),
        })
    }

    /// Asks for a token.
    pub(super) async fn ask(&self) -> Result<Granted, GrantError> {
        let secret = self.secret.reveal().await.map_err(GrantError::Secret)?;
        let client = match &self.client {
            Some(client) => client.clone(),
            None => client(&self.way)?,
        };
        let response = self.request(&client, &secret).send().await.map_err(unreachable)?;
        let status = response.status();
        let body = body(response).await?;
        if !status.is_success() {
            let words = words(&body, &self.client_id, &secret);
            return Err(match serde_json::from_slice::<No>(&body) {
                Ok(no) if no.error == INVALID_SCOPE => GrantError::Scope { status: status.as_u16(), words },
                _ => GrantError::Refused { status: status.as_u16(), words },
            });
        }
        granted(&body)
    }

    fn request(&self, client: &Client, secret: &SecretString) -> RequestBuilder {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials");
        if let Some(scope) = &self.scope {
            form.append_pair("scope", scope);
        }
        let request = client
            .post(self.url.clone())
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        match self.place {
            SecretPlace::Body => {
                form.append_pair("client_id", &self.client_id);
                form.append_pair("client_secret", secret.expose_secret());
                request.body(form.finish())
            }
            SecretPlace::Header => {
                let (user, password) = (encoded(&self.client_id), encoded(secret.expose_secret()));
                request.basic_auth(user, Some(password)).body(form.finish())
            }
        }
    }
}

fn client(way: &Way) -> Result<Client, GrantError> {
    way.client()
        .map_err(GrantError::Https)?
        .timeout(WHOLE)
        .connect_timeout(CONNECT)
        // The secret is for this address and for no other.
        .redirect(Policy::none())
        .build()
        .map_err(|error| GrantError::Https(HttpsError::Setup(error.to_string())))
}

async fn body(mut response: Response) -> Result<Vec<u8>, GrantError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > LARGEST {
            return Err(GrantError::NotAToken("is far too long"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn granted(body: &[u8]) -> Result<Granted, GrantError> {
    let Ok(answer) = serde_json::from_slice::<Answer>(body) else {
        return Err(GrantError::NotAToken("holds no `access_token`"));
    };
    if answer.token_type.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(GrantError::NotAToken("is not a token for its bearer"));
    }
    // It goes into headers and commands, where anything else could say more than it should.
    if answer.access_token.is_empty() || !answer.access_token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(GrantError::NotAToken("holds a token with characters that no token has"));
    }
    let seconds = answer.expires_in.and_then(|value| match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    });
    let lifetime = seconds.map_or(USUAL_LIFETIME, Duration::from_secs);
    Ok(Granted { token: answer.access_token.into(), lifetime })
}

/// A name or secret for the header: like a form's value first (RFC 6749, section 2.3.1).
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// What the endpoint said against us, in one line behind a colon, and never the secret.
fn words(body: &[u8], client_id: &str, secret: &SecretString) -> String {
    let Ok(no) = serde_json::from_slice::<No>(body) else { return String::new() };
    let description = no.error_description.as_deref().and_then(|text| text.lines().next());
    let said = match description.filter(|text| !text.is_empty()) {
        Some(text) => format!(": {} ({text})", no.error),
        None => format!(": {}", no.error),
    };
    let secret = secret.expose_secret();
    let pair = format!("{}:{}", encoded(client_id), encoded(secret));
    let said = if secret.is_empty() { said } else { covered(&said, [secret, pair.as_str()]) };
    said.chars().filter(|c| !c.is_control()).take(LONGEST_WORDS).collect()
}

/// What went wrong underneath, without the address.
fn unreachable(error: reqwest::Error) -> GrantError {
    GrantError::Unreachable(chain(&error.without_url()))
}
