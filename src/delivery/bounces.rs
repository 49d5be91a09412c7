//! Reads the mailbox that reports about letters come back to: a Maildir of this
//! machine, or a folder on an IMAP server. What is understood is marked as seen, and nothing is deleted.

mod entity;
mod fields;
mod imap;
mod maildir;
mod message;
mod settings;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use self::imap::{Conversation, ImapBox};
use self::maildir::Maildir;
use super::error::MailerError;
pub use settings::{BounceFault, BounceSettings, ImapSettings, MailboxSettings, MaildirSettings};

pub use message::understand;

/// The most of one message that is read, in bytes. What a report says stands at its beginning;
/// the letter that comes back with it may be cut short.
const LARGEST: usize = 1_048_576;

/// The mailbox that reports come back to.
pub struct BounceBox {
    name: String,
    place: Place,
}

enum Place {
    Maildir(Maildir),
    Imap(Box<ImapBox>),
}

impl std::fmt::Debug for BounceBox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BounceBox").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Why the mailbox cannot be read. The messages show no address.
#[derive(Debug, thiserror::Error)]
pub enum BounceError {
    /// A folder or file of the Maildir.
    #[error("cannot use `{path}`: {why}", path = path.display())]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// The folder is no Maildir.
    #[error("`{}` is no Maildir: it has no folders `new` and `cur`", .0.display())]
    NoMaildir(PathBuf),
    /// No conversation with the IMAP server, or one that broke.
    #[error("the mailbox on {server} cannot be read: {why}")]
    Imap {
        /// The server and its port.
        server: String,
        /// What went wrong.
        why: String,
    },
}

impl BounceBox {
    /// The mailbox that the settings name, without looking into it.
    ///
    /// Relative paths in the settings lead into `data_dir`.
    ///
    /// # Errors
    ///
    /// When a value is wrong, or a file that the settings name cannot be used.
    pub fn new(settings: &BounceSettings, data_dir: &Path) -> Result<Self, MailerError> {
        Ok(match &settings.mailbox {
            MailboxSettings::Maildir(maildir) => {
                let path = data_dir.join(&maildir.path);
                // By the words of the settings: the data folder may be moved.
                Self {
                    name: format!("maildir {}", maildir.path.display()),
                    place: Place::Maildir(Maildir::new(path)),
                }
            }
            MailboxSettings::Imap(imap) => Self {
                name: format!("imap {}:{} {} {}", imap.host, imap.port, imap.user(), imap.folder),
                place: Place::Imap(Box::new(ImapBox::new(imap, data_dir)?)),
            },
        })
    }

    /// What tells this mailbox from others in the store. It may hold an address: not for logs.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Opens the mailbox: connects and signs in where it lies on a server.
    pub async fn open(&self) -> Result<OpenBox<'_>, BounceError> {
        Ok(OpenBox(match &self.place {
            Place::Maildir(maildir) => Opened::Maildir(maildir),
            Place::Imap(imap) => Opened::Imap(Box::new(imap.open().await?)),
        }))
    }
}

/// A mailbox that is being read. Its messages have names that stay theirs.
pub struct OpenBox<'a>(Opened<'a>);

enum Opened<'a> {
    Maildir(&'a Maildir),
    Imap(Box<Conversation>),
}

impl OpenBox<'_> {
    /// The names of the messages that nobody has read, the oldest first as far as names tell.
    pub async fn unread(&mut self) -> Result<Vec<String>, BounceError> {
        match &mut self.0 {
            Opened::Maildir(maildir) => maildir.unread().await,
            Opened::Imap(conversation) => conversation.unread().await,
        }
    }

    /// A message, at most its first mebibyte, without marking it; none where it is gone.
    pub async fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, BounceError> {
        match &mut self.0 {
            Opened::Maildir(maildir) => maildir.read(name).await,
            Opened::Imap(conversation) => conversation.read(name).await,
        }
    }

    /// Marks a message as seen; one that is gone is no matter.
    pub async fn mark_seen(&mut self, name: &str) -> Result<(), BounceError> {
        match &mut self.0 {
            Opened::Maildir(maildir) => maildir.mark_seen(name).await,
            Opened::Imap(conversation) => conversation.mark_seen(name).await,
        }
    }

    /// Says good-bye, where there is somebody to say it to.
    pub async fn close(self) {
        if let Opened::Imap(conversation) = self.0 {
            conversation.close().await;
        }
    }
}
