//! The ledger: letters enter once, people change them, time forgets them, the next letter remembers them.

use super::*;
use crate::domain::account::receipt::Tally;
use crate::domain::asks::PastLetter;
use crate::domain::outbox::Deed;
use crate::domain::series::Series;
use crate::store::{Change, LetterFilter, StoreError};

const ANNA: &str = "anna@example.invalid";
const BO: &str = "bo@example.invalid";
const CIA: &str = "cia@example.invalid";

fn in_week(text: &str) -> LetterFilter {
    LetterFilter { week: Some(week(text)), ..LetterFilter::default() }
}

async fn states(store: &Store, of: &str) -> Vec<State> {
    store
        .outbox
        .entries(Series::Letters, week(of))
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.state)
        .collect()
}

#[tokio::test]
async fn a_second_run_adds_nothing_and_writes_held_letters_anew() {
    let World { store, folder: _folder, .. } = World::new().await;
    let letters = [letter(BO, "2026-W47"), held(ANNA, "2026-W47"), skipped("vacant:FSK-07", "2026-W47")];
    assert_eq!(store.outbox.queue(&letters, monday()).await.unwrap(), 3);
    let before = store.outbox.entries(Series::Letters, week("2026-W47")).await.unwrap();

    let changed = letters.map(|letter| NewLetter { asks: vec![ask("other"), ask("another")], ..letter });
    assert_eq!(store.outbox.queue(&changed, monday() + minutes(5)).await.unwrap(), 1, "the held one");

    let after = store.outbox.entries(Series::Letters, week("2026-W47")).await.unwrap();
    assert_eq!(after, before);
    assert_eq!(Tally::of(&after), Tally { expected: 3, skipped: 1, held: 1, waiting: 1, ..Tally::default() });
    let recipients: Vec<&str> = after.iter().map(|entry| entry.id.recipient.as_str()).collect();
    assert_eq!(recipients, [ANNA, BO, "vacant:FSK-07"]);
    let history = store.outbox.letters_before(Series::Letters, BO, week("2026-W48"), 8).await.unwrap();
    assert_eq!(history[0].asks, [ask("larlogg-personal")]);
    store.outbox.change(&in_week("2026-W47"), Change::Release, &eva("right"), monday()).await.unwrap();
    let anew = store.outbox.letters_before(Series::Letters, ANNA, week("2026-W48"), 8).await.unwrap();
    assert_eq!(anew[0].asks, [ask("other"), ask("another")]);
}

#[tokio::test]
async fn a_letter_without_message_or_address_is_refused_and_nothing_is_queued() {
    let World { store, folder: _folder, .. } = World::new().await;
    let broken = [
        NewLetter { address: None, ..letter(BO, "2026-W47") },
        NewLetter { message: None, ..held(BO, "2026-W47") },
        NewLetter { message_id: None, ..letter(BO, "2026-W47") },
        NewLetter { state: State::Sent, ..letter(BO, "2026-W47") },
    ];
    for broken in broken {
        let error = store.outbox.queue(&[letter(ANNA, "2026-W47"), broken], monday()).await.unwrap_err();
        assert!(matches!(error, StoreError::IncompleteLetter { .. }), "{error}");
    }
    assert!(states(&store, "2026-W47").await.is_empty());
}

#[tokio::test]
async fn held_letters_are_released_or_discarded_with_who_and_why() {
    let World { store, folder: _folder, .. } = World::new().await;
    store
        .outbox
        .queue(&[held(ANNA, "2026-W47"), held(BO, "2026-W47"), held(CIA, "2026-W48")], monday())
        .await
        .unwrap();
    assert!(Worker::at(&store).await.claim(monday()).await.is_none());
    let only_bo = LetterFilter { recipient: Some(BO.to_owned()), ..in_week("2026-W47") };

    assert_eq!(
        store.outbox.change(&only_bo, Change::Discard, &eva("moved"), monday()).await.unwrap().letters,
        1
    );
    assert_eq!(
        store
            .outbox
            .change(&in_week("2026-W47"), Change::Release, &eva("right"), monday())
            .await
            .unwrap()
            .letters,
        1
    );

    let entries = store.outbox.entries(Series::Letters, week("2026-W47")).await.unwrap();
    assert_eq!(entries[0].state, State::Queued);
    assert_eq!((entries[1].state, entries[1].reason.clone()), (State::Cancelled, Some(eva("moved"))));
    assert_eq!(states(&store, "2026-W48").await, [State::Held]);
}

#[tokio::test]
async fn what_was_decided_outlives_what_becomes_of_the_letter_and_goes_with_it() {
    let World { store, folder: _folder, .. } = World::new().await;
    store.outbox.queue(&[held(ANNA, "2026-W47"), letter(BO, "2026-W47")], monday()).await.unwrap();
    let key = id(ANNA, week("2026-W47")).key();
    let only_anna = LetterFilter { recipient: Some(ANNA.to_owned()), ..in_week("2026-W47") };
    store.outbox.change(&only_anna, Change::Release, &eva("right"), monday()).await.unwrap();
    let worker = Worker::at(&store).await;
    for answer in [Attempt::Refused("550 no such user".to_owned()), accepted()] {
        let letter = worker.claim(monday()).await.unwrap();
        worker.settle(&letter, answer).await;
        store
            .outbox
            .change(&only_anna, Change::Retry, &Reason::NoLongerHeld, monday() + minutes(1))
            .await
            .unwrap();
    }
    let told: Vec<_> = store.outbox.decisions(&key).await.unwrap();
    let told: Vec<_> =
        told.iter().map(|one| (one.at, one.what, one.who.as_deref(), one.why.clone())).collect();
    assert_eq!(
        told,
        [
            (monday(), Deed::Release, Some("Eva"), eva("right")),
            (monday() + minutes(1), Deed::Retry, None, Reason::NoLongerHeld)
        ]
    );
    assert!(store.outbox.decisions(&id(BO, week("2026-W47")).key()).await.unwrap().is_empty());
    assert!(store.outbox.was_decided(&[Series::Letters], week("2026-W47"), monday()).await.unwrap());
    assert!(
        !store.outbox.was_decided(&[Series::Letters], week("2026-W47"), monday() + minutes(1)).await.unwrap()
    );
    assert!(!store.outbox.was_decided(&[Series::Summaries], week("2026-W47"), monday()).await.unwrap());
    store.tamper("UPDATE letters SET state = 'sent', due_at = NULL, shift = NULL").await;
    // Those of the newest weeks would stay.
    let newer = ["2026-W49", "2026-W50", "2026-W51", "2026-W52"].map(|week| letter(ANNA, week));
    store.outbox.queue(&newer, monday() + minutes(9)).await.unwrap();
    assert_eq!(store.outbox.forget_letters(monday() + minutes(9)).await.unwrap(), 2);
    assert!(store.outbox.decisions(&key).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_letter_that_is_sent_or_being_sent_cannot_be_discarded() {
    let World { store, folder: _folder, .. } = World::new().await;
    store.outbox.queue(&[letter(ANNA, "2026-W47"), letter(BO, "2026-W47")], monday()).await.unwrap();
    let worker = Worker::at(&store).await;
    let first = worker.claim(monday()).await.unwrap();
    worker.settle(&first, accepted()).await;
    worker.claim(monday()).await.unwrap();
    let all = LetterFilter::default();
    assert_eq!(store.outbox.change(&all, Change::Discard, &eva("right"), monday()).await.unwrap().letters, 0);
    assert_eq!(states(&store, "2026-W47").await, [State::Sent, State::Sending]);
}

#[tokio::test]
async fn recent_letters_are_listed_by_state_and_week_and_limit() {
    let World { store, folder: _folder, .. } = World::new().await;
    let letters = [letter(ANNA, "2026-W46"), letter(ANNA, "2026-W47"), held(BO, "2026-W47")];
    store.outbox.queue(&letters, monday()).await.unwrap();
    let list = async |filter: LetterFilter, limit| {
        let entries = store.outbox.recent_entries(&filter, limit).await.unwrap();
        entries.into_iter().map(|entry| format!("{} {}", entry.id.week, entry.state)).collect::<Vec<_>>()
    };
    assert_eq!(list(LetterFilter::default(), 2).await, ["2026-W47 queued", "2026-W47 held"]);
    assert_eq!(list(in_week("2026-W46"), 10).await, ["2026-W46 queued"]);
    let waiting = LetterFilter { states: vec![State::Held, State::Sent], ..LetterFilter::default() };
    assert_eq!(list(waiting, 10).await, ["2026-W47 held"]);
    let key = Some(id(BO, week("2026-W47")).key());
    assert_eq!(list(LetterFilter { key, ..LetterFilter::default() }, 10).await, ["2026-W47 held"]);
}

#[tokio::test]
async fn letters_of_one_moment_are_listed_by_recipient_and_then_by_unit() {
    let World { store, folder: _folder, .. } = World::new().await;
    let about = |unit: &str| {
        let id = LetterId { recipient: vacant(&UnitKey(unit.into())), ..id(ANNA, week("2026-W47")) };
        NewLetter { id, state: State::Skipped, ..letter(ANNA, "2026-W47") }
    };
    let letters = [about("fsk-9"), letter(BO, "2026-W47"), about("fsk-10"), letter(ANNA, "2026-W47")];
    store.outbox.queue(&letters, monday()).await.unwrap();
    let listed = store.outbox.recent_entries(&LetterFilter::default(), 10).await.unwrap();
    let recipients: Vec<_> = listed.into_iter().map(|entry| entry.id.recipient).collect();
    let mut expected: Vec<_> = letters.into_iter().map(|letter| letter.id.recipient).collect();
    expected.sort();
    assert_eq!(recipients, expected);
}

#[tokio::test]
async fn old_messages_are_forgotten_before_their_letters_and_letters_on_their_way_stay() {
    let World { store, folder: _folder, .. } = World::new().await;
    store.outbox.queue(&[letter(ANNA, "2026-W47"), letter(BO, "2026-W47")], monday()).await.unwrap();
    let worker = Worker::at(&store).await;
    let sent = worker.claim(monday()).await.unwrap();
    worker.settle(&sent, accepted()).await;
    assert_eq!(store.outbox.message(&sent.key).await.unwrap(), Some(sent.bytes));
    let later = monday() + minutes(1);

    assert_eq!(store.outbox.forget_messages(monday()).await.unwrap(), 0);
    assert_eq!(store.outbox.forget_messages(later).await.unwrap(), 1);
    assert_eq!(store.outbox.message(&sent.key).await.unwrap(), None);
    let history =
        async || store.outbox.letters_before(Series::Letters, ANNA, week("2026-W48"), 8).await.unwrap();
    assert_eq!(history().await[0].asks.len(), 1);

    assert_eq!(store.outbox.forget_letters(later).await.unwrap(), 0, "those of the newest weeks stay");
    let newer = ["2026-W49", "2026-W50", "2026-W51", "2026-W52"].map(|week| letter(ANNA, week));
    store.outbox.queue(&newer, later).await.unwrap();
    assert_eq!(store.outbox.forget_letters(later).await.unwrap(), 1);
    assert!(history().await.is_empty());
    assert_eq!(states(&store, "2026-W47").await, [State::Queued]);
}

#[tokio::test]
async fn history_holds_letters_that_went_out_the_newest_first() {
    let World { store, folder: _folder, .. } = World::new().await;
    let handed_over = PastAsk { handed_over: true, level: Level::Near, ..ask("omdomen") };
    let letters = [
        NewLetter { asks: Vec::new(), ..letter(ANNA, "2026-W44") },
        letter(ANNA, "2026-W45"),
        NewLetter { asks: vec![ask("b"), ask("a"), handed_over.clone()], ..letter(ANNA, "2026-W46") },
        held(ANNA, "2026-W43"),
        letter(ANNA, "2026-W47"),
        letter(BO, "2026-W46"),
        skipped(CIA, "2026-W46"),
    ];
    store.outbox.queue(&letters, monday()).await.unwrap();

    let past = |of: &str, asks: Vec<PastAsk>| PastLetter { week: week(of), asks };
    let newest = past("2026-W46", vec![ask("b"), ask("a"), handed_over]);
    let older = past("2026-W45", vec![ask("larlogg-personal")]);
    let silent = past("2026-W44", Vec::new());
    let anna = store.outbox.letters_before(Series::Letters, ANNA, week("2026-W47"), 8).await.unwrap();
    assert_eq!(anna, [newest.clone(), older.clone(), silent]);

    let all = store.outbox.history(Series::Letters, [ANNA, BO, CIA], week("2026-W47"), 2).await.unwrap();
    assert_eq!(all[ANNA], [newest, older]);
    assert_eq!(all[BO].len(), 1);
    assert_eq!(all.len(), 2);
    let only = store.outbox.history(Series::Letters, [BO], week("2026-W47"), 2).await.unwrap();
    assert_eq!(only.into_keys().collect::<Vec<_>>(), [BO]);
    assert!(store.outbox.history(Series::Summaries, [ANNA], week("2026-W47"), 2).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_was_told_that_something_is_handed_over_is_found_by_the_weeks() {
    let World { store, folder: _folder, .. } = World::new().await;
    let talk = || vec![ask("a"), PastAsk { handed_over: true, ..ask("b") }];
    let letters = [
        NewLetter { asks: talk(), ..letter(ANNA, "2026-W45") },
        NewLetter { asks: talk(), ..letter(BO, "2026-W46") },
        letter(CIA, "2026-W46"),
    ];
    store.outbox.queue(&letters, monday()).await.unwrap();
    let found = |since: Option<&str>, before: &str| {
        let (store, since, before) = (store.clone(), since.map(week), week(before));
        async move {
            let mut found: Vec<_> =
                store.outbox.handed_over(Series::Letters, since, before).await.unwrap().into_iter().collect();
            found.sort_unstable();
            found
        }
    };
    assert_eq!(found(None, "2026-W47").await, [ANNA, BO]);
    assert_eq!(found(Some("2026-W46"), "2026-W47").await, [BO]);
    assert_eq!(found(None, "2026-W46").await, [ANNA]);
}

#[tokio::test]
async fn a_correction_counts_in_place_of_the_letter_it_corrects() {
    let World { store, folder: _folder, .. } = World::new().await;
    let mut correction = NewLetter { asks: vec![ask("right")], ..letter(ANNA, "2026-W46") };
    correction.id.edition = 2;
    store.outbox.queue(&[letter(ANNA, "2026-W46"), correction], monday()).await.unwrap();
    let history = store.outbox.letters_before(Series::Letters, ANNA, week("2026-W47"), 8).await.unwrap();
    assert_eq!(history, [PastLetter { week: week("2026-W46"), asks: vec![ask("right")] }]);
}
