//! Tests of the store against a real file, and what they share.

mod bounces;
mod copying;
mod delivery;
mod leases;
mod ledger;
mod limits;
mod migrating;
mod opening;
mod remembered;
mod totals;
mod usage;
mod wishes;

use std::path::Path;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tempfile::TempDir;

use super::engine::Query;
use super::{
    ClaimedLetter, ExchangeOptions, ExchangeOutcome, Lease, NewLetter, PackedMessage, SettledLetter, Store,
    StoreError, StoreSettings,
};
use crate::domain::asks::PastAsk;
use crate::domain::expectation::ExpectationKey;
use crate::domain::number::Exact;
use crate::domain::outbox::{Attempt, Fate, Grounds, LetterId, OnUnknown, Reason, State, vacant};
use crate::domain::series::Series;
use crate::domain::training::TrainingKey;
use crate::domain::unit::UnitKey;
use crate::domain::verdict::Level;
use crate::domain::week::Week;

#[path = "../../tests/it/postgres.rs"]
mod server;

/// A store that goes with its folder: a file in it, or with
/// `NYTTJA_TEST_STORE=postgres` a database of PostgreSQL.
struct World {
    store: Store,
    settings: StoreSettings,
    folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let url = if server::is_chosen() {
            server::laid_out(|url| async move {
                Store::open(&StoreSettings::at(&url), Path::new("")).await.unwrap().close().await;
            })
        } else {
            None
        };
        Self::at(url.as_deref().map_or_else(StoreSettings::default, StoreSettings::at)).await
    }

    /// A store that other processes may share; none where PostgreSQL is not installed.
    async fn shared() -> Option<Self> {
        let url = server::database()?;
        Some(Self::at(StoreSettings::at(&url)).await)
    }

    async fn at(settings: StoreSettings) -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&settings, folder.path()).await.unwrap();
        Self { store, settings, folder }
    }

    /// Opens the database once more, as another process would.
    async fn again(&self) -> Store {
        Store::open(&self.settings, self.folder.path()).await.unwrap()
    }

    /// Closes the database, and opens it as the next process would.
    async fn reopened(self) -> Self {
        self.store.close().await;
        Self { store: self.again().await, ..self }
    }
}

/// A process that works on the outbox.
struct Worker {
    store: Store,
    lease: Lease,
}

impl Worker {
    async fn at(store: &Store) -> Self {
        Self { store: store.clone(), lease: store.leases.begin().await.unwrap() }
    }

    /// Takes the letter that has been due longest.
    async fn claim(&self, now: DateTime<Utc>) -> Option<ClaimedLetter> {
        self.exchange(&[], 1, now).await.unwrap().letters.pop()
    }

    /// Brings an outcome back.
    async fn settle(&self, letter: &ClaimedLetter, attempt: Attempt) -> ExchangeOutcome {
        self.exchange(&[(letter, attempt)], 0, monday()).await.unwrap()
    }

    async fn exchange(
        &self,
        outcomes: &[(&ClaimedLetter, Attempt)],
        wanted: usize,
        now: DateTime<Utc>,
    ) -> Result<ExchangeOutcome, StoreError> {
        let settled: Vec<_> = outcomes.iter().map(|(letter, attempt)| settled(letter, attempt)).collect();
        self.store.outbox.exchange(self.lease, &settled, wanted, no_limit(now), now).await
    }
}

fn eva(why: &str) -> Reason {
    Reason::Decided(Grounds { why: why.to_owned(), who: "Eva".to_owned() })
}

fn settled(letter: &ClaimedLetter, attempt: &Attempt) -> SettledLetter {
    let fate = Fate::after(attempt, letter.tries, &letter.key, OnUnknown::Resend, monday());
    SettledLetter { key: letter.key.clone(), fate }
}

fn no_limit(now: DateTime<Utc>) -> ExchangeOptions {
    ExchangeOptions { per_minute: 0, wanted_since: now - TimeDelta::days(4), durable: true }
}

fn accepted() -> Attempt {
    Attempt::Accepted("250 ok".to_owned())
}

impl Store {
    /// Changes the tables behind the store's back.
    async fn tamper(&self, sql: &str) -> u64 {
        self.engine.execute(Query::new("tamper", sql)).await.unwrap()
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
    LetterId { series: Series::Letters, recipient: recipient.to_owned(), week, edition: 1 }
}

fn letter(recipient: &str, in_week: &str) -> NewLetter {
    let id = id(recipient, week(in_week));
    NewLetter {
        units: vec![UnitKey("12345678".into())],
        state: State::Queued,
        reason: None,
        message_id: Some(id.message_id("mail.invalid")),
        address: Some(recipient.to_owned()),
        message: Some(PackedMessage::of(format!("To: {recipient}\r\n\r\nHej!\r\n").as_bytes())),
        asks: vec![ask("larlogg-personal")],
        id,
    }
}

fn held(recipient: &str, in_week: &str) -> NewLetter {
    NewLetter { state: State::Held, reason: Some(Reason::Held(Vec::new())), ..letter(recipient, in_week) }
}

fn skipped(recipient: &str, in_week: &str) -> NewLetter {
    NewLetter {
        state: State::Skipped,
        reason: Some(Reason::NotJudged),
        message_id: None,
        address: None,
        message: None,
        asks: Vec::new(),
        ..letter(recipient, in_week)
    }
}

fn ask(expectation: &str) -> PastAsk {
    PastAsk {
        unit: UnitKey("12345678".into()),
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
    let World { store, folder, .. } = World::new().await;
    let (now, of, filter) = (monday(), week("2026-W47"), super::LetterFilter::default());
    any_task(Store::open(&StoreSettings::default(), folder.path()));
    any_task(store.usage.writer("export", "meaning", now));
    any_task(store.usage.snapshot(of.sunday()));
    any_task(store.usage.newest_day());
    any_task(store.outbox.queue(&[], now));
    any_task(store.outbox.entries(Series::Letters, of));
    any_task(store.outbox.recent_entries(&filter, 1));
    any_task(store.outbox.change(&filter, super::Change::Release, &eva("right"), now));
    any_task(store.outbox.next_due(now));
    any_task(store.outbox.history(Series::Letters, ["anna@example.invalid"], of, 8));
    any_task(store.outbox.handed_over(Series::Letters, None, of));
    let mut pages = store.outbox.pages(Series::Letters, of, 1);
    any_task(pages.next());
    any_task(store.outbox.letters_before(Series::Letters, "anna@example.invalid", of, 8));
    any_task(store.runs.start(Series::Letters, of, 1, now));
    any_task(store.runs.last_finished(Series::Letters));
    any_task(store.moments.installed_at(now));
    any_task(store.usage.last_fetches());
    any_task(store.usage.refusals("export", 1));
    let lease = store.leases.begin().await.unwrap();
    any_task(store.outbox.exchange(lease, &[], 1, no_limit(now), now));
    any_task(store.outbox.take_over(lease, OnUnknown::Hold, now));
    any_task(store.leases.take_connections(lease, 3));
    any_task(store.wishes.unanswered());
    any_task(store.check());
}
