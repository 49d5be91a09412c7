//! IMAP servers that a real one does not stand for: with access tokens, silent, or out of their minds.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::world::World;

/// Serves every connection with `converse`; tells the port. Its threads end with the tests.
fn server(converse: impl Fn(TcpStream) -> std::io::Result<()> + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            // A client that hangs up ends its conversation.
            let _ = stream.and_then(&converse);
        }
    });
    port
}

/// A municipality whose mailbox lies at `port`, with more settings.
fn world(port: u16, more: &str) -> World {
    let world = World::new();
    let more = format!("more = {{ {more} }}").parse::<toml::Table>().unwrap().remove("more").unwrap();
    world.set("bounces.mailbox", more);
    world.set("bounces.mailbox.kind", "imap");
    world.set("bounces.mailbox.host", "127.0.0.1");
    world.set("bounces.mailbox.port", i64::from(port));
    world.set("bounces.mailbox.timeout_seconds", 0.5);
    world
}

/// An empty mailbox behind tokens, of which `token` is good from the second try on.
fn with_tokens(mut stream: TcpStream, token: &PathBuf) -> std::io::Result<()> {
    stream.write_all(b"* OK ready\r\n")?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    while let Some(line) = lines.next().transpose()? {
        let (tag, command) = line.split_once(' ').unwrap_or_default();
        let done = |words: &str| format!("{tag} {words}\r\n");
        let answer = match command.split(' ').next().unwrap_or_default() {
            "AUTHENTICATE" => {
                stream.write_all(b"+ \r\n")?;
                let shown = BASE64.decode(lines.next().transpose()?.unwrap_or_default()).unwrap_or_default();
                if shown == b"user=studsar@example.invalid\x01auth=Bearer new\x01\x01" {
                    done("OK welcome")
                } else {
                    std::fs::write(token, "new")?;
                    stream.write_all(b"+ eyJzdGF0dXMiOiI0MDEifQ==\r\n")?;
                    let empty = lines.next().transpose()?;
                    assert_eq!(empty.as_deref(), Some(""));
                    done("NO [AUTHENTICATIONFAILED] The token has expired.")
                }
            }
            "SELECT" => {
                format!("* 0 EXISTS\r\n* OK [UIDVALIDITY 7] yes\r\n{}", done("OK [READ-WRITE] selected"))
            }
            "UID" => format!("* SEARCH\r\n{}", done("OK searched")),
            "LOGOUT" => format!("* BYE\r\n{}", done("OK bye")),
            _ => done("BAD what"),
        };
        stream.write_all(answer.as_bytes())?;
    }
    Ok(())
}

#[test]
fn a_token_that_has_expired_is_read_again_and_shown_once_more() {
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    std::fs::write(&token, "old").unwrap();
    let auth = format!(
        r#"tls = "none", auth = {{ kind = "xoauth2", user = "studsar@example.invalid", token_file = "{}" }}"#,
        token.display()
    );
    let world = world(server(move |stream| with_tokens(stream, &token)), &auth);
    let ran = world.nyttja(&["bounces", "read"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "Nothing new has come.\n"), "{ran:?}");
}

#[test]
fn a_server_that_is_silent_or_talks_nonsense_ends_nothing_but_the_reading() {
    let way = r#"tls = "none", user = "studsar", password = "hemligt""#;
    let silent = server(|stream| {
        // Keeps the line open until the other side hangs up.
        BufReader::new(stream).lines().for_each(drop);
        Ok(())
    });
    let nonsense = server(|mut stream| {
        stream.write_all(b"* OK ready\r\n")?;
        let told = BufReader::new(stream.try_clone()?).lines().next().transpose()?.unwrap_or_default();
        stream.write_all(format!("* )({told}\r\n").as_bytes())
    });
    let hangs_up = server(|mut stream| stream.write_all(b"* BYE too many connections\r\n"));
    let no_tls = server(|mut stream| {
        stream.write_all(b"* OK ready\r\n")?;
        let told = BufReader::new(stream.try_clone()?).lines().next().transpose()?.unwrap_or_default();
        let tag = told.split(' ').next().unwrap_or_default();
        stream.write_all(format!("{tag} BAD no such command\r\n").as_bytes())
    });
    for (port, way, why) in [
        (silent, way.to_owned(), "it is silent for too long"),
        (nonsense, way.to_owned(), "its answer cannot be understood"),
        (hangs_up, way.to_owned(), "the connection broke"),
        (no_tls, way.replace("none", "starttls"), "it does not turn to TLS: no such command"),
    ] {
        let world = world(port, &way);
        let ran = world.nyttja(&["bounces", "read"]);
        assert!(ran.code == 1 && ran.stderr.contains(why), "{why}: {ran:?}");
        assert!(!ran.stderr.contains("hemligt"), "{ran:?}");
    }
}

#[test]
fn a_mailbox_that_would_be_read_in_the_clear_or_by_nobody_is_no_setting() {
    for (more, fault) in [
        (r#"tls = "none", user = "studsar", password = "x""#, "would cross the network unencrypted"),
        (r#"tls = "implicit""#, "there is nobody to sign in as"),
        (r#"user = "studsar""#, "NYTTJA__BOUNCES__MAILBOX__PASSWORD"),
        (r#"user = "studsar", password = "x", folder = "a\nb""#, "no name that a server could know"),
    ] {
        let world = world(993, more);
        world.set("bounces.mailbox.host", "mail.example.invalid");
        let ran = world.nyttja(&["check"]);
        assert!(ran.code == 3, "{ran:?}");
        assert!(format!("{}{}", ran.stdout, ran.stderr).contains(fault), "{fault}: {ran:?}");
    }
}
