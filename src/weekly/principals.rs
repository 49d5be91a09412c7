//! The letters to principals: whom the roster calls for, and how one is written.

use std::borrow::Cow;
use std::collections::HashSet;

use super::desk::{Desk, Draft, WriterCache};
use super::expected::Expected;
use super::{Weekly, WeeklyError};
use crate::domain::composing::compose;
use crate::domain::judge::Judge;
use crate::domain::outbox::LetterId;
use crate::domain::pause::ActivePauses;
use crate::domain::recipient::{Recipient, RecipientMark, Role};
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::letters::Ties;

impl Weekly {
    /// A letter to each principal with a unit in session, and an entry for each
    /// unit in session that nobody can be written to about.
    pub(super) fn expected_letters(&self, week: Week, pauses: &ActivePauses<'_>) -> Vec<Expected<'_>> {
        let roster = &self.municipality.roster;
        let open = self.units_in_session(week);
        let vacant = roster.units.iter().filter(|unit| open.contains(&unit.key)).filter_map(|unit| {
            let why = roster.vacant.get(&unit.key)?;
            Some(Expected::Vacant(&unit.key, why))
        });
        self.expected_of(Role::Principal, &open, pauses).chain(vacant).collect()
    }

    /// One for each person in `role` with a unit in `open`, where `pauses` says who is left alone.
    pub(super) fn expected_of(
        &self,
        role: Role,
        open: &HashSet<&UnitKey>,
        pauses: &ActivePauses<'_>,
    ) -> impl Iterator<Item = Expected<'_>> {
        self.municipality.roster.in_role(role).filter_map(move |recipient| {
            // As a rule every unit is in session: then nobody needs a list of their own.
            let units = if recipient.units.iter().all(|unit| open.contains(unit)) {
                Cow::Borrowed(recipient.units.as_slice())
            } else {
                recipient.units.iter().filter(|unit| open.contains(unit)).cloned().collect()
            };
            if units.is_empty() {
                return None;
            }
            Some(match pauses.letter(recipient, units.clone()) {
                Ok(units) => Expected::ToRecipient(recipient, units),
                Err(why) => Expected::Paused(recipient, units, why.into()),
            })
        })
    }

    /// The units with a teaching day in `week`.
    pub(super) fn units_in_session(&self, week: Week) -> HashSet<&UnitKey> {
        let mut judge = Judge::new(self.municipality.rules(), week);
        let units = self.municipality.roster.units.iter();
        units.filter(|unit| judge.in_session(unit)).map(|unit| &unit.key).collect()
    }

    /// The letter `id` about `units`; none where nothing could be judged.
    pub(super) fn draft_letter<'w>(
        &'w self,
        desk: &Desk,
        cache: &mut WriterCache<'w>,
        id: LetterId,
        recipient: &Recipient,
        units: &[UnitKey],
    ) -> Result<Option<Draft>, WeeklyError> {
        let recipient = &recipient.about(units);
        let past = desk.history.get(&id.recipient).map_or(&[][..], Vec::as_slice);
        let units = &desk.findings.in_session;
        let composition = compose(&self.municipality, id, recipient, units, past, &mut cache.trends);
        if !composition.letter.says_something() {
            return Ok(None);
        }
        let words = self.letters.compose(&composition.letter, &desk.frame)?;
        let id = &composition.letter.id;
        let thread = self.thread(id, recipient, past, &desk.answers, desk.frame.from.address.domain());
        let mark = RecipientMark::of(&recipient.address);
        let link = self.pause_links.as_ref().map(|links| links.link(&mark, id.week));
        let ties = Ties { thread, one_click: link.and_then(|link| link.parse().ok()) };
        let message = desk.message(words, id, recipient, ties)?;
        Ok(Some(Draft { message, asks: composition.asks }))
    }
}
