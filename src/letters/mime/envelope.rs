//! What stands on the outside of a letter.

use chrono::DateTime;
use chrono_tz::Tz;
use url::Url;

use crate::domain::recipient::address::Mailbox;
use crate::domain::recipient::language::Language;

/// What stands on the outside of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The Message-ID, in angle brackets.
    pub message_id: String,
    /// When it is dated.
    pub date: DateTime<Tz>,
    /// Who sends it.
    pub from: Mailbox,
    /// Who gets the answer.
    pub reply_to: Mailbox,
    /// Who gets it.
    pub to: Mailbox,
    /// The language it is written in.
    pub language: Language,
    /// What the series of letters is called in `List-Id`: a word of ASCII letters, such as `letters`.
    pub list: String,
    /// The Message-IDs, in angle brackets, of the letters that it hangs on in
    /// a mail program's thread, the oldest first; it answers the last one.
    ///
    /// Apple Mail, Thunderbird and Outlook on Exchange show letters that name
    /// each other as one conversation, whatever their subjects. Gmail does so
    /// only where the subjects agree as well; a subject that says what is new
    /// this week is worth more to the reader, so there each letter stands alone.
    pub thread: Vec<String>,
    /// Where a mail program can ask for a pause with one click (RFC 8058): an
    /// address that answers a POST, under https. Any other scheme is left out.
    pub one_click: Option<Url>,
}
