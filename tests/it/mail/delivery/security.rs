//! What is encrypted, who is trusted, and who may sign in.

use std::path::Path;
use std::sync::Arc;

use nyttja::delivery::{MailSettings, Mailer};
use nyttja::domain::outbox::Attempt;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;

use super::{letter, mailer_in};
use crate::mail_server::{Act, ENVELOPE, HELLO, MailServer, Manners, Tls};

/// A certificate for `localhost`, and a folder that holds it as `ca.pem`.
fn certificate() -> (Arc<ServerConfig>, TempDir) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ca.pem"), made.cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (Arc::new(config), folder)
}

fn smtp(port: u16, rest: &str) -> String {
    format!(r#"kind = "smtp", host = "localhost", port = {port}, timeout_seconds = 5, {rest}"#)
}

fn server(tls: Tls, password: Option<&'static str>) -> MailServer {
    MailServer::with(Manners { tls, password, ..Manners::default() })
}

#[tokio::test]
async fn letters_travel_under_tls_when_the_municipality_trusts_the_server() {
    let (config, folder) = certificate();
    for (kind, tls) in [("starttls", Tls::Start(Arc::clone(&config))), ("implicit", Tls::Implicit(config))] {
        let server = server(tls, None);
        let rest = format!(r#"tls = "{kind}", ca_file = "ca.pem""#);
        let mut courier = mailer_in(folder.path(), &smtp(server.port, &rest)).courier();
        for number in [1, 2] {
            let attempt = courier.deliver(&letter(number)).await;
            assert!(matches!(attempt, Attempt::Accepted(_)), "{kind}: {attempt:?}");
        }
        courier.close().await;
        assert_eq!(server.connections(), 1, "{kind}");
        assert_eq!(server.taken()[1].message, letter(2).bytes);
    }
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_gets_nothing() {
    let (config, _) = certificate();
    let (_, stranger) = certificate();
    for (kind, tls) in [("starttls", Tls::Start(Arc::clone(&config))), ("implicit", Tls::Implicit(config))] {
        let server = server(tls, Some("hemligt"));
        let rest = format!(r#"tls = "{kind}", ca_file = "ca.pem", user = "nyttja", password = "hemligt""#);
        let mut courier = mailer_in(stranger.path(), &smtp(server.port, &rest)).courier();
        let attempt = courier.deliver(&letter(1)).await;
        let Attempt::Deferred(reason) = &attempt else { panic!("{kind}: {attempt:?}") };
        assert!(reason.starts_with("no TLS with the mail server: invalid peer certificate"), "{reason}");
        assert_eq!(server.taken(), []);
    }
}

#[tokio::test]
async fn a_server_without_starttls_hears_nothing_but_the_greeting() {
    let (_, folder) = certificate();
    let script = MailServer::following([&[&HELLO, &ENVELOPE]]);
    let rest = r#"hello = "me.invalid", ca_file = "ca.pem", user = "nyttja", password = "hemligt""#;
    let mut courier = mailer_in(folder.path(), &smtp(script.port, rest)).courier();
    let expected = Attempt::Deferred("the mail server does not offer STARTTLS".to_owned());
    assert_eq!(courier.deliver(&letter(1)).await, expected);
    assert_eq!(script.heard(), [["EHLO me.invalid"]]);
}

#[tokio::test]
async fn words_slipped_in_behind_the_go_ahead_are_not_taken_for_encrypted_ones() {
    let (config, folder) = certificate();
    let manners = Manners { tls: Tls::Start(config), ..Manners::default() };
    // It turns to TLS like any other, but says more in the clear right before.
    let slips = [Act::SayAndEncrypt("220 go ahead\r\n250-hi\r\n250 AUTH PLAIN"), Act::Say("250 hi")];
    let server = MailServer::playing(
        manners,
        [&[&[Act::Say("220 hi"), Act::Say("250-hi\r\n250 STARTTLS")], &slips, &ENVELOPE]],
    );
    let rest = r#"ca_file = "ca.pem", user = "nyttja", password = "hemligt""#;
    let attempt = mailer_in(folder.path(), &smtp(server.port, rest)).courier().deliver(&letter(1)).await;
    assert!(matches!(&attempt, Attempt::Deferred(reason) if reason.starts_with("no TLS")), "{attempt:?}");
    assert_eq!(server.taken_in_all(), []);
    assert_eq!(server.heard()[0].len(), 2, "more was said than EHLO and STARTTLS: {:?}", server.heard());
}

#[tokio::test]
async fn the_right_password_opens_the_door_and_may_change_in_its_file() {
    let (config, folder) = certificate();
    let server = server(Tls::Start(config), Some("hemligt"));
    std::fs::write(folder.path().join("password"), "gammalt\n").unwrap();
    let rest = r#"ca_file = "ca.pem", user = "nyttja", password_file = "password""#;
    let mut courier = mailer_in(folder.path(), &smtp(server.port, rest)).courier();

    let attempt = courier.deliver(&letter(1)).await;
    let expected =
        "the mail server does not let the user of the settings in: 535 5.7.8 wrong user or password";
    assert_eq!(attempt, Attempt::Deferred(expected.to_owned()));
    assert!(courier.is_out_of_reach());

    std::fs::write(folder.path().join("password"), "hemligt\n").unwrap();
    assert!(matches!(courier.deliver(&letter(1)).await, Attempt::Accepted(_)));
}

#[tokio::test]
async fn login_is_used_where_plain_is_not_offered() {
    let ways = [Act::Say("220 hi"), Act::Say("250-hi\r\n250 AUTH LOGIN")];
    let asked = [Act::Say("334 VXNlcm5hbWU6"), Act::Say("334 UGFzc3dvcmQ6"), Act::Say("235 welcome")];
    let script = MailServer::following([&[&ways, &asked, &ENVELOPE, &[Act::Say("250 kept")]]]);
    let rest = r#"tls = "none", user = "nyttja", password = "hemligt""#;
    let mut courier = mailer_in(Path::new("."), &smtp(script.port, rest)).courier();
    assert_eq!(courier.deliver(&letter(1)).await, Attempt::Accepted("250 kept".to_owned()));
}

#[tokio::test]
async fn a_server_with_no_way_to_sign_in_gets_no_letter_from_a_user() {
    let script = MailServer::following([&[&HELLO, &ENVELOPE]]);
    let rest = r#"tls = "none", user = "nyttja", password = "hemligt""#;
    let attempt = mailer_in(Path::new("."), &smtp(script.port, rest)).courier().deliver(&letter(1)).await;
    assert!(
        matches!(&attempt, Attempt::Deferred(reason) if reason.contains("no way to sign in")),
        "{attempt:?}"
    );
    assert!(script.heard()[0].iter().all(|line| line.starts_with("EHLO")), "{:?}", script.heard());
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("empty.pem"), "nothing").unwrap();
    let fault = |rest: &str| {
        let settings: MailSettings = toml::from_str(&format!(
            "from = \"digital@example.invalid\"\ntransport = {{ {} }}",
            smtp(587, rest)
        ))
        .unwrap();
        Mailer::new(&settings, folder.path()).expect_err("unusable settings").to_string()
    };
    assert!(fault(r#"ca_file = "empty.pem""#).ends_with("empty.pem` holds no certificate in PEM"));
    assert!(fault(r#"ca_file = "gone.pem""#).starts_with("cannot read the mail server's ca_file"));
    assert!(fault(r#"user = "u", password_file = "gone""#).contains("password_file"));
}
