//! What the mail server grants is shared: connections, and letters in any minute.

use std::time::Duration;

use super::*;

fn terms(per_minute: u32) -> ExchangeOptions {
    ExchangeOptions { per_minute, ..no_limit(monday()) }
}

async fn with_letters(count: usize) -> World {
    let world = World::new().await;
    let letters: Vec<_> =
        (0..count).map(|n| letter(&format!("r{n:03}@example.invalid"), "2026-W47")).collect();
    world.store.outbox.queue(&letters, monday()).await.unwrap();
    world
}

/// Moves the moments at which places are free, as if time had passed.
async fn pass(store: &Store, millis: i64) {
    store.tamper(&format!("UPDATE slots SET free_at = free_at - {millis}")).await;
}

impl Worker {
    /// Settles letters as accepted, and asks for more under a limit.
    async fn limited(&self, done: &[ClaimedLetter], wanted: usize, per_minute: u32) -> ExchangeOutcome {
        let done: Vec<_> = done.iter().map(|letter| settled(letter, &accepted())).collect();
        self.store.outbox.exchange(self.lease, &done, wanted, terms(per_minute), monday()).await.unwrap()
    }
}

#[tokio::test]
async fn all_processes_together_get_as_many_letters_a_minute_as_the_limit_says() {
    let World { store, folder: _folder, .. } = with_letters(20).await;
    let (one, other) = (Worker::at(&store).await, Worker::at(&store).await);
    let first = one.limited(&[], 3, 5).await;
    let second = other.limited(&[], 3, 5).await;
    assert_eq!((first.letters.len(), second.letters.len()), (3, 2));
    let third = one.limited(&[], 1, 5).await;
    assert_eq!(third.letters, []);
    assert!(third.wait.is_some(), "all places are taken by letters on their way");

    // A letter counts until a minute after it was handed over, not after it was taken.
    let none = one.limited(&first.letters, 1, 5).await;
    assert!(none.letters.is_empty());
    let wait = none.wait.unwrap();
    assert!(wait > Duration::from_secs(50) && wait <= Duration::from_mins(1), "{wait:?}");
    pass(&store, 60_000).await;
    assert_eq!(other.limited(&[], 9, 5).await.letters.len(), 3, "two are still on their way");
}

#[tokio::test]
async fn a_limit_that_is_lowered_holds_at_once_and_a_clock_set_back_stops_nothing() {
    let World { store, folder: _folder, .. } = with_letters(20).await;
    let worker = Worker::at(&store).await;
    let first = worker.limited(&[], 4, 4).await.letters;
    assert_eq!(worker.limited(&first, 9, 2).await.letters.len(), 0);
    pass(&store, 60_000).await;
    let second = worker.limited(&[], 9, 2).await.letters;
    assert_eq!(second.len(), 2);
    worker.limited(&second, 0, 2).await;
    pass(&store, -3_600_000).await;
    assert_eq!(worker.limited(&[], 9, 2).await.letters.len(), 2);
}

#[tokio::test]
async fn no_place_is_taken_where_there_is_no_letter() {
    let World { store, folder: _folder, .. } = with_letters(1).await;
    let worker = Worker::at(&store).await;
    assert_eq!(worker.limited(&[], 3, 3).await.letters.len(), 1);
    let nothing = worker.limited(&[], 3, 3).await;
    assert_eq!((nothing.letters.len(), nothing.wait), (0, None));
    store.outbox.queue(&[letter("late@example.invalid", "2026-W47")], monday()).await.unwrap();
    assert_eq!(worker.limited(&[], 1, 3).await.letters.len(), 1);
}

#[tokio::test]
async fn the_place_of_a_letter_that_a_dead_process_had_is_free_a_minute_after_it_was_missed() {
    let World { store, folder: _folder, .. } = with_letters(3).await;
    let dead = Worker::at(&store).await;
    assert_eq!(dead.limited(&[], 1, 1).await.letters.len(), 1);
    store.tamper("UPDATE shifts SET until = 0").await;
    let next = Worker::at(&store).await;
    assert_eq!(store.outbox.take_over(next.lease, OnUnknown::Resend, monday()).await.unwrap(), 1);
    assert_eq!(next.limited(&[], 1, 1).await.letters, []);
    pass(&store, 60_000).await;
    assert_eq!(next.limited(&[], 1, 1).await.letters.len(), 1);
}

#[tokio::test]
async fn connections_are_granted_once_and_come_back_from_the_dead() {
    let World { store, folder: _folder, .. } = World::new().await;
    let (one, other) = (Worker::at(&store).await, Worker::at(&store).await);
    assert_eq!(store.leases.take_connections(one.lease, 3).await.unwrap(), 3);
    assert_eq!(store.leases.take_connections(other.lease, 3).await.unwrap(), 0);
    assert_eq!(
        store.leases.take_connections(other.lease, 4).await.unwrap(),
        1,
        "the settings allow one more"
    );
    store.leases.end(other.lease).await.unwrap();
    let other = Worker::at(&store).await;
    assert_eq!(store.leases.take_connections(other.lease, 3).await.unwrap(), 0);
    store.tamper(&format!("UPDATE shifts SET until = 0 WHERE number = {}", one.lease.0)).await;
    store.outbox.take_over(other.lease, OnUnknown::Resend, monday()).await.unwrap();
    assert_eq!(store.leases.take_connections(other.lease, 3).await.unwrap(), 3);
}
