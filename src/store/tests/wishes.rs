//! Wishes for a pause: open until somebody answers.

use super::*;
use crate::domain::pause::Wish;
use crate::domain::recipient::RecipientMark;

fn mark(address: &str) -> RecipientMark {
    RecipientMark::of(&address.parse().unwrap())
}

#[tokio::test]
async fn a_wish_is_open_until_it_is_answered_and_keeps_its_first_moment() {
    let world = World::new().await;
    let (anna, bo) = (mark("anna@example.invalid"), mark("bo@example.invalid"));
    world.store.wishes.record(&bo, monday() + minutes(1)).await.unwrap();
    world.store.wishes.record(&anna, monday()).await.unwrap();
    world.store.wishes.record(&anna, monday() + minutes(9)).await.unwrap();
    let World { store, folder: _folder, .. } = world.reopened().await;
    let wishes = [Wish { recipient: anna, at: monday() }, Wish { recipient: bo, at: monday() + minutes(1) }];
    assert_eq!(store.wishes.unanswered().await.unwrap(), wishes);

    assert!(store.wishes.answer(&anna, "until 2027-01-31 (Eva)", monday() + minutes(10)).await.unwrap());
    assert!(!store.wishes.answer(&anna, "once more", monday() + minutes(11)).await.unwrap());
    assert_eq!(store.wishes.unanswered().await.unwrap(), wishes[1..]);
}

#[tokio::test]
async fn who_asks_again_after_an_answer_has_asked_again() {
    let World { store, folder: _folder, .. } = World::new().await;
    let anna = mark("anna@example.invalid");
    store.wishes.record(&anna, monday()).await.unwrap();
    store.wishes.answer(&anna, "declined", monday()).await.unwrap();
    store.wishes.record(&anna, monday() + minutes(5)).await.unwrap();
    assert_eq!(
        store.wishes.unanswered().await.unwrap(),
        [Wish { recipient: anna, at: monday() + minutes(5) }]
    );
}

#[tokio::test]
async fn only_answered_wishes_are_forgotten() {
    let World { store, folder: _folder, .. } = World::new().await;
    for address in ["anna@example.invalid", "bo@example.invalid"] {
        store.wishes.record(&mark(address), monday()).await.unwrap();
    }
    store.wishes.answer(&mark("bo@example.invalid"), "declined", monday()).await.unwrap();
    assert_eq!(store.wishes.forget(monday()).await.unwrap(), 0);
    assert_eq!(store.wishes.forget(monday() + minutes(1)).await.unwrap(), 1);
    assert_eq!(store.wishes.unanswered().await.unwrap().len(), 1);
}
