//! Writes one letter again, and tells whether it says something else than what its recipient has.

use chrono::{DateTime, Utc};

use super::{Correcting, is_correction};
use crate::domain::correction::Untouched;
use crate::domain::outbox::{Deed, Entry, LetterId, Reason, State};
use crate::domain::recipient::Recipient;
use crate::domain::unit::UnitKey;
use crate::letters::Said;
use crate::store::{NewLetter, UsageSnapshot};
use crate::weekly::WeeklyError;
use crate::weekly::dispatcher::Mail;
use crate::weekly::gate::Gate;
use crate::weekly::writer::{WeekInputs, Writer, WriterCache};

/// What becomes of one letter.
pub(super) enum Amended {
    /// It stays as it is.
    Left(Untouched),
    /// Another one answers it, in place of the one with this key where that waits.
    Further(Box<NewLetter>, Option<String>),
    /// It is written anew.
    Anew(Box<NewLetter>),
    /// It is taken back: this is its key.
    TakenBack(String),
}

/// Who writes letters again.
pub(super) struct Editor<'w> {
    writer: &'w Writer,
    order: &'w Correcting,
    edition: u32,
    inputs: WeekInputs,
    usage: UsageSnapshot,
    cache: WriterCache<'w>,
    gate: &'w Gate,
    mail: &'w Mail,
    now: DateTime<Utc>,
}

impl<'w> Editor<'w> {
    pub(super) fn new(
        writer: &'w Writer,
        order: &'w Correcting,
        edition: u32,
        (inputs, usage): (WeekInputs, UsageSnapshot),
        gate: &'w Gate,
        mail: &'w Mail,
    ) -> Self {
        let now = inputs.now;
        Self { writer, order, edition, cache: writer.cache(&inputs), inputs, usage, gate, mail, now }
    }

    /// A further edition for somebody who has `had` a letter that says something else by now.
    pub(super) async fn answer(
        &mut self,
        had: &Entry,
        waiting: Option<&Entry>,
        recipient: &Recipient,
        units: &[UnitKey],
    ) -> Result<Amended, WeeklyError> {
        self.find(&had.id, units).await?;
        match self.says_the_same(had, recipient, units).await? {
            Some(true) if !self.order.all || self.is_for_this(had).await? => {
                return Ok(Amended::Left(Untouched::Same));
            }
            Some(false) if !self.order.all && had.is_of_other_meaning() => {
                return Ok(Amended::Left(Untouched::OtherMeaning));
            }
            None if !self.order.all => return Ok(Amended::Left(Untouched::Forgotten)),
            _ => {}
        }
        let id = LetterId { edition: self.edition, ..had.id.clone() };
        let letter = self.write(id, Some(had), recipient, units)?;
        Ok(letter.map_or(Amended::Left(Untouched::NothingToSay), |letter| {
            Amended::Further(Box::new(letter), waiting.map(|letter| letter.id.key()))
        }))
    }

    /// A letter in the place of one that nobody has had; none where what its
    /// recipient `had` before is right again.
    pub(super) async fn write_anew(
        &mut self,
        letter: &Entry,
        had: Option<&Entry>,
        recipient: &Recipient,
        units: &[UnitKey],
    ) -> Result<Amended, WeeklyError> {
        self.find(&letter.id, units).await?;
        if let Some(had) = had
            && letter.state != State::Failed
            && !self.order.all
            && self.says_the_same(had, recipient, units).await? == Some(true)
        {
            return Ok(Amended::TakenBack(letter.id.key()));
        }
        // One that was held while the figures looked wrong may go out by now.
        let is_held_as_it_should = (letter.state == State::Held) == self.gate.held_because().is_some();
        let stays = letter.state != State::Held || is_held_as_it_should;
        if stays && self.says_the_same(letter, recipient, units).await? == Some(true) {
            return Ok(Amended::Left(Untouched::Same));
        }
        let written = self.write(letter.id.clone(), had, recipient, units)?;
        let was_left_out = letter.state == State::Skipped;
        Ok(match written {
            // That something could have been judged follows from what figures mean, perhaps not from the figures.
            Some(_) if was_left_out && !self.order.all && letter.is_of_other_meaning() => {
                Amended::Left(Untouched::OtherMeaning)
            }
            Some(written) => Amended::Anew(Box::new(written)),
            None if was_left_out || letter.state == State::Failed => Amended::Left(Untouched::NothingToSay),
            None => Amended::TakenBack(letter.id.key()),
        })
    }

    /// Finds what the letter `id` about `units` is written from.
    async fn find(&mut self, id: &LetterId, units: &[UnitKey]) -> Result<(), WeeklyError> {
        self.writer.look_up(&mut self.inputs, &mut self.usage, units, [id.recipient.clone()]).await
    }

    /// Whether a letter in the outbox would say the same if it were written now, for
    /// the day it was written on; none where its message is no longer kept.
    async fn says_the_same(
        &mut self,
        entry: &Entry,
        recipient: &Recipient,
        units: &[UnitKey],
    ) -> Result<Option<bool>, WeeklyError> {
        let (outbox, key) = (&self.writer.outbox, entry.id.key());
        let said = outbox.message(&key).await?.and_then(|bytes| Said::in_message(&bytes));
        let (Some(said), Some(times)) = (said, outbox.times_of(&key).await?) else { return Ok(None) };
        let why = self.why_corrected(entry).await?;
        self.inputs.frame.today = self.writer.municipality.day(times.written_at);
        self.inputs.frame.correction = why;
        self.inputs.answers.clear();
        let draft = self.writer.draft(&self.inputs, &mut self.cache, entry.id.clone(), recipient, units)?;
        Ok(Some(draft.is_some_and(|draft| Said::in_words(&draft.message.words) == said)))
    }

    /// Why a correction was written; none for a letter that corrects nothing.
    async fn why_corrected(&self, entry: &Entry) -> Result<Option<String>, WeeklyError> {
        if !is_correction(entry) {
            return Ok(None);
        }
        let decisions = self.writer.outbox.decisions(&entry.id.key()).await?;
        let last = decisions.into_iter().rev().find(|decision| decision.what == Deed::Correct);
        Ok(last.and_then(|decision| match decision.why {
            Reason::Decided(grounds) => Some(grounds.why),
            _ => None,
        }))
    }

    /// Whether it is a correction that was written for the reason at hand: the command was given before.
    async fn is_for_this(&self, entry: &Entry) -> Result<bool, WeeklyError> {
        Ok(self.why_corrected(entry).await?.is_some_and(|why| why == self.order.grounds.why))
    }

    /// The letter `id` as it is written now; none where nothing can be judged.
    fn write(
        &mut self,
        id: LetterId,
        had: Option<&Entry>,
        recipient: &Recipient,
        units: &[UnitKey],
    ) -> Result<Option<NewLetter>, WeeklyError> {
        self.inputs.frame.today = self.writer.municipality.day(self.now);
        self.inputs.frame.correction = had.map(|_| self.order.grounds.why.clone());
        self.inputs.answers = had.into_iter().filter_map(|had| had.message_id.clone()).collect();
        let draft = self.writer.draft(&self.inputs, &mut self.cache, id.clone(), recipient, units)?;
        let why_held = self.gate.held_because();
        Ok(draft.map(|draft| draft.into_letter(id, recipient, units, why_held, self.mail, self.now)))
    }
}
