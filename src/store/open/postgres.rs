//! A database on a PostgreSQL server, which several processes share.

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::super::{Result, StoreError};
use super::{Engine, is_ours, migrations};

/// The number of the lock that who brings a schema up to date takes: `nyttja` in ASCII.
const LOCK: i64 = 0x6e79_7474_6a61;

/// How many questions can be asked at once.
const CONNECTIONS: u32 = 8;

/// How long the server may take to let us in.
const PATIENCE: Duration = Duration::from_secs(30);

/// The same for who only wants to look, and can do without.
const GLANCE: Duration = Duration::from_secs(5);

/// The shortest time after which the server takes back the change of a client that stands
/// still: some letters are written in the middle of one, and a machine may be very busy.
const SHORTEST_STANDSTILL: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 30 });

/// Opens the database. Who stands still in the middle of a change for longer than the
/// `lease` loses it: others could not take over what it has locked.
pub(super) async fn open(options: PgConnectOptions, lease: Duration) -> Result<Engine> {
    let name = name(&options);
    let unreachable = |source| StoreError::Unreachable { database: name.clone(), source: Box::new(source) };
    let standstill = lease.max(SHORTEST_STANDSTILL).as_millis();
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .after_connect(move |connection, _| {
            let standstill = format!("SET idle_in_transaction_session_timeout = {standstill}");
            Box::pin(
                async move { sqlx::query(AssertSqlSafe(standstill)).execute(connection).await.map(drop) },
            )
        })
        .connect_with(options.disable_statement_logging())
        .await
        .map_err(unreachable)?;
    migrate(&pool, &name, &migrations::postgres()).await?;
    Ok(Engine::Postgres(pool))
}

/// Opens a database that is there, and writes nothing.
pub(super) async fn look(options: PgConnectOptions) -> Result<Engine> {
    let name = name(&options);
    let options = options.options([("default_transaction_read_only", "on")]).disable_statement_logging();
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(GLANCE).connect_with(options).await;
    let pool = pool.map_err(|source| StoreError::Unreachable { database: name, source: Box::new(source) })?;
    Ok(Engine::Postgres(pool))
}

/// What people call the database; never with its password.
fn name(options: &PgConnectOptions) -> String {
    let host = options.get_socket().map_or_else(
        || format!("{}:{}", options.get_host(), options.get_port()),
        |socket| socket.display().to_string(),
    );
    format!("{} on {host}", options.get_database().unwrap_or(options.get_username()))
}

/// Brings the schema up to date in one transaction: processes that start at once do it
/// one after the other, and a failure in any step leaves it as it was.
pub(in crate::store) async fn migrate(pool: &PgPool, name: &str, steps: &Migrator) -> Result<()> {
    let unreachable =
        |source| StoreError::Unreachable { database: name.to_owned(), source: Box::new(source) };
    let mut connection = pool.acquire().await.map_err(unreachable)?;
    let done = migrate_on(&mut connection, name, steps).await;
    if done.is_err() {
        // The locks go with the connection.
        let _ = connection.close().await;
    }
    done
}

async fn migrate_on(connection: &mut PgConnection, name: &str, steps: &Migrator) -> Result<()> {
    let unreachable =
        |source| StoreError::Unreachable { database: name.to_owned(), source: Box::new(source) };
    let mut transaction = connection.begin().await.map_err(unreachable)?;
    // The lock that sqlx takes ends before the transaction does; this one ends with it.
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(LOCK)
        .execute(&mut *transaction)
        .await
        .map_err(unreachable)?;
    let tables: Vec<(String,)> = sqlx::query_as(
        "SELECT CAST(tablename AS TEXT) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()",
    )
    .fetch_all(&mut *transaction)
    .await
    .map_err(unreachable)?;
    if !is_ours(&tables) {
        return Err(StoreError::NotOurs(name.to_owned()));
    }
    let done = steps.run_direct(None, &mut *transaction, false).await;
    done.map_err(|source| StoreError::migrating(name.to_owned(), source))?;
    transaction.commit().await.map_err(unreachable)
}
