//! A letter in words, with what goes along: pictures in it, files attached to it.

/// A letter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The subject, in one line.
    pub subject: String,
    /// The plain text, in lines of at most 72 columns.
    pub text: String,
    /// The HTML. It asks for nothing from outside; its pictures travel with it.
    pub html: String,
    /// The pictures that the HTML shows, in its order.
    pub pictures: Vec<Picture>,
    /// The files that go along, in the order a mail program lists them.
    pub attachments: Vec<Attachment>,
    /// A `mailto:` link for mail programs that offer to be rid of such letters:
    /// it asks for a pause, with subject and text ready to be sent as they are.
    pub unsubscribe: Option<String>,
}

/// A picture in a letter. The HTML shows it as `cid:` and its `id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its name within the letter: ASCII letters, digits and `-`.
    pub id: String,
    /// The picture as a PNG file.
    pub png: Vec<u8>,
}

/// A file attached to a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The file's name, such as `veckan-2026-W47.xlsx`.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}
