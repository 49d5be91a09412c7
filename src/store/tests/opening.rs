//! Opening: new files, old files, and files that are something else.

use std::error::Error as _;
use std::path::Path;
use std::time::Duration;

use super::*;
use crate::domain::series::Series;
use crate::store::engine::Engine;

async fn open(folder: &Path) -> Result<Store, StoreError> {
    Store::open(&StoreSettings::default(), folder).await
}

async fn tampered(world: World, sql: &str) -> Result<Store, StoreError> {
    world.store.tamper(sql).await;
    world.store.close().await;
    Store::open(&world.settings, world.folder.path()).await
}

/// A database in a file, whatever the others are tried on.
async fn in_a_file() -> World {
    World::at(StoreSettings::default()).await
}

#[tokio::test]
async fn an_empty_folder_becomes_a_sound_and_private_database() {
    let world = in_a_file().await;
    world.store.check().await.unwrap();
    assert_eq!(world.store.usage.newest_day().await.unwrap(), None);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(world.folder.path().join("nyttja.db")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn everything_written_is_there_after_a_restart() {
    let world = World::new().await;
    world.store.outbox.queue(&[letter("anna@example.invalid", "2026-W47")], monday()).await.unwrap();
    world.store.moments.beat(monday()).await.unwrap();
    let before = world.store.outbox.entries(Series::Letters, week("2026-W47")).await.unwrap();

    let world = world.reopened().await;

    assert_eq!(world.store.outbox.entries(Series::Letters, week("2026-W47")).await.unwrap(), before);
    assert_eq!(world.store.moments.last_beat().await.unwrap(), Some(monday()));
    assert!(Worker::at(&world.store).await.claim(monday()).await.is_some());
}

#[tokio::test]
async fn what_was_written_survives_a_process_that_ends_without_closing() {
    let world = World::new().await;
    world.store.outbox.queue(&[letter("anna@example.invalid", "2026-W47")], monday()).await.unwrap();

    let store = world.again().await;

    assert_eq!(store.outbox.entries(Series::Letters, week("2026-W47")).await.unwrap().len(), 1);
    drop(world);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_start_at_once_share_a_new_database() {
    let urls = [Some("sqlite:nyttja.db".to_owned()), server::database()];
    for url in urls.into_iter().flatten() {
        let folder = TempDir::new().unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (path, settings) = (folder.path().to_owned(), StoreSettings::at(&url));
            tasks.spawn(async move {
                Store::open(&settings, &path).await.unwrap().moments.installed_at(monday()).await.unwrap()
            });
        }
        assert_eq!(tasks.join_all().await, [monday(); 4]);
    }
}

#[tokio::test]
async fn a_database_that_another_process_holds_is_busy_for_now() {
    let world = in_a_file().await;
    let file = world.folder.path().join("nyttja.db");
    let hasty = sqlx::sqlite::SqliteConnectOptions::new().filename(file).busy_timeout(Duration::ZERO);
    let writer = sqlx::SqlitePool::connect_with(hasty).await.unwrap();
    let engine = Engine::Sqlite { writer: writer.clone(), unsynced: writer.clone(), readers: writer };
    let hasty = crate::store::Moments { engine: engine.into() };
    let transaction = world.store.engine.write("hold it").await.unwrap();

    let error = hasty.beat(monday()).await.unwrap_err();

    assert_eq!(error.to_string(), "cannot write the schedule");
    assert!(error.is_temporary());
    assert!(error.hint().contains("busy"));
    drop(transaction);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("nyttja.db");
    let text = "Enhet;Modul;Aktiva\n".repeat(500);
    std::fs::write(&path, &text).unwrap();

    let error = open(folder.path()).await.unwrap_err();

    assert_eq!(error.to_string(), format!("`{}` is not a database", path.display()));
    assert!(error.hint().contains("store.url"));
    assert!(!error.is_temporary());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test]
async fn the_database_of_another_program_is_refused() {
    let world = World::new().await;
    let error = tampered(world, "DROP TABLE _sqlx_migrations").await.unwrap_err();
    assert!(matches!(error, StoreError::NotOurs(_)), "{error}");
}

#[tokio::test]
async fn the_database_of_a_newer_version_is_refused() {
    let world = World::new().await;
    let sql = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
               SELECT 9999, 'later', TRUE, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    let error = tampered(world, sql).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { version: 9999, .. }), "{error}");
    assert!(error.hint().contains("newer version"));
}

#[tokio::test]
async fn a_schema_that_was_changed_by_hand_is_refused() {
    let world = World::new().await;
    world.store.outbox.queue(&[letter("anna@example.invalid", "2026-W47")], monday()).await.unwrap();
    let error = tampered(world, "UPDATE _sqlx_migrations SET checksum = (SELECT bytes FROM messages)")
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Migration { .. }), "{error}");
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_missing_folder_is_named() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("data");
    let error = open(&missing).await.unwrap_err();
    assert_eq!(error.to_string(), format!("there is no folder `{}` for the database", missing.display()));
    assert!(error.hint().contains("--data"));
}

#[tokio::test]
async fn a_folder_in_place_of_the_file_cannot_be_opened() {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("nyttja.db")).unwrap();
    let error = open(folder.path()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unopenable { .. }), "{error}");
}

#[tokio::test]
async fn readers_cannot_write() {
    let world = in_a_file().await;
    let Engine::Sqlite { readers, .. } = &*world.store.engine else { panic!("a file") };
    let error = sqlx::query("DELETE FROM letters").execute(readers).await.unwrap_err();
    let error = StoreError::opening("nyttja.db".into(), error);
    assert_eq!(error.to_string(), "the database `nyttja.db` is read-only");
}

#[tokio::test]
async fn a_damaged_value_is_named_with_its_table_and_key() {
    let world = World::new().await;
    world.store.outbox.queue(&[letter("anna@example.invalid", "2026-W47")], monday()).await.unwrap();
    world.store.tamper("UPDATE letters SET state = 'lost'").await;

    let error = world.store.outbox.entries(Series::Letters, week("2026-W47")).await.unwrap_err();

    let key = id("anna@example.invalid", week("2026-W47")).key();
    assert_eq!(
        error.to_string(),
        format!("the row `{key}` of the table `letters` is damaged: `lost` is not a state of a letter")
    );
}
