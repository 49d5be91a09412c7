//! A Maildir: every message is a file, whose name says whether it was seen.

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tokio::fs;
use tokio::io::AsyncReadExt;

use super::{BounceError, LARGEST};

/// Where the flags of a message begin in the name of its file.
const FLAGS: &str = ":2,";

/// A Maildir.
pub(super) struct Maildir {
    path: PathBuf,
}

/// A message in one of the folders.
struct Found {
    /// The part of its name that stays, wherever it is moved.
    name: String,
    /// Its flags, such as `RS`.
    flags: String,
    path: PathBuf,
}

impl Maildir {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    fn fault(path: &Path) -> impl FnOnce(io::Error) -> BounceError {
        let path = path.to_owned();
        move |why| BounceError::Folder { path, why }
    }

    /// The messages of `new`, and those of `cur` that nobody has seen: other programs move them
    /// there when they look.
    pub(super) async fn unread(&self) -> Result<Vec<String>, BounceError> {
        let all = self.all().await?;
        let unread = all.into_iter().filter(|found| !found.flags.contains(['S', 'T']));
        let mut names: Vec<_> = unread.map(|found| found.name).collect();
        // Names begin with the time.
        names.sort();
        names.dedup();
        Ok(names)
    }

    pub(super) async fn read(&self, name: &str) -> Result<Option<Vec<u8>>, BounceError> {
        let Some(found) = self.find(name).await? else { return Ok(None) };
        let file = match fs::File::open(&found.path).await {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Self::fault(&found.path)(error)),
        };
        let mut bytes = Vec::new();
        let most = u64::try_from(LARGEST).unwrap_or(u64::MAX);
        file.take(most).read_to_end(&mut bytes).await.map_err(Self::fault(&found.path))?;
        Ok(Some(bytes))
    }

    /// Moves the message to `cur`, in one step, under a name that says that it was seen.
    pub(super) async fn mark_seen(&self, name: &str) -> Result<(), BounceError> {
        let Some(found) = self.find(name).await? else { return Ok(()) };
        if found.flags.contains('S') {
            return Ok(());
        }
        let mut flags: Vec<char> = found.flags.chars().chain(['S']).collect();
        flags.sort_unstable();
        let flags: String = flags.into_iter().collect();
        let target = self.path.join("cur").join(format!("{name}{FLAGS}{flags}"));
        match fs::rename(&found.path, &target).await {
            Ok(()) => Ok(()),
            // Somebody else moved it meanwhile; the next reading sees where to.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(Self::fault(&found.path)(error)),
        }
    }

    async fn find(&self, name: &str) -> Result<Option<Found>, BounceError> {
        // It lies where it arrived, unless somebody looked.
        let path = self.path.join("new").join(name);
        if is_message(&path).await {
            return Ok(Some(Found { name: name.to_owned(), flags: String::new(), path }));
        }
        Ok(self.all().await?.into_iter().find(|found| found.name == name))
    }

    async fn all(&self) -> Result<Vec<Found>, BounceError> {
        let mut all = Vec::new();
        for folder in ["new", "cur"] {
            let folder = self.path.join(folder);
            let mut entries = match fs::read_dir(&folder).await {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return Err(BounceError::NoMaildir(self.path.clone()));
                }
                Err(error) => return Err(Self::fault(&folder)(error)),
            };
            while let Some(entry) = entries.next_entry().await.map_err(Self::fault(&folder))? {
                // No pipe, and nothing that leads elsewhere.
                let is_file = entry.file_type().await.is_ok_and(|kind| kind.is_file());
                if let Some(found) = Found::at(entry.file_name(), entry.path()).filter(|_| is_file) {
                    all.push(found);
                }
            }
        }
        Ok(all)
    }
}

impl Found {
    /// The message whose file this is; none for a file that is no message.
    fn at(file: OsString, path: PathBuf) -> Option<Self> {
        // A name that is no text is not of a mail server's making.
        let file = file.into_string().ok().filter(|file| !file.starts_with('.'))?;
        let (name, flags) = file.split_once(FLAGS).unwrap_or((&file, ""));
        Some(Self { name: name.to_owned(), flags: flags.to_owned(), path })
    }
}

async fn is_message(path: &Path) -> bool {
    fs::symlink_metadata(path).await.is_ok_and(|about| about.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn maildir(files: &[&str]) -> (TempDir, Maildir) {
        let folder = TempDir::new().unwrap();
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir(folder.path().join(part)).unwrap();
        }
        for file in files {
            std::fs::write(folder.path().join(file), format!("Subject: {file}\n\n")).unwrap();
        }
        let maildir = Maildir::new(folder.path().to_owned());
        (folder, maildir)
    }

    #[tokio::test]
    async fn unread_is_what_nobody_has_seen_or_thrown_away_in_either_folder() {
        let files = [
            "new/3.c",
            "cur/1.a:2,",
            "cur/2.b:2,RS",
            "cur/4.d:2,F",
            "cur/5.e:2,T",
            "cur/6.f",
            "tmp/7.g",
            "new/.x",
        ];
        let (_folder, maildir) = maildir(&files);
        assert_eq!(maildir.unread().await.unwrap(), ["1.a", "3.c", "4.d", "6.f"]);
    }

    #[tokio::test]
    async fn a_seen_message_is_moved_with_its_other_flags() {
        let (folder, maildir) = maildir(&["new/1.a", "cur/2.b:2,FR"]);
        for name in ["1.a", "2.b", "3.gone"] {
            maildir.mark_seen(name).await.unwrap();
            maildir.mark_seen(name).await.unwrap();
        }
        assert!(folder.path().join("cur/1.a:2,S").is_file());
        assert!(folder.path().join("cur/2.b:2,FRS").is_file());
        assert_eq!(maildir.unread().await.unwrap(), Vec::<String>::new());
        assert_eq!(maildir.read("1.a").await.unwrap().unwrap(), b"Subject: new/1.a\n\n");
        assert_eq!(maildir.read("3.gone").await.unwrap(), None);
    }

    #[tokio::test]
    async fn what_is_no_ordinary_file_is_no_message_and_no_more_than_a_mebibyte_is_read() {
        let (folder, maildir) = maildir(&["new/1.a"]);
        std::fs::write(folder.path().join("new/1.a"), vec![b'x'; LARGEST + 5]).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("new/2.b")).unwrap();
        std::fs::create_dir(folder.path().join("cur/3.c")).unwrap();
        assert_eq!(maildir.unread().await.unwrap(), ["1.a"]);
        assert_eq!(maildir.read("2.b").await.unwrap(), None);
        assert_eq!(maildir.read("1.a").await.unwrap().unwrap().len(), LARGEST);
    }

    #[tokio::test]
    async fn a_folder_that_is_no_maildir_is_told() {
        let folder = TempDir::new().unwrap();
        let error = Maildir::new(folder.path().to_owned()).unread().await.unwrap_err();
        assert!(error.to_string().contains("is no Maildir"), "{error}");
    }
}
