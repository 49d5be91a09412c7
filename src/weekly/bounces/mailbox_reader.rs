//! One reading of the mailbox, message by message. What is counted is in the
//! store before a message is marked, so that a reading that breaks off loses and repeats nothing.

use std::collections::HashSet;
use std::sync::Arc;

use super::Reading;
use crate::clock::Clock;
use crate::delivery::{BounceBox, BounceError, understand};
use crate::domain::bounce::{
    Gravity, Incoming, Meaning, Report, SentLetter, Trace, TracedBy, Verdict, digest,
};
use crate::domain::outbox::{Entry, LetterId};
use crate::store::{BounceStore, LeftFor, LetterFilter, NewBounce, Outbox, StoreError};

/// How many messages one reading takes.
const MOST: usize = 500;

/// Reads the mailbox once.
pub(super) struct MailboxReader {
    pub(super) outbox: Outbox,
    pub(super) came_back: BounceStore,
    pub(super) mailbox: Arc<BounceBox>,
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
        let incoming = tokio::task::spawn_blocking(move || understand(&bytes)).await;
        match incoming.map_or(Meaning::ForPeople, Incoming::meaning) {
            Meaning::Report(words) => match self.letter_of(&words).await? {
                Some(found) => self.note(found, report, reading).await.map(|()| None),
                None => Ok(Some(LeftFor::System)),
            },
            Meaning::Automatic(answer) => {
                // An answer to what somebody wrote from the same mailbox is theirs.
                let mut is_ours = false;
                for id in &answer.answers {
                    is_ours = is_ours || self.letter(id).await?.is_some();
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

    /// The letter that a report is about, and what it says of it. The Message-ID must be one of
    /// ours, and the recipient the one that it was sent to.
    async fn letter_of(&self, report: &Report) -> Result<Option<Found>, StoreError> {
        for Trace { by, message_id } in &report.traces {
            let Some(letter) = self.letter(message_id).await? else { continue };
            let from = message_id.trim_end_matches('>').rsplit('@').next().unwrap_or_default();
            let sent = SentLetter { recipient: &letter.id.recipient, from: &from.to_lowercase() };
            if let Some(verdict) = report.about(sent) {
                return Ok(Some(Found { letter: letter.id.key(), by: *by, verdict }));
            }
        }
        Ok(None)
    }

    /// The letter with this Message-ID.
    async fn letter(&self, message_id: &str) -> Result<Option<Entry>, StoreError> {
        let Some(key) = LetterId::key_in(message_id) else { return Ok(None) };
        let filter = LetterFilter::of_key(key);
        let found = self.outbox.recent_entries(&filter, 1).await?.into_iter().next();
        Ok(found.filter(|letter| letter.message_id.as_deref() == Some(message_id)))
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

/// A letter that a report is about.
struct Found {
    /// Its key.
    letter: String,
    /// What led to it.
    by: TracedBy,
    /// What the report says of it.
    verdict: Verdict,
}
