//! Opens the database: creates what is missing, and brings its schema up to date.

mod migrations;
pub(super) mod postgres;
pub(super) mod sqlite;

use std::path::Path;
use std::sync::Arc;

use super::engine::Engine;
use super::settings::Address;
use super::{Result, Store, StoreSettings, UsageStore};

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

impl UsageStore {
    /// The usage in a database that is there already, only to be looked at: nothing is created, brought
    /// up to date or written. None where there is no file.
    ///
    /// # Errors
    ///
    /// [`super::StoreError`] where it cannot be opened.
    pub async fn look(settings: &StoreSettings, data_dir: &Path) -> Result<Option<Self>> {
        let engine = match settings.address(data_dir)? {
            Address::File(path) if !path.is_file() => return Ok(None),
            Address::File(path) => sqlite::look(&path).await?,
            Address::Server(options) => postgres::look(*options).await?,
        };
        Ok(Some(Self { engine: Arc::new(engine) }))
    }
}

/// The tables of a database that is not ours have other names than the one sqlx keeps.
fn is_ours(tables: &[(String,)]) -> bool {
    tables.is_empty() || tables.iter().any(|(table,)| table == "_sqlx_migrations")
}
