//! One courier on its round: it takes a letter, hands it over, brings the outcome back, and takes the next.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::DeliveryRules;
use super::answers::Answers;
use super::ledger::{Ledger, Next};
use super::tagging::Tagging;
use crate::clock::Clock;
use crate::delivery::{Courier, Parcel};
use crate::domain::bounce::{Gravity, TracedBy};
use crate::domain::outbox::{Attempt, Barred, Barrier, Contact, Fate, Reason, retry_at};
use crate::domain::recipient::address::EmailAddress;
use crate::store::{ClaimedLetter, NewBounce, SettledLetter, Store, StoreError};

/// One courier on its round.
pub(super) struct CourierRound {
    pub(super) store: Store,
    pub(super) ledger: Ledger,
    pub(super) courier: Courier,
    pub(super) from: EmailAddress,
    /// None where all letters go out from one sender.
    pub(super) tagging: Option<Arc<Tagging>>,
    pub(super) rules: DeliveryRules,
    pub(super) clock: Clock,
    pub(super) stop: CancellationToken,
    /// Whether some courier of the round has come to a conversation.
    pub(super) reached: Arc<AtomicBool>,
    pub(super) answers: Arc<Answers>,
}

impl CourierRound {
    pub(super) async fn run(mut self) -> Result<(), StoreError> {
        let result = self.hand_over_all().await;
        self.courier.close().await;
        result
    }

    async fn hand_over_all(&mut self) -> Result<(), StoreError> {
        let mut settled = None;
        loop {
            if !self.has_turn_now().await {
                // Nothing of what happened is kept back while it waits.
                if let Some(settled) = settled.take() {
                    self.ledger.settle(settled).await?;
                }
                // Waiting for its turn holds no letter, so it can be broken off.
                self.stop.run_until_cancelled(self.courier.turn()).await;
            }
            if self.stop.is_cancelled() {
                return match settled.take() {
                    Some(settled) => self.ledger.settle(settled).await,
                    None => Ok(()),
                };
            }
            let mut letter = match self.ledger.next(settled.take()).await? {
                Next::Letter(letter) => *letter,
                Next::Wait(time) => {
                    self.stop.run_until_cancelled(tokio::time::sleep(time)).await;
                    continue;
                }
                Next::Nothing => return Ok(()),
            };
            if !self.ledger.is_sure() {
                // This process stood still: others have taken the letter over, or are about to.
                return Err(StoreError::LeaseOver);
            }
            let attempt = self.hand_over(&mut letter).await;
            let (contact, now) = (self.courier.take_contact(), self.clock.now());
            if self.bars_all(&attempt) {
                return self.give_way(attempt.into(), contact, &letter, now).await;
            }
            self.answers.hear(contact.as_ref(), true).await;
            let fate = Fate::after(&attempt, letter.tries, &letter.key, self.rules.on_unknown, now);
            let outcome = SettledLetter { key: letter.key.clone(), fate };
            self.reached.store(true, Ordering::Relaxed);
            let (letter, state) = (&letter.key, outcome.fate.state.word());
            tracing::info!(letter, outcome = word(&attempt), state, "handed a letter over");
            if let Attempt::Nobody(words) = &attempt {
                // The letter waits, for the others to know, before its address is doubted.
                self.ledger.settle(outcome.clone()).await?;
                self.doubt(outcome, words, now).await;
            } else {
                settled = Some(outcome);
            }
        }
    }

    /// Whether the pace allows a letter at once.
    async fn has_turn_now(&mut self) -> bool {
        tokio::select! {
            biased;
            () = self.courier.turn() => true,
            () = std::future::ready(()) => false,
        }
    }

    /// Whether any other letter would fare like the one of this attempt: the server cannot be
    /// reached, lets nobody sign in, or takes nothing from our sender address.
    fn bars_all(&self, attempt: &Attempt) -> bool {
        match attempt {
            Attempt::Deferred(_) => self.courier.is_out_of_reach(),
            Attempt::SenderRefused(_) => true,
            _ => false,
        }
    }

    /// Ends this courier's round, and where nobody gets anything over, that of all: the
    /// letters wait, and lose none of their tries.
    async fn give_way(
        &self,
        reason: Reason,
        contact: Option<Contact>,
        letter: &ClaimedLetter,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let fate = Fate::waiting_with_all(reason.clone(), letter.tries, &letter.key, now);
        self.ledger.settle(SettledLetter { key: letter.key.clone(), fate }).await?;
        // The first one to come back so speaks for all.
        let speaks_for_all = !self.reached.load(Ordering::Relaxed) && !self.stop.is_cancelled();
        self.answers.hear(contact.as_ref(), speaks_for_all).await;
        if speaks_for_all {
            self.stop.cancel();
            let again_at = retry_at(&letter.key, 0, now).unwrap_or(now);
            let letters = self.store.outbox.postpone(&reason, again_at, now).await?;
            if let Some(Contact::Barred(barred)) = contact {
                tell(&barred, letters);
            }
        }
        Ok(())
    }

    /// Notes that the server knows nobody at the address of a letter, as if it had come back. When
    /// the round is over it is decided whether the address is dead. Where it cannot be noted, the
    /// letter is tried, and refused, once more.
    async fn doubt(&self, waiting: SettledLetter, words: &str, now: DateTime<Utc>) {
        let attempts = waiting.fate.tries.attempts;
        let refusal = NewBounce {
            letter: waiting.key,
            report: format!("refused {} {attempts}", now.timestamp_millis()),
            gravity: Gravity::Hard,
            words: words.to_owned(),
            traced: TracedBy::Conversation,
        };
        if let Err(error) = self.store.bounces.note(&refusal, now).await {
            let letter = refusal.letter;
            tracing::error!(letter, %error, "that nobody is at the address of a letter cannot be kept");
        }
    }

    async fn hand_over(&mut self, letter: &mut ClaimedLetter) -> Attempt {
        match letter.address.parse() {
            Ok(to) => {
                let parcel = Parcel {
                    from: self.from.clone(),
                    tagged: self.tagging.as_ref().and_then(|tagging| tagging.sender(&letter.key)),
                    to,
                    message_id: letter.message_id.clone(),
                    bytes: std::mem::take(&mut letter.bytes),
                };
                let ledger = &self.ledger;
                let attempt = self.courier.deliver_while(&|| ledger.is_sure(), &parcel).await;
                if let (Some(tagging), Some(fare)) = (&self.tagging, self.courier.tags()) {
                    tagging.note(fare, self.clock.now()).await;
                }
                attempt
            }
            Err(error) => Attempt::Refused(format!("the address cannot be used: {error}")),
        }
    }
}

/// Says in the log what is in the way of every letter. The words about our sender address hold that
/// address, so they are for `nyttja status` only; of what was said before, none names anybody.
fn tell(barred: &Barred, letters: u64) {
    let Barred { barrier, code, words } = barred;
    match barrier {
        Barrier::OutOfReach | Barrier::NoConversation => {
            tracing::warn!(letters, code, words, "the mail server {barrier}; every letter waits");
        }
        Barrier::SignIn => {
            tracing::error!(letters, code, words, "the mail server {barrier}; every letter waits");
        }
        Barrier::Sender => tracing::error!(letters, code, "the mail server {barrier}; every letter waits"),
    }
}

fn word(attempt: &Attempt) -> &'static str {
    match attempt {
        Attempt::Accepted(_) => "accepted",
        Attempt::Deferred(_) => "deferred",
        Attempt::Refused(_) => "refused",
        Attempt::Nobody(_) => "nobody",
        Attempt::SenderRefused(_) => "sender refused",
        Attempt::Unclear(_) => "unclear",
    }
}
