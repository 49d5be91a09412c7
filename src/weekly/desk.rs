//! What letters are written from, and with: the same for every series.

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use thread_local::ThreadLocal;

use super::assessing::{Findings, Survey};
use super::expected::Expected;
use super::reading::{Readers, Reading};
use super::{Weekly, WeeklyError};
use crate::domain::address::Mailbox;
use crate::domain::asks::{PastAsk, PastLetter};
use crate::domain::outbox::LetterId;
use crate::domain::pause::ActivePauses;
use crate::domain::recipient::Recipient;
use crate::domain::series::Series;
use crate::domain::trend::Trends;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::letters::{Composed, LetterFrame, Message, MimeError, Ties};
use crate::store::UsageUntil;

/// Everything the letters of one run are written from.
pub(super) struct Desk {
    /// What is written.
    pub(super) series: Series,
    /// The week of the run.
    pub(super) week: Week,
    /// How the municipality stands as a whole.
    pub(super) survey: Survey,
    /// How the units stand that the letters in hand speak of.
    pub(super) findings: Findings,
    /// What earlier letters to the principals in hand said, by recipient.
    pub(super) history: HashMap<String, Vec<PastLetter>>,
    /// What frames every letter.
    pub(super) frame: LetterFrame,
    /// The Message-IDs of the letters that the next one answers, because it corrects them.
    pub(super) answers: Vec<String>,
    /// When they are written.
    pub(super) now: DateTime<Utc>,
}

impl Desk {
    /// The letter `id` with these words, as it goes out but for a signature.
    pub(super) fn message(
        &self,
        words: Composed,
        id: &LetterId,
        recipient: &Recipient,
        ties: Ties,
    ) -> Result<Message, MimeError> {
        Message::new(words, id, recipient, &self.frame, ties, self.now)
    }
}

/// What somebody who writes letters has at hand, and nobody else uses meanwhile.
pub(super) struct WriterCache<'w> {
    /// How what is asked for has come about, found once for all letters of this hand.
    pub(super) trends: Trends<'w>,
}

/// The pens of all who write.
pub(super) type WriterCaches<'w> = ThreadLocal<RefCell<WriterCache<'w>>>;

/// A letter that may go out, with what it leaves in the history.
pub(super) struct Draft {
    /// The letter.
    pub(super) message: Message,
    /// What the next letters need to know about it.
    pub(super) asks: Vec<PastAsk>,
}

impl Weekly {
    /// Lays out what the letters of `series` are written from at `now`, and gives
    /// what the units of each are to be found by.
    pub(super) async fn desk(
        &self,
        (series, week): (Series, Week),
        from: &Mailbox,
        reply_to: &Mailbox,
        now: DateTime<Utc>,
    ) -> Result<(Desk, UsageUntil), WeeklyError> {
        let frame = self.frame(from, reply_to, now);
        let mut usage = self.store.usage_until(week.cut_off()).await?;
        let survey = self.survey(week, &mut usage).await?;
        let (findings, history, answers) = (Findings::default(), HashMap::new(), Vec::new());
        Ok((Desk { series, week, survey, findings, history, frame, answers, now }, usage))
    }

    /// Finds how `units` stand and what `recipients` were told before, for the next letters. A
    /// unit that has left the roster is passed over.
    pub(super) async fn find_for(
        &self,
        desk: &mut Desk,
        usage: &mut UsageUntil,
        units: impl IntoIterator<Item = &UnitKey>,
        recipients: impl IntoIterator<Item = String>,
    ) -> Result<(), WeeklyError> {
        let readers = Readers::new((desk.series, desk.week), units, recipients);
        let reading = readers.read(usage).await?;
        self.lay_out(desk, &readers, reading);
        Ok(())
    }

    /// Lays out what was read for the next letters.
    pub(super) fn lay_out(&self, desk: &mut Desk, readers: &Readers, reading: Reading) {
        let units = readers.units().filter_map(|key| self.municipality.roster.unit(key));
        desk.findings = self.findings(desk.week, reading.usage, units);
        desk.history = reading.history;
    }

    /// What one writer needs.
    pub(super) fn cache(&self) -> WriterCache<'_> {
        WriterCache { trends: Trends::new(self.municipality.rules()) }
    }

    /// What stands around every letter that is written at `now`.
    pub(super) fn frame(&self, from: &Mailbox, reply_to: &Mailbox, now: DateTime<Utc>) -> LetterFrame {
        LetterFrame {
            municipality: self.municipality.name.clone(),
            platform: self.municipality.platform.clone(),
            from: from.clone(),
            reply_to: reply_to.clone(),
            zone: self.municipality.zone,
            today: self.day(now),
            correction: None,
        }
    }

    /// Every letter of `series` that the roster calls for in `week`, in its
    /// order, where `pauses` says who is left alone.
    pub(super) fn expected(
        &self,
        series: Series,
        week: Week,
        pauses: &ActivePauses<'_>,
    ) -> Vec<Expected<'_>> {
        match series {
            Series::Letters => self.expected_letters(week, pauses),
            Series::Summaries => self.expected_summaries(week, pauses),
            // What coordinators get depends on what became of the others.
            Series::Receipt | Series::Hold => Vec::new(),
        }
    }

    /// The letter `id` to `recipient` about `units`; none where nothing could be judged.
    pub(super) fn draft<'w>(
        &'w self,
        desk: &Desk,
        cache: &mut WriterCache<'w>,
        id: LetterId,
        recipient: &Recipient,
        units: &[UnitKey],
    ) -> Result<Option<Draft>, WeeklyError> {
        match desk.series {
            Series::Letters => self.draft_letter(desk, cache, id, recipient, units),
            Series::Summaries => self.draft_summary(desk, id, recipient, units),
            Series::Receipt | Series::Hold => Ok(None),
        }
    }
}
