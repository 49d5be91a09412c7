//! Delivery: each letter is handed out once, settled once, and never lost.

use std::collections::HashSet;

use super::*;
use crate::domain::outbox::{Entry, Tries};
use crate::domain::series::Series;
use crate::store::{Change, LetterFilter};

const ANNA: &str = "anna@example.invalid";

async fn with_one_letter() -> World {
    let world = World::new().await;
    world.store.outbox.queue(&[letter(ANNA, "2026-W47")], monday()).await.unwrap();
    world
}

async fn only_entry(store: &Store) -> Entry {
    store.outbox.entries(Series::Letters, week("2026-W47")).await.unwrap().remove(0)
}

/// Claims the only letter and settles it.
async fn attempt(store: &Store, attempt: Attempt) -> Entry {
    let worker = Worker::at(store).await;
    let claimed = worker.claim(monday()).await.unwrap();
    assert!(worker.settle(&claimed, attempt).await.lost.is_empty());
    only_entry(store).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_letter_is_never_handed_out_twice() {
    let world = World::new().await;
    let recipients: Vec<String> = (0..60).map(|number| format!("rektor{number}@example.invalid")).collect();
    let letters: Vec<_> = recipients.iter().map(|recipient| letter(recipient, "2026-W47")).collect();
    world.store.outbox.queue(&letters, monday()).await.unwrap();
    // Half of the tasks are another process, as far as the database can tell.
    let other = world.again().await;

    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..8 {
        let worker = Worker::at(if number % 2 == 0 { &world.store } else { &other }).await;
        tasks.spawn(async move {
            let mut claimed = Vec::new();
            let mut letters = worker.exchange(&[], number, monday()).await.unwrap().letters;
            letters.extend(worker.claim(monday()).await);
            while !letters.is_empty() {
                let done: Vec<_> = letters.iter().map(|letter| (letter, accepted())).collect();
                let next = worker.exchange(&done, 2, monday()).await.unwrap();
                assert!(next.lost.is_empty());
                claimed.extend(letters.into_iter().map(|letter| letter.address));
                letters = next.letters;
            }
            claimed
        });
    }
    let claimed: Vec<String> = tasks.join_all().await.into_iter().flatten().collect();

    assert_eq!(claimed.len(), 60);
    assert_eq!(claimed.iter().collect::<HashSet<_>>(), recipients.iter().collect());
}

#[tokio::test]
async fn a_claimed_letter_carries_everything_that_delivery_needs() {
    let World { store, folder: _folder, .. } = with_one_letter().await;
    let claimed = Worker::at(&store).await.claim(monday()).await.unwrap();
    let new = letter(ANNA, "2026-W47");
    assert_eq!(claimed.key, new.id.key());
    assert_eq!((Some(claimed.address), Some(claimed.message_id)), (new.address, new.message_id));
    assert_eq!((claimed.id, claimed.tries), (new.id, Tries::default()));
    assert_eq!(claimed.bytes, new.message.unwrap().unpacked().unwrap());
    assert_eq!(only_entry(&store).await.state, State::Sending);
}

#[tokio::test]
async fn the_letter_that_has_been_due_longest_goes_first() {
    let World { store, folder: _folder, .. } = World::new().await;
    store.outbox.queue(&[letter("late@example.invalid", "2026-W47")], monday() + minutes(9)).await.unwrap();
    let both = [letter("b@example.invalid", "2026-W47"), letter("a@example.invalid", "2026-W46")];
    store.outbox.queue(&both, monday()).await.unwrap();
    let worker = Worker::at(&store).await;
    let now = monday() + minutes(10);
    let claim = async || worker.claim(now).await.map(|claimed| claimed.address);
    assert_eq!(claim().await.as_deref(), Some("a@example.invalid"));
    assert_eq!(claim().await.as_deref(), Some("b@example.invalid"));
    assert_eq!(claim().await.as_deref(), Some("late@example.invalid"));
    assert_eq!(claim().await, None);
}

#[tokio::test]
async fn a_deferred_letter_waits_until_it_is_due() {
    let World { store, folder: _folder, .. } = with_one_letter().await;
    assert_eq!(store.outbox.next_due(monday()).await.unwrap(), Some(monday()));
    let entry = attempt(&store, Attempt::Deferred("451 later".to_owned())).await;

    let due = entry.next_attempt.unwrap();
    assert_eq!((entry.state, entry.attempts), (State::Retry, 1));
    assert_eq!(entry.reason, Some(Reason::Deferred("451 later".to_owned())));
    assert_eq!(store.outbox.next_due(monday()).await.unwrap(), Some(due));
    let worker = Worker::at(&store).await;
    assert!(worker.claim(due - TimeDelta::seconds(1)).await.is_none());
    assert_eq!(worker.claim(due).await.unwrap().tries, Tries { attempts: 1, unclear: 0 });
    assert_eq!(store.outbox.next_due(due).await.unwrap(), None);
}

#[tokio::test]
async fn a_letter_that_a_clock_which_was_ahead_put_off_waits_a_day_at_most() {
    let World { store, folder: _folder, .. } = with_one_letter().await;
    store.tamper("UPDATE letters SET state = 'retry', due_at = due_at + 86400000").await;
    assert!(store.outbox.next_due(monday()).await.unwrap() > Some(monday()));
    assert!(Worker::at(&store).await.claim(monday()).await.is_none());
    store.tamper("UPDATE letters SET due_at = due_at + 1").await;
    assert_eq!(store.outbox.next_due(monday()).await.unwrap(), Some(monday()));
    assert!(Worker::at(&store).await.claim(monday()).await.is_some());
}

#[tokio::test]
async fn a_letter_that_a_clock_which_was_ahead_took_for_too_late_goes_out() {
    let World { store, folder: _folder, .. } = with_one_letter().await;
    let (since, ahead) = (monday() - TimeDelta::days(4), monday() + TimeDelta::days(365));
    assert_eq!(store.outbox.skip_late(ahead - TimeDelta::days(4), ahead).await.unwrap(), 1);
    assert_eq!(store.outbox.requeue_late(ahead - TimeDelta::days(4), ahead).await.unwrap(), 0);
    assert_eq!(store.outbox.requeue_late(since, monday()).await.unwrap(), 1);
    assert!(Worker::at(&store).await.claim(monday()).await.is_some());
}

#[tokio::test]
async fn a_disk_that_was_full_does_not_keep_the_ledger_closed() {
    let World { store, folder: _folder, .. } = World::new().await;
    if store.leases.is_shared() {
        return;
    }
    store.tamper("PRAGMA max_page_count = 1").await;
    let mut large = letter(ANNA, "2026-W47");
    let noise: Vec<u8> = (0..200_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    large.message = Some(PackedMessage::of(&noise));
    let error = store.outbox.queue(&[large], monday()).await.unwrap_err();
    assert!(error.is_temporary() && error.hint().contains("disk is full"), "{error:?}");
    let _ = store.engine.execute(Query::new("make room", "PRAGMA max_page_count = 1000000")).await;
    assert_eq!(store.outbox.queue(&[letter(ANNA, "2026-W47")], monday()).await.unwrap(), 1);
}

#[tokio::test]
async fn every_outcome_has_its_state() {
    let outcomes = [
        (accepted(), State::Sent),
        (Attempt::Refused("550 no such user".to_owned()), State::Failed),
        (Attempt::Unclear("connection reset".to_owned()), State::Retry),
        (Attempt::Deferred("451 later".to_owned()), State::Retry),
    ];
    for (outcome, state) in outcomes {
        let World { store, folder: _folder, .. } = with_one_letter().await;
        let entry = attempt(&store, outcome).await;
        assert_eq!((entry.state, entry.attempts), (state, 1));
        assert!(entry.reason.is_some());
        assert!(Worker::at(&store).await.claim(monday()).await.is_none());
    }
}

#[tokio::test]
async fn one_exchange_settles_many_letters_and_hands_out_as_many_as_are_asked_for() {
    let World { store, folder: _folder, .. } = World::new().await;
    let letters: Vec<_> = (0..5).map(|n| letter(&format!("r{n}@example.invalid"), "2026-W47")).collect();
    store.outbox.queue(&letters, monday()).await.unwrap();
    let worker = Worker::at(&store).await;
    let first = worker.exchange(&[], 3, monday()).await.unwrap().letters;
    let outcomes = [
        (&first[0], accepted()),
        (&first[1], Attempt::Refused("550".to_owned())),
        (&first[2], Attempt::Deferred("451".to_owned())),
    ];
    let second = worker.exchange(&outcomes, 9, monday()).await.unwrap();
    assert_eq!((second.letters.len(), second.lost.len()), (2, 0));
    let entries = store.outbox.entries(Series::Letters, week("2026-W47")).await.unwrap();
    let states: Vec<_> = entries.iter().map(|entry| entry.state).collect();
    assert_eq!(states, [State::Sent, State::Failed, State::Retry, State::Sending, State::Sending]);
}

#[tokio::test]
async fn a_letter_can_only_be_settled_by_the_lease_that_has_it_in_hand() {
    let World { store, folder: _folder, .. } = with_one_letter().await;
    let (worker, other) = (Worker::at(&store).await, Worker::at(&store).await);
    let letter = worker.claim(monday()).await.unwrap();
    let refused = Attempt::Refused("550".to_owned());
    assert_eq!(other.settle(&letter, refused.clone()).await.lost.len(), 1);
    assert_eq!(only_entry(&store).await.state, State::Sending);
    assert!(worker.settle(&letter, accepted()).await.lost.is_empty());
    assert_eq!(worker.settle(&letter, refused).await.lost, [letter.key]);
    assert_eq!(only_entry(&store).await.state, State::Sent);
}

#[tokio::test]
async fn letters_that_reached_no_courier_go_back_as_they_were() {
    let World { store, folder: _folder, .. } = World::new().await;
    let letters = [letter(ANNA, "2026-W47"), letter("bo@example.invalid", "2026-W47")];
    store.outbox.queue(&letters, monday()).await.unwrap();
    let worker = Worker::at(&store).await;
    let claimed = worker.exchange(&[], 2, monday()).await.unwrap().letters;
    assert_eq!(store.outbox.put_back(worker.lease, &[claimed[0].key.clone()]).await.unwrap(), 1);
    let again = worker.claim(monday()).await.unwrap();
    assert_eq!((again.address.as_str(), again.tries), ("bo@example.invalid", Tries::default()));
}

#[tokio::test]
async fn a_failed_letter_goes_out_again_when_somebody_says_so_and_its_message_is_kept() {
    let World { store, folder: _folder, .. } = with_one_letter().await;
    attempt(&store, Attempt::Refused("550".to_owned())).await;
    assert_eq!(store.outbox.forget_messages(monday() + minutes(1)).await.unwrap(), 0);
    let all = LetterFilter::default();

    assert_eq!(
        store.outbox.change(&all, Change::Retry, &eva("address mended"), monday()).await.unwrap().letters,
        1
    );
    let worker = Worker::at(&store).await;
    let letter = worker.claim(monday()).await.unwrap();
    assert_eq!(letter.tries, Tries::default(), "with all its tries before it");

    worker.settle(&letter, Attempt::Refused("550".to_owned())).await;
    store.tamper("DELETE FROM messages").await;
    assert_eq!(store.outbox.change(&all, Change::Retry, &eva("right"), monday()).await.unwrap().letters, 0);
    assert_eq!(only_entry(&store).await.state, State::Failed);
}

#[tokio::test]
async fn a_letter_that_cannot_be_read_back_fails_and_keeps_no_other_waiting() {
    let World { store, folder: _folder, .. } = World::new().await;
    let letters = [letter(ANNA, "2026-W47"), letter("bo@example.invalid", "2026-W47")];
    store.outbox.queue(&letters, monday()).await.unwrap();
    let broken = letters[0].id.key();
    store.tamper(&format!("UPDATE messages SET bytes = address_bytes FROM (SELECT CAST(address AS BLOB) AS address_bytes, letter AS of FROM messages) AS other WHERE letter = '{broken}' AND of = letter").replace("BLOB", if store.leases.is_shared() { "BYTEA" } else { "BLOB" })).await;
    let worker = Worker::at(&store).await;
    let letters = worker.exchange(&[], 2, monday()).await.unwrap().letters;
    assert_eq!(letters.len(), 1);
    let entry = only_entry(&store).await;
    assert_eq!(entry.state, State::Failed);
    assert!(matches!(entry.reason, Some(Reason::Unreadable(words)) if words.contains("unpacked")));
    assert!(store.outbox.message(&broken).await.is_err());
}

#[tokio::test]
async fn a_letter_that_may_have_arrived_and_is_too_late_is_not_said_to_be_skipped() {
    let World { store, folder: _folder, .. } = with_one_letter().await;
    attempt(&store, Attempt::Unclear("the connection broke".to_owned())).await;
    let later = monday() + TimeDelta::days(5);
    assert_eq!(store.outbox.skip_late(later - TimeDelta::days(4), later).await.unwrap(), 1);
    let entry = only_entry(&store).await;
    let last = Reason::Unclear("the connection broke".to_owned());
    assert_eq!((entry.state, entry.reason), (State::Unknown, Some(Reason::TooLate(Some(Box::new(last))))));
    // The clock was ahead.
    assert_eq!(store.outbox.requeue_late(monday() - TimeDelta::days(4), monday()).await.unwrap(), 1);
    assert_eq!(only_entry(&store).await.state, State::Queued);
}

#[tokio::test]
async fn a_letter_that_nobody_has_wanted_for_days_is_skipped_as_too_late() {
    let World { store, folder: _folder, .. } = World::new().await;
    let letters = [letter(ANNA, "2026-W47"), held("bo@example.invalid", "2026-W47")];
    store.outbox.queue(&letters, monday()).await.unwrap();
    let later = monday() + TimeDelta::days(5);
    let since = later - TimeDelta::days(4);
    store.outbox.change(&LetterFilter::default(), Change::Release, &eva("right"), later).await.unwrap();
    let worker = Worker::at(&store).await;
    // Nobody looked for late ones yet: it is not handed out all the same.
    assert_eq!(worker.claim(later).await.unwrap().address, "bo@example.invalid", "released just now");
    assert!(worker.claim(later).await.is_none());
    assert_eq!(store.outbox.skip_late(since, later).await.unwrap(), 1);
    let entry = only_entry(&store).await;
    assert_eq!((entry.state, entry.reason), (State::Skipped, Some(Reason::TooLate(None))));
}
