//! What one manager gets for one week: the content of a summary over their
//! units, before it has words. It never ranks: units stand in the order of the
//! roster, and no unit is measured against another.

mod agreements;
mod attention;
mod common;
mod movement;
mod summing;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use agreements::{Running, What};
pub use attention::Attention;
pub use common::Common;
pub use movement::Movement;
pub use summing::summarise;

use crate::domain::agreement::{Exception, Intervention};
use crate::domain::outbox::LetterId;
use crate::domain::recipient::Recipient;
use crate::domain::recipient::language::Localised;
use crate::domain::unit::{SchoolForm, Unit};
use crate::domain::verdict::{Level, Verdict};

/// The content of one summary.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// What makes it this summary.
    pub id: LetterId,
    /// Who gets it.
    pub recipient: Recipient,
    /// The units in session, in the order of the roster.
    pub units: Vec<UnitSummary>,
    /// The modules that many of the units have some way to go with.
    pub common: Vec<Common>,
    /// The agreements that hold, those first that end within four weeks.
    pub agreements: Vec<Running>,
    /// The units in session that no principal can be written to about.
    pub vacant: Vec<String>,
    /// The units that have no teaching this week.
    pub closed: Vec<String>,
    /// The units in session that nobody writes about now, because they have a pause.
    pub paused: Vec<String>,
    /// The last day whose usage it speaks of.
    pub data_until: NaiveDate,
}

impl Summary {
    /// The units that belong to one area of attention, in the order of the roster.
    pub fn in_need_of(&self, attention: Attention) -> impl Iterator<Item = &UnitSummary> {
        self.units.iter().filter(move |unit| unit.attention() == attention)
    }

    /// Whether anything at all could be judged; a summary without that is not sent.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.units.iter().any(|unit| unit.attention() != Attention::Unseen)
    }

    /// What moved since last week, in the order of the units.
    pub fn moved(&self) -> impl Iterator<Item = (&UnitSummary, &Matter, Movement)> {
        self.units.iter().flat_map(|unit| {
            unit.matters.iter().filter_map(move |matter| Some((unit, matter, matter.moved?)))
        })
    }

    /// The leading school form of each unit.
    pub fn leading_forms(&self) -> impl Iterator<Item = SchoolForm> {
        self.units.iter().filter_map(|unit| unit.unit.forms.first().copied())
    }
}

/// How one unit stands.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitSummary {
    /// The unit.
    pub unit: Unit,
    /// Every expectation that is for it, but for modules that other systems do the job of.
    pub matters: Vec<Matter>,
}

impl UnitSummary {
    /// What the unit needs.
    #[must_use]
    pub fn attention(&self) -> Attention {
        Attention::of(&self.matters)
    }

    /// What is short of its target, in the order of the document.
    pub fn short(&self) -> impl Iterator<Item = &Matter> {
        self.matters.iter().filter(|matter| matter.verdict.level().is_some_and(|level| level < Level::Met))
    }
}

/// How one unit stands against one expectation, and what was agreed about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Matter {
    /// The module's name.
    pub module: Localised,
    /// How the unit stands.
    pub verdict: Verdict,
    /// Its level in the week before, where it was judged then.
    pub before: Option<Level>,
    /// How that moved since, where it did.
    pub moved: Option<Movement>,
    /// The exception that holds for it.
    pub exception: Option<Exception>,
    /// The help with its module that is planned or was just given.
    pub help: Option<Intervention>,
}
