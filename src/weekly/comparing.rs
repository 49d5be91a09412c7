//! Compares what was written down with what could be: whose letters would be others.

use std::num::NonZero;
use std::thread;

use super::{Weekly, WeeklyError};
use crate::domain::municipality::Municipality;
use crate::domain::week::Week;
use crate::domain::what_if::{Comparison, compare};

impl Weekly {
    /// The letters of the `count` weeks up to `newest` under the municipality's
    /// rules and under those of `new`, from the usage in the store.
    pub async fn what_if(
        &self,
        new: &Municipality,
        newest: Week,
        count: u32,
    ) -> Result<Comparison, WeeklyError> {
        let usage = self.store.usage(newest.cut_off()).await?;
        let weeks: Vec<_> = (0..i64::from(count)).rev().map(|age| newest.plus(-age)).collect();
        let workers = thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        Ok(compare(&self.municipality, new, &usage, &weeks, workers))
    }
}
