//! Delivery: each letter is handed out once, settled once, and never lost.

use std::collections::HashSet;

use super::*;
use crate::domain::outbox::{Attempt, Entry};
use crate::store::{Change, LetterFilter, StoreError};

const ANNA: &str = "anna@example.invalid";

async fn with_one_letter() -> World {
    let world = World::new().await;
    world.store.queue(&[letter(ANNA, "2026-W47")], monday()).await.unwrap();
    world
}

async fn only_entry(store: &Store) -> Entry {
    store.entries("letters", week("2026-W47")).await.unwrap().remove(0)
}

/// Claims the only letter and settles it.
async fn attempt(store: &Store, attempt: Attempt, retry_at: Option<DateTime<Utc>>) -> Entry {
    let claimed = store.claim(None, monday()).await.unwrap().unwrap();
    store.settle(&claimed.key, &attempt, retry_at, monday()).await.unwrap();
    only_entry(store).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_letter_is_never_handed_out_twice() {
    let world = World::new().await;
    let recipients: Vec<String> = (0..60).map(|number| format!("rektor{number}@example.invalid")).collect();
    let letters: Vec<_> = recipients.iter().map(|recipient| letter(recipient, "2026-W47")).collect();
    world.store.queue(&letters, monday()).await.unwrap();
    // Half of the tasks are another process, as far as SQLite can tell.
    let other = Store::open(&StoreSettings::default(), world.folder.path()).await.unwrap();

    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..8 {
        let store = if number % 2 == 0 { world.store.clone() } else { other.clone() };
        tasks.spawn(async move {
            let mut claimed = Vec::new();
            while let Some(letter) = store.claim(None, monday()).await.unwrap() {
                store
                    .settle(&letter.key, &Attempt::Accepted("250".to_owned()), None, monday())
                    .await
                    .unwrap();
                claimed.push(letter.address);
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
    let World { store, folder: _folder } = with_one_letter().await;
    let claimed = store.claim(None, monday()).await.unwrap().unwrap();
    let new = letter(ANNA, "2026-W47");
    assert_eq!(claimed.key, new.id.key());
    assert_eq!((Some(claimed.address), Some(claimed.message_id)), (new.address, new.message_id));
    assert_eq!((claimed.id, Some(claimed.bytes), claimed.attempts), (new.id, new.bytes, 0));
    assert_eq!(only_entry(&store).await.state, State::Sending);
}

#[tokio::test]
async fn letters_are_claimed_by_job_and_week_and_the_oldest_first() {
    let World { store, folder: _folder } = World::new().await;
    store.queue(&[letter("late@example.invalid", "2026-W47")], monday() + minutes(9)).await.unwrap();
    store.queue(&[letter("b@example.invalid", "2026-W47")], monday()).await.unwrap();
    store.queue(&[letter("a@example.invalid", "2026-W46")], monday()).await.unwrap();
    let now = monday() + minutes(10);
    let claim = async |of| store.claim(of, now).await.unwrap().map(|claimed| claimed.address);
    assert_eq!(claim(Some(("summaries", week("2026-W47")))).await, None);
    assert_eq!(claim(Some(("letters", week("2026-W47")))).await.as_deref(), Some("b@example.invalid"));
    assert_eq!(claim(None).await.as_deref(), Some("a@example.invalid"));
    assert_eq!(claim(None).await.as_deref(), Some("late@example.invalid"));
    assert_eq!(claim(None).await, None);
}

#[tokio::test]
async fn a_deferred_letter_waits_until_it_is_due() {
    let World { store, folder: _folder } = with_one_letter().await;
    assert_eq!(store.next_due(None, monday()).await.unwrap(), Some(monday()));
    let due = monday() + minutes(15);
    let entry = attempt(&store, Attempt::Deferred("451 later".to_owned()), Some(due)).await;

    assert_eq!((entry.state, entry.attempts, entry.next_attempt), (State::Retry, 1, Some(due)));
    assert_eq!(entry.reason.as_deref(), Some("451 later"));
    assert_eq!(store.next_due(None, monday()).await.unwrap(), Some(due));
    assert_eq!(store.next_due(Some(("letters", week("2026-W46"))), monday()).await.unwrap(), None);
    assert!(store.claim(None, due - minutes(1)).await.unwrap().is_none());
    assert_eq!(store.claim(None, due).await.unwrap().unwrap().attempts, 1);
    assert_eq!(store.next_due(None, due).await.unwrap(), None);
}

#[tokio::test]
async fn every_outcome_has_its_state() {
    let outcomes = [
        (Attempt::Accepted("250 ok".to_owned()), State::Sent),
        (Attempt::Refused("550 no such user".to_owned()), State::Failed),
        (Attempt::Unclear("connection reset".to_owned()), State::Unknown),
        (Attempt::Deferred("451 later".to_owned()), State::Failed),
    ];
    for (outcome, state) in outcomes {
        let World { store, folder: _folder } = with_one_letter().await;
        let entry = attempt(&store, outcome, None).await;
        assert_eq!((entry.state, entry.attempts), (state, 1));
        assert!(entry.reason.is_some());
        assert!(store.claim(None, monday() + minutes(9_999)).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_letter_can_only_be_settled_while_it_is_being_sent() {
    let World { store, folder: _folder } = with_one_letter().await;
    let entry = attempt(&store, Attempt::Accepted("250 ok".to_owned()), None).await;
    let refused = Attempt::Refused("550".to_owned());
    let error = store.settle(&entry.id.key(), &refused, None, monday()).await.unwrap_err();
    assert!(matches!(error, StoreError::NotBeingSent { .. }), "{error}");
    assert_eq!(only_entry(&store).await.state, State::Sent);
}

#[tokio::test]
async fn a_letter_that_a_dead_process_was_sending_goes_out_again() {
    let world = with_one_letter().await;
    world.store.claim(None, monday()).await.unwrap().unwrap();
    let World { store, folder: _folder } = world.reopened().await;
    assert!(store.claim(None, monday()).await.unwrap().is_none());

    assert_eq!(store.recover(monday()).await.unwrap(), 1);

    assert_eq!(store.recover(monday()).await.unwrap(), 0);
    assert!(store.claim(None, monday()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_failed_letter_goes_out_again_when_somebody_says_so_and_its_message_is_kept() {
    let World { store, folder: _folder } = with_one_letter().await;
    attempt(&store, Attempt::Refused("550".to_owned()), None).await;
    assert_eq!(store.forget_messages(monday() + minutes(1)).await.unwrap(), 0);
    let all = LetterFilter::default();

    assert_eq!(store.change(&all, Change::Retry, "Eva: address mended", monday()).await.unwrap(), 1);
    assert_eq!(
        store.claim(None, monday()).await.unwrap().unwrap().attempts,
        0,
        "with all its tries before it"
    );

    store.recover(monday()).await.unwrap();
    attempt(&store, Attempt::Unclear("reset".to_owned()), None).await;
    sqlx::query("DELETE FROM messages").execute(&store.writer).await.unwrap();
    assert_eq!(store.change(&all, Change::Retry, "Eva", monday()).await.unwrap(), 0);
    assert_eq!(only_entry(&store).await.state, State::Unknown);
}
