//! What the store tells about the clock: one that is wrong must not undo what was done by the right one.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::{Store, StoreError};

/// Whether the clock that shows `now` is behind: there is usage of days that have not come yet.
/// Where it shows an earlier time than once before, it is wrong now, or was wrong then; this tells which.
pub async fn clock_is_behind(store: &Store, now: DateTime<Utc>) -> Result<bool, StoreError> {
    // A day more, for zones that are ahead.
    let newest = store.newest_usage().await?;
    Ok(newest.is_some_and(|day| day > now.date_naive() + TimeDelta::days(1)))
}
