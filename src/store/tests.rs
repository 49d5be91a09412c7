//! Tests of the store against a real file, and what they share.

mod delivery;
mod ledger;
mod opening;
mod remembered;
mod usage;
mod wishes;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tempfile::TempDir;

use super::{NewLetter, Store, StoreSettings};
use crate::domain::asks::PastAsk;
use crate::domain::expectation::ExpectationKey;
use crate::domain::number::Exact;
use crate::domain::outbox::{LetterId, State};
use crate::domain::training::TrainingKey;
use crate::domain::unit::UnitKey;
use crate::domain::verdict::Level;
use crate::domain::week::Week;

/// A store in a folder that goes with it.
struct World {
    store: Store,
    folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&StoreSettings::default(), folder.path()).await.unwrap();
        Self { store, folder }
    }

    /// Closes the database, and opens it as the next process would.
    async fn reopened(self) -> Self {
        self.store.close().await;
        let store = Store::open(&StoreSettings::default(), self.folder.path()).await.unwrap();
        Self { store, folder: self.folder }
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn week(text: &str) -> Week {
    text.parse().unwrap()
}

fn monday() -> DateTime<Utc> {
    "2026-11-16T05:30:00Z".parse().unwrap()
}

fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

fn id(recipient: &str, week: Week) -> LetterId {
    LetterId { job: "letters".to_owned(), recipient: recipient.to_owned(), week, edition: 1 }
}

fn letter(recipient: &str, in_week: &str) -> NewLetter {
    let id = id(recipient, week(in_week));
    NewLetter {
        units: vec![UnitKey("12345678".to_owned())],
        state: State::Queued,
        reason: None,
        message_id: Some(id.message_id("mail.invalid")),
        address: Some(recipient.to_owned()),
        bytes: Some(format!("To: {recipient}\r\n\r\nHej!\r\n").into_bytes()),
        asks: vec![ask("larlogg-personal")],
        id,
    }
}

fn held(recipient: &str, in_week: &str) -> NewLetter {
    NewLetter { state: State::Held, reason: Some("data missing".to_owned()), ..letter(recipient, in_week) }
}

fn skipped(recipient: &str, in_week: &str) -> NewLetter {
    NewLetter {
        state: State::Skipped,
        reason: Some("vacant".to_owned()),
        message_id: None,
        address: None,
        bytes: None,
        asks: Vec::new(),
        ..letter(recipient, in_week)
    }
}

fn ask(expectation: &str) -> PastAsk {
    PastAsk {
        unit: UnitKey("12345678".to_owned()),
        expectation: ExpectationKey(expectation.to_owned()),
        level: Level::Below,
        value: Exact::new(1, 3),
        trainings: vec![TrainingKey("larlogg-film".to_owned()), TrainingKey("larlogg-kurs".to_owned())],
        handed_over: false,
    }
}

/// Tasks of the daemon move between threads, and so must every future of the store.
#[tokio::test]
async fn every_question_can_be_asked_from_any_task() {
    fn any_task<F: Future + Send>(_: F) {}
    let World { store, folder } = World::new().await;
    let (now, of, filter) = (monday(), week("2026-W47"), super::LetterFilter::default());
    any_task(Store::open(&StoreSettings::default(), folder.path()));
    any_task(Store::in_memory());
    any_task(store.keep_usage(&[], "export", now));
    any_task(store.usage(of.sunday()));
    any_task(store.usage_of(&UnitKey(String::new()), of.sunday()));
    any_task(store.newest_usage());
    any_task(store.queue(&[], now));
    any_task(store.entries("letters", of));
    any_task(store.recent_entries(&filter, 1));
    any_task(store.change(&filter, super::Change::Release, "Eva", now));
    any_task(store.next_due(None, now));
    any_task(store.history("letters", of, 8));
    any_task(store.letters_before("letters", "anna@example.invalid", of, 8));
    any_task(store.start_run("letters", of, 1, now));
    any_task(store.last_finished("letters"));
    any_task(store.installed_at(now));
    any_task(store.last_fetches());
    any_task(store.refusals("export", 1));
    any_task(store.open_wishes());
    any_task(store.check());
}
