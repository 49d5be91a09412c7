//! Reads a message of ours back: what it says, to compare it with another.

use mail_parser::{MessageParser, MimeHeaders};

use crate::letters::Composed;

/// What a letter says to its reader, however its lines are broken and whatever it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The words of its plain text, which has everything that the HTML has.
    words: Vec<String>,
    /// The files that go along, with their names.
    files: Vec<(String, Vec<u8>)>,
}

impl Said {
    /// What a message says; none where it is no letter of ours.
    #[must_use]
    pub fn in_message(bytes: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(bytes)?;
        let words = words(&message.body_text(0)?);
        // Pictures in the text are attachments too, to this library.
        let files = message.attachments().filter(|part| part.content_id().is_none());
        let files = files
            .map(|file| (file.attachment_name().unwrap_or_default().to_owned(), file.contents().to_vec()));
        Some(Self { words, files: files.collect() })
    }

    /// What a letter says that is not a message yet.
    #[must_use]
    pub fn in_words(composed: &Composed) -> Self {
        let files = composed.attachments.iter().map(|file| (file.name.clone(), file.bytes.clone()));
        Self { words: words(&composed.text), files: files.collect() }
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::samples;
    use crate::letters::tests::LETTERS;

    #[test]
    fn every_sample_says_the_same_as_a_message_and_before() {
        let mut said = Vec::new();
        for sample in samples::all() {
            let message = sample.message(&LETTERS).unwrap();
            let read = Said::in_message(&message.bytes).unwrap();
            assert_eq!(read, Said::in_words(&message.words), "{}", sample.name);
            assert!(!said.contains(&read), "{} says what another one says", sample.name);
            said.push(read);
        }
    }
}
