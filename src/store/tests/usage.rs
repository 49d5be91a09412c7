//! Usage: kept once, exactly, and not touched when it is read again.

use super::*;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::number;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::{Figures, Period, Subject, Usage};
use crate::store::RecordCounts;

fn record(unit: &str, to: &str, figures: Figures) -> (Subject, Usage) {
    let subject = Subject {
        unit: UnitKey(unit.into()),
        module: ModuleKey("larlogg".to_owned()),
        audience: Audience::Staff,
    };
    let to = day(to);
    (subject, Usage { period: Period { from: Week::of(to).monday(), to }, figures })
}

fn active(active: u32) -> Figures {
    Figures { active: Some(active), eligible: Some(34), ..Figures::default() }
}

async fn keep(store: &Store, records: &[(Subject, Usage)]) -> RecordCounts {
    store.usage.write(records, "export", monday()).await.unwrap()
}

/// The figures of Viken's staff, the oldest record first.
async fn of_viken(store: &Store, until: &str) -> Vec<Figures> {
    let usage =
        store.usage.until(day(until)).await.unwrap().remove(&UnitKey("Viken".into())).unwrap_or_default();
    let mut records = usage.of(&ModuleKey("larlogg".to_owned()), Audience::Staff).to_vec();
    records.sort_by_key(|usage| usage.period);
    records.into_iter().map(|usage| usage.figures).collect()
}

#[tokio::test]
async fn reading_a_source_again_changes_nothing() {
    let World { store, folder: _folder, .. } = World::new().await;
    let records = [record("Viken", "2026-11-08", active(20)), record("Backen", "2026-11-08", active(7))];
    assert_eq!(keep(&store, &records).await, RecordCounts { new: 2, ..RecordCounts::default() });

    let later = monday() + minutes(60);
    let again = store.usage.write(&records, "export", later).await.unwrap();

    assert_eq!(again, RecordCounts { unchanged: 2, ..RecordCounts::default() });
    let fetched: Vec<(i64,)> =
        store.engine.all(Query::new("look", "SELECT fetched_at FROM usage")).await.unwrap();
    assert_eq!(fetched, [(monday().timestamp_millis(),); 2]);
}

#[tokio::test]
async fn a_corrected_record_replaces_the_one_before() {
    let world = World::new().await;
    keep(&world.store, &[record("Viken", "2026-11-08", active(20))]).await;

    let records = [record("Viken", "2026-11-08", active(21)), record("Viken", "2026-11-15", active(25))];
    let kept = keep(&world.store, &records).await;

    assert_eq!(kept, RecordCounts { new: 1, changed: 1, unchanged: 0 });
    assert_eq!(of_viken(&world.store, "2026-11-15").await, [active(21), active(25)]);
}

#[tokio::test]
async fn a_figure_that_is_gone_counts_as_a_change() {
    let world = World::new().await;
    keep(&world.store, &[record("Viken", "2026-11-08", active(20))]).await;
    let without = Figures { eligible: None, ..active(20) };
    assert_eq!(keep(&world.store, &[record("Viken", "2026-11-08", without)]).await.changed, 1);
    assert_eq!(of_viken(&world.store, "2026-11-08").await, [without]);
}

#[tokio::test]
async fn of_two_records_about_the_same_the_later_counts() {
    let world = World::new().await;
    let records = [record("Viken", "2026-11-08", active(20)), record("Viken", "2026-11-08", active(3))];
    assert_eq!(keep(&world.store, &records).await, RecordCounts { new: 1, ..RecordCounts::default() });
    assert_eq!(of_viken(&world.store, "2026-11-08").await, [active(3)]);
}

#[tokio::test]
async fn a_part_that_is_taken_back_leaves_no_trace_and_the_others_stay() {
    let world = World::new().await;
    keep(&world.store, &[record("Viken", "2026-11-08", active(20))]).await;
    let mut keeping = world.store.usage.writer("export", monday()).await.unwrap();
    keeping.add(&[record("Viken", "2026-11-15", active(25))]).await.unwrap();
    keeping.end_part().await.unwrap();
    let broken = [record("Viken", "2026-11-08", active(1)), record("Viken", "2026-11-22", active(2))];
    keeping.add(&broken).await.unwrap();
    keeping.take_back_part().await.unwrap();
    keeping.add(&[record("Viken", "2026-11-08", active(20))]).await.unwrap();
    keeping.end_part().await.unwrap();
    assert_eq!(keeping.commit().await.unwrap(), RecordCounts { new: 1, changed: 0, unchanged: 1 });
    assert_eq!(of_viken(&world.store, "2026-11-30").await, [active(20), active(25)]);
}

#[tokio::test]
async fn what_is_not_kept_to_its_end_leaves_no_trace() {
    let world = World::new().await;
    let mut keeping = world.store.usage.writer("export", monday()).await.unwrap();
    keeping.add(&[record("Viken", "2026-11-08", active(20))]).await.unwrap();
    keeping.end_part().await.unwrap();
    drop(keeping);
    assert_eq!(of_viken(&world.store, "2026-11-30").await, []);
}

#[tokio::test]
async fn a_record_that_comes_again_later_in_a_reading_counts_once() {
    let world = World::new().await;
    let mut keeping = world.store.usage.writer("export", monday()).await.unwrap();
    keeping.add(&[record("Viken", "2026-11-08", active(20))]).await.unwrap();
    keeping.add(&[record("Viken", "2026-11-08", active(3))]).await.unwrap();
    assert_eq!(keeping.commit().await.unwrap(), RecordCounts { new: 1, changed: 0, unchanged: 0 });
    assert_eq!(of_viken(&world.store, "2026-11-08").await, [active(3)]);
}

#[tokio::test]
async fn shares_come_back_exactly() {
    let world = World::new().await;
    let texts = ["0", "1", "0.85", "0.123456789012", "33.333333333333 %", "0.000000000001"];
    let shares: Vec<Exact> = texts
        .iter()
        .map(|text| number::parse_share(text).unwrap())
        .chain([Exact::new(2, 3), Exact::new(1, 7)])
        .collect();
    let figures = |share: &Exact| Figures {
        share: Some(*share),
        items: Some(u32::MAX),
        last_active: Some(day("2026-10-30")),
        ..Figures::default()
    };
    let records: Vec<_> = (1..)
        .zip(&shares)
        .map(|(date, share)| record("Viken", &format!("2026-11-{date:02}"), figures(share)))
        .collect();
    keep(&world.store, &records).await;

    let world = world.reopened().await;

    assert_eq!(of_viken(&world.store, "2026-11-30").await, shares.iter().map(figures).collect::<Vec<_>>());
    assert_eq!(keep(&world.store, &records).await.unchanged, 8);
}

#[tokio::test]
async fn usage_ends_at_the_day_asked_for() {
    let world = World::new().await;
    let records = [
        record("Viken", "2026-11-08", active(20)),
        record("Viken", "2026-11-15", active(25)),
        record("Backen", "2026-11-15", active(7)),
    ];
    keep(&world.store, &records).await;

    let usage = world.store.usage.until(day("2026-11-14")).await.unwrap();
    assert_eq!(usage.len(), 1);
    assert_eq!(usage[&UnitKey("Viken".into())].iter().count(), 1);
    let usage = world.store.usage.until(day("2026-11-15")).await.unwrap();
    assert_eq!(usage.values().map(|usage| usage.iter().count()).sum::<usize>(), 3);
    assert_eq!(world.store.usage.newest_day().await.unwrap(), Some(day("2026-11-15")));
}

#[tokio::test]
async fn old_usage_is_forgotten() {
    let world = World::new().await;
    keep(&world.store, &[record("Viken", "2023-11-12", active(1)), record("Viken", "2026-11-15", active(2))])
        .await;
    assert_eq!(world.store.usage.forget(day("2023-11-13")).await.unwrap(), 1);
    assert_eq!(of_viken(&world.store, "2026-11-15").await, [active(2)]);
}

/// The size of a large municipality's term.
#[tokio::test]
async fn seventy_thousand_records_are_kept_and_read_again_whole() {
    let world = World::new().await;
    let records: Vec<_> = (0..70_000_u32)
        .map(|number| {
            let date = Week::of(day("2026-08-17")).plus(i64::from(number / 3_500)).sunday().to_string();
            record(&format!("unit {}", number % 3_500), &date, active(number % 34))
        })
        .collect();
    assert_eq!(keep(&world.store, &records).await.new, 70_000);
    assert_eq!(keep(&world.store, &records).await.unchanged, 70_000);
    assert_eq!(world.store.usage.until(day("2027-12-31")).await.unwrap().len(), 3_500);
}
