//! One question and what comes of it: asked again where that may help, followed where the settings allow
//! it, and waited for while the server is still at it.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, LOCATION};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use secrecy::SecretString;
use serde_json::Value;
use url::Url;

use super::super::settings::Pointer;
use super::access::Pass;
use super::address::{self, Owner, Reach};
use super::answer::Answer;
use super::fault::HttpFault;
use super::refused::Refused;
use super::secret::Credentials;
use super::veil::Veil;
use super::wait::{self, Wait};
use crate::causes::{causes, chain};

/// Redirects followed for one answer.
const MOST_REDIRECTS: usize = 5;

/// How often a server is asked whether it is ready.
const MOST_POLLS: u32 = 60;

/// How long it is waited for in all.
const LONGEST_JOB: Duration = Duration::from_mins(10);

/// The first pause where the server names none; each is twice as long as the one before.
const FIRST_POLL: Duration = Duration::from_secs(2);

/// The longest pause where the server names none.
const SLOWEST_POLL: Duration = Duration::from_secs(30);

/// How much is read of an answer that is no page, in bytes.
const WORDS_LIMIT: usize = 64 * 1024;

/// Where an answer says in its body, rather than in its header, where it is told how far the server is.
const STATUS_ADDRESSES: [&str; 6] =
    ["/statusUrl", "/status_url", "/statusQueryGetUri", "/location", "/links/status", "/_links/status/href"];

/// What is asked.
#[derive(Debug, Clone)]
pub struct Request {
    pub url: Url,
    /// What a POST says; none asks by GET.
    pub post: Option<String>,
}

impl Request {
    fn get(url: Url) -> Self {
        Self { url, post: None }
    }
}

/// What one reading asks by.
pub struct Exchange<'a> {
    pub client: Client,
    pub pass: Pass<'a>,
    /// Headers of the settings, which go to our own server alone.
    pub headers: HeaderMap,
    pub reach: &'a Reach,
    pub wait: &'a Wait,
    /// What may not be shown, beside what says who we are.
    pub secrets: Vec<SecretString>,
    /// Where an answer says what went wrong.
    pub error: Option<Pointer>,
    /// What is asked for where the headers of the settings do not say it.
    pub accept: &'static str,
    /// The largest answer, in bytes.
    pub body_limit: usize,
    /// Seconds for a whole answer, and for a piece of it.
    pub seconds: [u64; 2],
    /// What requests go through, where the settings name it.
    pub proxy: Option<&'a Url>,
}

impl Exchange<'_> {
    /// The answer to a question, once the server has one.
    pub async fn ask(&self, question: &Request) -> Result<Answer, HttpFault> {
        let mut asked = question.clone();
        let (mut waited, mut planned) = (Duration::ZERO, FIRST_POLL);
        for _ in 0..MOST_POLLS {
            let answer = wait::patiently(|| self.follow(&asked), self.wait, &asked.url).await?;
            if answer.status != StatusCode::ACCEPTED {
                return Ok(answer);
            }
            let told = wait::asked_for(&answer.headers);
            let pause = told.unwrap_or(planned);
            if waited + pause > LONGEST_JOB {
                return Err(HttpFault::NotReady { waited, retry_after: told });
            }
            self.wait.pause(pause).await;
            waited += pause;
            planned = SLOWEST_POLL.min(planned * 2);
            if let Some(status) = status_address(&answer) {
                asked = Request::get(self.allowed(status)?);
            }
        }
        Err(HttpFault::NotReady { waited, retry_after: None })
    }

    /// What nobody may see in what a server says.
    pub fn veil(&self) -> Veil {
        Veil::new(self.secrets.iter().cloned().chain(self.pass.secrets()))
    }

    /// The answer that a question leads to by the redirects that are allowed.
    async fn follow(&self, question: &Request) -> Result<Answer, HttpFault> {
        let mut asked = question.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.send(&asked).await?;
            match self.redirected(&asked, &response)? {
                None => return self.answer(response).await,
                Some(next) => asked = next,
            }
        }
        Err(HttpFault::Redirected { to: address::server(&asked.url) })
    }

    /// What to ask next where an answer sends us on.
    fn redirected(&self, asked: &Request, response: &Response) -> Result<Option<Request>, HttpFault> {
        let keeps_the_method = match response.status() {
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => false,
            // What was ordered by a POST and is ready at once.
            StatusCode::CREATED if response.headers().contains_key(LOCATION) => false,
            status if status.is_redirection() && status != StatusCode::NOT_MODIFIED => {
                return Err(HttpFault::Redirected { to: "nowhere".to_owned() });
            }
            _ => return Ok(None),
        };
        let target = location(response.headers(), response.url());
        let target = target.ok_or_else(|| HttpFault::Redirected { to: "nowhere".to_owned() })?;
        let target = self.allowed(target)?;
        let forgets = matches!(response.status(), StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND)
            && asked.post.is_some();
        if forgets {
            let (status, to) = (response.status().as_u16(), address::server(&target));
            return Err(HttpFault::Unposted { status, to });
        }
        let post = asked.post.clone().filter(|_| keeps_the_method);
        // What a POST says may hold a secret, and is for our own server.
        if post.is_some() && self.reach.owner(&target) != Owner::Source {
            return Err(HttpFault::Redirected { to: address::server(&target) });
        }
        Ok(Some(Request { url: target, post }))
    }

    /// The address, where it may be asked.
    fn allowed(&self, url: Url) -> Result<Url, HttpFault> {
        match self.reach.owner(&url) {
            Owner::Source | Owner::Named => Ok(url),
            Owner::Other => Err(HttpFault::Redirected { to: address::server(&url) }),
        }
    }

    /// Asks once. A token that is turned down is replaced once.
    async fn send(&self, asked: &Request) -> Result<Response, HttpFault> {
        if self.reach.owner(&asked.url) != Owner::Source {
            let request = self.client.get(asked.url.clone()).header(ACCEPT, "*/*");
            return request.send().await.map_err(|error| self.broken(error));
        }
        let credentials = self.pass.credentials().await?;
        let response = self.request(asked, &credentials).send().await.map_err(|error| self.broken(error))?;
        if response.status() != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        match self.pass.instead_of(&credentials).await? {
            None => Ok(response),
            Some(renewed) => self.request(asked, &renewed).send().await.map_err(|error| self.broken(error)),
        }
    }

    fn request(&self, asked: &Request, credentials: &Credentials) -> RequestBuilder {
        let usual = |request: RequestBuilder, name: HeaderName, value: &str| {
            if self.headers.contains_key(&name) { request } else { request.header(name, value) }
        };
        let request = match &asked.post {
            None => self.client.get(asked.url.clone()),
            Some(post) => {
                let request = self.client.request(Method::POST, asked.url.clone()).body(post.clone());
                if post.is_empty() { request } else { usual(request, CONTENT_TYPE, "application/json") }
            }
        };
        credentials.add_to(usual(request, ACCEPT, self.accept).headers(self.headers.clone()))
    }

    async fn answer(&self, mut response: Response) -> Result<Answer, HttpFault> {
        let (status, address) = (response.status(), response.url().clone());
        let headers = std::mem::take(response.headers_mut());
        if !status.is_success() {
            let body = self.body(response, WORDS_LIMIT).await.unwrap_or_default();
            return Err(HttpFault::Status(Refused::of(
                status,
                &headers,
                &body,
                &self.veil(),
                self.error.as_ref(),
            )));
        }
        let body = self.body(response, self.body_limit).await?;
        Ok(Answer { status, headers, address, body })
    }

    async fn body(&self, mut response: Response, limit: usize) -> Result<Vec<u8>, HttpFault> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.broken(error))? {
            if body.len() + chunk.len() > limit {
                return Err(HttpFault::TooLarge { limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// What went wrong underneath, without the address: its query may hold secrets.
    fn broken(&self, error: reqwest::Error) -> HttpFault {
        let [whole, piece] = self.seconds;
        if error.is_timeout() && !error.is_connect() {
            return HttpFault::Slow { whole, piece };
        }
        if let Some(why) = distrust(&error) {
            return HttpFault::Untrusted(why);
        }
        let why = chain(&error.without_url());
        HttpFault::Unreachable(match self.proxy {
            Some(proxy) => format!("through the proxy {}: {why}", address::server(proxy)),
            None => why,
        })
    }
}

/// Why the certificate of the server is not taken, where that is what went wrong.
fn distrust(error: &reqwest::Error) -> Option<String> {
    causes(error).find_map(|cause| {
        let within = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let tls = within.and_then(|within| within.downcast_ref()).or_else(|| cause.downcast_ref());
        match tls? {
            rustls::Error::InvalidCertificate(why) => Some(why.to_string()),
            _ => None,
        }
    })
}

fn location(headers: &HeaderMap, base: &Url) -> Option<Url> {
    let location = headers.get(LOCATION)?.to_str().ok()?.trim();
    base.join(location).ok()
}

/// Where a server tells how far it is, if not where it was asked.
fn status_address(answer: &Answer) -> Option<Url> {
    let named = ["operation-location", "azure-asyncoperation"].map(HeaderName::from_static);
    let named = || named.iter().find_map(|name| answer.headers.get(name)?.to_str().ok());
    let in_body = || {
        let value: Value = serde_json::from_slice(&answer.body).ok()?;
        let text = STATUS_ADDRESSES.iter().find_map(|place| value.pointer(place)?.as_str())?;
        answer.address.join(text).ok()
    };
    location(&answer.headers, &answer.address)
        .or_else(|| answer.address.join(named()?.trim()).ok())
        .or_else(in_body)
}
