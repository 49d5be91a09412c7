//! What runs, the schedule and the sources leave behind.

use super::*;
use crate::domain::account::receipt::Ending;
use crate::domain::account::receipt::SourceReport;
use crate::domain::series::Series;
use crate::domain::usage::Period;
use crate::domain::usage::files::{FileAccount, FileRead, FilesRead};
use crate::domain::usage::refusal::{Place, Refusal};
use crate::store::{LastFetch, MOST_REFUSALS};

#[tokio::test]
async fn a_run_is_unfinished_until_it_ends_and_keeps_its_receipt() {
    let World { store, folder: _folder, .. } = World::new().await;
    let of = week("2026-W47");
    assert_eq!(store.runs.find(Series::Letters, of).await.unwrap(), None);
    let name = store.runs.start(Series::Letters, of, 1, monday()).await.unwrap();
    assert_eq!(name.to_string(), "letters-2026-W47-1");
    let run = store.runs.find(Series::Letters, of).await.unwrap().unwrap();
    assert_eq!((run.started_at, run.finished_at, run.receipt), (monday(), None, None));
    assert_eq!(store.runs.last_finished(Series::Letters).await.unwrap(), None);

    let end = monday() + minutes(3);
    store.runs.finish(&name, monday(), Ending::Complete, r#"{"sent":1}"#, end).await.unwrap();

    let run = store.runs.find(Series::Letters, of).await.unwrap().unwrap();
    assert_eq!((run.week, run.finished_at, run.exit.as_deref()), (of, Some(end), Some("complete")));
    assert_eq!(run.receipt.as_deref(), Some(r#"{"sent":1}"#));
    assert_eq!(store.runs.last_finished(Series::Letters).await.unwrap(), Some(run));
    assert_eq!(store.runs.last_finished(Series::Summaries).await.unwrap(), None);
}

#[tokio::test]
async fn a_repeated_run_keeps_its_name_and_a_correction_gets_its_own() {
    let World { store, folder: _folder, .. } = World::new().await;
    let of = week("2026-W47");
    let first = store.runs.start(Series::Letters, of, 1, monday()).await.unwrap();
    store.runs.finish(&first, monday(), Ending::Held, "{}", monday()).await.unwrap();

    assert_eq!(store.runs.start(Series::Letters, of, 1, monday() + minutes(9)).await.unwrap(), first);
    let run = store.runs.find(Series::Letters, of).await.unwrap().unwrap();
    assert_eq!((run.started_at, run.finished_at), (monday() + minutes(9), None));
    assert_eq!(run.receipt.as_deref(), Some("{}"));
    // Who stood still, and wakes, accounts for nothing any more.
    store.runs.finish(&first, monday(), Ending::Complete, "old", monday() + minutes(10)).await.unwrap();
    assert_eq!(store.runs.find(Series::Letters, of).await.unwrap().unwrap(), run);

    let correction = store.runs.start(Series::Letters, of, 2, monday()).await.unwrap();
    store.runs.finish(&correction, monday(), Ending::Complete, "{}", monday() + minutes(30)).await.unwrap();
    assert_eq!(store.runs.last_correction(Series::Letters).await.unwrap().unwrap().name, correction);
    assert_eq!(store.runs.find(Series::Letters, of).await.unwrap().unwrap().name, first);
    assert_eq!(
        store.runs.last_finished(Series::Letters).await.unwrap(),
        None,
        "a correction is no run of a week"
    );
    assert_eq!(store.runs.last_complete(Series::Letters).await.unwrap(), None);
    assert_eq!(store.runs.forget(monday() + minutes(1)).await.unwrap(), 1);
}

#[tokio::test]
async fn the_first_use_is_noted_once() {
    let world = World::new().await;
    assert_eq!(world.store.moments.installed_at(monday()).await.unwrap(), monday());
    let world = world.reopened().await;
    assert_eq!(world.store.moments.installed_at(monday() + minutes(9)).await.unwrap(), monday());
}

#[tokio::test]
async fn each_job_has_its_own_last_occurrence() {
    let World { store, folder: _folder, .. } = World::new().await;
    assert_eq!(store.moments.last_occurrence("letters").await.unwrap(), None);
    store.moments.set_last_occurrence("letters", monday()).await.unwrap();
    store.moments.set_last_occurrence("letters", monday() + minutes(1)).await.unwrap();
    store.moments.set_last_occurrence("fetch", monday()).await.unwrap();
    assert_eq!(store.moments.last_occurrence("letters").await.unwrap(), Some(monday() + minutes(1)));
    assert_eq!(store.moments.last_occurrence("fetch").await.unwrap(), Some(monday()));
}

#[tokio::test]
async fn a_beat_replaces_the_one_before() {
    let World { store, folder: _folder, .. } = World::new().await;
    assert_eq!(store.moments.last_beat().await.unwrap(), None);
    store.moments.beat(monday()).await.unwrap();
    store.moments.beat(monday() + minutes(1)).await.unwrap();
    assert_eq!(store.moments.last_beat().await.unwrap(), Some(monday() + minutes(1)));
}

fn report(failures: &[&str]) -> SourceReport {
    SourceReport {
        name: "export".to_owned(),
        rows: 120,
        kept: 100,
        ignored: 18,
        refused: 2,
        changed: 3,
        passed_over: Vec::new(),
        failures: failures.iter().map(|&text| text.to_owned()).collect(),
        notes: vec!["the file `v46.csv` is empty".to_owned()],
    }
}

fn refusal(place: Place) -> Refusal {
    Refusal { source: "export".to_owned(), place, reason: "`tolv` is not a number".to_owned() }
}

#[tokio::test]
async fn a_failed_reading_keeps_the_time_of_the_last_good_one() {
    let World { store, folder: _folder, .. } = World::new().await;
    store.usage.record_fetch("export", Some("meaning"), monday(), &report(&[]), &[]).await.unwrap();
    let later = monday() + minutes(60);
    store.usage.record_fetch("export", None, later, &report(&["timed out"]), &[]).await.unwrap();
    store
        .usage
        .record_fetch("api", None, later, &SourceReport { name: "api".to_owned(), ..report(&["401"]) }, &[])
        .await
        .unwrap();

    let fetches = store.usage.last_fetches().await.unwrap();

    assert_eq!(fetches.len(), 2);
    assert_eq!((fetches[0].report.name.as_str(), fetches[0].succeeded_at), ("api", None));
    assert_eq!(
        fetches[1],
        LastFetch { at: later, succeeded_at: Some(monday()), report: report(&["timed out"]) }
    );
}

#[tokio::test]
async fn only_the_refusals_of_the_newest_reading_are_kept() {
    let World { store, folder: _folder, .. } = World::new().await;
    let first: Vec<_> = (1..=MOST_REFUSALS as u64 + 5)
        .map(|line| refusal(Place::Line { file: "v46.csv".into(), line }))
        .collect();
    store.usage.record_fetch("export", Some("meaning"), monday(), &report(&[]), &first).await.unwrap();
    let kept = store.usage.refusals("export", usize::MAX).await.unwrap();
    assert_eq!((kept.total, kept.first.len()), (10_005, MOST_REFUSALS));
    assert_eq!(kept.first, first[..MOST_REFUSALS]);

    let second =
        [refusal(Place::Record { page: 2, record: 7 }), refusal(Place::Record { page: 3, record: 1 })];
    store.usage.record_fetch("export", Some("meaning"), monday(), &report(&[]), &second).await.unwrap();

    let kept = store.usage.refusals("export", 1).await.unwrap();
    assert_eq!((kept.total, kept.first.as_slice()), (2, &second[..1]));
    assert_eq!(store.usage.refusals("nobody", 1).await.unwrap().total, 0);
}

fn file(name: &str, digest: &str, first_read: &str) -> FileRead {
    let account = FileAccount { rows: 1, notes: vec!["slow".to_owned()], ..FileAccount::default() };
    FileRead {
        name: name.to_owned(),
        digest: digest.to_owned(),
        first_read: day(first_read),
        meaning: "0a1b".to_owned(),
        again_on: None,
        days: Some(Period { from: day("2026-11-09"), to: day("2026-11-15") }),
        told_since: day(first_read),
        account,
    }
}

/// What is remembered of the files of the source, after `files` are.
async fn remember(store: &Store, files: &[FileRead], is_single: bool) -> FilesRead {
    let mut writer = store.usage.writer("export", "meaning", monday()).await.unwrap();
    let files = FilesRead { in_folder: files.to_vec(), is_single, ..FilesRead::default() };
    writer.remember(&files).await.unwrap();
    writer.commit().await.unwrap();
    store.usage.files_read("export", "meaning").await.unwrap()
}

#[tokio::test]
async fn files_are_remembered_in_their_order_and_one_that_is_gone_for_its_first_day_alone() {
    let World { store, folder: _folder, .. } = World::new().await;
    store.usage.record_fetch("export", Some("meaning"), monday(), &report(&[]), &[]).await.unwrap();
    let [b, a, other] =
        [("b", "1"), ("a", "2"), ("a", "3")].map(|(name, digest)| file(name, digest, "2026-11-16"));
    let both = remember(&store, &[b.clone(), a.clone()], false).await;
    assert_eq!((both.in_folder, both.read_all), (vec![b.clone(), a.clone()], false));
    assert_eq!(remember(&store, &[a.clone(), b.clone()], false).await.in_folder, [a, b.clone()]);
    let single = remember(&store, &[file("/elsewhere.csv", "4", "2026-11-09")], true).await;
    assert_eq!(single.in_folder.len(), 2);
    let later = remember(&store, &[other.clone(), file("copy", "4", "2026-11-17")], false).await;
    assert_eq!(later.in_folder[0], other);
    let digests = ["1", "2", "3", "4"].map(|digest| later.first_read[digest].to_string());
    assert_eq!(digests, ["2026-11-16", "2026-11-16", "2026-11-16", "2026-11-09"]);
    // What is still there stays for ever.
    store.usage.forget(day("2030-01-01")).await.unwrap();
    let left = store.usage.files_read("export", "meaning").await.unwrap();
    assert_eq!((left.in_folder, left.first_read.len()), (later.in_folder, 2));
}

#[tokio::test]
async fn what_is_read_and_what_is_remembered_of_it_is_kept_at_once_or_not_at_all() {
    let World { store, folder: _folder, .. } = World::new().await;
    let mut writer = store.usage.writer("export", "meaning", monday()).await.unwrap();
    let files = FilesRead { in_folder: vec![file("a", "1", "2026-11-16")], ..FilesRead::default() };
    writer.remember(&files).await.unwrap();
    drop(writer);
    assert_eq!(store.usage.files_read("export", "meaning").await.unwrap().in_folder, []);
}

#[tokio::test]
async fn every_file_is_to_be_read_where_the_settings_are_others_or_another_source_gives_the_same() {
    let World { store, folder: _folder, .. } = World::new().await;
    let reads_all =
        async |source: &str, meaning: &str| store.usage.files_read(source, meaning).await.unwrap().read_all;
    assert!(reads_all("export", "meaning").await, "it was never read");
    for source in ["export", "list"] {
        let report = SourceReport { name: source.to_owned(), ..report(&[]) };
        store.usage.record_fetch(source, Some("meaning"), monday(), &report, &[]).await.unwrap();
        assert!(!reads_all(source, "meaning").await);
    }
    assert!(reads_all("export", "mended").await);
    let twice = "INSERT INTO given_twice (source, other, module, audience, unit, other_meaning) \
                 VALUES ('list', 'export', 'larlogg', 'staff', 'Viken', 'meaning')";
    store.engine.execute(Query::new("give twice", twice)).await.unwrap();
    assert!(reads_all("export", "meaning").await && reads_all("list", "meaning").await);
}
