//! What the mail server answers to all couriers, written down from time to time: whoever watches
//! over us sees it while letters go out.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::clock::Clock;
use crate::domain::outbox::{Contact, Reply};
use crate::store::{Store, StoreError};

/// How often it is written down.
const EVERY: Duration = Duration::from_secs(10);

/// What the mail server answers to all couriers.
#[derive(Debug)]
pub(super) struct Answers {
    store: Store,
    clock: Clock,
    heard: Mutex<Heard>,
}

#[derive(Debug)]
struct Heard {
    replies: BTreeMap<Reply, u64>,
    last: Option<Contact>,
    written_at: Instant,
}

impl Answers {
    pub(super) fn new(store: Store, clock: Clock) -> Self {
        let heard = Heard { replies: BTreeMap::new(), last: None, written_at: Instant::now() };
        Self { store, clock, heard: Mutex::new(heard) }
    }

    /// Takes in how it went with one letter. `is_for_all` says whether what was in the way of it is in
    /// the way of every letter: where other couriers fare better, it is not.
    pub(super) async fn hear(&self, contact: Option<&Contact>, is_for_all: bool) {
        let Some(contact) = contact else { return };
        let is_due = {
            let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            *heard.replies.entry(contact.reply()).or_default() += 1;
            if is_for_all || matches!(contact, Contact::Answered(_)) {
                heard.last = Some(contact.clone());
            }
            heard.written_at.elapsed() >= EVERY
        };
        if is_due {
            self.write().await;
        }
    }

    /// Writes down what was heard since the last time. What cannot be written is not worth a letter.
    pub(super) async fn write(&self) {
        let (replies, last) = {
            let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.written_at = Instant::now();
            (std::mem::take(&mut heard.replies), heard.last.take())
        };
        if let Err(error) = self.keep(&replies, last.as_ref()).await {
            tracing::warn!(%error, "what the mail server answered cannot be counted");
        }
    }

    async fn keep(&self, replies: &BTreeMap<Reply, u64>, last: Option<&Contact>) -> Result<(), StoreError> {
        if replies.is_empty() {
            return Ok(());
        }
        self.store.totals.add_replies(replies).await?;
        match last {
            Some(contact) => self.store.contacts.note(contact, self.clock.now()).await,
            None => Ok(()),
        }
    }
}
