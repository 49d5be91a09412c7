//! Pauses: a time in which nobody writes to a recipient, or about a unit. They
//! are agreed with the coordinator, or wished for with one click and not answered yet.

pub mod one_click;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::expectation::Origin;
use crate::domain::recipient::address::EmailAddress;
use crate::domain::recipient::{Recipient, RecipientMark};
use crate::domain::unit::UnitKey;

/// Who, or what, is left in peace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paused {
    /// A person: no letter at all.
    Recipient(EmailAddress),
    /// A unit: letters do not speak of it.
    Unit(UnitKey),
}

impl Paused {
    /// Whether both mean the same person, or the same unit.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Recipient(one), Self::Recipient(other)) => one.identity() == other.identity(),
            (Self::Unit(one), Self::Unit(other)) => one == other,
            _ => false,
        }
    }
}

impl fmt::Display for Paused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recipient(address) => write!(f, "{address}"),
            Self::Unit(unit) => write!(f, "{unit}"),
        }
    }
}

/// A pause that was agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Who is left in peace.
    pub paused: Paused,
    /// Why.
    pub reason: String,
    /// With whom it was agreed.
    pub agreed_with: String,
    /// The first day; from the beginning where absent.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: NaiveDate,
    /// Where it stands in the files.
    pub origin: Origin,
}

impl Pause {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && day <= self.until
    }
}

/// A wish to be left in peace, made with one click and not answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Who made it.
    pub recipient: RecipientMark,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why there is no letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyPaused {
    /// It was agreed.
    Agreed {
        /// The last day without letters.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
    /// The recipient has asked, and nobody has answered.
    Wished {
        /// The day of the wish.
        on: NaiveDate,
    },
}

impl WhyPaused {
    fn agreed(pause: &Pause) -> Self {
        Self::Agreed { until: pause.until, reason: pause.reason.clone() }
    }
}

/// Everybody who is left in peace on one day.
#[derive(Debug, Clone)]
pub struct ActivePauses<'a> {
    pauses: &'a [Pause],
    wishes: HashMap<RecipientMark, NaiveDate>,
    day: NaiveDate,
}

impl<'a> ActivePauses<'a> {
    /// Who is left in peace on `day`: by `pauses`, and by `wishes` that are not
    /// answered, whose days are told in `zone`.
    #[must_use]
    pub fn on(day: NaiveDate, pauses: &'a [Pause], wishes: &[Wish], zone: Tz) -> Self {
        let local = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        let wishes = wishes.iter().map(|wish| (wish.recipient, local(wish.at))).collect();
        Self { pauses, wishes, day }
    }

    /// Whether nobody is.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.wishes.is_empty() && self.find(|_| true).is_none()
    }

    /// Why this person gets no letter at all, whatever it would be about.
    #[must_use]
    pub fn of_recipient(&self, address: &EmailAddress) -> Option<WhyPaused> {
        let agreed = self.agreed_with(&address.identity()).map(WhyPaused::agreed);
        let wished = || {
            let on = *self.wishes.get(&RecipientMark::of(address))?;
            Some(WhyPaused::Wished { on })
        };
        agreed.or_else(wished)
    }

    /// Why letters do not speak of this unit.
    #[must_use]
    pub fn of_unit(&self, unit: &UnitKey) -> Option<WhyPaused> {
        self.agreed_about(unit).map(WhyPaused::agreed)
    }

    /// Those of `units` that a letter to `recipient` speaks of.
    ///
    /// # Errors
    ///
    /// Why there is no letter: the recipient is paused, or every one of the
    /// units; then the pause that ends first is told.
    pub fn letter<'u>(
        &self,
        recipient: &Recipient,
        units: Cow<'u, [UnitKey]>,
    ) -> Result<Cow<'u, [UnitKey]>, WhyPaused> {
        if let Some(why) = self.of_recipient(&recipient.address) {
            return Err(why);
        }
        let pauses: Vec<_> = units.iter().map(|unit| self.agreed_about(unit)).collect();
        if pauses.iter().all(Option::is_none) {
            return Ok(units);
        }
        let all: Option<Vec<&Pause>> = pauses.iter().copied().collect();
        if let Some(first) = all.and_then(|all| all.into_iter().min_by_key(|pause| pause.until)) {
            return Err(WhyPaused::agreed(first));
        }
        let open = units.iter().zip(pauses).filter(|(_, pause)| pause.is_none());
        Ok(open.map(|(unit, _)| unit.clone()).collect())
    }

    /// The pause that was agreed with the person whose address this is, in lower case.
    #[must_use]
    pub fn agreed_with(&self, identity: &str) -> Option<&'a Pause> {
        self.find(|paused| matches!(paused, Paused::Recipient(address) if address.identity() == identity))
    }

    /// The pause that was agreed about this unit.
    #[must_use]
    pub fn agreed_about(&self, unit: &UnitKey) -> Option<&'a Pause> {
        self.find(|paused| matches!(paused, Paused::Unit(key) if key == unit))
    }

    /// The pause that holds; of several, the one that ends last.
    fn find(&self, is_meant: impl Fn(&Paused) -> bool) -> Option<&'a Pause> {
        let holding = self.pauses.iter().filter(|pause| pause.holds_on(self.day) && is_meant(&pause.paused));
        holding.max_by_key(|pause| pause.until)
    }
}

#[cfg(test)]
mod tests;
