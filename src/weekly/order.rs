//! What a run is to do.

use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Which letters to write.
    pub series: Series,
    /// The week of the run.
    pub week: Week,
    /// Only letters about this unit.
    pub unit: Option<UnitKey>,
    /// Everything but queueing and sending.
    pub dry_run: bool,
}
