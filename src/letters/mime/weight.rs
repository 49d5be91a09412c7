//! Keeps messages light: pictures give way to their alternative texts before a message gets too heavy.

use super::MimeError;
use crate::letters::Composed;

/// The most bytes a message has, as it travels: on a slow line it is still there at once.
const HEAVIEST: usize = 150_000;

/// The message that `write` makes of the letter, with as many of its pictures as fit.
///
/// Pictures come in the order of what they show, the most urgent first, so the
/// last one goes first. What is too heavy without any picture goes as it is.
pub(super) fn lighten(
    composed: &Composed,
    write: impl Fn(&Composed) -> Result<Vec<u8>, MimeError>,
) -> Result<Vec<u8>, MimeError> {
    let mut message = write(composed)?;
    if message.len() <= HEAVIEST {
        return Ok(message);
    }
    let mut lighter = composed.clone();
    while message.len() > HEAVIEST
        && let Some(picture) = lighter.pictures.pop()
    {
        lighter.html = without_picture(&lighter.html, &picture.id);
        message = write(&lighter)?;
    }
    Ok(message)
}

/// The HTML with the alternative text of a picture in its place.
fn without_picture(html: &str, id: &str) -> String {
    let source = format!("\"cid:{id}\"");
    let mut worded = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(&source) {
        // Quotation marks and angle brackets in attributes are escaped.
        let (Some(start), Some(length)) = (rest[..at].rfind('<'), rest[at..].find('>')) else { break };
        let end = at + length + 1;
        worded.push_str(&rest[..start]);
        worded.push_str(alternative(&rest[start..end]));
        rest = &rest[end..];
    }
    worded.push_str(rest);
    worded
}

fn alternative(tag: &str) -> &str {
    let text = tag.split_once(" alt=\"").and_then(|(_, rest)| rest.split_once('"'));
    text.map_or("", |(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_goes_leaves_what_it_showed_in_words() {
        let html = "<td><img alt=\"12 veckor: från 40 till 60&nbsp;%\" src=\"cid:a-1\" width=\"1\"/></td><img src=\"cid:a-2\">";
        assert_eq!(
            without_picture(html, "a-1"),
            "<td>12 veckor: från 40 till 60&nbsp;%</td><img src=\"cid:a-2\">"
        );
        assert_eq!(without_picture(html, "a-2"), html.replace("<img src=\"cid:a-2\">", ""));
        assert_eq!(without_picture(html, "a"), html);
    }
}
