//! The fields of a usage record, and what the settings say about each of them.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

/// One field of a usage record, named as in the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
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
    /// The week, in place of the first and the last day.
    Week,
    /// The month, in place of both.
    Month,
    /// Both days in one text.
    Period,
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
    pub const ALL: [Self; 13] = [
        Self::Unit,
        Self::Module,
        Self::Audience,
        Self::From,
        Self::To,
        Self::Week,
        Self::Month,
        Self::Period,
        Self::Active,
        Self::Eligible,
        Self::Share,
        Self::Items,
        Self::LastActive,
    ];

    /// The fields without which a row says nothing.
    pub const REQUIRED: [Self; 3] = [Self::Unit, Self::Module, Self::Audience];

    /// The fields of which a record needs just one: they say which days it is about.
    pub const DAYS: [Self; 4] = [Self::From, Self::Week, Self::Month, Self::Period];

    /// The fields that are written as dates.
    pub const DATES: [Self; 4] = [Self::From, Self::To, Self::Period, Self::LastActive];

    /// The fields of which a record needs at least one.
    pub const FIGURES: [Self; 4] = [Self::Active, Self::Share, Self::Items, Self::LastActive];

    /// What a cell can count or measure.
    pub const COUNTED: [Self; 5] = [Self::Active, Self::Eligible, Self::Share, Self::Items, Self::LastActive];

    /// The key in the settings.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Module => "module",
            Self::Audience => "audience",
            Self::From => "from",
            Self::To => "to",
            Self::Week => "week",
            Self::Month => "month",
            Self::Period => "period",
            Self::Active => "active",
            Self::Eligible => "eligible",
            Self::Share => "share",
            Self::Items => "items",
            Self::LastActive => "last_active",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// Something said about each field, or about some of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
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
    /// The ISO week, in place of `from` and `to`; without a year the newest such week that had
    /// begun when the file was first read.
    pub week: Option<T>,
    /// The month, in place of `from` and `to`.
    pub month: Option<T>,
    /// The first and the last day in one text, in place of `from` and `to`.
    pub period: Option<T>,
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

impl<T> Default for PerField<T> {
    fn default() -> Self {
        Self {
            unit: None,
            module: None,
            audience: None,
            from: None,
            to: None,
            week: None,
            month: None,
            period: None,
            active: None,
            eligible: None,
            share: None,
            items: None,
            last_active: None,
        }
    }
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
            Field::Week => self.week.as_ref(),
            Field::Month => self.month.as_ref(),
            Field::Period => self.period.as_ref(),
            Field::Active => self.active.as_ref(),
            Field::Eligible => self.eligible.as_ref(),
            Field::Share => self.share.as_ref(),
            Field::Items => self.items.as_ref(),
            Field::LastActive => self.last_active.as_ref(),
        }
    }

    /// Says something about one field.
    pub(super) fn set(&mut self, field: Field, said: T) {
        *self.place(field) = Some(said);
    }

    /// Takes back what was said about one field.
    pub(super) fn unset(&mut self, field: Field) {
        *self.place(field) = None;
    }

    fn place(&mut self, field: Field) -> &mut Option<T> {
        match field {
            Field::Unit => &mut self.unit,
            Field::Module => &mut self.module,
            Field::Audience => &mut self.audience,
            Field::From => &mut self.from,
            Field::To => &mut self.to,
            Field::Week => &mut self.week,
            Field::Month => &mut self.month,
            Field::Period => &mut self.period,
            Field::Active => &mut self.active,
            Field::Eligible => &mut self.eligible,
            Field::Share => &mut self.share,
            Field::Items => &mut self.items,
            Field::LastActive => &mut self.last_active,
        }
    }

    /// The fields something is said about.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &T)> {
        Field::ALL.into_iter().filter_map(|field| self.get(field).map(|said| (field, said)))
    }

    /// The same fields, with something else said about each.
    pub(super) fn map<U>(&self, mut f: impl FnMut(&T) -> U) -> PerField<U> {
        let mut mapped = PerField::default();
        for (field, said) in self.iter() {
            mapped.set(field, f(said));
        }
        mapped
    }
}
