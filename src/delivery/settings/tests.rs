//! What the `[mail]` section may say, and what is said about its faults.

use std::time::Duration;

use super::*;
use crate::grants::GrantFault;

fn read(transport: &str) -> Result<MailSettings, toml::de::Error> {
    toml::from_str(&format!("from = \"Digitalt stöd <digital@example.invalid>\"\ntransport = {transport}"))
}

fn faults(transport: &str) -> Vec<MailFault> {
    read(transport).expect("readable settings").faults()
}

#[test]
fn the_shortest_section_gets_the_documented_defaults() {
    let settings = read(r#"{ kind = "smtp", host = "mail.example.invalid" }"#).unwrap();
    assert_eq!(settings.connections, 3);
    assert_eq!(settings.per_minute, 30);
    let TransportSettings::Smtp(smtp) = &settings.transport else { panic!("not smtp") };
    assert_eq!(smtp.port, 587);
    assert_eq!(smtp.tls, TransportSecurity::Starttls);
    assert_eq!(smtp.timeout(), Some(Duration::from_secs(30)));
    assert_eq!(settings.faults(), []);
}

#[test]
fn the_section_of_the_handbook_is_read() {
    let settings: MailSettings = toml::from_str(
        r#"
        from = "Digitalt stöd <digital@example.invalid>"
        reply_to = "it-samordnare@example.invalid"
        transport = { kind = "smtp", host = "mail.example.invalid", port = 587, tls = "starttls", user = "nyttja", password_file = "/run/secrets/smtp" }
        connections = 3
        per_minute = 30
        "#,
    )
    .unwrap();
    assert_eq!(settings.reply_to.as_ref().map(EmailAddress::as_str), Some("it-samordnare@example.invalid"));
    assert_eq!(settings.faults(), []);
    assert!(read(r#"{ kind = "folder", path = "sent" }"#).unwrap().faults().is_empty());
}

#[test]
fn an_unknown_key_or_a_wrong_sender_is_an_error() {
    assert!(read(r#"{ kind = "smtp", host = "mail.example.invalid", hots = "x" }"#).is_err());
    assert!(read(r#"{ kind = "folder", path = "sent", host = "x" }"#).is_err());
    let error =
        toml::from_str::<MailSettings>("from = \"Anna\"\ntransport = { kind = \"folder\", path = \"x\" }")
            .unwrap_err();
    assert!(error.to_string().contains("the address has no @"), "{error}");
}

#[test]
fn only_this_machine_may_be_spoken_to_in_the_clear() {
    for host in ["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]"] {
        assert_eq!(faults(&format!(r#"{{ kind = "smtp", host = "{host}", tls = "none" }}"#)), [], "{host}");
    }
    for host in
        ["mail.example.invalid", "192.0.2.1", "localhost.example.invalid", "127.0.0.1.example.invalid"]
    {
        let faults = faults(&format!(r#"{{ kind = "smtp", host = "{host}", tls = "none" }}"#));
        assert_eq!(faults, [MailFault::Unencrypted(host.to_owned())]);
        assert_eq!(faults[0].key(), "transport.tls");
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let mut settings =
        read(r#"{ kind = "smtp", host = "", user = "nyttja", timeout_seconds = -1, hello = "a b" }"#)
            .unwrap();
    settings.connections = 0;
    assert_eq!(
        settings.faults(),
        [
            MailFault::Host,
            MailFault::NoPassword,
            MailFault::Timeout(-1.0),
            MailFault::Hello,
            MailFault::Connections(0)
        ]
    );
    let smtp = |rest: &str| faults(&format!(r#"{{ kind = "smtp", host = "mail.example.invalid", {rest} }}"#));
    assert_eq!(smtp(r#"password = "x""#), [MailFault::NoUser]);
    assert_eq!(smtp(r#"user = "u", password = "x", password_file = "y""#), [MailFault::TwoPasswords]);
    assert!(matches!(smtp("timeout_seconds = nan")[..], [MailFault::Timeout(_)]));
}

#[test]
fn a_password_is_never_shown() {
    let settings =
        read(r#"{ kind = "smtp", host = "mail.example.invalid", user = "nyttja", password = "hemligt" }"#)
            .unwrap();
    assert!(!format!("{settings:?}").contains("hemligt"));
}

#[test]
fn the_schema_takes_what_the_program_takes() {
    let schema = serde_json::to_value(schemars::schema_for!(MailSettings)).unwrap();
    let allows = |value: &serde_json::Value| {
        let (mut compiler, mut schemas) = (boon::Compiler::new(), boon::Schemas::new());
        compiler.add_resource("https://schema.invalid/", schema.clone()).unwrap();
        let index = compiler.compile("https://schema.invalid/", &mut schemas).unwrap();
        schemas.validate(value, index).is_ok()
    };
    let from = "Digitalt stöd <digital@example.invalid>";
    let smtp = |host: &str| serde_json::json!({ "from": from, "transport": { "kind": "smtp", host: "x", "tls": "implicit" } });
    assert!(allows(&smtp("host")));
    assert!(!allows(&smtp("hots")));
    assert!(allows(&serde_json::json!({ "from": from, "transport": { "kind": "folder", "path": "x" } })));
}

#[test]
fn a_token_comes_from_one_place_and_shows_its_secret_to_nobody() {
    let auth = |rest: &str| {
        faults(&format!(
            r#"{{ kind = "smtp", host = "mail.example.invalid", auth = {{ kind = "xoauth2", {rest} }} }}"#
        ))
    };
    let user = r#"user = "digital@example.invalid""#;
    let client = r#"client_id = "nyttja", client_secret_file = "x""#;
    assert_eq!(auth(&format!(r#"{user}, token_file = "token""#)), []);
    assert_eq!(auth(&format!(r#"{user}, token_url = "https://login.example.invalid/t", {client}"#)), []);
    assert_eq!(auth(user), [MailFault::NoToken]);
    assert_eq!(auth(&format!(r#"{user}, token_file = "token", {client}"#)), [MailFault::TwoTokens]);
    assert_eq!(auth(r#"user = "", token_file = "token""#), [MailFault::TokenUser]);
    let open = auth(&format!(r#"{user}, token_url = "http://login.example.invalid/t", {client}"#));
    assert_eq!(open, [MailFault::Grant(GrantFault::TokenUrl)]);
    assert_eq!(open[0].key(), "transport.auth.token_url");
    let both = r#"{ kind = "smtp", host = "x", user = "a", password = "b", auth = { kind = "xoauth2", user = "a", token_file = "t" } }"#;
    assert_eq!(faults(both), [MailFault::TwoLogins]);
}

#[test]
fn a_signature_is_of_the_senders_own_domain() {
    let with = |domain: &str, selector: &str| {
        let mut settings = read(r#"{ kind = "folder", path = "sent" }"#).unwrap();
        let dkim = format!("domain = \"{domain}\"\nselector = \"{selector}\"\nkey_file = \"key.pem\"");
        settings.dkim = Some(toml::from_str(&dkim).unwrap());
        settings.faults()
    };
    assert_eq!(with("example.invalid", "2026-brev"), []);
    assert_eq!(with("INVALID", "a.b"), []);
    let (domain, from) = ("ample.invalid".to_owned(), "example.invalid".to_owned());
    assert_eq!(with("ample.invalid", "brev"), [MailFault::DkimDomain { domain, from }]);
    assert_eq!(with("exa mple", ""), [MailFault::DkimName("domain"), MailFault::DkimName("selector")]);
}
