//! What came back: each report counts once, and a dead address is dead until somebody says otherwise.

use super::*;
use crate::domain::bounce::{DeadAddress, Gravity, Ruling, TracedBy};
use crate::domain::series::Series;
use crate::store::{LeftFor, LetterFilter, NewBounce, RuledBy};

const ANNA: &str = "anna@example.invalid";

fn bounce(letter: &NewLetter, report: &str, gravity: Gravity) -> NewBounce {
    NewBounce {
        letter: letter.id.key(),
        report: report.to_owned(),
        gravity,
        words: format!("550 {report}"),
        traced: TracedBy::Letter,
    }
}

/// A store in which Anna's letter of this week was sent.
async fn sent() -> (World, NewLetter) {
    let world = World::new().await;
    let letter = send(&world, "2026-W47").await;
    (world, letter)
}

async fn send(world: &World, of: &str) -> NewLetter {
    let letter = letter(ANNA, of);
    world.store.outbox.queue(std::slice::from_ref(&letter), monday()).await.unwrap();
    let worker = Worker::at(&world.store).await;
    let claimed = worker.claim(monday()).await.unwrap();
    worker.settle(&claimed, accepted()).await;
    letter
}

/// Notes a report, and takes its address for dead where it says so.
async fn comes_back(store: &Store, bounce: &NewBounce, now: DateTime<Utc>) -> bool {
    let is_news = store.bounces.note(bounce, now).await.unwrap();
    store.bounces.rule(Ruling::Dead, RuledBy::Brake, now.date_naive(), now).await.unwrap();
    is_news
}

/// The state and reason of a letter.
async fn now_of(world: &World, letter: &NewLetter) -> (State, Option<Reason>) {
    let filter = LetterFilter { key: Some(letter.id.key()), ..LetterFilter::default() };
    let entry = world.store.outbox.recent_entries(&filter, 1).await.unwrap().remove(0);
    (entry.state, entry.reason)
}

#[tokio::test]
async fn a_hard_bounce_fails_the_letter_and_marks_its_address_once() {
    let (world, letter) = sent().await;
    let store = &world.store;
    let report = bounce(&letter, "5.1.1", Gravity::Hard);
    assert!(comes_back(store, &report, monday() + minutes(1)).await);
    assert!(!comes_back(store, &report, monday() + minutes(2)).await);
    assert_eq!(
        now_of(&world, &letter).await,
        (State::Failed, Some(Reason::CameBack("550 5.1.1".to_owned())))
    );
    let dead =
        DeadAddress { address: ANNA.to_owned(), since: monday() + minutes(1), words: "550 5.1.1".to_owned() };
    assert_eq!(store.bounces.dead_addresses().await.unwrap(), [dead]);
}

#[tokio::test]
async fn letters_that_wait_for_a_dead_address_are_skipped_and_receipts_are_not() {
    let (world, sent) = sent().await;
    let waiting = letter(ANNA, "2026-W48");
    let mut receipt = letter(ANNA, "2026-W48");
    receipt.id.series = Series::Receipt;
    let other = letter("bo@example.invalid", "2026-W48");
    let all = [waiting, held(ANNA, "2026-W49"), receipt, other];
    world.store.outbox.queue(&all, monday()).await.unwrap();
    comes_back(&world.store, &bounce(&sent, "5.1.1", Gravity::Hard), monday()).await;
    let mut states = Vec::new();
    for letter in &all {
        states.push(now_of(&world, letter).await.0);
    }
    assert_eq!(states, [State::Skipped, State::Skipped, State::Queued, State::Queued]);
    assert_eq!(world.store.outbox.next_due(monday()).await.unwrap(), Some(monday()));
}

#[tokio::test]
async fn a_soft_bounce_leaves_the_letter_sent_and_counts_by_week() {
    let (world, first) = sent().await;
    let second = send(&world, "2026-W48").await;
    send(&world, "2026-W49").await;
    for (letter, report) in [(&first, "a"), (&second, "b"), (&second, "c")] {
        comes_back(&world.store, &bounce(letter, report, Gravity::Soft), monday()).await;
    }
    assert_eq!(now_of(&world, &first).await.0, State::Sent);
    assert_eq!(world.store.bounces.dead_addresses().await.unwrap(), []);
    let [troubled] = &world.store.bounces.troubled_addresses().await.unwrap()[..] else { panic!("not one") };
    assert_eq!(troubled.address, ANNA);
    assert_eq!(troubled.words, "550 c");
    assert_eq!(
        troubled.weeks,
        [(week("2026-W49"), false), (week("2026-W48"), true), (week("2026-W47"), true)]
    );
}

#[tokio::test]
async fn an_address_that_was_cleared_is_dead_again_only_by_a_letter_that_was_sent_since() {
    let (world, first) = sent().await;
    let store = &world.store;
    let (twice, later) = (bounce(&first, "a", Gravity::Hard), monday() + minutes(5));
    comes_back(store, &twice, monday() + minutes(1)).await;
    assert!(store.bounces.clear_address(ANNA, "it is right (eva)", later).await.unwrap());
    assert!(!store.bounces.clear_address(ANNA, "it is right (eva)", later).await.unwrap());
    assert_eq!(store.bounces.dead_addresses().await.unwrap(), []);
    // The same report once more, and another one about the same letter.
    comes_back(store, &twice, later + minutes(1)).await;
    comes_back(store, &bounce(&first, "b", Gravity::Hard), later + minutes(1)).await;
    assert_eq!(store.bounces.dead_addresses().await.unwrap(), []);

    let filter = LetterFilter { key: Some(first.id.key()), ..LetterFilter::default() };
    store.outbox.change(&filter, crate::store::Change::Retry, &eva("again"), later).await.unwrap();
    let worker = Worker::at(store).await;
    let claimed = worker.claim(later + minutes(2)).await.unwrap();
    worker.exchange(&[(&claimed, accepted())], 0, later + minutes(2)).await.unwrap();
    comes_back(store, &bounce(&first, "c", Gravity::Hard), later + minutes(3)).await;
    assert_eq!(store.bounces.dead_addresses().await.unwrap().len(), 1);
    assert_eq!(now_of(&world, &first).await.0, State::Failed);
}

#[tokio::test]
async fn a_letter_to_a_dead_address_is_tried_again_only_where_somebody_names_it() {
    let (world, letter) = sent().await;
    let store = &world.store;
    comes_back(store, &bounce(&letter, "a", Gravity::Hard), monday()).await;
    let retry = async |filter: LetterFilter| {
        store
            .outbox
            .change(&filter, crate::store::Change::Retry, &eva("again"), monday())
            .await
            .unwrap()
            .letters
    };
    let of_week = LetterFilter { week: Some(week("2026-W47")), ..LetterFilter::default() };
    assert_eq!(retry(of_week.clone()).await, 0);
    assert_eq!(retry(LetterFilter { recipient: Some(ANNA.to_owned()), ..of_week }).await, 1);
}

#[tokio::test]
async fn a_report_about_a_letter_that_nobody_has_says_nothing() {
    let (world, _) = sent().await;
    let stranger = letter("bo@example.invalid", "2026-W40");
    assert!(!comes_back(&world.store, &bounce(&stranger, "a", Gravity::Hard), monday()).await);
    assert_eq!(world.store.bounces.dead_addresses().await.unwrap(), []);
}

#[tokio::test]
async fn a_dead_address_is_forgotten_in_time_and_what_came_back_goes_with_its_letter() {
    let (world, letter) = sent().await;
    let store = &world.store;
    comes_back(store, &bounce(&letter, "a", Gravity::Hard), monday()).await;
    assert_eq!(store.bounces.forget_addresses(monday()).await.unwrap(), 0);
    assert_eq!(store.bounces.forget_addresses(monday() + minutes(1)).await.unwrap(), 1);
    // Those of the newest weeks would stay.
    let newer = ["2026-W49", "2026-W50", "2026-W51", "2026-W52"].map(|week| super::letter(ANNA, week));
    store.outbox.queue(&newer, monday() + minutes(9)).await.unwrap();
    assert_eq!(store.outbox.forget_letters(monday() + minutes(1)).await.unwrap(), 1);
    let left = Query::new("look", "SELECT COUNT(*) FROM bounces");
    assert_eq!(store.engine.one::<(i64,)>(left).await.unwrap(), (0,));
}

#[tokio::test]
async fn what_is_left_for_people_is_remembered_while_it_lies_there() {
    let World { store, folder: _folder, .. } = World::new().await;
    for message in ["1", "2", "2"] {
        store.bounces.leave_for_people("inbox", message, LeftFor::System).await.unwrap();
    }
    store.bounces.leave_for_people("other", "3", LeftFor::Other).await.unwrap();
    store.bounces.forget_left("inbox", &["1".to_owned()]).await.unwrap();
    assert_eq!(store.bounces.left_for_people("inbox").await.unwrap(), ["2".to_owned()].into());
}

#[tokio::test]
async fn the_newest_reading_is_told_with_the_last_good_one() {
    let World { store, folder: _folder, .. } = World::new().await;
    assert_eq!(store.bounces.last_reading("inbox").await.unwrap(), None);
    store.bounces.note_reading("inbox", None, monday()).await.unwrap();
    store.bounces.note_reading("inbox", Some("no connection"), monday() + minutes(10)).await.unwrap();
    let reading = store.bounces.last_reading("inbox").await.unwrap().unwrap();
    assert_eq!(reading.at, monday() + minutes(10));
    assert_eq!(reading.succeeded_at, Some(monday()));
    assert_eq!(reading.failure.as_deref(), Some("no connection"));
}

#[tokio::test]
async fn addresses_that_are_doubted_change_nothing_until_somebody_decides() {
    let (world, sent) = sent().await;
    let store = &world.store;
    let refused = letter("bo@example.invalid", "2026-W47");
    store.outbox.queue(std::slice::from_ref(&refused), monday()).await.unwrap();
    let worker = Worker::at(store).await;
    let claimed = worker.claim(monday()).await.unwrap();
    let attempt = Attempt::Nobody("550 5.1.1 no".to_owned());
    worker.settle(&claimed, attempt).await;
    assert_eq!(now_of(&world, &refused).await.0, State::Retry);
    store.bounces.note(&bounce(&sent, "a", Gravity::Hard), monday()).await.unwrap();
    let report = NewBounce { traced: TracedBy::Conversation, ..bounce(&refused, "b", Gravity::Hard) };
    store.bounces.note(&report, monday()).await.unwrap();
    store.bounces.hold_back().await.unwrap();

    let doubted = store.bounces.doubted().await.unwrap();
    assert_eq!(doubted.iter().map(|one| &*one.address).collect::<Vec<_>>(), [ANNA, "bo@example.invalid"]);
    assert_eq!(store.bounces.dead_addresses().await.unwrap(), []);
    assert_eq!(store.bounces.taken_for_dead_since(monday() - minutes(1)).await.unwrap(), 0);
    assert_eq!(now_of(&world, &sent).await.0, State::Sent);
    assert_eq!(store.outbox.next_due(monday() + minutes(600)).await.unwrap(), None, "it waits");

    let later = monday() + minutes(700);
    let right = store.bounces.rule(Ruling::Right, RuledBy::Somebody("a list"), later.date_naive(), later);
    assert_eq!(right.await.unwrap(), [ANNA, "bo@example.invalid"]);
    assert_eq!(store.outbox.next_due(later).await.unwrap(), Some(later), "it goes out again");
    assert_eq!(store.bounces.doubted().await.unwrap(), []);
    let again = store.bounces.rule(Ruling::Dead, RuledBy::Brake, later.date_naive(), later);
    assert!(again.await.unwrap().is_empty(), "it is decided once");
    assert_eq!(store.bounces.dead_addresses().await.unwrap(), []);
}

#[tokio::test]
async fn what_somebody_decided_does_not_count_as_marked_by_itself() {
    let (world, letter) = sent().await;
    let store = &world.store;
    store.bounces.note(&bounce(&letter, "a", Gravity::Hard), monday()).await.unwrap();
    let accepted =
        store.bounces.rule(Ruling::Dead, RuledBy::Somebody("gone"), monday().date_naive(), monday());
    assert_eq!(accepted.await.unwrap(), [ANNA]);
    assert_eq!(store.bounces.dead_addresses().await.unwrap().len(), 1);
    assert_eq!(store.bounces.taken_for_dead_since(monday() - minutes(1)).await.unwrap(), 0);
    let other = send(&world, "2026-W48").await;
    let (other, at) = (bounce(&other, "b", Gravity::Hard), monday() + minutes(1));
    assert!(comes_back(store, &other, at).await);
    assert_eq!(store.bounces.taken_for_dead_since(monday()).await.unwrap(), 1);
}
