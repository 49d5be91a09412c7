//! Which earlier letters a letter hangs on in a mail program.

use super::{EDITION, Weekly};
use crate::domain::asks::PastLetter;
use crate::domain::outbox::LetterId;
use crate::domain::recipient::Recipient;
use crate::domain::season;
use crate::domain::unit::{Forms, Unit};

impl Weekly {
    /// The Message-IDs of the letters that `id` follows, the oldest first: those
    /// of the same job that the recipient got this term, and at the end those that it
    /// `answers`, because it corrects them. Empty for the first letter of a term.
    ///
    /// `past` are the letters of earlier weeks that went out, as the store gives
    /// them; the Message-IDs end with `domain`, like those of all letters.
    pub(super) fn thread(
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
        let earlier = weeks.into_iter().map(|week| LetterId { week, edition: EDITION, ..id.clone() });
        earlier.map(|earlier| earlier.message_id(domain)).chain(answers.iter().cloned()).collect()
    }
}
