//! Writes the letters of a run, and makes them ready for the outbox.

use std::cell::RefCell;

use rayon::prelude::*;

use super::desk::{Desk, Draft, WriterCache, WriterCaches};
use super::expected::Expected;
use super::gating::Gate;
use super::{Mail, Weekly, WeeklyError};
use crate::domain::account::NOT_JUDGED;
use crate::domain::outbox::{LetterId, State};
use crate::domain::unit::UnitKey;
use crate::store::{NewLetter, Packed};

impl Weekly {
    /// The letters of `expected`, ready for the outbox: queued, held or skipped
    /// as the gate says. They are written on every core, and come in their order.
    pub(super) fn write<'w>(
        &'w self,
        desk: &Desk,
        caches: &WriterCaches<'w>,
        expected: &[&Expected<'_>],
        gate: &Gate,
        mail: &Mail,
    ) -> Result<Vec<NewLetter>, WeeklyError> {
        let letters = expected.par_iter().with_max_len(1).map(|letter| {
            let cache = caches.get_or(|| RefCell::new(self.cache()));
            self.write_one(desk, &mut cache.borrow_mut(), letter, gate, mail)
        });
        letters.collect()
    }

    fn write_one<'w>(
        &'w self,
        desk: &Desk,
        cache: &mut WriterCache<'w>,
        expected: &Expected<'_>,
        gate: &Gate,
        mail: &Mail,
    ) -> Result<NewLetter, WeeklyError> {
        let id = expected.id(desk.series, desk.week);
        match (expected, gate) {
            (Expected::Vacant(unit, why), _) => {
                Ok(skipped(id, vec![(*unit).clone()], format!("vacant: {why}")))
            }
            (Expected::Paused(_, units, why), _) => Ok(skipped(id, units.to_vec(), why.to_string())),
            (Expected::Dead(_, units, why), _) => Ok(skipped(id, units.to_vec(), why.to_string())),
            (Expected::ToRecipient(_, units), Gate::TakenBack(why)) => {
                Ok(skipped(id, units.to_vec(), why.clone()))
            }
            (Expected::ToRecipient(recipient, units), _) => {
                let Some(Draft { message, asks }) = self.draft(desk, cache, id.clone(), recipient, units)?
                else {
                    return Ok(skipped(id, units.to_vec(), NOT_JUDGED.to_owned()));
                };
                let reason = gate.held_because().map(str::to_owned);
                Ok(NewLetter {
                    id,
                    units: units.to_vec(),
                    state: if reason.is_some() { State::Held } else { State::Queued },
                    reason,
                    message_id: Some(message.message_id),
                    address: Some(recipient.address.to_string()),
                    message: Some(Packed::of(&mail.mailer.sealed(message.bytes, desk.now))),
                    asks,
                })
            }
        }
    }
}

fn skipped(id: LetterId, units: Vec<UnitKey>, reason: String) -> NewLetter {
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
