//! The words of one letter, by its series.

use chrono::{DateTime, Utc};

use super::inputs::WeekInputs;
use super::{Writer, WriterCache};
use crate::domain::asks::{PastAsk, PastLetter};
use crate::domain::calendar::season;
use crate::domain::letter::composing::compose;
use crate::domain::outbox::{FIRST_EDITION, LetterId, Reason, State};
use crate::domain::recipient::{Recipient, RecipientMark};
use crate::domain::series::Series;
use crate::domain::summary::summarise;
use crate::domain::unit::{Forms, Unit, UnitKey};
use crate::letters::{Message, Ties};
use crate::store::{NewLetter, PackedMessage};
use crate::weekly::WeeklyError;
use crate::weekly::assessor::Findings;
use crate::weekly::dispatcher::Mail;

/// A letter that may go out, with what it leaves in the history.
pub(in crate::weekly) struct Draft {
    /// The letter.
    pub(in crate::weekly) message: Message,
    /// What the next letters need to know about it.
    pub(in crate::weekly) asks: Vec<PastAsk>,
}

impl Draft {
    /// The letter `id` to `recipient` about `units`, ready for the outbox: held where there is
    /// something that it is `held_because` of, and queued where there is not.
    pub(in crate::weekly) fn into_letter(
        self,
        id: LetterId,
        recipient: &Recipient,
        units: &[UnitKey],
        held_because: Option<&Reason>,
        mail: &Mail,
        now: DateTime<Utc>,
    ) -> NewLetter {
        NewLetter {
            id,
            units: units.to_vec(),
            state: if held_because.is_some() { State::Held } else { State::Queued },
            reason: held_because.cloned(),
            message_id: Some(self.message.message_id),
            address: Some(recipient.address.to_string()),
            message: Some(PackedMessage::of(&mail.mailer.sealed(self.message.bytes, now))),
            asks: self.asks,
        }
    }
}

impl Writer {
    /// The letter `id` to `recipient` about `units`; none where nothing could be judged.
    pub(in crate::weekly) fn draft<'w>(
        &'w self,
        inputs: &WeekInputs,
        cache: &mut WriterCache<'w>,
        id: LetterId,
        recipient: &Recipient,
        units: &[UnitKey],
    ) -> Result<Option<Draft>, WeeklyError> {
        match inputs.series {
            Series::Letters => self.letter(inputs, cache, id, recipient, units),
            Series::Summaries => self.summary(inputs, id, recipient, units),
            Series::Receipt | Series::Hold | Series::Doubt => Ok(None),
        }
    }

    /// The letter `id` about `units`; none where nothing could be judged.
    fn letter<'w>(
        &'w self,
        inputs: &WeekInputs,
        cache: &mut WriterCache<'w>,
        id: LetterId,
        recipient: &Recipient,
        units: &[UnitKey],
    ) -> Result<Option<Draft>, WeeklyError> {
        let recipient = &recipient.about(units);
        let past = inputs.history.get(&id.recipient).map_or(&[][..], Vec::as_slice);
        let units = &inputs.findings.in_session;
        let composition = compose(&self.municipality, id, recipient, units, past, &mut cache.trends);
        if !composition.letter.says_something() {
            return Ok(None);
        }
        let words = self.letters.compose(&composition.letter, &inputs.frame)?;
        let id = &composition.letter.id;
        let thread = self.thread(id, recipient, past, &inputs.answers, inputs.frame.from.address.domain());
        let mark = RecipientMark::of(&recipient.address);
        let link = self.pause_links.as_ref().map(|links| links.link(&mark, id.week));
        let ties = Ties { thread, one_click: link.and_then(|link| link.parse().ok()) };
        let message = inputs.message(words, id, recipient, ties)?;
        Ok(Some(Draft { message, asks: composition.asks }))
    }

    /// The summary `id`, which speaks of `units`; none where nothing could be judged.
    fn summary(
        &self,
        inputs: &WeekInputs,
        id: LetterId,
        recipient: &Recipient,
        units: &[UnitKey],
    ) -> Result<Option<Draft>, WeeklyError> {
        let Findings { in_session, earlier } = &inputs.findings;
        let summary = summarise(&self.municipality, id, recipient, units, in_session, earlier);
        if !summary.says_something() {
            return Ok(None);
        }
        let ties = Ties { thread: inputs.answers.clone(), ..Ties::default() };
        let words = self.letters.compose_summary(&summary, &inputs.frame)?;
        let message = inputs.message(words, &summary.id, recipient, ties)?;
        Ok(Some(Draft { message, asks: Vec::new() }))
    }

    /// The Message-IDs of the letters that `id` follows, the oldest first: those
    /// of the same job that the recipient got this term, and at the end those that it
    /// `answers`, because it corrects them. Empty for the first letter of a term.
    ///
    /// `past` are the letters of earlier weeks that went out, as the store gives
    /// them; the Message-IDs end with `domain`, like those of all letters.
    fn thread(
        &self,
        id: &LetterId,
        recipient: &Recipient,
        past: &[PastLetter],
        answers: &[String],
        domain: &str,
    ) -> Vec<String> {
        let units = recipient.units.iter().filter_map(|key| self.municipality.roster.unit(key));
        let forms: Forms = units.flat_map(|unit: &Unit| unit.forms.iter().copied()).collect();
        let first = season::first_week(&self.municipality.calendar, forms, id.week);
        let mut weeks: Vec<_> = past.iter().map(|letter| letter.week).filter(|week| *week >= first).collect();
        weeks.sort_unstable();
        let earlier = weeks.into_iter().map(|week| LetterId { week, edition: FIRST_EDITION, ..id.clone() });
        earlier.map(|earlier| earlier.message_id(domain)).chain(answers.iter().cloned()).collect()
    }
}
