//! Keeps the ledger while couriers are out: what they bring back, and what they
//! ask for, goes into one commit for all who come while the last one was made.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::task::AbortOnDropHandle;

use super::DeliveryRules;
use crate::clock::Clock;
use crate::store::{
    ClaimedLetter, ExchangeOptions, ExchangeOutcome, Lease, SettledLetter, Store, StoreError,
};

/// How many couriers there can be.
const MOST: usize = 64;

/// How long to wait before an exchange is tried again that the database could not
/// make; twice as long each time, up to the longest.
const PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// How long an exchange is tried again while letters are out that nobody can take over
/// meanwhile: long enough for somebody to make room on a disk.
const PATIENCE: Duration = Duration::from_mins(10);

/// How long exchanges go on without waiting for the disk. At thirty letters a
/// minute every one waits; at thousands, a power failure in this time may repeat
/// what went out in it. The end of the process alone repeats no more than what is in hand.
const UNSYNCED_FOR: Duration = Duration::from_millis(25);
/// A slow disk is waited for less often: for a tenth of the time, but at least every second.
const UNSYNCED_PER_SYNC: u32 = 9;
const UNSYNCED_AT_MOST: Duration = Duration::from_secs(1);

/// What a courier gets.
#[derive(Debug)]
pub(super) enum Next {
    /// A letter to hand over.
    Letter(Box<ClaimedLetter>),
    /// The limit allows none before this time is over.
    Wait(Duration),
    /// There is none.
    Nothing,
}

struct Request {
    settled: Option<SettledLetter>,
    wants: bool,
    answer: oneshot::Sender<Next>,
}

/// The way to the ledger; one for each courier.
#[derive(Clone)]
pub(super) struct Ledger {
    requests: mpsc::Sender<Request>,
    /// Until when nobody can have taken over our letters; no end where nobody may.
    sure_until: watch::Receiver<Option<Instant>>,
}

impl Ledger {
    /// Opens the ledger for a lease. It is kept until nobody holds a way to it any
    /// more, and ends with the reason where it cannot be kept.
    pub(super) fn open(
        store: Store,
        lease: Lease,
        rules: DeliveryRules,
        clock: Clock,
    ) -> (Self, AbortOnDropHandle<Result<(), StoreError>>) {
        let (requests, received) = mpsc::channel(MOST);
        let (until, sure_until) = watch::channel(store.leases.is_shared().then(Instant::now));
        let keeper = Keeper { store, lease, rules, clock, until, unsynced_until: None, in_hand: Vec::new() };
        (Self { requests, sure_until }, AbortOnDropHandle::new(tokio::spawn(keeper.keep(received))))
    }

    /// Writes down what came of a letter, where there was one, and takes the
    /// next. When this returns, it has been written down for good.
    ///
    /// # Errors
    ///
    /// [`StoreError::LeaseOver`] where the ledger was closed; why, it says itself.
    pub(super) async fn next(&self, settled: Option<SettledLetter>) -> Result<Next, StoreError> {
        self.ask(settled, true).await
    }

    /// Writes down what came of a letter.
    pub(super) async fn settle(&self, settled: SettledLetter) -> Result<(), StoreError> {
        self.ask(Some(settled), false).await.map(drop)
    }

    /// Whether the letters that were handed out are surely still ours: a process that stood
    /// still does not know whether others have taken them over.
    pub(super) fn is_sure(&self) -> bool {
        self.sure_until.borrow().is_none_or(|until| Instant::now() < until)
    }

    async fn ask(&self, settled: Option<SettledLetter>, wants: bool) -> Result<Next, StoreError> {
        let (answer, answered) = oneshot::channel();
        let sent = self.requests.send(Request { settled, wants, answer }).await;
        sent.map_err(|_| StoreError::LeaseOver)?;
        answered.await.map_err(|_| StoreError::LeaseOver)
    }
}

/// Who keeps the ledger.
struct Keeper {
    store: Store,
    lease: Lease,
    rules: DeliveryRules,
    clock: Clock,
    /// Tells the couriers until when nobody can have taken over our letters.
    until: watch::Sender<Option<Instant>>,
    /// Until when no exchange has to wait for the disk.
    unsynced_until: Option<Instant>,
    /// The letters that are out with couriers.
    in_hand: Vec<String>,
}

impl Keeper {
    async fn keep(mut self, mut requests: mpsc::Receiver<Request>) -> Result<(), StoreError> {
        let third = self.store.leases.lease_time() / 3;
        let mut tick = interval_at(Instant::now() + third, third);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let mut come = Vec::new();
            tokio::select! {
                count = requests.recv_many(&mut come, MOST) => {
                    if count == 0 {
                        return Ok(());
                    }
                    self.serve(come).await?;
                }
                _ = tick.tick() => self.look_around().await?,
            }
        }
    }

    async fn serve(&mut self, come: Vec<Request>) -> Result<(), StoreError> {
        let settled: Vec<_> = come.iter().filter_map(|request| request.settled.clone()).collect();
        let wanted = come.iter().filter(|request| request.wants).count();
        let handout = self.exchange(&settled, wanted).await?;
        for key in &handout.lost {
            tracing::warn!(letter = key, "somebody else decided about a letter meanwhile");
        }
        self.in_hand.retain(|key| !settled.iter().any(|settled| settled.key == *key));
        self.in_hand.extend(handout.letters.iter().map(|letter| letter.key.clone()));
        let mut letters = handout.letters.into_iter();
        for request in come {
            let next = match (request.wants, handout.wait) {
                (false, _) => Next::Nothing,
                (true, wait) => match (letters.next(), wait) {
                    (Some(letter), _) => Next::Letter(Box::new(letter)),
                    (None, Some(wait)) => Next::Wait(wait),
                    (None, None) => Next::Nothing,
                },
            };
            // A courier that broke down leaves its letter to those who take over.
            let _ = request.answer.send(next);
        }
        Ok(())
    }

    /// Exchanges letters; tries again while the database has a moment of
    /// weakness, as long as the letters are surely ours: an outcome that is not
    /// written down means a letter that goes out twice.
    async fn exchange(
        &mut self,
        settled: &[SettledLetter],
        wanted: usize,
    ) -> Result<ExchangeOutcome, StoreError> {
        let deadline = Instant::now() + self.patience();
        let mut pause = None;
        loop {
            let began = Instant::now();
            let now = self.clock.now();
            let durable = self.unsynced_until.is_none_or(|until| began >= until);
            let terms = ExchangeOptions {
                per_minute: self.rules.per_minute,
                wanted_since: now - self.rules.too_late_after,
                durable,
            };
            match self.store.outbox.exchange(self.lease, settled, wanted, terms, now).await {
                Ok(handout) => {
                    self.renewed(began);
                    if durable {
                        let pace =
                            (began.elapsed() * UNSYNCED_PER_SYNC).clamp(UNSYNCED_FOR, UNSYNCED_AT_MOST);
                        self.unsynced_until = Some(Instant::now() + pace);
                    }
                    if pause.is_some() {
                        tracing::warn!("the ledger can be written again");
                    }
                    return Ok(handout);
                }
                Err(StoreError::LeaseOver) => return Err(StoreError::LeaseOver),
                Err(error) if error.is_temporary() && Instant::now() < deadline => {
                    let pause = pause.get_or_insert_with(|| {
                        let hint = error.hint();
                        tracing::error!(%error, hint, "the ledger cannot be written now; it is tried again");
                        PAUSE
                    });
                    tokio::time::sleep(*pause).await;
                    *pause = (*pause * 2).min(LONGEST_PAUSE);
                    // It may have been written after all, and only the answer was lost.
                    let _ = self.store.outbox.put_back(self.lease, &self.in_hand).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Notes that the lease was renewed, at the earliest when that `began`.
    fn renewed(&self, began: Instant) {
        if self.store.leases.is_shared() {
            self.until.send_replace(Some(began + self.store.leases.lease_time()));
        }
    }

    /// For how long letters that are out are surely ours.
    fn patience(&self) -> Duration {
        let is_safe = !self.store.leases.is_shared() && !self.in_hand.is_empty();
        if is_safe { PATIENCE } else { self.store.leases.lease_time() }
    }

    /// Shows that we are alive, and looks for those who are not.
    async fn look_around(&mut self) -> Result<(), StoreError> {
        let began = Instant::now();
        match self.store.leases.renew(self.lease).await {
            Ok(()) => self.renewed(began),
            // The next exchange says what is to be said.
            Err(error) if error.is_temporary() => return Ok(()),
            Err(error) => return Err(error),
        }
        let taken = self.store.outbox.take_over(self.lease, self.rules.on_unknown, self.clock.now()).await;
        match taken {
            Ok(0) => {}
            Ok(left) => tracing::warn!(left, "letters that a process left behind may have been sent"),
            Err(error) => tracing::warn!(%error, "cannot look for letters left behind"),
        }
        Ok(())
    }
}
