//! Signatures, as a verifier of another make finds them: the Python package dkimpy.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Utc};
use nyttja::delivery::{MailSettings, Mailer, MailerError};
use nyttja::letters::{Letters, samples};

use crate::needed;

/// Verifies a message with the record that stands for the DNS, and tells `True` or `False`.
const VERIFY: &str = "import dkim, sys; record = sys.argv[1].encode(); \
    names = []; found = dkim.verify(sys.stdin.buffer.read(), \
    dnsfunc=lambda name, timeout=5: names.append(name) or record); \
    assert names == [b'brev._domainkey.example.invalid.'], names; print(found)";

fn moment() -> DateTime<Utc> {
    "2026-11-23T05:30:00Z".parse().unwrap()
}

fn mailer(folder: &Path) -> Result<Mailer, MailerError> {
    let settings: MailSettings = toml::from_str(
        r#"
        from = "Digitalt stöd <digital@example.invalid>"
        transport = { kind = "folder", path = "sent" }
        dkim = { domain = "example.invalid", selector = "brev", key_file = "key.pem" }
        "#,
    )
    .unwrap();
    Mailer::new(&settings, folder)
}

/// Makes a key in the folder, and gives the record that stands in the DNS.
fn make_key(folder: &Path, algorithm: &[&str], kind: &str) -> String {
    let key = folder.join("key.pem");
    let run = |args: &[&str]| {
        let output = Command::new("openssl").args(args).output().expect("openssl");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let path = key.to_str().unwrap();
    run(&[&["genpkey", "-out", path, "-algorithm"], algorithm].concat());
    let public = run(&["pkey", "-in", path, "-pubout", "-outform", "DER"]);
    // The record of an Ed25519 key holds its 32 bytes alone.
    let public = if kind == "ed25519" { &public[public.len() - 32..] } else { &public[..] };
    format!("v=DKIM1; k={kind}; p={}", BASE64.encode(public))
}

fn verifies(message: &[u8], record: &str) -> bool {
    let mut python = Command::new("python3")
        .args(["-c", VERIFY, record])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    python.stdin.take().unwrap().write_all(message).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim() == "True"
}

#[test]
fn a_verifier_of_another_make_finds_every_signature_right_and_every_change_wrong() {
    let missing = ["import dkim", "import nacl"].iter().any(|test| {
        !Command::new("python3").args(["-c", test]).output().is_ok_and(|output| output.status.success())
    });
    if missing && needed::is_skipped("python3 with dkimpy and pynacl") {
        return;
    }
    let letters = Letters::new(None).unwrap();
    let kinds: [(&[&str], &str); 2] =
        [(&["rsa", "-pkeyopt", "rsa_keygen_bits:2048"], "rsa"), (&["ed25519"], "ed25519")];
    for (algorithm, kind) in kinds {
        let folder = tempfile::tempdir().unwrap();
        let record = make_key(folder.path(), algorithm, kind);
        let mailer = mailer(folder.path()).unwrap();
        for sample in samples::all().iter().filter(|sample| sample.name.starts_with("two-units")) {
            let letter = sample.message(&letters).unwrap().bytes;
            let signed = mailer.sealed(letter.clone(), moment());
            assert!(signed.ends_with(&letter) && signed.len() > letter.len());
            assert_eq!(mailer.sealed(letter, moment()), signed, "the same letter keeps its bytes");
            assert!(verifies(&signed, &record), "{kind}: {}", String::from_utf8_lossy(&signed));

            let text = String::from_utf8(signed).unwrap();
            let paused = text.replace("mailto:it-samordnare@", "mailto:annan@");
            assert!(
                paused != text && !verifies(paused.as_bytes(), &record),
                "{kind}: another address to pause"
            );
            let said = text.replacen("\r\n\r\n", "\r\n\r\nDessutom:\r\n", 1);
            assert!(!verifies(said.as_bytes(), &record), "{kind}: another word");
            let added = format!("From: chef@example.invalid\r\n{text}");
            assert!(!verifies(added.as_bytes(), &record), "{kind}: another sender");
        }
    }
}

#[test]
fn a_file_without_a_key_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let told = || mailer(folder.path()).expect_err("no key").to_string();
    assert!(told().contains("dkim.key_file"), "{}", told());
    std::fs::write(folder.path().join("key.pem"), "hemligt").unwrap();
    assert!(told().ends_with("key.pem` holds no private key that can sign letters"), "{}", told());
}
