//! Leases: the letters of a process that is dead or silent pass to others, and only those.

use super::*;
use crate::domain::outbox::{MOST_RESENDS, Tries};
use crate::domain::series::Series;

const ANNA: &str = "anna@example.invalid";

async fn with_one_letter(world: &World) {
    world.store.outbox.queue(&[letter(ANNA, "2026-W47")], monday()).await.unwrap();
}

async fn state(store: &Store) -> State {
    store.outbox.entries(Series::Letters, week("2026-W47")).await.unwrap()[0].state
}

impl Worker {
    async fn take_over(&self, on_unknown: OnUnknown) -> u64 {
        self.store.outbox.take_over(self.lease, on_unknown, monday()).await.unwrap()
    }

    /// Lets the lease run out.
    async fn falls_silent(&self) {
        self.store.tamper(&format!("UPDATE shifts SET until = 0 WHERE number = {}", self.lease.0)).await;
    }
}

#[tokio::test]
async fn a_letter_that_a_dead_process_was_sending_goes_out_again() {
    let world = World::new().await;
    with_one_letter(&world).await;
    let dead = Worker::at(&world.store).await;
    let first = dead.claim(monday()).await.unwrap();
    dead.falls_silent().await;
    let world = world.reopened().await;
    let next = Worker::at(&world.store).await;
    assert!(next.claim(monday()).await.is_none());

    assert_eq!(next.take_over(OnUnknown::Resend).await, 1);

    assert_eq!(next.take_over(OnUnknown::Resend).await, 0);
    let again = next.claim(monday()).await.unwrap();
    assert_eq!((&again.message_id, &again.bytes), (&first.message_id, &first.bytes));
    assert_eq!(again.tries, Tries { attempts: 1, unclear: 1 });
}

#[tokio::test]
async fn a_letter_that_keeps_killing_its_process_is_not_sent_for_ever() {
    let world = World::new().await;
    with_one_letter(&world).await;
    for _ in 0..=MOST_RESENDS {
        let worker = Worker::at(&world.store).await;
        assert!(worker.claim(monday()).await.is_some());
        worker.falls_silent().await;
        Worker::at(&world.store).await.take_over(OnUnknown::Resend).await;
    }
    assert_eq!(state(&world.store).await, State::Unknown);
}

#[tokio::test]
async fn where_letters_that_may_have_arrived_are_held_they_wait_for_the_coordinator() {
    let world = World::new().await;
    with_one_letter(&world).await;
    let dead = Worker::at(&world.store).await;
    dead.claim(monday()).await.unwrap();
    dead.falls_silent().await;
    assert_eq!(Worker::at(&world.store).await.take_over(OnUnknown::Hold).await, 1);
    assert_eq!(state(&world.store).await, State::Unknown);
}

#[tokio::test]
async fn a_lease_that_ends_in_order_leaves_nothing_behind() {
    let world = World::new().await;
    with_one_letter(&world).await;
    let worker = Worker::at(&world.store).await;
    let letter = worker.claim(monday()).await.unwrap();
    worker.settle(&letter, accepted()).await;
    world.store.leases.end(worker.lease).await.unwrap();
    assert!(matches!(world.store.leases.renew(worker.lease).await, Err(StoreError::LeaseOver)));
    assert_eq!(Worker::at(&world.store).await.take_over(OnUnknown::Resend).await, 0);
}

#[tokio::test]
async fn on_a_database_of_one_process_every_other_lease_is_over_at_once() {
    let world = World::at(StoreSettings::default()).await;
    with_one_letter(&world).await;
    let dead = Worker::at(&world.store).await;
    dead.claim(monday()).await.unwrap();
    assert_eq!(Worker::at(&world.store).await.take_over(OnUnknown::Resend).await, 1);
}

#[tokio::test]
async fn a_process_that_wakes_after_its_lease_can_settle_and_take_nothing() {
    let Some(world) = World::shared().await else { return };
    with_one_letter(&world).await;
    let (sleeper, other) = (Worker::at(&world.store).await, Worker::at(&world.store).await);
    let letter = sleeper.claim(monday()).await.unwrap();
    assert_eq!(other.take_over(OnUnknown::Resend).await, 0, "it lives, as far as anybody knows");

    sleeper.falls_silent().await;
    assert_eq!(other.take_over(OnUnknown::Resend).await, 1);
    let again = other.claim(monday()).await.unwrap();
    let woken = sleeper.exchange(&[(&letter, Attempt::Refused("550".to_owned()))], 1, monday()).await;
    assert!(matches!(woken, Err(StoreError::LeaseOver)));
    assert!(other.settle(&again, accepted()).await.lost.is_empty());
    assert_eq!(state(&world.store).await, State::Sent);
}

#[tokio::test]
async fn a_process_that_wakes_before_anybody_took_over_goes_on() {
    let Some(world) = World::shared().await else { return };
    with_one_letter(&world).await;
    let sleeper = Worker::at(&world.store).await;
    let letter = sleeper.claim(monday()).await.unwrap();
    sleeper.falls_silent().await;
    assert!(sleeper.settle(&letter, accepted()).await.lost.is_empty());
    assert_eq!(Worker::at(&world.store).await.take_over(OnUnknown::Resend).await, 0);
}

#[tokio::test]
async fn the_end_of_a_process_on_this_machine_is_noticed_before_its_lease_runs_out() {
    let Some(world) = World::shared().await else { return };
    with_one_letter(&world).await;
    let dead = Worker::at(&world.store).await;
    dead.claim(monday()).await.unwrap();
    // The number belongs to somebody who began at another time.
    world
        .store
        .tamper(&format!("UPDATE shifts SET process = process || '1' WHERE number = {}", dead.lease.0))
        .await;
    let expected = u64::from(cfg!(target_os = "linux"));
    assert_eq!(Worker::at(&world.store).await.take_over(OnUnknown::Resend).await, expected);
}

#[tokio::test]
async fn a_lease_from_before_the_clock_was_set_back_runs_out_in_its_time() {
    let Some(world) = World::shared().await else { return };
    with_one_letter(&world).await;
    let dead = Worker::at(&world.store).await;
    dead.claim(monday()).await.unwrap();
    // On another machine, whose processes nobody sees.
    let year = 365_i64 * 86_400_000;
    world.store.tamper(&format!("UPDATE shifts SET process = 'elsewhere', until = until + {year}")).await;
    let next = Worker::at(&world.store).await;
    assert_eq!(next.take_over(OnUnknown::Resend).await, 0, "who lives may renew it");
    world.store.tamper("UPDATE shifts SET until = until - 60000 WHERE process = 'elsewhere'").await;
    assert_eq!(next.take_over(OnUnknown::Resend).await, 1);
}

#[tokio::test]
async fn a_change_that_stands_still_keeps_others_waiting_for_one_lease_only() {
    let Some(world) = World::shared().await else { return };
    let settings = StoreSettings { take_over_after: Some("1 second".to_owned()), ..world.settings };
    let world = World::at(settings).await;
    let mut stopped = world.store.outbox.writer(monday()).await.unwrap();
    // There is room for one more while one is written: the third means that the first has been.
    for letters in [vec![letter(ANNA, "2026-W47")], Vec::new(), Vec::new()] {
        stopped = stopped.add(letters).await.unwrap();
    }
    // It waits for the other one, which does nothing more.
    assert_eq!(world.again().await.outbox.queue(&[letter(ANNA, "2026-W47")], monday()).await.unwrap(), 1);
    let error = stopped.commit().await.unwrap_err();
    assert!(error.is_temporary(), "{error:?}");
}

#[tokio::test]
async fn a_job_is_claimed_by_one_process_until_its_lease_is_over() {
    let Some(world) = World::shared().await else { return };
    let store = &world.store;
    let (first, second) = (Worker::at(store).await, Worker::at(store).await);
    assert!(store.leases.claim_job("letters", first.lease).await.unwrap());
    assert!(!store.leases.claim_job("letters", second.lease).await.unwrap());
    assert!(store.leases.claim_job("fetch", second.lease).await.unwrap());
    first.falls_silent().await;
    assert!(store.leases.claim_job("letters", second.lease).await.unwrap(), "taken over from the dead");
    assert!(matches!(store.leases.renew(first.lease).await, Err(StoreError::LeaseOver)));
    store.leases.end(second.lease).await.unwrap();
    assert!(store.leases.claim_job("letters", Worker::at(store).await.lease).await.unwrap());
}
