//! A letter as files: the message, the page with its pictures, the text, and what is attached.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::letters::Message;

/// A letter that was written to files.
#[derive(Debug)]
pub(super) struct Written {
    /// What its files are called, without their endings.
    pub(super) name: String,
    /// Its files.
    pub(super) paths: Vec<PathBuf>,
    /// Whether any of them is new, or other than before.
    pub(super) changed: bool,
}

/// Makes the folder that the letters go to.
pub(super) fn make_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder)
        .map_err(|error| Failure::of(&error).hint(format!("make the folder `{}`", folder.display())))
}

/// Writes the letter called `title` into `folder`. A file that is right already stays as it is.
pub(super) fn write(folder: &Path, title: &str, message: &Message) -> Result<Written, Failure> {
    let name = file_name(title);
    let text = format!("{}\n\n{}", message.words.subject, message.words.text);
    let mut written = Written { paths: Vec::new(), changed: false, name };
    let mut page = message.words.html.clone();
    let mut files = Vec::new();
    for picture in &message.words.pictures {
        // On disk a page shows its pictures by the names of their files.
        let file = format!("{}-{}.png", written.name, picture.id);
        page = page.replace(&format!("\"cid:{}\"", picture.id), &format!("\"{file}\""));
        files.push((file, &picture.png[..]));
    }
    let forms = [("html", page.as_bytes()), ("txt", text.as_bytes()), ("eml", &message.bytes[..])];
    files.extend(forms.map(|(ending, content)| (format!("{}.{ending}", written.name), content)));
    let attached = message.words.attachments.iter();
    files
        .extend(attached.map(|attached| {
            (format!("{}-{}", written.name, file_name(&attached.name)), &attached.bytes[..])
        }));
    for (file, content) in files {
        let path = folder.join(file);
        if fs::read(&path).ok().as_deref() != Some(content) {
            fs::write(&path, content).map_err(|error| {
                Failure::of(&error).hint(format!("see who may write `{}`", path.display()))
            })?;
            written.changed = true;
        }
        written.paths.push(path);
    }
    Ok(written)
}

/// A name that is safe as a file's.
fn file_name(text: &str) -> String {
    let safe = |letter: char| if letter.is_alphanumeric() || "-_.@".contains(letter) { letter } else { '_' };
    text.chars().map(safe).collect()
}
