//! The folder transport: one `.eml` file per letter, for trials and for pick-up by others.

use std::io;
use std::path::{Path, PathBuf};

use tokio::fs;
use tokio::io::AsyncWriteExt;

use super::Parcel;
use crate::domain::outbox::Attempt;

/// A folder that takes letters.
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Writes the letter under the name of its Message-ID, so that a repeat replaces itself.
    pub(super) async fn take(&self, parcel: &Parcel) -> Attempt {
        let name = file_name(&parcel.message_id);
        let target = self.path.join(format!("{name}.eml"));
        // Readers look for *.eml: they must never meet half a letter.
        let draft = self.path.join(format!(".{name}.part"));
        match self.write(&draft, &target, &parcel.bytes).await {
            Ok(()) => Attempt::Accepted(format!("written to {}", target.display())),
            Err(error) => Attempt::Deferred(format!("cannot write {}: {error}", target.display())),
        }
    }

    async fn write(&self, draft: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.path).await?;
        let mut file = fs::File::create(draft).await?;
        file.write_all(bytes).await?;
        file.sync_all().await?;
        fs::rename(draft, target).await
    }
}

/// A Message-ID as a file name: without its brackets, and without anything
/// that could lead out of the folder.
fn file_name(message_id: &str) -> String {
    let id = message_id.trim().trim_start_matches('<').trim_end_matches('>');
    let safe = |c: char| if c.is_ascii_alphanumeric() || "@._+=-".contains(c) { c } else { '_' };
    let name: String = id.chars().map(safe).take(200).collect();
    if name.trim_matches('.').is_empty() { "letter".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_never_leads_out_of_the_folder() {
        assert_eq!(
            file_name("<letters.2026-W47.1.ab@example.invalid>"),
            "letters.2026-W47.1.ab@example.invalid"
        );
        assert_eq!(file_name("<../../etc/x@y>"), ".._.._etc_x@y");
        assert_eq!(file_name("<..>"), "letter");
        assert_eq!(file_name(""), "letter");
        assert_eq!(file_name(&"å".repeat(500)), "_".repeat(200));
    }
}
