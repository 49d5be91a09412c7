//! DKIM signatures (RFC 6376; Ed25519 by RFC 8463), relaxed in headers and body.
//!
//! The mail library signs too, but it reads the clock for the time of signing;
//! here that is the letter's own date, so that the same letter keeps its bytes.

mod canonical;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Utc};
use rustls::SignatureScheme;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use rustls::sign::{Signer as KeyInUse, SigningKey};
use sha2::{Digest, Sha256};

use canonical::Headers;

use crate::delivery::error::MailerError;
use crate::delivery::settings::DkimSettings;

/// The headers that are signed where a letter has them: what a reader sees, what
/// a mail program acts upon, and what says how the content is to be read.
const SIGNED: [&str; 15] = [
    "from",
    "reply-to",
    "to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-language",
];

/// The longest line of a signature, in characters.
const LONGEST_LINE: usize = 76;

/// Signs letters with one key.
pub(in crate::delivery) struct Signer {
    domain: String,
    selector: String,
    algorithm: Algorithm,
    key: Box<dyn KeyInUse>,
}

#[derive(Clone, Copy)]
enum Algorithm {
    Rsa,
    Ed25519,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("domain", &self.domain).finish_non_exhaustive()
    }
}

impl Signer {
    /// Reads the key.
    pub(in crate::delivery) fn new(settings: &DkimSettings, data_dir: &Path) -> Result<Self, MailerError> {
        let path = data_dir.join(&settings.key_file);
        let pem = std::fs::read(&path).map_err(|source| MailerError::UnreadableFile {
            what: "dkim.key_file",
            path: path.clone(),
            source,
        })?;
        let (algorithm, key) = key(&pem).ok_or(MailerError::NoKey(path))?;
        Ok(Self { domain: settings.domain.clone(), selector: settings.selector.clone(), algorithm, key })
    }

    /// The letter with a signature above its headers, made at `at`.
    ///
    /// A letter that the key cannot sign is returned as it is: the mail server
    /// takes it all the same. No key that was accepted does that.
    pub(in crate::delivery) fn sign(&self, letter: &[u8], at: DateTime<Utc>) -> Vec<u8> {
        let headers = Headers::of(letter);
        let mut signed = headers.relaxed(&SIGNED);
        // From is named once more than there is one: nobody can add another.
        let names = headers.names(&SIGNED).chain(["from"]).collect::<Vec<_>>().join(":");
        let hash = BASE64.encode(Sha256::digest(canonical::body(headers.body)));
        let fields = [
            "v=1;".to_owned(),
            format!("a={}-sha256;", self.algorithm.name()),
            "c=relaxed/relaxed;".to_owned(),
            format!("d={};", self.domain),
            format!("s={};", self.selector),
            format!("t={};", at.timestamp()),
            format!("h={names};"),
            format!("bh={hash};"),
            "b=".to_owned(),
        ];
        let header = folded(&fields);
        signed.push_str(&canonical::header("dkim-signature", &header));
        let signature = match self.algorithm {
            Algorithm::Rsa => self.key.sign(signed.as_bytes()),
            Algorithm::Ed25519 => self.key.sign(&Sha256::digest(signed.as_bytes())),
        };
        match signature {
            Ok(signature) => [
                format!("DKIM-Signature:{header}{}\r\n", in_lines(&BASE64.encode(signature))).as_bytes(),
                letter,
            ]
            .concat(),
            Err(error) => {
                tracing::error!(%error, "a letter could not be signed; it goes out as it is");
                letter.to_vec()
            }
        }
    }
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
        }
    }
}

/// The first private key of a PEM file, ready to sign.
fn key(pem: &[u8]) -> Option<(Algorithm, Box<dyn KeyInUse>)> {
    let der = PrivateKeyDer::from_pem_slice(pem).ok()?;
    let key: Arc<dyn SigningKey> = rustls::crypto::ring::sign::any_supported_type(&der).ok()?;
    let rsa = key.choose_scheme(&[SignatureScheme::RSA_PKCS1_SHA256]);
    let ed25519 = || key.choose_scheme(&[SignatureScheme::ED25519]);
    match rsa {
        Some(key) => Some((Algorithm::Rsa, key)),
        None => ed25519().map(|key| (Algorithm::Ed25519, key)),
    }
}

/// The fields of the signature, in lines of bearable length. A list of names may
/// be broken behind each of its colons.
fn folded(fields: &[String]) -> String {
    let mut text = String::new();
    let mut column = "DKIM-Signature:".len();
    for field in fields {
        for (index, piece) in field.split_inclusive(':').enumerate() {
            let gap = if index == 0 { " " } else { "" };
            if column + gap.len() + piece.len() > LONGEST_LINE {
                text.push_str("\r\n ");
                column = 1;
            } else {
                text.push_str(gap);
                column += gap.len();
            }
            text.push_str(piece);
            column += piece.len();
        }
    }
    text
}

/// A long value, each piece on a line of its own.
fn in_lines(value: &str) -> String {
    let mut text = String::new();
    let mut rest = value;
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LONGEST_LINE - 1));
        text.push_str("\r\n ");
        text.push_str(line);
        rest = after;
    }
    text
}

#[cfg(test)]
mod tests;
