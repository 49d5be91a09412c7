//! Tests of the store against a real file, and what they share.

mod delivery;
mod ledger;
mod opening;
mod remembered;
mod usage;

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
