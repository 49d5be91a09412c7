//! From the figures to the outbox: the letters that a run has to write.

use chrono::{DateTime, Utc};

use super::assessing::Survey;
use super::desk::{Desk, WriterCaches};
use super::expected::Expected;
use super::gating::Gate;
use super::notifying::Held;
use super::order::Order;
use super::reading::{Readers, ReadingAhead};
use super::{Mail, Weekly, WeeklyError};
use crate::clock::Clock;
use crate::domain::account::NOT_JUDGED;
use crate::domain::outbox::{Entry, State};
use crate::domain::receipt::SourceReport;
use crate::domain::series::Series;
use crate::domain::week::Week;
use crate::store::{Entering, NewLetter, UsageUntil};

/// How many letters are in memory at a time while they are written: each is tens of kilobytes.
const AT_A_TIME: usize = 32;

/// What was prepared.
pub(super) struct Prepared {
    pub(super) sources: Vec<SourceReport>,
    pub(super) survey: Survey,
    pub(super) gate: Gate,
    pub(super) written: Written,
}

/// What was written.
#[derive(Default)]
pub(super) struct Written {
    pub(super) held: Held,
    /// The letters of a dry run, without their messages. Others are in the outbox.
    pub(super) unsent: Vec<NewLetter>,
    /// Letters of a held run that could not be judged. They are not settled:
    /// the next run may have the figures for them.
    pub(super) undecided: Vec<Entry>,
}

impl Weekly {
    /// Writes the letters that are missing, and enters them into the outbox: all or none.
    ///
    /// # Errors
    ///
    /// [`WeeklyError`]; nothing was entered then.
    pub(super) async fn prepare(
        &self,
        order: &Order,
        missing: &[&Expected<'_>],
        gate: Gate,
        mail: &Mail,
        clock: Clock,
    ) -> Result<Prepared, WeeklyError> {
        let Order { series, week, dry_run, .. } = *order;
        let sources = self.figures(series, week, clock.now()).await?;
        let (mut desk, usage) = self.desk((series, week), &mail.from, &mail.reply_to, clock.now()).await?;
        let units = self.municipality.roster.units.len();
        tracing::info!(%week, units, "judged the units");
        let gate = gate.or(&desk.survey.alarms).also(self.restored(series, week).await?);
        let entering = if dry_run { None } else { Some(self.store.enter(clock.now()).await?) };
        let written = self.write_all(&mut desk, usage, missing, &gate, mail, entering).await?;
        Ok(Prepared { sources, survey: desk.survey, gate, written })
    }

    /// Reads the sources, unless the letters that these follow were written
    /// already: both show the same figures.
    async fn figures(
        &self,
        series: Series,
        week: Week,
        now: DateTime<Utc>,
    ) -> Result<Vec<SourceReport>, WeeklyError> {
        let leading = match series.follows() {
            Some(leading) => self.last_receipt(leading, week).await?,
            None => None,
        };
        match leading {
            Some(receipt) => Ok(receipt.sources.into_iter().map(Into::into).collect()),
            None => self.fetch(now).await,
        }
    }

    async fn write_all(
        &self,
        desk: &mut Desk,
        usage: UsageUntil,
        missing: &[&Expected<'_>],
        gate: &Gate,
        mail: &Mail,
        mut entering: Option<Entering>,
    ) -> Result<Written, WeeklyError> {
        let of_week = (desk.series, desk.week);
        let mut written = Written::default();
        let caches = WriterCaches::new();
        let mut portions = missing.chunks(AT_A_TIME).peekable();
        let next = |portion: Option<&&[&Expected<'_>]>, usage| {
            portion.map(|some| ReadingAhead::begin(Readers::of(of_week, some), usage))
        };
        let mut ahead = next(portions.peek(), usage);
        while let (Some(some), Some(reading)) = (portions.next(), ahead.take()) {
            let (readers, reading, usage) = reading.end().await?;
            ahead = next(portions.peek(), usage);
            self.lay_out(desk, &readers, reading);
            let mut letters = self.write(desk, &caches, some, gate, mail)?;
            written.set_undecided_aside(&mut letters, gate);
            written.held.add(&letters);
            match entering.take() {
                Some(begun) => entering = Some(begun.add(letters).await?),
                None => written.unsent.extend(letters.into_iter().map(without_message)),
            }
        }
        if let Some(entering) = entering {
            let letters = entering.commit().await?;
            tracing::info!(week = %desk.week, letters, "entered the letters into the outbox");
        }
        written.held.add_unwritten(written.undecided.len());
        Ok(written)
    }
}

impl Written {
    /// Takes those of `letters` that could not be judged, where the others are held.
    fn set_undecided_aside(&mut self, letters: &mut Vec<NewLetter>, gate: &Gate) {
        let Some(why_held) = gate.held_because() else { return };
        let undecided = letters.extract_if(.., |letter| letter.reason.as_deref() == Some(NOT_JUDGED));
        self.undecided.extend(undecided.map(|letter| Entry {
            state: State::Held,
            reason: Some(why_held.to_owned()),
            ..letter.into()
        }));
    }
}

fn without_message(letter: NewLetter) -> NewLetter {
    NewLetter { message: None, ..letter }
}
