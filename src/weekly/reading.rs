//! What letters are written from is read while the letters before them are written.

use std::collections::{HashMap, HashSet};
use std::panic::resume_unwind;

use tokio_util::task::AbortOnDropHandle;

use super::WeeklyError;
use super::expected::Expected;
use crate::domain::asks::PastLetter;
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::usage::UnitUsage;
use crate::domain::week::Week;
use crate::store::{StoreError, UsageUntil};

/// How many earlier letters of a recipient are looked at when asks are chosen:
/// enough for the longest hand-over a settings file may ask for.
pub(super) const HISTORY: usize = 220;

/// What some letters are written from.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The usage of their units.
    pub(super) usage: HashMap<UnitKey, UnitUsage>,
    /// What earlier letters told their recipients, where that matters.
    pub(super) history: HashMap<String, Vec<PastLetter>>,
}

/// Whom some letters are for, and about which units.
#[derive(Debug, Clone)]
pub(super) struct Readers {
    series: Series,
    week: Week,
    units: HashSet<UnitKey>,
    recipients: Vec<String>,
}

impl Readers {
    pub(super) fn new<'k>(
        (series, week): (Series, Week),
        units: impl IntoIterator<Item = &'k UnitKey>,
        recipients: impl IntoIterator<Item = String>,
    ) -> Self {
        let (units, recipients) = (units.into_iter().cloned().collect(), recipients.into_iter().collect());
        Self { series, week, units, recipients }
    }

    /// Those of `letters`.
    pub(super) fn of((series, week): (Series, Week), letters: &[&Expected<'_>]) -> Self {
        let recipients = letters.iter().map(|letter| letter.id(series, week).recipient);
        Self::new((series, week), letters.iter().flat_map(|letter| letter.units()), recipients)
    }

    /// The units that are spoken of.
    pub(super) fn units(&self) -> impl Iterator<Item = &UnitKey> {
        self.units.iter()
    }

    /// Reads what they are written to from.
    pub(super) async fn read(&self, usage: &mut UsageUntil) -> Result<Reading, StoreError> {
        let history = match self.series {
            Series::Letters => usage.history(self.series, &self.recipients, self.week, HISTORY).await?,
            Series::Summaries | Series::Receipt | Series::Hold => HashMap::new(),
        };
        Ok(Reading { usage: usage.of(&self.units).await?, history })
    }
}

/// A reading that goes on while the caller does something else.
pub(super) struct ReadingAhead(AbortOnDropHandle<Result<Ahead, StoreError>>);

/// What a reading ahead ends with: for whom it was, what it found, and what to read further with.
pub(super) type Ahead = (Readers, Reading, UsageUntil);

impl ReadingAhead {
    pub(super) fn begin(readers: Readers, mut usage: UsageUntil) -> Self {
        let reading = tokio::spawn(async move {
            let reading = readers.read(&mut usage).await?;
            Ok((readers, reading, usage))
        });
        Self(AbortOnDropHandle::new(reading))
    }

    pub(super) async fn end(self) -> Result<Ahead, WeeklyError> {
        match self.0.await {
            Ok(read) => Ok(read?),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The program is ending.
                Err(_) => std::future::pending().await,
            },
        }
    }
}
