//! Writes the letters of a run, and makes them ready for the outbox.

use std::borrow::Cow;
use std::cell::RefCell;

use rayon::prelude::*;

use super::gating::Gate;
use super::mailing::{Desk, Draft, Mailing, Pen, Pens};
use super::{EDITION, Mail, Weekly, WeeklyError};
use crate::domain::account::NOT_JUDGED;
use crate::domain::bounce::WhyDead;
use crate::domain::outbox::{LetterId, State};
use crate::domain::pause::WhyPaused;
use crate::domain::recipient::{Recipient, Vacancy};
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::store::{NewLetter, Packed};

/// A letter that the roster calls for.
#[derive(Debug, Clone)]
pub(super) enum Expected<'a> {
    /// One to a person, about their units in session.
    ToRecipient(&'a Recipient, Cow<'a, [UnitKey]>),
    /// None to a person, who is left in peace or all of whose units are; why.
    Paused(&'a Recipient, Cow<'a, [UnitKey]>, Box<WhyPaused>),
    /// None to a person whose address nobody is at; why.
    Dead(&'a Recipient, Cow<'a, [UnitKey]>, Box<WhyDead>),
    /// One about a unit in session that nobody can be written to about; why.
    Vacant(&'a UnitKey, &'a Vacancy),
}

impl Expected<'_> {
    /// What makes it the letter of this week.
    pub(super) fn id(&self, mailing: Mailing, week: Week) -> LetterId {
        let recipient = match self {
            Self::ToRecipient(recipient, _) | Self::Paused(recipient, ..) | Self::Dead(recipient, ..) => {
                recipient.address.identity()
            }
            Self::Vacant(unit, _) => format!("vacant:{unit}"),
        };
        LetterId { job: mailing.name().to_owned(), recipient, week, edition: EDITION }
    }

    /// The units it speaks of.
    pub(super) fn units(&self) -> &[UnitKey] {
        match self {
            Self::ToRecipient(_, units) | Self::Paused(_, units, _) | Self::Dead(_, units, _) => units,
            Self::Vacant(unit, _) => std::slice::from_ref(*unit),
        }
    }

    /// Whether it speaks of `unit`.
    pub(super) fn is_about(&self, unit: &UnitKey) -> bool {
        self.units().contains(unit)
    }
}

impl Weekly {
    /// The letters of `expected`, ready for the outbox: queued, held or skipped
    /// as the gate says. They are written on every core, and come in their order.
    ///
    /// # Errors
    ///
    /// [`WeeklyError`] when one of them cannot be written.
    pub(super) fn write<'w>(
        &'w self,
        desk: &Desk,
        pens: &Pens<'w>,
        expected: &[&Expected<'_>],
        gate: &Gate,
        mail: &Mail,
    ) -> Result<Vec<NewLetter>, WeeklyError> {
        let letters = expected.par_iter().with_max_len(1).map(|letter| {
            let pen = pens.get_or(|| RefCell::new(self.pen()));
            self.write_one(desk, &mut pen.borrow_mut(), letter, gate, mail)
        });
        letters.collect()
    }

    fn write_one<'w>(
        &'w self,
        desk: &Desk,
        pen: &mut Pen<'w>,
        expected: &Expected<'_>,
        gate: &Gate,
        mail: &Mail,
    ) -> Result<NewLetter, WeeklyError> {
        let id = expected.id(desk.mailing, desk.week);
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
                let Some(Draft { message, asks }) = self.draft(desk, pen, id.clone(), recipient, units)?
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
