//! Writes the letters of a week, on every core, and makes them ready for the outbox.

mod drafts;
mod inputs;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use thread_local::ThreadLocal;

use super::WeeklyError;
use super::assessor::{Assessor, Findings};
use super::dispatcher::Mail;
use super::expected::Expected;
use super::gate::Gate;
use crate::domain::letter::trend::Trends;
use crate::domain::municipality::Municipality;
use crate::domain::outbox::{Entry, LetterId, Reason, State};
use crate::domain::pause::one_click::PauseLinks;
use crate::domain::recipient::address::Mailbox;
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::letters::{LetterFrame, Letters};
use crate::store::{NewLetter, Outbox, OutboxWriter, UsageSnapshot, UsageStore};
pub(super) use drafts::Draft;
pub(super) use inputs::{HISTORY, WeekInputs};
use inputs::{Readers, Reading, ReadingAhead};

/// How many letters are in memory at a time while they are written: each is tens of kilobytes.
const AT_A_TIME: usize = 32;

/// Puts the letters of a week into words.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    pub(super) municipality: Arc<Municipality>,
    pub(super) usage: UsageStore,
    pub(super) outbox: Outbox,
    pub(super) assessor: Assessor,
    pub(super) letters: Arc<Letters>,
    /// Where mail programs can ask for a pause with one click; none without a public address.
    pub(super) pause_links: Option<PauseLinks>,
}

/// What one thread has worked out, and the next letters of that thread need again.
pub(super) struct WriterCache<'w> {
    /// How what is asked for has come about, found once for all its letters.
    pub(super) trends: Trends<'w>,
}

/// One for each thread that writes.
pub(super) type WriterCaches<'w> = ThreadLocal<RefCell<WriterCache<'w>>>;

/// What was written.
#[derive(Default)]
pub(super) struct WrittenLetters {
    /// Whether they wait for the coordinator.
    pub(super) is_held: bool,
    pub(super) held: HeldCount,
    /// The letters of a dry run, without their messages. Others are in the outbox.
    pub(super) unsent: Vec<NewLetter>,
    /// Letters of a held run that could not be judged. They are not settled:
    /// the next run may have the figures for them.
    pub(super) undecided: Vec<Entry>,
}

/// The letters that a run holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct HeldCount {
    /// How many there are.
    pub(super) letters: usize,
    /// How many of them are written.
    pub(super) written: usize,
}

impl Writer {
    /// What the letters of `series` are written from at `now`, and the usage
    /// by which the units of each are to be found.
    pub(super) async fn inputs(
        &self,
        (series, week): (Series, Week),
        from: &Mailbox,
        reply_to: &Mailbox,
        now: DateTime<Utc>,
    ) -> Result<(WeekInputs, UsageSnapshot), WeeklyError> {
        let frame = self.frame(from, reply_to, now);
        let mut usage = self.usage.snapshot(week.cut_off()).await?;
        let reports = self.assessor.reports(&mut usage).await?;
        let survey = self.assessor.survey(week, &mut usage, &reports).await?;
        let (findings, history, answers) = (Findings::default(), HashMap::new(), Vec::new());
        Ok((WeekInputs { series, week, reports, survey, findings, history, frame, answers, now }, usage))
    }

    /// Finds how `units` stand and what `recipients` were told before, for the next letters. A
    /// unit that has left the roster is passed over.
    pub(super) async fn look_up(
        &self,
        inputs: &mut WeekInputs,
        usage: &mut UsageSnapshot,
        units: impl IntoIterator<Item = &UnitKey>,
        recipients: impl IntoIterator<Item = String>,
    ) -> Result<(), WeeklyError> {
        let readers = Readers::new((inputs.series, inputs.week), units, recipients);
        let reading = readers.read(usage).await?;
        self.use_reading(inputs, &readers, reading);
        Ok(())
    }

    /// Uses what was read for the next letters.
    fn use_reading(&self, inputs: &mut WeekInputs, readers: &Readers, reading: Reading) {
        let units = readers.units().filter_map(|key| self.municipality.roster.unit(key));
        inputs.findings = self.assessor.findings(inputs.week, &inputs.reports, reading.usage, units);
        inputs.history = reading.history;
    }

    /// What one writer needs.
    pub(super) fn cache(&self, inputs: &WeekInputs) -> WriterCache<'_> {
        WriterCache { trends: Trends::new(self.municipality.rules(), &inputs.reports) }
    }

    /// What stands around every letter that is written at `now`.
    pub(super) fn frame(&self, from: &Mailbox, reply_to: &Mailbox, now: DateTime<Utc>) -> LetterFrame {
        LetterFrame {
            municipality: self.municipality.name.clone(),
            platform: self.municipality.platform.clone(),
            from: from.clone(),
            reply_to: reply_to.clone(),
            zone: self.municipality.zone,
            today: self.municipality.day(now),
            correction: None,
        }
    }

    /// Writes the `missing` letters into the outbox through `entering`, all or none; without it,
    /// only to see what they would be.
    pub(super) async fn write_all(
        &self,
        inputs: &mut WeekInputs,
        usage: UsageSnapshot,
        missing: &[&Expected<'_>],
        gate: &Gate,
        mail: &Mail,
        mut entering: Option<OutboxWriter>,
    ) -> Result<WrittenLetters, WeeklyError> {
        let of_week = (inputs.series, inputs.week);
        let is_held = gate.held_because().is_some();
        let mut written = WrittenLetters { is_held, ..WrittenLetters::default() };
        let caches = WriterCaches::new();
        let mut portions = missing.chunks(AT_A_TIME).peekable();
        let next = |portion: Option<&&[&Expected<'_>]>, usage| {
            portion.map(|some| ReadingAhead::begin(Readers::of(of_week, some), usage))
        };
        let mut ahead = next(portions.peek(), usage);
        while let (Some(some), Some(reading)) = (portions.next(), ahead.take()) {
            let (readers, reading, usage) = reading.end().await?;
            ahead = next(portions.peek(), usage);
            self.use_reading(inputs, &readers, reading);
            let mut letters = self.write(inputs, &caches, some, gate, mail)?;
            written.set_undecided_aside(&mut letters, gate);
            written.held.add(&letters);
            match entering.take() {
                Some(begun) => entering = Some(begun.add(letters).await?),
                None => written.unsent.extend(letters.into_iter().map(without_message)),
            }
        }
        if let Some(entering) = entering {
            let letters = entering.commit().await?;
            tracing::info!(week = %inputs.week, letters, "entered the letters into the outbox");
        }
        written.held.add_unwritten(written.undecided.len());
        Ok(written)
    }

    /// The letters of `expected`, ready for the outbox: queued, held or skipped
    /// as the gate says. They are written on every core, and come in their order.
    fn write<'w>(
        &'w self,
        inputs: &WeekInputs,
        caches: &WriterCaches<'w>,
        expected: &[&Expected<'_>],
        gate: &Gate,
        mail: &Mail,
    ) -> Result<Vec<NewLetter>, WeeklyError> {
        let letters = expected.par_iter().with_max_len(1).map(|letter| {
            let cache = caches.get_or(|| RefCell::new(self.cache(inputs)));
            self.write_one(inputs, &mut cache.borrow_mut(), letter, gate, mail)
        });
        letters.collect()
    }

    fn write_one<'w>(
        &'w self,
        inputs: &WeekInputs,
        cache: &mut WriterCache<'w>,
        expected: &Expected<'_>,
        gate: &Gate,
        mail: &Mail,
    ) -> Result<NewLetter, WeeklyError> {
        let id = expected.id(inputs.series, inputs.week);
        match (expected, gate) {
            (Expected::Vacant(unit, why), _) => {
                Ok(skipped(id, vec![(*unit).clone()], Reason::Vacant((*why).clone())))
            }
            (Expected::Barred(_, units, why), _) => Ok(skipped(id, units.to_vec(), (**why).clone().into())),
            (Expected::ToRecipient(_, units), Gate::TakenBack(why)) => {
                Ok(skipped(id, units.to_vec(), why.clone()))
            }
            (Expected::ToRecipient(recipient, units), _) => {
                Ok(match self.draft(inputs, cache, id.clone(), recipient, units)? {
                    Some(draft) => {
                        draft.into_letter(id, recipient, units, gate.held_because(), mail, inputs.now)
                    }
                    None => skipped(id, units.to_vec(), Reason::NotJudged),
                })
            }
        }
    }
}

impl WrittenLetters {
    /// Takes those of `letters` that could not be judged, where the others are held.
    fn set_undecided_aside(&mut self, letters: &mut Vec<NewLetter>, gate: &Gate) {
        let Some(why_held) = gate.held_because() else { return };
        let undecided = letters.extract_if(.., |letter| letter.reason == Some(Reason::NotJudged));
        self.undecided.extend(undecided.map(|letter| Entry {
            state: State::Held,
            reason: Some(why_held.clone()),
            ..letter.into()
        }));
    }
}

fn without_message(letter: NewLetter) -> NewLetter {
    NewLetter { message: None, ..letter }
}

impl HeldCount {
    /// Counts those of `letters` that are held.
    fn add(&mut self, letters: &[NewLetter]) {
        let written = letters.iter().filter(|letter| letter.state == State::Held).count();
        self.letters += written;
        self.written += written;
    }

    /// Counts letters that nobody could write.
    fn add_unwritten(&mut self, letters: usize) {
        self.letters += letters;
    }
}

fn skipped(id: LetterId, units: Vec<UnitKey>, reason: Reason) -> NewLetter {
    NewLetter {
        id,
        units,
        state: State::Skipped,
        reason: Some(reason),
        message_id: None,
        address: None,
        message: None,
        asks: Vec::new(),
    }
}
