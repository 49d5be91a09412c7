//! Hands letters of the outbox over: as many at a time as the mail server
//! allows connections, by as many processes as share the store.

mod answers;
mod courier_round;
mod ledger;
mod tagging;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::WeeklyError;
use super::marker::Marker;
use crate::clock::Clock;
use crate::delivery::Mailer;
use crate::domain::municipality::Municipality;
use crate::domain::outbox::{OnUnknown, Reason, State};
use crate::domain::recipient::address::{EmailAddress, Mailbox};
use crate::store::{Change, Lease, LetterFilter, Store, StoreError};
use answers::Answers;
use courier_round::CourierRound;
use ledger::Ledger;
use tagging::Tagging;

/// How long to wait before looking again for what others who share the store are doing.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// What the municipality decided about handing letters over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryRules {
    /// How many letters may be handed over in any minute; 0 for no limit.
    pub per_minute: u32,
    /// What is done about a letter of which nobody knows whether it arrived.
    pub on_unknown: OnUnknown,
    /// For how long a letter is of use, from when somebody last wanted it to go out.
    pub too_late_after: TimeDelta,
}

/// The sender, and the way to the recipients.
#[derive(Debug)]
pub struct Mail {
    /// Who the letters come from.
    pub from: Mailbox,
    /// Where reports about letters go.
    pub bounces_to: EmailAddress,
    /// What stands between that and a tag in the sender of each letter; empty where all have one sender.
    pub bounces_tag: String,
    /// Who answers.
    pub reply_to: Mailbox,
    /// Who is told what became of a week; empty where nobody is.
    pub coordinators: Vec<Mailbox>,
    /// How letters are handed over.
    pub mailer: Mailer,
    /// What was decided about handing them over.
    pub rules: DeliveryRules,
}

/// How long a delivery goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Until there is nothing left that we could do.
    NothingForUs,
    /// Until nobody has anything left to do.
    NothingAtAll,
}

/// Hands letters of the outbox over to the mail server.
#[derive(Debug, Clone)]
pub struct Dispatcher {
    pub(super) municipality: Arc<Municipality>,
    pub(super) store: Store,
    /// None where nothing can be sent.
    pub(super) mail: Option<Arc<Mail>>,
    pub(super) marker: Marker,
}

impl Dispatcher {
    /// Hands over every letter that is due, until none is left or `stop` is cancelled.
    ///
    /// Letters that a server defers wait for their time; nothing here waits for it.
    /// Where the store is shared, others may deliver at the same time; where it is
    /// not, the caller sees to it that nobody does.
    ///
    /// # Errors
    ///
    /// [`WeeklyError::Store`] when the ledger cannot be kept; delivery stops then.
    pub async fn deliver(&self, clock: Clock, stop: &CancellationToken) -> Result<(), WeeklyError> {
        self.deliver_until(Until::NothingForUs, clock, stop).await
    }

    /// The same, and waits until nobody else who shares the store has a letter in
    /// hand either: so that an account can be made.
    pub(super) async fn deliver_all(
        &self,
        clock: Clock,
        stop: &CancellationToken,
    ) -> Result<(), WeeklyError> {
        self.deliver_until(Until::NothingAtAll, clock, stop).await
    }

    async fn deliver_until(
        &self,
        until: Until,
        clock: Clock,
        stop: &CancellationToken,
    ) -> Result<(), WeeklyError> {
        let Some(mail) = &self.mail else { return Ok(()) };
        loop {
            // A lease for every pass: what goes wrong in one is taken over by the next.
            let lease = self.store.leases.begin().await?;
            let result = self.deliver_in(lease, mail, clock, stop).await;
            let ended = self.store.leases.end(lease).await;
            match result {
                Err(StoreError::LeaseOver) if self.store.leases.is_shared() && !stop.is_cancelled() => {
                    tracing::warn!(
                        "this process stood still, and others took over its letters; it goes on anew"
                    );
                    continue;
                }
                result => result.and(ended)?,
            }
            let alone = until == Until::NothingForUs || !self.store.leases.is_shared();
            if stop.is_cancelled() || alone || !self.others_are_busy(clock).await? {
                return Ok(());
            }
            // What is due or under way is in the hands of others; it is ours again if they fall silent.
            stop.run_until_cancelled(tokio::time::sleep(LOOK_AGAIN)).await;
        }
    }

    /// Decides about the letters that processes which ended were handing over.
    pub async fn take_over(&self, clock: Clock) -> Result<(), WeeklyError> {
        let Some(mail) = &self.mail else { return Ok(()) };
        let lease = self.store.leases.begin().await?;
        let result = self.take_over_in(lease, mail, clock).await;
        let ended = self.store.leases.end(lease).await;
        Ok(result.and(ended)?)
    }

    /// Queues letters again that a clock which was ahead has taken for too late.
    pub async fn forgive_lateness(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let Some(mail) = &self.mail else { return Ok(()) };
        let letters = self.store.outbox.requeue_late(now - mail.rules.too_late_after, now).await?;
        if letters > 0 {
            tracing::warn!(
                letters,
                "the clock was ahead when letters were given up as too late; they go out"
            );
        }
        Ok(())
    }

    async fn take_over_in(&self, lease: Lease, mail: &Mail, clock: Clock) -> Result<(), StoreError> {
        let left = self.store.outbox.take_over(lease, mail.rules.on_unknown, clock.now()).await?;
        if left > 0 {
            let policy = mail.rules.on_unknown.word();
            tracing::warn!(left, policy, "letters that a process left behind may have been sent");
        }
        Ok(())
    }

    /// One pass: takes over, sorts out what is not to go out any more, and hands over what is due.
    async fn deliver_in(
        &self,
        lease: Lease,
        mail: &Mail,
        clock: Clock,
        stop: &CancellationToken,
    ) -> Result<(), StoreError> {
        self.take_over_in(lease, mail, clock).await?;
        let now = clock.now();
        self.forgive_lateness(now).await?;
        self.take_back_paused(now).await?;
        let late = self.store.outbox.skip_late(now - mail.rules.too_late_after, now).await?;
        if late > 0 {
            tracing::warn!(late, "letters were too late to be of use, and are given up");
        }
        let connections = self.store.leases.take_connections(lease, mail.mailer.connections()).await?;
        self.run_couriers(lease, connections, mail, clock, stop).await?;
        if self.marker.mark(clock.now()).await?.told > 0 {
            self.run_couriers(lease, connections, mail, clock, stop).await?;
        }
        Ok(())
    }

    /// Takes back the letters that wait for people who are left in peace by
    /// now: who asks for a pause gets no letter that has not left yet.
    ///
    /// Letters that are held stay: what is decided about their week is not decided
    /// here. A coordinator's own receipts and notices go out whatever they read besides.
    async fn take_back_paused(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let wishes = self.store.wishes.unanswered().await?;
        let pauses = self.municipality.pauses(self.municipality.day(now), &wishes);
        if pauses.is_over() {
            return Ok(());
        }
        let waiting = vec![State::Queued, State::Retry];
        let filter = LetterFilter { states: waiting.clone(), ..LetterFilter::default() };
        let entries = self.store.outbox.recent_entries(&filter, usize::MAX).await?;
        for entry in entries {
            if entry.id.series.is_for_coordinators() {
                continue;
            }
            let Ok(address) = entry.id.recipient.parse() else { continue };
            let Some(why) = pauses.of_recipient(&address) else { continue };
            let only = LetterFilter { states: waiting.clone(), ..LetterFilter::of_key(entry.id.key()) };
            let letters =
                self.store.outbox.change(&only, Change::Discard, &Reason::Paused(why), now).await?.letters;
            tracing::info!(letters, "took back a letter to somebody who is paused");
        }
        Ok(())
    }

    async fn others_are_busy(&self, clock: Clock) -> Result<bool, StoreError> {
        let now = clock.now();
        let due = self.store.outbox.next_due(now).await?;
        Ok(due.is_some_and(|due| due <= now) || self.store.outbox.count_sending().await? > 0)
    }

    /// Sends couriers out, one for each connection, until each has come to the end of its round.
    async fn run_couriers(
        &self,
        lease: Lease,
        connections: usize,
        mail: &Mail,
        clock: Clock,
        stop: &CancellationToken,
    ) -> Result<(), StoreError> {
        if connections == 0 {
            return Ok(());
        }
        let tagging = Tagging::of(mail, &self.store.bounces).await.map(Arc::new);
        let (ledger, kept) = Ledger::open(self.store.clone(), lease, mail.rules, clock);
        // A courier that cannot reach the server, or of whom it takes nothing, ends the round of
        // all, unless another one fared better: then the server only wants fewer connections.
        let stop = stop.child_token();
        let reached = Arc::new(AtomicBool::new(false));
        let answers = Arc::new(Answers::new(self.store.clone(), clock));
        let mut couriers = JoinSet::new();
        for _ in 0..connections {
            let round = CourierRound {
                store: self.store.clone(),
                ledger: ledger.clone(),
                courier: mail.mailer.courier(),
                from: mail.bounces_to.clone(),
                tagging: tagging.clone(),
                rules: mail.rules,
                clock,
                stop: stop.clone(),
                reached: Arc::clone(&reached),
                answers: Arc::clone(&answers),
            };
            couriers.spawn(round.run());
        }
        drop(ledger);
        let mut result = Ok(());
        while let Some(ended) = couriers.join_next().await {
            let ended = ended.unwrap_or_else(|error| {
                tracing::error!(%error, "a courier broke down; its letter is sent again later");
                Ok(())
            });
            result = result.and(ended);
        }
        answers.write().await;
        // Why the ledger was closed says more than that it was.
        kept.await.unwrap_or(Ok(())).and(result)
    }
}
