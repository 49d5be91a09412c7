//! What a server says where it gives no page: its status, its words, how long to wait, which right is missing.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};
use serde_json::Value;

use super::super::settings::Pointer;
use super::page::said;
use super::veil::Veil;
use super::wait;

/// The longest words of a server that are shown, in characters.
const LONGEST_WORDS: usize = 300;

/// Where problem details (RFC 9457) and their kin hold their words.
const WORDS: [&str; 12] = [
    "/detail",
    "/error_description",
    "/error/message",
    "/message",
    "/errors/0/message",
    "/errors/0/detail",
    "/errors/0",
    "/title",
    "/error",
    "/msg",
    "/reason",
    "/description",
];

/// Others write these words, in their own ways, where they are asked too often.
const LIMITS: [&str; 7] =
    ["rate limit", "rate-limit", "rate_limit", "ratelimit", "too many requests", "throttl", "quota"];

/// The codes of a token that lacks a right (RFC 6750, section 3.1, and RFC 6749, section 5.2).
const SCOPES: [&str; 2] = ["insufficient_scope", "invalid_scope"];

/// A server that said no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its status.
    pub status: StatusCode,
    /// What it said in words, without secrets; nothing where it said none for people.
    pub words: Option<String>,
    /// How long it asked us to wait.
    pub retry_after: Option<Duration>,
    /// What stands behind it.
    pub why: Why,
}

/// What stands behind a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// We asked too often.
    Limit,
    /// The token lacks a right, which the server may name.
    Scope(Option<String>),
    /// What the status says.
    Status,
}

impl Refused {
    /// What an answer says that is no page; `body` is its beginning, and `error` where the settings look for words.
    pub(super) fn of(
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        veil: &Veil,
        error: Option<&Pointer>,
    ) -> Self {
        let value: Option<Value> = serde_json::from_slice(body).ok();
        let in_value = |value: &Value| {
            let named =
                error.and_then(|error| value.pointer(error.as_str())).filter(|named| !named.is_null());
            named.map(said::words).or_else(|| words_in(value, &WORDS))
        };
        let words = value.as_ref().map_or_else(|| plain_words(body), in_value);
        let retry_after = wait::asked_for(headers);
        let text = String::from_utf8_lossy(body);
        let may_lack = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        let lacks = || scope(headers, value.as_ref(), veil).filter(|_| may_lack);
        let is_limit = status == StatusCode::TOO_MANY_REQUESTS
            || (status == StatusCode::FORBIDDEN
                && (retry_after.is_some() || wait::has_none_left(headers) || speaks_of_limits(&text)));
        let why = lacks().unwrap_or(if is_limit { Why::Limit } else { Why::Status });
        Self { status, words: words.map(|words| veil.over(&words)), retry_after, why }
    }

    /// Whether the same request may work later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.why == Why::Limit || self.status.is_server_error() || self.status == StatusCode::REQUEST_TIMEOUT
    }

    /// What the reader can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match (&self.why, self.status) {
            (Why::Scope(Some(scope)), _) => format!(
                "set `scope = \"{scope}\"` in `auth`, and have it allowed to your `client_id` or token"
            ),
            (Why::Scope(None), _) => {
                "the token lacks a right: set `scope` in `auth` to what the interface asks for, and have it allowed to your `client_id` or token".to_owned()
            }
            (Why::Limit, _) => {
                "fetch less often, or fewer `weeks`; the next fetch after that time tries again".to_owned()
            }
            (_, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
                "check `auth`: the token, key or password may be wrong, expired or without rights; a token may need a `scope`".to_owned()
            }
            (_, StatusCode::NOT_FOUND) => "check the path in `url`".to_owned(),
            (_, StatusCode::METHOD_NOT_ALLOWED) => {
                "check `method` against the description of the interface".to_owned()
            }
            (_, StatusCode::NOT_ACCEPTABLE) => {
                "name a kind of answer that the interface gives: headers = { \"Accept\" = \"…\" }".to_owned()
            }
            (_, status) if status.is_server_error() => {
                "the fault is the server's; the next fetch tries again".to_owned()
            }
            _ => "check `url` and `post` against the description of the interface".to_owned(),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if let Some(words) = &self.words {
            write!(f, ": {words}")?;
        }
        match self.retry_after {
            Some(time) => write!(f, "; it asks us to wait {} seconds", time.as_secs()),
            None => Ok(()),
        }
    }
}

/// The first words that stand in one of these places of a value.
pub fn words_in(value: &Value, places: &[&str]) -> Option<String> {
    let texts = places.iter().filter_map(|place| value.pointer(place)?.as_str());
    texts.map(in_one_line).find(|text| !text.is_empty())
}

/// The words of an answer that is plain text; a page for people is none.
fn plain_words(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    let is_page = text.starts_with('<') || text.starts_with('{') || text.starts_with('[');
    (!text.is_empty() && !is_page).then(|| in_one_line(text))
}

fn in_one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|letter| !letter.is_control()).take(LONGEST_WORDS).collect()
}

fn speaks_of_limits(text: &str) -> bool {
    let text = text.to_lowercase();
    LIMITS.iter().any(|words| text.contains(words))
}

/// What stands behind the status where a right of the token is missing.
fn scope(headers: &HeaderMap, value: Option<&Value>, veil: &Veil) -> Option<Why> {
    let why = |scope: Option<&str>| Why::Scope(scope.map(|scope| veil.over(scope)));
    let mut challenges = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
    if let Some(challenge) = challenges.find(|text| SCOPES.iter().any(|code| text.contains(code))) {
        return Some(why(parameter(challenge, "scope")));
    }
    let places = ["/error", "/code", "/error/code", "/errors/0/code", "/errors/0/error"];
    let code = places.iter().find_map(|place| value?.pointer(place)?.as_str())?;
    let wanted = ["/scope", "/required_scope", "/requiredScope"];
    let wanted = wanted.iter().find_map(|place| value?.pointer(place)?.as_str());
    SCOPES.contains(&code).then(|| why(wanted))
}

/// The value of a parameter of a challenge, `name="value"`.
fn parameter<'a>(challenge: &'a str, name: &str) -> Option<&'a str> {
    challenge.match_indices(name).find_map(|(at, _)| {
        let starts = challenge[..at]
            .chars()
            .next_back()
            .is_none_or(|letter| !letter.is_alphanumeric() && letter != '_');
        let value = challenge[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let value = match value.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next()?,
            None => value.split([',', ' ']).next()?,
        };
        (starts && !value.is_empty()).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Refused {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), reqwest::header::HeaderValue::from_static(value)));
        let status = StatusCode::from_u16(status).unwrap();
        Refused::of(status, &headers.collect(), body.as_bytes(), &Veil::new(["hidden".into()]), None)
    }

    #[test]
    fn a_403_is_a_limit_where_the_server_says_so() {
        for limit in [
            refused(403, &[("retry-after", "2")], ""),
            refused(403, &[], r#"{"message": "API Rate Limit exceeded"}"#),
            refused(403, &[("x-ratelimit-remaining", "0"), ("ratelimit-reset", "5")], ""),
            refused(403, &[], "Request was throttled."),
            refused(403, &[("x-ratelimit-remaining", "0")], ""),
        ] {
            assert_eq!(limit.why, Why::Limit, "{limit}");
            assert!(limit.is_temporary());
        }
        let forbidden = refused(403, &[], r#"{"message": "no"}"#);
        assert_eq!(forbidden.why, Why::Status);
        assert!(!forbidden.is_temporary() && forbidden.hint().contains("`auth`"));
    }

    #[test]
    fn a_token_without_a_right_names_the_scope() {
        let challenge = "Bearer realm=\"x\", error=\"insufficient_scope\", scope=\"usage.read\"";
        let named = refused(403, &[("www-authenticate", challenge)], "");
        assert!(named.hint().contains("scope = \"usage.read\""), "{}", named.hint());
        let unnamed = refused(401, &[], r#"{"error": "insufficient_scope"}"#);
        assert!(unnamed.hint().contains("`scope`"), "{}", unnamed.hint());
    }

    #[test]
    fn the_servers_words_are_shown_without_secrets_and_pages_for_people_are_not() {
        let told = |status, body| refused(status, &[], body).to_string();
        assert_eq!(
            told(422, r#"{"title": "No", "detail": "`hidden` is\n no day"}"#),
            "422 Unprocessable Entity: `…` is no day"
        );
        assert_eq!(told(500, "<html>Oops"), "500 Internal Server Error");
        assert_eq!(told(400, "from is missing"), "400 Bad Request: from is missing");
        assert_eq!(
            refused(429, &[("retry-after", "90")], "{}").to_string(),
            "429 Too Many Requests; it asks us to wait 90 seconds"
        );
    }
}
