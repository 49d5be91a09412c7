//! Letters that the roster calls for, before any of them is written.

use std::borrow::Cow;

use super::EDITION;
use crate::domain::bounce::WhyDead;
use crate::domain::outbox::LetterId;
use crate::domain::pause::WhyPaused;
use crate::domain::recipient::{Recipient, Vacancy};
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;

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
    pub(super) fn id(&self, series: Series, week: Week) -> LetterId {
        let recipient = match self {
            Self::ToRecipient(recipient, _) | Self::Paused(recipient, ..) | Self::Dead(recipient, ..) => {
                recipient.address.identity()
            }
            Self::Vacant(unit, _) => format!("vacant:{unit}"),
        };
        LetterId { series, recipient, week, edition: EDITION }
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
