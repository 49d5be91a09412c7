//! The parts of a message: `mixed { related { alternative { text, html }, pictures }, attachments }`,
//! each layer only where it holds something.

use std::fmt::Write as _;

use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Attachment as Attached, Body, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use super::quoted::encoded;
use super::{Envelope, MimeError};
use crate::letters::message::{Attachment, Composed, Picture};

/// The names that parts get; they follow from the Message-ID.
pub(super) struct Names {
    /// 24 hexadecimal digits that no other letter has.
    letter: String,
    domain: String,
}

impl Names {
    pub(super) fn of(envelope: &Envelope) -> Self {
        let digest = Sha256::digest(envelope.message_id.as_bytes());
        let letter = digest.iter().take(12).fold(String::new(), |mut letter, byte| {
            // Writing to a text cannot fail.
            let _ = write!(letter, "{byte:02x}");
            letter
        });
        Self { letter, domain: envelope.from.address.domain().to_owned() }
    }

    /// What separates the parts of a layer. Neither quoted-printable text nor
    /// base64 has `=_`, so they cannot hold it.
    fn boundary(&self, layer: &str) -> String {
        format!("=_{layer}_{}", self.letter)
    }

    /// The Content-ID of a picture: one in the whole world, as RFC 2045 asks.
    /// Some mail programs keep pictures by it, across letters.
    fn content_id(&self, picture: &Picture) -> String {
        format!("{}.{}@{}", picture.id, self.letter, self.domain)
    }
}

/// The whole content of the message.
pub(super) fn all(composed: &Composed, names: &Names) -> Result<MultiPart, MimeError> {
    let shown = if composed.pictures.is_empty() {
        alternatives(&composed.text, &composed.html, names)
    } else {
        related(composed, names)
    };
    if composed.attachments.is_empty() {
        return Ok(shown);
    }
    let layer = MultiPart::mixed().boundary(names.boundary("m")).multipart(shown);
    composed.attachments.iter().try_fold(layer, |layer, file| Ok(layer.singlepart(attached(file)?)))
}

fn related(composed: &Composed, names: &Names) -> MultiPart {
    let html = composed.pictures.iter().fold(composed.html.clone(), |html, picture| {
        let shown = |id: &str| format!("\"cid:{id}\"");
        html.replace(&shown(&picture.id), &shown(&names.content_id(picture)))
    });
    let layer = MultiPart::related().boundary(names.boundary("r")).multipart(alternatives(
        &composed.text,
        &html,
        names,
    ));
    composed.pictures.iter().fold(layer, |layer, picture| layer.singlepart(inline(picture, names)))
}

fn alternatives(text: &str, html: &str, names: &Names) -> MultiPart {
    MultiPart::alternative()
        .boundary(names.boundary("a"))
        .singlepart(written(ContentType::TEXT_PLAIN, text))
        .singlepart(written(ContentType::TEXT_HTML, html))
}

fn written(kind: ContentType, text: &str) -> SinglePart {
    let encoding = ContentTransferEncoding::QuotedPrintable;
    SinglePart::builder().header(kind).body(Body::dangerous_pre_encoded(encoded(text), encoding))
}

fn inline(picture: &Picture, names: &Names) -> SinglePart {
    let name = format!("{}.png", picture.id);
    Attached::new_inline_with_name(names.content_id(picture), name).body(binary(&picture.png), png())
}

fn attached(file: &Attachment) -> Result<SinglePart, MimeError> {
    let kind = ContentType::parse(file.media_type)
        .map_err(|source| MimeError::MediaType { name: file.name.clone(), source })?;
    Ok(Attached::new(file.name.clone()).body(binary(&file.bytes), kind))
}

fn binary(bytes: &[u8]) -> Body {
    let encoding = ContentTransferEncoding::Base64;
    Body::new_with_encoding(bytes.to_vec(), encoding).unwrap_or_else(Body::new)
}

#[expect(clippy::expect_used, reason = "the name of the media type stands in this file")]
fn png() -> ContentType {
    ContentType::parse("image/png").expect("a media type")
}
