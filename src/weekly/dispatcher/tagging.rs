//! Gives each letter a sender of its own, and keeps how the mail server takes that.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};

use super::Mail;
use crate::delivery::TagFare;
use crate::domain::bounce::TagKey;
use crate::domain::outbox::LetterMark;
use crate::domain::recipient::address::EmailAddress;
use crate::store::{BounceStore, StoreError};

/// Gives each letter a sender of its own.
#[derive(Debug)]
pub(super) struct Tagging {
    key: TagKey,
    base: EmailAddress,
    between: String,
    came_back: BounceStore,
    /// Whether the store knows that the mail server refuses such senders.
    is_refused: AtomicBool,
}

impl Tagging {
    /// As the settings say; none where all letters have one sender. Where the key cannot be had
    /// the letters go out without tags: none waits for it.
    pub(super) async fn of(mail: &Mail, came_back: &BounceStore) -> Option<Self> {
        if mail.bounces_tag.is_empty() {
            return None;
        }
        let known =
            async { Ok::<_, StoreError>((key(came_back).await?, came_back.tag_refusal().await?.is_some())) };
        match known.await {
            Ok((key, is_refused)) => Some(Self {
                key: key?,
                base: mail.bounces_to.clone(),
                between: mail.bounces_tag.clone(),
                came_back: came_back.clone(),
                is_refused: AtomicBool::new(is_refused),
            }),
            Err(error) => {
                tracing::error!(%error, "the key of the tags cannot be had; letters go out without");
                None
            }
        }
    }

    /// The sender of the letter with this key in the outbox.
    pub(super) fn sender(&self, letter: &str) -> Option<EmailAddress> {
        self.key.sender(LetterMark::of_key(letter)?, &self.base, &self.between)
    }

    /// Keeps how the mail server takes such senders, where that has changed.
    pub(super) async fn note(&self, fare: &TagFare, now: DateTime<Utc>) {
        let words = match fare {
            TagFare::Taken => None,
            TagFare::Refused(words) => Some(words.as_str()),
        };
        if self.is_refused.swap(words.is_some(), Ordering::Relaxed) == words.is_some() {
            return;
        }
        if words.is_some() {
            tracing::warn!("the mail server takes no senders with a tag; letters go out without");
        }
        if let Err(error) = self.came_back.note_tag_refusal(words, now).await {
            tracing::error!(%error, "how the mail server takes senders with a tag cannot be kept");
        }
    }
}

/// The key that makes the tags, made by chance at first use; none where the system has no chance to give.
async fn key(came_back: &BounceStore) -> Result<Option<TagKey>, StoreError> {
    if let Some(key) = came_back.tag_key().await? {
        return Ok(Some(key));
    }
    let mut bytes = [0; 32];
    if let Err(error) = getrandom::fill(&mut bytes) {
        tracing::error!(%error, "no key can be made for the tags of senders; letters go out without");
        return Ok(None);
    }
    came_back.keep_tag_key(&TagKey::from_bytes(bytes)).await?;
    // Another process may have been first.
    came_back.tag_key().await
}
