//! The inbox from morning to morning: what has not changed is not read again, and is told for a week.

use nyttja::domain::account::receipt::SourceReport;
use nyttja::domain::unit::UnitKey;
use nyttja::domain::usage::figure::Figure;
use nyttja::weekly::Weekly;

use crate::world::World;

const HEADER: &str = "Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal;Inlägg\n";

async fn fetch(weekly: &Weekly, day: &str) -> SourceReport {
    let mut reports = weekly.fetcher.fetch(format!("{day}T05:00:00Z").parse().unwrap()).await.unwrap();
    assert_eq!(reports.len(), 1);
    reports.remove(0)
}

/// A world with a file of one good and one bad row beside the export that every world has; on a
/// server, too, where there is one.
fn worlds() -> impl Iterator<Item = World> {
    let worlds = [Some(World::in_a_file()), World::shared()];
    worlds.into_iter().flatten().inspect(|world| {
        let rows = "12345678;larlogg;staff;2026-11-16;2026-11-22;1;34;1\nTotalt;larlogg;staff;2026-11-16;2026-11-22;1;34;1\n";
        world.write("data/inbox/v47.csv", format!("{HEADER}{rows}"));
    })
}

/// How many people were active in the newest record of a unit's staff.
async fn newest_active(weekly: &Weekly) -> Option<u32> {
    let delivered = weekly.store.usage.delivered(&UnitKey("12345678".into())).await.unwrap();
    let newest = delivered
        .iter()
        .filter(|record| record.subject.module.0 == "larlogg")
        .max_by_key(|record| record.usage.period.to);
    newest.and_then(|record| record.usage.figures.active).and_then(Figure::known)
}

#[tokio::test]
async fn a_refused_row_is_told_for_a_week_and_its_file_only_counted_after() {
    for world in worlds() {
        let weekly = world.weekly().await;
        let first = fetch(&weekly, "2026-11-23").await;
        assert_eq!((first.refused, first.failures.len()), (1, 0));
        let list = world.read("data/refused/export.csv");
        assert!(list.contains("inbox/v47.csv,3,`Totalt`"), "{list}");

        let again = fetch(&weekly, "2026-11-29").await;

        assert_eq!(again, SourceReport { changed: 0, ..first });
        assert_eq!(world.read("data/refused/export.csv"), list);
        let refusals = weekly.store.usage.refusals("export", 10).await.unwrap();
        assert_eq!((refusals.total, refusals.first.len()), (1, 1));
        let later = fetch(&weekly, "2026-11-30").await;
        assert_eq!((later.rows, later.refused), (0, 0));
        assert_eq!(later.notes, ["2 files are as they were when they were read"]);
        assert!(!world.path("data/refused/export.csv").exists());
        assert_eq!(weekly.store.usage.refusals("export", 10).await.unwrap().total, 0);
    }
}

#[tokio::test]
async fn a_file_is_read_again_when_it_is_mended_and_a_damaged_one_leaves_the_figures_as_they_were() {
    for world in worlds() {
        let weekly = world.weekly().await;
        fetch(&weekly, "2026-11-23").await;
        world.change("data/inbox/v47.csv", ";1;34;1\nTotalt", ";2;34;1\nTotalt");
        assert_eq!(fetch(&weekly, "2026-11-24").await.changed, 1);
        assert_eq!(newest_active(&weekly).await, Some(2));
        // Most of its periods are eight days long now, and all of it is refused.
        let good = world.read("data/inbox/v47.csv");
        world.write("data/inbox/v47.csv", good.replace("2026-11-22;2", "2026-11-23;5"));
        let today = fetch(&weekly, "2026-11-25").await;
        assert!(today.failures[0].contains("nothing of it is kept"), "{today:?}");
        assert_eq!(newest_active(&weekly).await, Some(2));
        let week_later = fetch(&weekly, "2026-12-03").await;
        assert_eq!(week_later.failures, Vec::<String>::new());
        assert_eq!(newest_active(&weekly).await, Some(2));
    }
}

#[tokio::test]
async fn other_settings_read_every_file_again_even_beside_one_that_never_can_be_read() {
    for world in worlds() {
        world.write("data/inbox/report.pdf", "%PDF-1.7");
        fetch(&world.weekly().await, "2026-11-23").await;
        assert_eq!(fetch(&world.weekly().await, "2026-12-01").await.rows, 0);
        world.set("source.export.unknown_modules", "refuse");
        let mended = fetch(&world.weekly().await, "2026-12-01").await;
        assert_eq!(mended.failures, Vec::<String>::new(), "it fails as it did before");
        assert_eq!(fetch(&world.weekly().await, "2026-12-02").await.changed, 0);
    }
}

#[tokio::test]
async fn what_is_imported_by_hand_is_read_whatever_is_remembered() {
    for world in worlds() {
        fetch(&world.weekly().await, "2026-11-23").await;
        for _ in 0..2 {
            let ran = world.nyttja(&["import", "data/inbox/v47.csv"]);
            assert!(ran.stdout.starts_with("2 rows: 1 kept, 0 ignored, 1 refused"), "{ran:?}");
        }
    }
}
