//! After a backup was put in place: what went out between the backup and then,
//! nobody here knows. So the letters of those weeks wait until somebody decides.

use super::{Weekly, WeeklyError};
use crate::domain::gate::Alarm;
use crate::domain::series::Series;
use crate::domain::week::Week;

impl Weekly {
    /// Why letters of `series` that the store does not know in `week` may have gone out
    /// all the same; none where they cannot have, or somebody has decided since.
    pub(super) async fn restored(&self, series: Series, week: Week) -> Result<Option<Alarm>, WeeklyError> {
        let Some(at) = self.store.restored_at().await? else { return Ok(None) };
        let copied = self.store.copied_at().await?.map(|copied| self.day(copied));
        let restored = self.day(at);
        // A run that is caught up keeps the week before.
        let first = copied.map(|day| Week::of(day).plus(-1));
        if week > Week::of(restored) || first.is_some_and(|first| week < first) {
            return Ok(None);
        }
        let both: Vec<_> = [Some(series), series.follows()].into_iter().flatten().collect();
        let decided = self.store.was_decided(&both, week, at).await?;
        Ok((!decided).then_some(Alarm::Restored { copied, restored }))
    }
}
