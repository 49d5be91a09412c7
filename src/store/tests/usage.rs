//! Usage: kept once, exactly, and not touched when it is read again.

use std::collections::HashMap;

use super::*;
use crate::domain::account::SourceHealth;
use crate::domain::account::receipt::SourceReport;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::number;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::figure::Figure;
use crate::domain::usage::reading::Sifted;
use crate::domain::usage::reports::Absent;
use crate::domain::usage::share::Share;
use crate::domain::usage::{Figures, Period, Subject, UnitUsage, Usage};
use crate::store::{RecordCounts, SourceMeaning};

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
    Figures { active: Some(active.into()), eligible: Some(34.into()), ..Figures::default() }
}

async fn keep(store: &Store, records: &[(Subject, Usage)]) -> RecordCounts {
    keep_at(store, records, monday()).await
}

async fn keep_at(store: &Store, records: &[(Subject, Usage)], at: DateTime<Utc>) -> RecordCounts {
    let mut writer = store.usage.writer("export", "meaning", at).await.unwrap();
    writer.add(&Sifted { records: records.to_vec(), ..Sifted::default() }).await.unwrap();
    writer.commit().await.unwrap()
}

/// The figures of Viken's staff, the oldest record first.
async fn of_viken(store: &Store, until: &str) -> Vec<Figures> {
    let viken = UnitKey("Viken".into());
    let usage = store.usage.snapshot(day(until)).await.unwrap().of([&viken]).await.unwrap();
    let usage = usage.get(&viken).cloned().unwrap_or_default();
    let records = usage.of(&ModuleKey("larlogg".to_owned()), Audience::Staff).until(day(until));
    records.iter().map(|usage| usage.figures).collect()
}

/// Everything that ends until then, by unit.
async fn all_until(store: &Store, until: &str) -> HashMap<UnitKey, UnitUsage> {
    let mut all = store.usage.snapshot(day(until)).await.unwrap().all().await.unwrap();
    all.retain(|_, usage| usage.iter().next().is_some());
    all
}

/// The days of all records of Viken's staff, the oldest first.
async fn of_viken_with_days(store: &Store) -> Vec<Period> {
    let delivered = store.usage.delivered(&UnitKey("Viken".into())).await.unwrap();
    delivered.iter().map(|record| record.usage.period).collect()
}

/// That a source was read.
fn fetched() -> SourceReport {
    SourceHealth::unread("export").report
}

#[tokio::test]
async fn reading_a_source_again_changes_nothing() {
    let World { store, folder: _folder, .. } = World::new().await;
    let records = [record("Viken", "2026-11-08", active(20)), record("Backen", "2026-11-08", active(7))];
    assert_eq!(keep(&store, &records).await, RecordCounts { new: 2, ..RecordCounts::default() });

    let later = monday() + minutes(60);
    let again = keep_at(&store, &records, later).await;

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

fn reading(records: &[(Subject, Usage)]) -> Sifted {
    Sifted { records: records.to_vec(), ..Sifted::default() }
}

#[tokio::test]
async fn what_is_not_kept_to_its_end_leaves_no_trace() {
    let world = World::new().await;
    let mut keeping = world.store.usage.writer("export", "meaning", monday()).await.unwrap();
    keeping.add(&reading(&[record("Viken", "2026-11-08", active(20))])).await.unwrap();
    drop(keeping);
    assert_eq!(of_viken(&world.store, "2026-11-30").await, []);
}

#[tokio::test]
async fn of_two_readings_with_the_same_record_the_later_counts_and_the_record_once() {
    let world = World::new().await;
    let mut keeping = world.store.usage.writer("export", "meaning", monday()).await.unwrap();
    keeping.add(&reading(&[record("Viken", "2026-11-08", active(20))])).await.unwrap();
    keeping.add(&reading(&[record("Viken", "2026-11-08", active(3))])).await.unwrap();
    assert_eq!(keeping.commit().await.unwrap(), RecordCounts { new: 1, changed: 0, unchanged: 0 });
    assert_eq!(of_viken(&world.store, "2026-11-08").await, [active(3)]);
}

#[tokio::test]
async fn what_was_read_by_other_settings_gives_way_to_what_is_told_of_the_same_days() {
    let world = World::new().await;
    let (subject, of_week) = record("Viken", "2026-11-15", active(20));
    let exclusive = |from: &str, to: &str| {
        let period = Period { from: day(from), to: day(to) };
        (subject.clone(), Usage { period, figures: active(20) })
    };
    // Ends that are not part of the period were taken for its last days; October is not told of again.
    let wrong = [exclusive("2026-11-09", "2026-11-16"), exclusive("2026-10-05", "2026-10-12")];
    keep(&world.store, &wrong).await;
    world.store.usage.record_fetch("export", Some("meaning"), monday(), &fetched(), &[]).await.unwrap();

    let later = monday() + minutes(60);
    let mut writer = world.store.usage.writer("export", "mended", later).await.unwrap();
    writer.add(&reading(&[(subject.clone(), of_week)])).await.unwrap();
    writer.commit().await.unwrap();

    let periods = of_viken_with_days(&world.store).await;
    assert_eq!(periods, [Period { from: day("2026-10-05"), to: day("2026-10-12") }, of_week.period]);
}

#[tokio::test]
async fn a_refusal_is_remembered_until_a_later_reading_has_the_row() {
    let world = World::new().await;
    let (subject, of_week) = record("Viken", "2026-11-15", active(20));
    let refused = Sifted { unknown: vec![(subject.clone(), of_week.period, false)], ..Sifted::default() };
    let add = async |reading: &Sifted| {
        let mut writer = world.store.usage.writer("export", "meaning", monday()).await.unwrap();
        writer.add(reading).await.unwrap();
        writer.commit().await.unwrap();
        let viken = UnitKey("Viken".into());
        let usage = world.store.usage.snapshot(day("2026-11-30")).await.unwrap().of([&viken]).await.unwrap();
        usage
            .get(&viken)
            .cloned()
            .unwrap_or_default()
            .of(&subject.module, subject.audience)
            .refused()
            .to_vec()
    };
    assert_eq!(add(&refused).await, [of_week.period]);
    let other = record("Viken", "2026-11-22", active(3));
    assert_eq!(add(&reading(&[other])).await, [of_week.period], "it has another week");
    assert_eq!(add(&reading(&[(subject.clone(), of_week)])).await, []);
}

#[tokio::test]
async fn suppressed_figures_come_back_as_they_were() {
    let world = World::new().await;
    let suppressed = Figures {
        active: Some(Figure::Suppressed { least: 0, most: Some(4) }),
        eligible: Some(Figure::Suppressed { least: 0, most: None }),
        items: Some(Figure::Suppressed { least: 3, most: Some(7) }),
        share: Some(Figure::Suppressed {
            least: Share::NOBODY,
            most: Some(Exact::new(1, 20).try_into().unwrap()),
        }),
        last_active: None,
    };
    keep(&world.store, &[record("Viken", "2026-11-08", suppressed)]).await;
    assert_eq!(of_viken(&world.store, "2026-11-08").await, [suppressed]);
    let known = Figures { active: Some(0.into()), ..suppressed };
    assert_eq!(keep(&world.store, &[record("Viken", "2026-11-08", known)]).await.changed, 1);
}

#[tokio::test]
async fn what_the_sources_told_of_is_put_together_for_each_period() {
    let world = World::new().await;
    let mut letter = record("Backen", "2026-11-08", active(7));
    letter.0.module = ModuleKey("veckobrev".to_owned());
    keep(&world.store, &[record("Viken", "2026-11-08", active(20)), letter]).await;
    let meaning = SourceMeaning { name: "export".to_owned(), absent: Absent::Zero, settled_until: None };
    let mut snapshot = world.store.usage.snapshot(day("2026-11-30")).await.unwrap();
    let reports = snapshot.reports(&[meaning]).await.unwrap();
    assert!(reports.matter());
    let told: Vec<_> = reports.sources()[0].until(Audience::Staff, day("2026-11-30")).collect();
    let [(period, told)] = told[..] else { panic!("{told:?}") };
    assert_eq!(period.to, day("2026-11-08"));
    assert_eq!((told.units.count_ones(..), told.modules.count_ones(..)), (2, 2));
    assert!(reports.unit(&UnitKey("Viken".into())).is_some_and(|number| told.units.contains(number)));
}

#[tokio::test]
async fn shares_come_back_exactly() {
    let world = World::new().await;
    let texts = ["0", "1", "0.85", "0.123456789012", "33.333333333333 %", "0.000000000001 %"];
    let share = |text: &&str| Share::try_from(number::parse_share(text).unwrap()).unwrap();
    let shares: Vec<Share> = texts.iter().map(share).collect();
    let figures = |share: &Share| Figures {
        share: Some(Figure::Known(*share)),
        items: Some(u32::MAX.into()),
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
    assert_eq!(keep(&world.store, &records).await.unchanged, 6);
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

    let usage = all_until(&world.store, "2026-11-14").await;
    assert_eq!(usage.len(), 1);
    assert_eq!(usage[&UnitKey("Viken".into())].iter().count(), 1);
    let usage = all_until(&world.store, "2026-11-15").await;
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
    assert_eq!(all_until(&world.store, "2027-12-31").await.len(), 3_500);
}
