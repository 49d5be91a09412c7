//! Signatures as they stand in letters. That others find them right is tried
//! with a verifier of another make, in the integration tests.

use super::*;

const LETTER: &str = "From: Digitalt =?utf-8?b?c3TDtmQ=?= <digital@example.invalid>\r\nTo: anna.ek@example.invalid\r\n\
    Subject: Veckan\r\nList-Unsubscribe: <https://example.invalid/paus/1>,\r\n <mailto:digital@example.invalid>\r\n\
    List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nX-Other: no\r\n\r\nHej!\r\n";

/// An Ed25519 key of this test's own, made of 32 bytes of the same kind.
fn signer() -> Signer {
    let mut der = hex("302e020100300506032b657004220420");
    der.extend([7; 32]);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64.encode(der));
    let (algorithm, key) = key(pem.as_bytes()).unwrap();
    Signer { domain: "example.invalid".to_owned(), selector: "brev".to_owned(), algorithm, key }
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn signed() -> String {
    let at = "2026-11-23T05:30:00Z".parse().unwrap();
    String::from_utf8(signer().sign(LETTER.as_bytes(), at)).unwrap()
}

#[test]
fn the_signature_stands_above_the_letter_and_changes_nothing_in_it() {
    let signed = signed();
    let header = signed.strip_suffix(LETTER).unwrap();
    assert!(header.starts_with("DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;"), "{header}");
    let whole = header.replace("\r\n", "");
    assert!(whole.contains(" d=example.invalid; s=brev; t=1795411800;"), "{header}");
    assert!(header.lines().all(|line| line.len() <= 78), "{header}");
}

#[test]
fn one_click_to_pause_is_covered_and_so_is_a_second_sender_that_somebody_adds() {
    let names = signed().replace("\r\n ", "");
    let names = names.split_once("h=").and_then(|(_, rest)| rest.split_once(';')).unwrap().0.to_owned();
    assert_eq!(names, "from:to:subject:list-unsubscribe:list-unsubscribe-post:from");
}

#[test]
fn the_same_letter_gets_the_same_signature() {
    assert_eq!(signed(), signed());
}

#[test]
fn what_is_no_key_is_not_taken_for_one() {
    assert!(key(b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n").is_none());
    assert!(key(b"hemligt").is_none());
}
