//! The fields of a usage record, and what the settings say about each of them.

use schemars::JsonSchema;
use serde::Deserialize;

/// One field of a usage record, named as in the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The unit.
    Unit,
    /// The module.
    Module,
    /// Whose use is counted.
    Audience,
    /// The first day.
    From,
    /// The last day.
    To,
    /// People active.
    Active,
    /// People eligible.
    Eligible,
    /// The active share.
    Share,
    /// Things made.
    Items,
    /// The last day of activity.
    LastActive,
}

impl Field {
    /// Every field, in the order the settings are written.
    pub const ALL: [Self; 10] = [
        Self::Unit,
        Self::Module,
        Self::Audience,
        Self::From,
        Self::To,
        Self::Active,
        Self::Eligible,
        Self::Share,
        Self::Items,
        Self::LastActive,
    ];

    /// The fields without which a row says nothing.
    pub const REQUIRED: [Self; 4] = [Self::Unit, Self::Module, Self::Audience, Self::From];

    /// The fields of which a record needs at least one.
    pub const FIGURES: [Self; 4] = [Self::Active, Self::Share, Self::Items, Self::LastActive];

    /// The key in the settings.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Module => "module",
            Self::Audience => "audience",
            Self::From => "from",
            Self::To => "to",
            Self::Active => "active",
            Self::Eligible => "eligible",
            Self::Share => "share",
            Self::Items => "items",
            Self::LastActive => "last_active",
        }
    }
}

/// Something said about each field, or about some of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerField<T> {
    /// The key of the unit.
    pub unit: Option<T>,
    /// The key of the module.
    pub module: Option<T>,
    /// The audience: staff, students or guardians.
    pub audience: Option<T>,
    /// The first day of the period; the only day when `to` is not given.
    pub from: Option<T>,
    /// The last day of the period.
    pub to: Option<T>,
    /// People who used the module in the period; a whole number.
    pub active: Option<T>,
    /// People who could have used it; a whole number.
    pub eligible: Option<T>,
    /// The active share, 0 to 1, or with a per cent sign.
    pub share: Option<T>,
    /// Things made in the period, such as posts; a whole number.
    pub items: Option<T>,
    /// The last day somebody used the module.
    pub last_active: Option<T>,
}

impl<T> PerField<T> {
    /// What is said about one field.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&T> {
        match field {
            Field::Unit => self.unit.as_ref(),
            Field::Module => self.module.as_ref(),
            Field::Audience => self.audience.as_ref(),
            Field::From => self.from.as_ref(),
            Field::To => self.to.as_ref(),
            Field::Active => self.active.as_ref(),
            Field::Eligible => self.eligible.as_ref(),
            Field::Share => self.share.as_ref(),
            Field::Items => self.items.as_ref(),
            Field::LastActive => self.last_active.as_ref(),
        }
    }

    /// The fields something is said about.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &T)> {
        Field::ALL.into_iter().filter_map(|field| self.get(field).map(|said| (field, said)))
    }

    /// The same fields, with something else said about each.
    pub(super) fn map<U>(&self, mut f: impl FnMut(&T) -> U) -> PerField<U> {
        PerField {
            unit: self.unit.as_ref().map(&mut f),
            module: self.module.as_ref().map(&mut f),
            audience: self.audience.as_ref().map(&mut f),
            from: self.from.as_ref().map(&mut f),
            to: self.to.as_ref().map(&mut f),
            active: self.active.as_ref().map(&mut f),
            eligible: self.eligible.as_ref().map(&mut f),
            share: self.share.as_ref().map(&mut f),
            items: self.items.as_ref().map(&mut f),
            last_active: self.last_active.as_ref().map(&mut f),
        }
    }
}
