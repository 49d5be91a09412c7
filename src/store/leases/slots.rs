//! Limits of the mail server for all processes together: so many connections at a
//! time, and so many letters in any minute. Each is a slot, which one lease has or none.

use std::time::Duration;

use super::super::Result;
use super::super::engine::{Ask, Query, Transaction, Value};
use super::{Lease, Leases, NOW};

const CONNECTION: &str = "connection";
const LETTER: &str = "letter";

/// How long a letter takes up its place after it was handed over, in milliseconds.
const MINUTE: i64 = 60_000;

/// How long to wait where every place is taken by a letter that is on its way right now.
const SOON: Duration = Duration::from_millis(500);

impl Leases {
    /// Takes as many connections as are free, of `most` in all, for the rest of
    /// the lease. Says how many.
    ///
    /// # Errors
    ///
    /// [`super::super::StoreError::LeaseOver`] when the lease is over.
    pub async fn take_connections(&self, lease: Lease, most: usize) -> Result<usize> {
        const DOING: &str = "take connections";
        let mut transaction = self.engine.write(DOING).await?;
        self.renew_in(&mut transaction, lease).await?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        lay_out(&mut transaction, CONNECTION, most).await?;
        let free = format!(
            "SELECT number FROM slots WHERE kind = $1 AND number <= $2 AND shift IS NULL ORDER BY number{}",
            self.engine.skip_locked()
        );
        let free: Vec<(i64,)> = transaction.all(Query::new(DOING, &free).bind(CONNECTION).bind(most)).await?;
        let mut query = Query::new(DOING, "UPDATE slots SET shift = ");
        query.push_bind(lease.0).push(" WHERE kind = ").push_bind(CONNECTION).push(" AND number IN ");
        query.push_list(free.iter().map(|(number,)| *number));
        transaction.execute(query).await?;
        transaction.commit().await?;
        Ok(free.len())
    }
}

/// The places for letters that are free now, and how long until there is one where none is.
pub(in crate::store) async fn free_places(
    transaction: &mut Transaction,
    skip_locked: &str,
    per_minute: u32,
    wanted: usize,
) -> Result<(Vec<i64>, Option<Duration>)> {
    const DOING: &str = "look for a place in the minute";
    let most = i64::from(per_minute);
    lay_out(transaction, LETTER, most).await?;
    // A place that is free only after more than a minute was taken by a clock that has been set back.
    let text = format!(
        "SELECT number FROM slots WHERE kind = $1 AND number <= $2 AND shift IS NULL \
         AND (free_at <= {NOW} OR free_at > {NOW} + $3) ORDER BY number LIMIT $4{skip_locked}"
    );
    let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
    let query = Query::new(DOING, &text).bind(LETTER).bind(most).bind(MINUTE).bind(wanted);
    let free: Vec<(i64,)> = transaction.all(query).await?;
    if !free.is_empty() {
        return Ok((free.into_iter().map(|(number,)| number).collect(), None));
    }
    let text =
        format!("SELECT MIN(free_at) - {NOW} FROM slots WHERE kind = $1 AND number <= $2 AND shift IS NULL");
    let (wait,): (Option<i64>,) = transaction.one(Query::new(DOING, &text).bind(LETTER).bind(most)).await?;
    let wait = wait.map(|millis| Duration::from_millis(millis.clamp(1, MINUTE).unsigned_abs()));
    Ok((Vec::new(), Some(wait.unwrap_or(SOON))))
}

/// Gives each letter its place.
pub(in crate::store) async fn take_places(
    transaction: &mut Transaction,
    lease: Lease,
    places: impl Iterator<Item = (i64, String)>,
) -> Result<()> {
    let mut query = Query::new("take a place in the minute", "WITH taken (number, letter) AS (");
    query
        .push_rows(places.map(|(number, letter)| [Value::from(number), letter.into()]))
        .push(") UPDATE slots SET letter = taken.letter, shift = ")
        .push_bind(lease.0)
        .push(" FROM taken WHERE slots.number = taken.number AND slots.kind = ")
        .push_bind(LETTER);
    transaction.execute(query).await.map(drop)
}

/// Lets the places of letters go that were handed over at the latest now: each is free a minute later.
pub(in crate::store) async fn leave_places(
    transaction: &mut Transaction,
    lease: Lease,
    letters: impl Iterator<Item = String>,
) -> Result<()> {
    let text = format!("UPDATE slots SET shift = NULL, letter = NULL, free_at = {NOW} + ");
    let mut query = Query::new("leave a place in the minute", &text);
    query.push_bind(MINUTE).push(" WHERE kind = ").push_bind(LETTER).push(" AND shift = ").push_bind(lease.0);
    query.push(" AND letter IN ").push_list(letters);
    transaction.execute(query).await.map(drop)
}

/// Sees that there are slots of this kind up to `most`.
async fn lay_out(transaction: &mut Transaction, kind: &'static str, most: i64) -> Result<()> {
    const DOING: &str = "lay out slots";
    let there = Query::new(DOING, "SELECT COALESCE(MAX(number), 0) FROM slots WHERE kind = $1").bind(kind);
    let (there,): (i64,) = transaction.one(there).await?;
    let missing: Vec<i64> = (there + 1..=most).collect();
    for some in missing.chunks(1000) {
        let mut query = Query::new(DOING, "INSERT INTO slots (kind, number, free_at) ");
        query.push_rows(some.iter().map(|number| [kind.into(), (*number).into(), 0_i64.into()]));
        query.push(" ON CONFLICT (kind, number) DO NOTHING");
        transaction.execute(query).await?;
    }
    Ok(())
}
