//! A token endpoint that behaves, and some that do not.

use std::path::Path;

use serde_json::{Value, json};
use wiremock::matchers::{basic_auth, body_string, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

const SECRET: &str = "s3cret & more";

fn credentials(server: &MockServer, more: &str) -> ClientCredentials {
    let url = format!("{}/token", server.uri());
    let text = format!("token_url = \"{url}\"\nclient_id = \"nyttja\"\nclient_secret = \"{SECRET}\"\n{more}");
    toml::from_str(&text).unwrap()
}

fn grant(server: &MockServer, more: &str) -> Grant {
    Grant::new(&credentials(server, more), Path::new(".")).unwrap()
}

async fn answer(server: &MockServer, status: u16, body: Value, times: u64) {
    let response = ResponseTemplate::new(status).set_body_json(body);
    Mock::given(method("POST")).respond_with(response).up_to_n_times(times).mount(server).await;
}

fn token(name: &str, seconds: u64) -> Value {
    json!({ "access_token": name, "token_type": "Bearer", "expires_in": seconds })
}

async fn asked(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

#[tokio::test]
async fn the_request_says_who_asks_and_for_what() {
    let server = MockServer::start().await;
    Mock::given(path("/token"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(body_string(
            "grant_type=client_credentials&scope=https%3A%2F%2Fmail.example.invalid%2F.default&client_id=nyttja&client_secret=s3cret+%26+more",
        ))
        .respond_with(ResponseTemplate::new(200).set_body_json(token("one", 3600)))
        .expect(1)
        .mount(&server)
        .await;
    let grant = grant(&server, "scope = \"https://mail.example.invalid/.default\"");
    assert_eq!(grant.token().await.unwrap().expose_secret(), "one");
}

#[tokio::test]
async fn the_secret_can_stand_in_the_header_and_in_a_file() {
    let server = MockServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("client"), format!("{SECRET}\n")).unwrap();
    Mock::given(basic_auth("nyttja", "s3cret+%26+more"))
        .and(body_string("grant_type=client_credentials"))
        .respond_with(ResponseTemplate::new(200).set_body_json(token("one", 3600)))
        .expect(1)
        .mount(&server)
        .await;
    let mut credentials = credentials(&server, "secret_in = \"header\"");
    credentials.client_secret = None;
    credentials.client_secret_file = Some("client".into());
    Grant::new(&credentials, folder.path()).unwrap().token().await.unwrap();
    let error = Grant::new(&credentials, Path::new("/nowhere")).unwrap().token().await.unwrap_err();
    assert!(matches!(&error, GrantError::Secret { .. }), "{error}");
}

#[tokio::test]
async fn a_token_is_kept_until_it_expires_or_is_turned_down() {
    let server = MockServer::start().await;
    answer(&server, 200, token("one", 3600), 1).await;
    answer(&server, 200, json!({ "access_token": "two", "expires_in": "3600" }), 1).await;
    let grant = grant(&server, "");
    let (one, again) = tokio::join!(grant.token(), grant.token());
    let one = one.unwrap();
    assert_eq!((one.expose_secret(), again.unwrap().expose_secret()), ("one", "one"));
    assert_eq!(asked(&server).await, 1);
    for _ in 0..2 {
        // The second who was turned down with the old one takes what the first got.
        assert_eq!(grant.instead_of(&one).await.unwrap().expose_secret(), "two");
    }
    assert_eq!(asked(&server).await, 2);
}

#[tokio::test]
async fn a_token_that_expires_at_once_is_not_kept() {
    let server = MockServer::start().await;
    answer(&server, 200, token("short", 0), 9).await;
    let grant = grant(&server, "");
    for _ in 0..2 {
        grant.token().await.unwrap();
    }
    assert_eq!(asked(&server).await, 2);
}

#[tokio::test]
async fn a_refusal_is_told_in_the_endpoints_words_without_the_secret() {
    let server = MockServer::start().await;
    let no =
        json!({ "error": "invalid_client", "error_description": format!("`{SECRET}` is wrong\r\nTrace: 7") });
    answer(&server, 401, no, 1).await;
    let error = grant(&server, "").token().await.unwrap_err();
    assert_eq!(error.to_string(), "the token endpoint answers 401: invalid_client (`…` is wrong)");
    assert!(!error.is_temporary() && error.hint().contains("`client_id`"));

    answer(&server, 503, json!("down"), 1).await;
    let error = grant(&server, "").token().await.unwrap_err();
    assert_eq!(error.to_string(), "the token endpoint answers 503");
    assert!(error.is_temporary());
}

#[tokio::test]
async fn the_secret_never_follows_a_redirect() {
    let (server, other) = (MockServer::start().await, MockServer::start().await);
    let on = ResponseTemplate::new(307).insert_header("location", other.uri().as_str());
    Mock::given(method("POST")).respond_with(on).mount(&server).await;
    let error = grant(&server, "").token().await.unwrap_err();
    assert_eq!(error, GrantError::Refused { status: 307, words: String::new() });
    assert_eq!(asked(&other).await, 0);
}

#[tokio::test]
async fn an_answer_that_holds_no_token_is_none() {
    for body in [
        json!("<html>"),
        json!({ "token": "x" }),
        json!({ "access_token": "" }),
        json!({ "access_token": "x\u{1}auth=Bearer y" }),
        json!({ "access_token": "x", "token_type": "mac" }),
        json!({ "access_token": "x".repeat(70_000) }),
    ] {
        let server = MockServer::start().await;
        answer(&server, 200, body.clone(), 1).await;
        let given = grant(&server, "").token().await;
        assert!(matches!(given, Err(GrantError::NotAToken(_))), "{body}: {given:?}");
    }
}

#[test]
fn settings_that_would_show_the_secret_are_refused() {
    let faults = |text: &str| toml::from_str::<ClientCredentials>(text).unwrap().faults();
    let of = |url: &str| faults(&format!("token_url = \"{url}\"\nclient_id = \"a\"\nclient_secret = \"b\""));
    assert_eq!(of("https://login.example.invalid/token"), []);
    for url in
        ["http://login.example.invalid/token", "login.example.invalid", "https://a:b@login.example.invalid"]
    {
        assert_eq!(of(url), [GrantFault::TokenUrl], "{url}");
    }
    let rest = "token_url = \"https://login.example.invalid\"\nclient_id = \"\"";
    assert_eq!(faults(rest), [GrantFault::NoClient, GrantFault::NoSecret]);
    let twice = "token_url = \"https://x.invalid\"\nclient_id = \"a\"\nclient_secret = \"b\"\nclient_secret_file = \"c\"";
    assert_eq!(faults(twice), [GrantFault::TwoSecrets]);
}
