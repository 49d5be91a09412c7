//! Signing in with access tokens, as hosted mail wants it.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use nyttja::delivery::Courier;
use nyttja::domain::outbox::Attempt;
use serde_json::json;
use wiremock::matchers::{body_string_contains, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{letter, mailer_in};
use crate::mail_server::{Act, ENVELOPE, MailServer};

/// A server that signs in whoever has a token.
const OFFER: Act = Act::Say("250-hi\r\n250 AUTH LOGIN XOAUTH2");
const HELLO: [Act; 3] = [Act::Say("220 hi"), OFFER, OFFER];
const WELCOME: [Act; 1] = [Act::Say("235 2.7.0 welcome")];
/// What is wrong with a token, in base64, and the answer once that was heard.
const EXPIRED: [Act; 2] =
    [Act::Say("334 eyJzdGF0dXMiOiI0MDEifQ=="), Act::Say("535 5.7.3 Authentication unsuccessful")];

/// A login server that gives these tokens, one after the other.
async fn giving(tokens: &[(&str, u64)]) -> MockServer {
    let server = MockServer::start().await;
    for (token, seconds) in tokens {
        let body = json!({ "access_token": token, "token_type": "Bearer", "expires_in": seconds });
        Mock::given(path("/token"))
            .and(body_string_contains("grant_type=client_credentials"))
            .and(body_string_contains("client_id=nyttja&client_secret=hemligt"))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .up_to_n_times(1)
            .mount(&server)
            .await;
    }
    server
}

fn courier(folder: &Path, port: u16, token: &str) -> Courier {
    let auth = format!(r#"{{ kind = "xoauth2", user = "digital@example.invalid", {token} }}"#);
    let server = format!(r#"kind = "smtp", host = "127.0.0.1", port = {port}, tls = "none""#);
    mailer_in(folder, &format!(r#"{server}, hello = "me.invalid", timeout_seconds = 10, auth = {auth}"#))
        .courier()
}

fn granted(login: &MockServer) -> String {
    format!(r#"token_url = "{}/token", client_id = "nyttja", client_secret = "hemligt""#, login.uri())
}

/// The tokens that the server heard, connection by connection.
fn shown(script: &MailServer) -> Vec<String> {
    let decode = |line: &String| {
        let words = BASE64.decode(line.strip_prefix("AUTH XOAUTH2 ")?).unwrap();
        Some(String::from_utf8(words).unwrap())
    };
    script.heard().iter().flatten().filter_map(decode).collect()
}

fn bearer(token: &str) -> String {
    format!("user=digital@example.invalid\u{1}auth=Bearer {token}\u{1}\u{1}")
}

#[tokio::test]
async fn a_granted_token_opens_the_door_for_every_connection_until_it_expires() {
    let login = giving(&[("first", 3600)]).await;
    let conversation: &[&[Act]] = &[&HELLO, &WELCOME, &ENVELOPE, &[Act::Say("250 kept")]];
    let script = MailServer::following([conversation, conversation]);
    let mut courier = courier(Path::new("."), script.port, &granted(&login));
    for number in [1, 2] {
        assert_eq!(courier.deliver(&letter(number)).await, Attempt::Accepted("250 kept".to_owned()));
        courier.close().await;
    }
    assert_eq!(shown(&script), [bearer("first"), bearer("first")]);
    assert_eq!(login.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_token_that_is_turned_down_is_replaced_once_and_the_letter_goes_out() {
    let login = giving(&[("stale", 3600), ("fresh", 3600)]).await;
    let script =
        MailServer::following([&[&HELLO, &EXPIRED], &[&HELLO, &WELCOME, &ENVELOPE, &[Act::Say("250 kept")]]]);
    let mut courier = courier(Path::new("."), script.port, &granted(&login));
    assert_eq!(courier.deliver(&letter(1)).await, Attempt::Accepted("250 kept".to_owned()));
    assert_eq!(shown(&script), [bearer("stale"), bearer("fresh")]);
    // The server asked what we say to that; the answer is an empty line.
    assert_eq!(script.heard()[0].last().map(String::as_str), Some(""));
}

#[tokio::test]
async fn a_server_that_wants_no_token_of_ours_hears_two_and_says_why() {
    let login = giving(&[("one", 3600), ("two", 3600), ("three", 3600)]).await;
    let script = MailServer::following([&[&HELLO, &EXPIRED], &[&HELLO, &EXPIRED]]);
    let mut courier = courier(Path::new("."), script.port, &granted(&login));
    let expected =
        "the mail server does not let the user of the settings in: 535 5.7.3 Authentication unsuccessful";
    assert_eq!(courier.deliver(&letter(1)).await, Attempt::Deferred(expected.to_owned()));
    assert!(courier.is_out_of_reach(), "every other letter would fare the same");
    assert_eq!(shown(&script), [bearer("one"), bearer("two")]);
}

#[tokio::test]
async fn a_login_server_that_gives_no_token_puts_letters_off_and_the_mail_server_hears_nothing() {
    let login = MockServer::start().await;
    let no = json!({ "error": "invalid_client", "error_description": "the secret has expired" });
    Mock::given(path("/token"))
        .respond_with(ResponseTemplate::new(401).set_body_json(no))
        .mount(&login)
        .await;
    let script = MailServer::following([]);
    let mut courier = courier(Path::new("."), script.port, &granted(&login));
    let expected = "no access token for the mail server: \
        the token endpoint answers 401: invalid_client (the secret has expired)";
    assert_eq!(courier.deliver(&letter(1)).await, Attempt::Deferred(expected.to_owned()));
    assert!(courier.is_out_of_reach());
    assert_eq!(script.heard().len(), 0);
}

#[tokio::test]
async fn a_token_in_a_file_is_read_again_for_every_connection() {
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    std::fs::write(&token, "first\n").unwrap();
    let delivered: &[&[Act]] = &[&HELLO, &WELCOME, &ENVELOPE, &[Act::Say("250 kept")]];
    let script = MailServer::following([delivered, delivered, &[&HELLO, &EXPIRED]]);
    let mut courier = courier(folder.path(), script.port, r#"token_file = "token""#);
    for name in ["first", "second"] {
        std::fs::write(&token, format!("{name}\n")).unwrap();
        assert_eq!(courier.deliver(&letter(1)).await, Attempt::Accepted("250 kept".to_owned()));
        courier.close().await;
    }
    // The same token again would be turned down again.
    assert!(matches!(courier.deliver(&letter(2)).await, Attempt::Deferred(_)));
    assert_eq!(shown(&script), [bearer("first"), bearer("second"), bearer("second")]);
}

#[tokio::test]
async fn a_server_that_takes_no_tokens_is_told_none() {
    let login = giving(&[("first", 3600)]).await;
    let offer = Act::Say("250-hi\r\n250 AUTH PLAIN LOGIN");
    let plain = [Act::Say("220 hi"), offer, offer];
    let script = MailServer::following([&[&plain]]);
    let attempt = courier(Path::new("."), script.port, &granted(&login)).deliver(&letter(1)).await;
    let expected = "the mail server offers no way to sign in that we know (XOAUTH2)";
    assert_eq!(attempt, Attempt::Deferred(expected.to_owned()));
    assert_eq!(script.heard(), [["EHLO me.invalid", "EHLO me.invalid"]]);
}
