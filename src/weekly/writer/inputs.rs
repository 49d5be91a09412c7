//! What letters are written from: read some letters at a time, while the letters before them are written.

use std::collections::{HashMap, HashSet};
use std::panic::resume_unwind;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio_util::task::AbortOnDropHandle;

use crate::domain::asks::PastLetter;
use crate::domain::outbox::LetterId;
use crate::domain::recipient::Recipient;
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::usage::UnitUsage;
use crate::domain::usage::reports::Reports;
use crate::domain::week::Week;
use crate::letters::{Composed, LetterFrame, Message, MimeError, Ties};
use crate::store::{StoreError, UsageSnapshot};
use crate::weekly::WeeklyError;
use crate::weekly::assessor::{Findings, Survey};
use crate::weekly::expected::Expected;

/// Everything the letters of one run are written from.
pub(in crate::weekly) struct WeekInputs {
    /// What is written.
    pub(in crate::weekly) series: Series,
    /// The week of the run.
    pub(in crate::weekly) week: Week,
    /// What the sources told of.
    pub(in crate::weekly) reports: Arc<Reports>,
    /// How the municipality stands as a whole.
    pub(in crate::weekly) survey: Survey,
    /// How the units stand that the letters in hand speak of.
    pub(in crate::weekly) findings: Findings,
    /// What earlier letters to the principals in hand said, by recipient.
    pub(in crate::weekly) history: HashMap<String, Vec<PastLetter>>,
    /// What frames every letter.
    pub(in crate::weekly) frame: LetterFrame,
    /// The Message-IDs of the letters that the next one answers, because it corrects them.
    pub(in crate::weekly) answers: Vec<String>,
    /// When they are written.
    pub(in crate::weekly) now: DateTime<Utc>,
}

impl WeekInputs {
    /// The letter `id` with these words, as it goes out but for a signature.
    pub(in crate::weekly) fn message(
        &self,
        words: Composed,
        id: &LetterId,
        recipient: &Recipient,
        ties: Ties,
    ) -> Result<Message, MimeError> {
        Message::new(words, id, recipient, &self.frame, ties, self.now)
    }
}

/// How many earlier letters of a recipient are looked at when asks are chosen:
/// enough for the longest hand-over a settings file may ask for.
pub(in crate::weekly) const HISTORY: usize = 220;

/// What some letters are written from.
#[derive(Debug, Default)]
pub(in crate::weekly) struct Reading {
    /// The usage of their units.
    pub(in crate::weekly) usage: HashMap<UnitKey, UnitUsage>,
    /// What earlier letters told their recipients, where that matters.
    pub(in crate::weekly) history: HashMap<String, Vec<PastLetter>>,
}

/// Whom some letters are for, and about which units.
#[derive(Debug, Clone)]
pub(in crate::weekly) struct Readers {
    series: Series,
    week: Week,
    units: HashSet<UnitKey>,
    recipients: Vec<String>,
}

impl Readers {
    pub(in crate::weekly) fn new<'k>(
        (series, week): (Series, Week),
        units: impl IntoIterator<Item = &'k UnitKey>,
        recipients: impl IntoIterator<Item = String>,
    ) -> Self {
        let (units, recipients) = (units.into_iter().cloned().collect(), recipients.into_iter().collect());
        Self { series, week, units, recipients }
    }

    /// Those of `letters`.
    pub(in crate::weekly) fn of((series, week): (Series, Week), letters: &[&Expected<'_>]) -> Self {
        let recipients = letters.iter().map(|letter| letter.id(series, week).recipient);
        Self::new((series, week), letters.iter().flat_map(|letter| letter.units()), recipients)
    }

    /// The units that are spoken of.
    pub(in crate::weekly) fn units(&self) -> impl Iterator<Item = &UnitKey> {
        self.units.iter()
    }

    /// Reads what they are written to from.
    pub(in crate::weekly) async fn read(&self, usage: &mut UsageSnapshot) -> Result<Reading, StoreError> {
        let history = match self.series {
            Series::Letters => usage.history(self.series, &self.recipients, self.week, HISTORY).await?,
            Series::Summaries | Series::Receipt | Series::Hold | Series::Doubt => HashMap::new(),
        };
        Ok(Reading { usage: usage.of(&self.units).await?, history })
    }
}

/// A reading that goes on while the caller does something else.
pub(in crate::weekly) struct ReadingAhead(AbortOnDropHandle<Result<Ahead, StoreError>>);

/// What a reading ahead ends with: for whom it was, what it found, and what to read further with.
pub(in crate::weekly) type Ahead = (Readers, Reading, UsageSnapshot);

impl ReadingAhead {
    pub(in crate::weekly) fn begin(readers: Readers, mut usage: UsageSnapshot) -> Self {
        let reading = tokio::spawn(async move {
            let reading = readers.read(&mut usage).await?;
            Ok((readers, reading, usage))
        });
        Self(AbortOnDropHandle::new(reading))
    }

    pub(in crate::weekly) async fn end(self) -> Result<Ahead, WeeklyError> {
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
