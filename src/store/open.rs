//! Opens the database: creates what is missing, and brings its schema up to date.

mod migrations;
pub(super) mod postgres;
pub(super) mod sqlite;

use std::path::Path;

use super::engine::Engine;
use super::settings::Address;
use super::{Result, Store, StoreSettings};

pub(super) use sqlite::{open as file, sees_nobody_at};

impl Store {
    /// Opens the database that `settings` name. One of SQLite lies in the data
    /// folder `data_dir`; its file is created when it is missing, readable for nobody else.
    ///
    /// # Errors
    ///
    /// [`super::StoreError`]: the folder is missing, the file cannot be opened or written, the
    /// server cannot be reached, it is no database of ours, or was written by a newer version.
    pub async fn open(settings: &StoreSettings, data_dir: &Path) -> Result<Self> {
        let engine = match settings.address(data_dir)? {
            Address::File(path) => sqlite::open(&path, data_dir).await?,
            Address::Server(options) => postgres::open(*options, settings.lease_time()).await?,
        };
        Ok(Self::on(engine, settings.lease_time()))
    }
}

/// The tables of a database that is not ours have other names than the one sqlx keeps.
fn is_ours(tables: &[(String,)]) -> bool {
    tables.is_empty() || tables.iter().any(|(table,)| table == "_sqlx_migrations")
}
