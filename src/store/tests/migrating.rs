//! A schema is brought up to date as a whole or not at all.

use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;

use super::*;
use crate::domain::series::Series;
use crate::store::engine::Engine;
use crate::store::open::{postgres, sqlite};

/// Two more steps: one that can be done, and one that fails half-way.
async fn broken_steps(engine: &str, folder: &Path) -> Migrator {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    for entry in std::fs::read_dir(own).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    std::fs::write(folder.join("9001_later.sql"), "CREATE TABLE later (at BIGINT NOT NULL);").unwrap();
    let half =
        "ALTER TABLE letters ADD COLUMN colour TEXT; DELETE FROM letters; SELECT nonsense FROM nowhere;";
    std::fs::write(folder.join("9002_broken.sql"), half).unwrap();
    Migrator::new(folder).await.unwrap()
}

#[tokio::test]
async fn a_step_that_fails_half_way_leaves_the_schema_and_everything_in_it_as_they_were() {
    let urls = [Some("sqlite:nyttja.db".to_owned()), server::database()];
    for url in urls.into_iter().flatten() {
        let world = World::at(StoreSettings::at(&url)).await;
        world.store.outbox.queue(&[letter("anna@example.invalid", "2026-W47")], monday()).await.unwrap();
        let before = world.store.outbox.entries(Series::Letters, week("2026-W47")).await.unwrap();
        let folder = TempDir::new().unwrap();
        let failed = match &*world.store.engine {
            Engine::Sqlite { writer, .. } => {
                let steps = broken_steps("sqlite", folder.path()).await;
                sqlite::migrate(writer, Path::new("nyttja.db"), &steps).await
            }
            Engine::Postgres(pool) => {
                let steps = broken_steps("postgres", folder.path()).await;
                postgres::migrate(pool, "nyttja", &steps).await
            }
        };

        let error = failed.unwrap_err();

        assert!(matches!(error, StoreError::Migration { .. }), "{error}");
        // The program of before goes on, as if nobody had tried.
        let world = world.reopened().await;
        assert_eq!(world.store.outbox.entries(Series::Letters, week("2026-W47")).await.unwrap(), before);
        for gone in ["SELECT COUNT(*) FROM later", "SELECT COUNT(colour) FROM letters"] {
            let looked: Result<(i64,), _> = world.store.engine.one(Query::new("look", gone)).await;
            assert!(looked.is_err(), "{gone}");
        }
    }
}
