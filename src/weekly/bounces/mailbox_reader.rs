//! One reading of the mailbox, message by message. What is counted is in the
//! store before a message is marked, so that a reading that breaks off loses and repeats nothing.

use std::collections::HashSet;
use std::sync::Arc;

use super::Reading;
use crate::clock::Clock;
use crate::delivery::{BounceBox, BounceError, understand};
use crate::domain::bounce::{
    Gravity, Meaning, Report, SentLetter, TagKey, Tagged, Trace, TracedBy, Verdict, digest,
};
use crate::domain::outbox::{Entry, LetterId};
use crate::domain::recipient::address::EmailAddress;
use crate::store::{BounceStore, LeftFor, LetterFilter, NewBounce, Outbox, StoreError};

/// How many messages one reading takes.
const MOST: usize = 500;

/// Reads the mailbox once.
pub(super) struct MailboxReader {
    pub(super) outbox: Outbox,
    pub(super) came_back: BounceStore,
    pub(super) mailbox: Arc<BounceBox>,
    /// What tells our tags, and the sender that they belong to; none where none was ever made.
    pub(super) tags: Option<(TagKey, EmailAddress)>,
    pub(super) clock: Clock,
}

/// Why a reading broke off.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error(transparent)]
    Mailbox(#[from] BounceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl MailboxReader {
    pub(super) async fn read(self) -> Result<Reading, Broken> {
        let name = self.mailbox.name();
        let mut open = self.mailbox.open().await?;
        let unread = open.unread().await?;
        let left = self.came_back.left_for_people(name).await?;
        let still_there: HashSet<_> = unread.iter().collect();
        let gone: Vec<_> = left.iter().filter(|message| !still_there.contains(message)).cloned().collect();
        self.came_back.forget_left(name, &gone).await?;
        let mut fresh = unread.into_iter().filter(|message| !left.contains(message));
        let mut reading = Reading::default();
        for message in fresh.by_ref().take(MOST) {
            let Some(bytes) = open.read(&message).await? else { continue };
            match self.left_for(bytes, &mut reading).await? {
                None => open.mark_seen(&message).await?,
                Some(why) => {
                    reading.left += 1;
                    self.came_back.leave_for_people(name, &message, why).await?;
                }
            }
        }
        reading.more = fresh.next().is_some();
        open.close().await;
        Ok(reading)
    }

    /// Draws the conclusions from a message, and says why people should read it, where they should.
    async fn left_for(&self, bytes: Vec<u8>, reading: &mut Reading) -> Result<Option<LeftFor>, StoreError> {
        let report = digest(&bytes);
        // It may take its time, and where it breaks the parser, people should see it.
        let incoming = tokio::task::spawn_blocking(move || understand(&bytes)).await.unwrap_or_default();
        let tag = self.tags.as_ref().and_then(|(key, sender)| key.find(&incoming, sender));
        match incoming.meaning() {
            // Whoever makes up tags may have made up the rest.
            Meaning::Report(_) if tag == Some(Tagged::Forged) => Ok(Some(LeftFor::System)),
            Meaning::Report(words) => match self.letter_of(&words, tag).await? {
                Some(found) => self.note(found, report, reading).await.map(|()| None),
                None => Ok(Some(LeftFor::System)),
            },
            Meaning::Automatic(answer) => {
                // An answer to what somebody wrote from the same mailbox is theirs.
                let mut is_ours = match tag {
                    Some(Tagged::Letter(mark)) => self.letter(&mark.to_string()).await?.is_some(),
                    _ => false,
                };
                for id in &answer.answers {
                    is_ours = is_ours || self.letter_named(id).await?.is_some();
                }
                match (is_ours, answer.may_tell_of_leaving) {
                    (true, false) => {
                        reading.automatic += 1;
                        Ok(None)
                    }
                    (true, true) => Ok(Some(LeftFor::Leaving)),
                    (false, _) => Ok(Some(LeftFor::Other)),
                }
            }
            Meaning::OfMailSystem => Ok(Some(LeftFor::System)),
            Meaning::ForPeople => Ok(Some(LeftFor::Other)),
        }
    }

    /// The letter that a report is about, and what it says of it. The recipient must be the one that
    /// it was sent to. A tag names one letter and no other; else the Message-ID must be one of ours.
    async fn letter_of(&self, report: &Report, tag: Option<Tagged>) -> Result<Option<Found>, StoreError> {
        if let Some(Tagged::Letter(mark)) = tag {
            let letter = self.letter(&mark.to_string()).await?;
            return Ok(letter.and_then(|letter| found(report, &letter, TracedBy::Tag)));
        }
        for Trace { by, message_id } in &report.traces {
            let Some(letter) = self.letter_named(message_id).await? else { continue };
            if let Some(found) = found(report, &letter, *by) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The letter with this key.
    async fn letter(&self, key: &str) -> Result<Option<Entry>, StoreError> {
        let found = self.outbox.recent_entries(&LetterFilter::of_key(key), 1).await?;
        Ok(found.into_iter().next())
    }

    /// The letter with this Message-ID.
    async fn letter_named(&self, message_id: &str) -> Result<Option<Entry>, StoreError> {
        let Some(key) = LetterId::key_in(message_id) else { return Ok(None) };
        Ok(self.letter(key).await?.filter(|letter| letter.message_id.as_deref() == Some(message_id)))
    }

    /// Writes down what a report says of a letter.
    async fn note(&self, found: Found, report: String, reading: &mut Reading) -> Result<(), StoreError> {
        let Found { letter, by, verdict } = found;
        let Some(gravity) = verdict.gravity else {
            // It arrived, or is still tried.
            reading.other += 1;
            return Ok(());
        };
        let bounce = NewBounce { letter, report, gravity, words: verdict.words, traced: by };
        let is_news = self.came_back.note(&bounce, self.clock.now()).await?;
        if is_news {
            let (letter, gravity) = (&bounce.letter, gravity.word());
            tracing::info!(letter, gravity, "a letter came back");
        }
        *match (is_news, gravity) {
            (false, _) => &mut reading.other,
            (true, Gravity::Hard) => &mut reading.hard,
            (true, Gravity::Soft) => &mut reading.soft,
        } += 1;
        Ok(())
    }
}

/// What a report says of a letter, where it names its recipient.
fn found(report: &Report, letter: &Entry, by: TracedBy) -> Option<Found> {
    let message_id = letter.message_id.as_deref().unwrap_or_default();
    let from = message_id.trim_end_matches('>').rsplit('@').next().unwrap_or_default().to_lowercase();
    let sent = SentLetter { recipient: &letter.id.recipient, from: &from };
    let verdict = report.about(sent)?;
    Some(Found { letter: letter.id.key(), by, verdict })
}

/// A letter that a report is about.
struct Found {
    /// Its key.
    letter: String,
    /// What led to it.
    by: TracedBy,
    /// What the report says of it.
    verdict: Verdict,
}
