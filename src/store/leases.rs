//! Leases: a process has one for as long as it renews it. Claimed letters, connections and
//! jobs belong to a lease, and a lease that has run out loses them all.

mod process;
pub(super) mod slots;

use std::sync::Arc;
use std::time::Duration;

use process::Process;

use super::engine::{Ask, Engine, Query, Transaction};
use super::{Result, StoreError};

/// The present moment by the database's clock, the only one that all processes share.
pub(super) const NOW: &str = "(SELECT now FROM clock)";

/// An hour, in milliseconds.
const HOUR: i64 = 3_600_000;

/// A lease of one process. Its number is never used again, so that what
/// a process does after its lease is over is recognised, and not taken for somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lease(pub(super) i64);

/// The leases of all processes that work on the database, and what belongs to them.
#[derive(Debug, Clone)]
pub struct Leases {
    engine: Arc<Engine>,
    /// This process, as other processes on the same database know it.
    process: Arc<Process>,
    /// How long a lease is good without being renewed.
    lease_time: Duration,
}

impl Leases {
    pub(super) fn new(engine: Arc<Engine>, lease_time: Duration) -> Self {
        Self { engine, process: Arc::new(Process::current()), lease_time }
    }

    /// How long a lease is good without being renewed.
    #[must_use]
    pub fn lease_time(&self) -> Duration {
        self.lease_time
    }

    /// Whether other processes may be at work on this database at the same
    /// time. Where not, the caller has the data folder to itself.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.engine.is_shared()
    }

    /// Takes a lease; it is good for [`Self::lease_time`].
    pub async fn begin(&self) -> Result<Lease> {
        const DOING: &str = "take a lease";
        let mut transaction = self.engine.write(DOING).await?;
        let text = format!("INSERT INTO shifts (process, until) VALUES ($1, {NOW} + $2) RETURNING number");
        let query = Query::new(DOING, &text).bind(self.process.to_string()).bind(self.lease_millis());
        let (number,): (i64,) = transaction.one(query).await?;
        transaction.commit().await?;
        Ok(Lease(number))
    }

    /// Renews a lease, from now on.
    ///
    /// # Errors
    ///
    /// [`StoreError::LeaseOver`] when it ran out and others have taken over.
    pub async fn renew(&self, lease: Lease) -> Result<()> {
        let mut transaction = self.engine.write("renew a lease").await?;
        self.renew_in(&mut transaction, lease).await?;
        transaction.commit().await
    }

    /// Renews the lease first thing in a transaction: from then on nobody can take over before its end.
    pub(super) async fn renew_in(&self, transaction: &mut Transaction, lease: Lease) -> Result<()> {
        is_renewed(transaction.execute(self.renewal(lease)).await?)
    }

    /// What renews the lease; [`is_renewed`] says by the rows it changed whether it did.
    pub(super) fn renewal(&self, lease: Lease) -> Query {
        let text = format!("UPDATE shifts SET until = {NOW} + $1 WHERE number = $2");
        Query::new("renew a lease", &text).bind(self.lease_millis()).bind(lease.0)
    }

    /// Ends a lease, and gives back its connections and jobs. Its letters must be settled.
    pub async fn end(&self, lease: Lease) -> Result<()> {
        const DOING: &str = "end a lease";
        let mut transaction = self.engine.write(DOING).await?;
        let own = Query::new(DOING, "DELETE FROM shifts WHERE number = $1").bind(lease.0);
        transaction.execute(own).await?;
        free_slots(&mut transaction).await?;
        transaction.commit().await
    }

    /// Ends the leases of processes that are dead or silent, all but `own`.
    /// On a database that is not shared every other one is dead.
    pub(super) async fn end_dead_leases(&self, transaction: &mut Transaction, own: Lease) -> Result<()> {
        const DOING: &str = "look for processes that ended";
        // No lease is that long: the clock has been set back since. A process that is alive renews its own.
        let text = format!(
            "UPDATE shifts SET until = {NOW} + $1 WHERE until > {NOW} + $1 + {HOUR} AND number <> $2"
        );
        let shortened = Query::new(DOING, &text).bind(self.lease_millis()).bind(own.0);
        transaction.execute(shortened).await?;
        let text = format!(
            "SELECT number, process, CASE WHEN until <= {NOW} THEN 1 ELSE 0 END FROM shifts \
             WHERE number <> $1 ORDER BY number{}",
            self.engine.skip_locked()
        );
        let others: Vec<(i64, String, i32)> = transaction.all(Query::new(DOING, &text).bind(own.0)).await?;
        let over = others.into_iter().filter(|(_, process, silent)| {
            !self.is_shared() || *silent == 1 || self.process.knows_end_of(process)
        });
        let over: Vec<i64> = over.map(|(number, ..)| number).collect();
        if over.is_empty() {
            return Ok(());
        }
        let mut query = Query::new(DOING, "DELETE FROM shifts WHERE number IN ");
        query.push_list(over);
        transaction.execute(query).await?;
        free_slots(transaction).await
    }

    /// Takes the right to a job that only one process at a time may do, until
    /// the lease is over. Says whether nobody else has it.
    pub async fn claim_job(&self, name: &str, lease: Lease) -> Result<bool> {
        const DOING: &str = "claim a job";
        let mut transaction = self.engine.write(DOING).await?;
        self.renew_in(&mut transaction, lease).await?;
        self.end_dead_leases(&mut transaction, lease).await?;
        let claim = "INSERT INTO claims (name, shift) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        let claimed = transaction.execute(Query::new(DOING, claim).bind(name).bind(lease.0)).await?;
        transaction.commit().await?;
        Ok(claimed > 0)
    }

    fn lease_millis(&self) -> i64 {
        i64::try_from(self.lease_time.as_millis()).unwrap_or(i64::MAX / 2)
    }
}

/// Whether a lease was renewed, by the rows that were changed.
pub(super) fn is_renewed(changed: u64) -> Result<()> {
    if changed == 0 { Err(StoreError::LeaseOver) } else { Ok(()) }
}

/// Gives back what belongs to leases that are over. A letter may have gone out
/// until this moment, so its place in the minute is free only a minute from now.
async fn free_slots(transaction: &mut Transaction) -> Result<()> {
    let text = format!(
        "UPDATE slots SET shift = NULL, letter = NULL, \
         free_at = {NOW} + CASE WHEN letter IS NULL THEN 0 ELSE 60000 END \
         WHERE shift IS NOT NULL AND shift NOT IN (SELECT number FROM shifts)"
    );
    transaction.execute(Query::new("give back connections", &text)).await.map(drop)
}
