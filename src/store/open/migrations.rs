//! The steps from an empty database to the newest schema, as they stand in `migrations/`.

use sqlx::SqlStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// A step, in the SQL of each database.
struct Step {
    /// The name of its files, without their ending: its number and what it is about.
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! step {
    ($name:literal) => {
        Step {
            name: $name,
            sqlite: include_str!(concat!("../../../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../../../migrations/postgres/", $name, ".sql")),
        }
    };
}

/// The oldest first, numbered from 1 without a gap.
const STEPS: [Step; 11] = [
    step!("0001_ledger"),
    step!("0002_decisions"),
    step!("0003_bounces"),
    step!("0004_reasons"),
    step!("0005_known"),
    step!("0006_meaning"),
    step!("0007_files"),
    step!("0008_patience"),
    step!("0009_doubts"),
    step!("0010_sender_tags"),
    step!("0011_totals"),
];

/// The steps for a file of SQLite.
pub(super) fn sqlite() -> Migrator {
    migrator(|step| step.sqlite)
}

/// The steps for a database of PostgreSQL.
pub(super) fn postgres() -> Migrator {
    migrator(|step| step.postgres)
}

fn migrator(sql: impl Fn(&Step) -> &'static str) -> Migrator {
    let migration = |(number, step): (i64, &Step)| {
        let about = step.name.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '_');
        let sql = SqlStr::from_static(sql(step));
        Migration::new(number, about.replace('_', " ").into(), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations((1..).zip(&STEPS).map(migration).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// What a database remembers of a step, by which it knows it again.
    fn remembered(migrator: &Migrator) -> Vec<(i64, String, String, Vec<u8>)> {
        let steps = migrator.iter();
        steps
            .map(|step| {
                let (about, sql) = (step.description.to_string(), step.sql.as_str().to_owned());
                (step.version, about, sql, step.checksum.to_vec())
            })
            .collect()
    }

    #[tokio::test]
    async fn every_file_of_the_folders_is_a_step_and_sqlx_reads_it_as_the_same() {
        let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        for (engine, steps) in [("sqlite", sqlite()), ("postgres", postgres())] {
            let read = Migrator::new(folders.join(engine)).await.unwrap();
            assert_eq!(remembered(&steps), remembered(&read), "{engine}");
            assert!(read.iter().all(|step| !step.no_tx), "{engine}: a step is done in a transaction");
        }
    }
}
