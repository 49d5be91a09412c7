//! Moving to another database: everything comes over, and only into an empty one.

use super::*;
use crate::domain::account::receipt::Ending;
use crate::domain::account::receipt::SourceReport;
use crate::domain::bounce::{Gravity, Ruling, TagKey, TracedBy};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::outbox::{Contact, Reply};
use crate::domain::recipient::RecipientMark;
use crate::domain::series::Series;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::files::{FileAccount, FileRead, FilesRead};
use crate::domain::usage::reading::Sifted;
use crate::domain::usage::refusal::{Place, Refusal};
use crate::domain::usage::share::Share;
use crate::domain::usage::{Figures, Period, Subject, Usage};
use crate::store::{Change, CopiedTable, LeftFor, LetterFilter, NewBounce, RuledBy};

fn file() -> FileRead {
    FileRead {
        name: "inbox/v46.csv".to_owned(),
        digest: "q83vEg".to_owned(),
        first_read: day("2026-11-16"),
        meaning: "0a1b".to_owned(),
        again_on: Some(day("2026-11-23")),
        days: Some(Period { from: day("2026-11-09"), to: day("2026-11-15") }),
        told_since: day("2026-11-16"),
        account: FileAccount { rows: 2, ..FileAccount::default() },
    }
}

/// A store with something in every table.
async fn full(settings: StoreSettings) -> World {
    let world = World::at(settings).await;
    let store = &world.store;
    let report = SourceReport {
        name: "export".to_owned(),
        rows: 2,
        kept: 1,
        ignored: 0,
        refused: 1,
        changed: 0,
        passed_over: vec!["Matsedel".to_owned()],
        failures: Vec::new(),
        notes: vec!["slow".to_owned()],
    };
    let place = Place::Line { file: "v46.csv".into(), line: 7 };
    let refusal = Refusal { source: "export".to_owned(), place, reason: "`tolv` is not a number".to_owned() };
    store.usage.record_fetch("export", Some("meaning"), monday(), &report, &[refusal]).await.unwrap();
    let usage: Vec<_> = (0..450)
        .map(|number| {
            let subject = Subject {
                unit: UnitKey(format!("Å {number}").into()),
                module: ModuleKey("larlogg".to_owned()),
                audience: Audience::Staff,
            };
            let period = Period { from: day("2026-11-09"), to: day("2026-11-15") };
            let figures = Figures {
                active: Some(number.into()),
                share: Some(Share::try_from(Exact::new(1, 3_125)).unwrap().into()),
                ..Figures::default()
            };
            (subject, Usage { period, figures })
        })
        .collect();
    let period = Period { from: day("2026-11-02"), to: day("2026-11-08") };
    let unknown = vec![(usage[0].0.clone(), period, false)];
    let twice = usage[..1].to_vec();
    let mut writer = store.usage.writer("export", "meaning", monday()).await.unwrap();
    writer.add(&Sifted { records: usage, unknown, ..Sifted::default() }).await.unwrap();
    writer.remember(&FilesRead { in_folder: vec![file()], ..FilesRead::default() }).await.unwrap();
    writer.commit().await.unwrap();
    let mut other = store.usage.writer("list", "meaning", monday()).await.unwrap();
    other.add(&Sifted { records: twice, ..Sifted::default() }).await.unwrap();
    other.commit().await.unwrap();
    let letters = ["a", "b", "c"].map(|name| letter(&format!("{name}@example.invalid"), "2026-W47"));
    store.outbox.queue(&letters, monday()).await.unwrap();
    let worker = Worker::at(store).await;
    let sent = worker.claim(monday()).await.unwrap();
    worker.settle(&sent, accepted()).await;
    worker.claim(monday()).await.unwrap();
    store.leases.end(worker.lease).await.unwrap();
    let filter = LetterFilter { states: vec![State::Queued], ..LetterFilter::default() };
    store.outbox.change(&filter, Change::Discard, &eva("moved"), monday()).await.unwrap();
    let run = store.runs.start(Series::Letters, week("2026-W47"), 1, monday()).await.unwrap();
    store.runs.finish(&run, monday(), Ending::Incomplete, "{}", monday()).await.unwrap();
    store.moments.beat(monday()).await.unwrap();
    let bounce = NewBounce {
        letter: letters[0].id.key(),
        report: "1".to_owned(),
        gravity: Gravity::Hard,
        words: "550".to_owned(),
        traced: TracedBy::Letter,
    };
    store.bounces.note(&bounce, monday()).await.unwrap();
    let because = RuledBy::Somebody("nobody is there (eva)");
    store.bounces.rule(Ruling::Dead, because, monday().date_naive(), monday()).await.unwrap();
    store.bounces.note_reading("inbox", None, monday()).await.unwrap();
    store.bounces.keep_tag_key(&TagKey::from_bytes([7; 32])).await.unwrap();
    store.bounces.leave_for_people("inbox", "2", LeftFor::Leaving).await.unwrap();
    store.totals.count().await.unwrap();
    store.contacts.note(&Contact::Answered(Reply::Taken), monday()).await.unwrap();
    let anna = RecipientMark::of(&"anna@example.invalid".parse().unwrap());
    store.wishes.record(&anna, monday()).await.unwrap();
    world
}

async fn copied_whole(from: &Store, to: &Store) {
    let copied = from.copy_to(to).await.unwrap();
    assert!(copied.contains(&CopiedTable { table: "usage", rows: 450 }), "{copied:?}");
    assert!(copied.iter().all(|table| table.rows > 0), "{copied:?}");
    let of = week("2026-W47");
    assert_eq!(
        to.outbox.entries(Series::Letters, of).await.unwrap(),
        from.outbox.entries(Series::Letters, of).await.unwrap()
    );
    let unit = UnitKey("Å 7".into());
    assert_eq!(to.usage.delivered(&unit).await.unwrap(), from.usage.delivered(&unit).await.unwrap());
    let remembered = to.usage.files_read("export", "meaning").await.unwrap();
    assert_eq!(remembered, from.usage.files_read("export", "meaning").await.unwrap());
    assert_eq!(remembered.in_folder, [file()]);
    assert_eq!(to.usage.last_fetches().await.unwrap(), from.usage.last_fetches().await.unwrap());
    assert_eq!(
        to.runs.find(Series::Letters, of).await.unwrap(),
        from.runs.find(Series::Letters, of).await.unwrap()
    );
    for entry in from.outbox.entries(Series::Letters, of).await.unwrap() {
        let key = entry.id.key();
        assert_eq!(to.outbox.message(&key).await.unwrap(), from.outbox.message(&key).await.unwrap());
    }
    let again = from.copy_to(to).await.unwrap_err();
    assert!(matches!(again, StoreError::NotEmpty("usage")), "{again}");
}

#[tokio::test]
async fn everything_comes_over_and_what_was_being_sent_is_taken_over() {
    let from = full(StoreSettings::default()).await;
    let to = World::new().await;
    copied_whole(&from.store, &to.store).await;
    let worker = Worker::at(&to.store).await;
    assert_eq!(to.store.outbox.take_over(worker.lease, OnUnknown::Resend, monday()).await.unwrap(), 1);
    assert!(worker.claim(monday()).await.is_some());
}

#[tokio::test]
async fn a_municipality_can_move_to_postgresql_and_back() {
    let (Some(server), file) = (World::shared().await, World::at(StoreSettings::default()).await) else {
        return;
    };
    let small = full(StoreSettings::default()).await;
    copied_whole(&small.store, &server.store).await;
    copied_whole(&server.store, &file.store).await;
}

#[tokio::test]
async fn a_database_that_somebody_works_on_is_not_copied() {
    let Some(server) = World::shared().await else { return };
    let lease = server.store.leases.begin().await.unwrap();
    let file = World::at(StoreSettings::default()).await;
    let error = server.store.copy_to(&file.store).await.unwrap_err();
    assert!(matches!(error, StoreError::AtWork), "{error}");
    server.store.leases.end(lease).await.unwrap();
    server.store.copy_to(&file.store).await.unwrap();
}

/// The columns of every table, by the words of each database.
#[tokio::test]
async fn both_databases_have_the_same_tables_and_every_column_is_copied_but_those_of_who_is_at_work() {
    let Some(server) = World::shared().await else { return };
    let file = World::at(StoreSettings::default()).await;
    let of_file = "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c \
                   WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1";
    let of_server = "SELECT table_name || '.' || column_name FROM information_schema.columns \
                     WHERE table_schema = current_schema() AND table_name <> 'clock' ORDER BY 1";
    let look = async |store: &Store, text: &str| -> Vec<String> {
        let rows: Vec<(String,)> = store.engine.all(Query::new("look", text)).await.unwrap();
        let mut rows: Vec<_> = rows.into_iter().map(|(row,)| row).collect();
        rows.retain(|row| !row.starts_with("_sqlx"));
        rows.sort();
        rows
    };
    let columns = look(&file.store, of_file).await;
    assert_eq!(columns, look(&server.store, of_server).await);
    let mut uncopied = columns;
    uncopied.retain(|column| !crate::store::copy::copies(column));
    assert!(
        uncopied.iter().all(|column| {
            column == "letters.shift"
                || ["shifts.", "claims.", "slots."].iter().any(|table| column.starts_with(table))
        }),
        "{uncopied:?}"
    );
}
