//! Counts that only grow: each end counts once, whoever looks, and outlives what was counted.

use super::*;
use crate::domain::outbox::{Barred, Barrier, Contact, Reply};
use crate::store::{Change, LetterFilter, Total};

async fn letters(store: &Store, outcome: &str) -> u64 {
    let all = store.totals.all().await.unwrap();
    let is_it = |one: &&crate::store::Counter| one.what == Total::Letters && one.outcome == outcome;
    all.iter().filter(is_it).map(|one| one.number).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_end_of_a_letter_counts_once_however_many_look_at_the_same_time() {
    let world = World::new().await;
    let new: Vec<_> =
        (0..40).map(|number| letter(&format!("r{number}@example.invalid"), "2026-W47")).collect();
    world.store.outbox.queue(&new, monday()).await.unwrap();
    let worker = Worker::at(&world.store).await;
    while let Some(claimed) = worker.claim(monday()).await {
        worker.settle(&claimed, accepted()).await;
    }
    let other = world.again().await;
    let looking = [&world.store, &other, &world.store, &other].map(|store| {
        let totals = store.totals.clone();
        tokio::spawn(async move { totals.count().await.unwrap() })
    });
    for one in looking {
        one.await.unwrap();
    }
    assert_eq!(letters(&world.store, "sent").await, 40);
}

#[tokio::test]
async fn a_letter_that_is_ordered_again_counts_again_when_it_ends() {
    let world = World::new().await;
    world.store.outbox.queue(&[letter("anna@example.invalid", "2026-W47")], monday()).await.unwrap();
    for round in 1..=2 {
        let worker = Worker::at(&world.store).await;
        let claimed = worker.claim(monday()).await.unwrap();
        worker.settle(&claimed, Attempt::Refused("554 no".to_owned())).await;
        // Whether or not somebody looks in between.
        for _ in 0..round {
            world.store.totals.count().await.unwrap();
        }
        assert_eq!(letters(&world.store, "failed").await, round);
        let filter = LetterFilter::default();
        world.store.outbox.change(&filter, Change::Retry, &eva("once more"), monday()).await.unwrap();
    }
    assert_eq!(letters(&world.store, "sent").await, 0);
}

#[tokio::test]
async fn what_is_in_the_way_is_known_until_the_server_answers_and_when_it_answered_stays() {
    let world = World::new().await;
    let contacts = &world.store.contacts;
    assert_eq!(contacts.last().await.unwrap(), None);
    let words = "535 5.7.8 no".to_owned();
    let barred = Contact::Barred(Barred { barrier: Barrier::SignIn, code: Some(535), words: words.clone() });
    for (contact, at, answered_at, barrier) in [
        (&Contact::Answered(Reply::Never), monday(), Some(monday()), None),
        (&barred, monday() + minutes(5), Some(monday()), Some((Barrier::SignIn, words))),
        (&Contact::Answered(Reply::Nothing), monday() + minutes(7), Some(monday()), None),
        (&Contact::Answered(Reply::Taken), monday() + minutes(9), Some(monday() + minutes(9)), None),
    ] {
        contacts.note(contact, at).await.unwrap();
        let last = contacts.last().await.unwrap().unwrap();
        assert_eq!((last.tried_at, last.answered_at, last.barred), (at, answered_at, barrier));
    }
}
