//! Everything the municipality has written down: the frame of every run.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::agreement::Agreements;
use crate::domain::asks::AskRules;
use crate::domain::calendar::Calendar;
use crate::domain::expectation::module::{Module, ModuleKey};
use crate::domain::expectation::{Expectation, ExpectationKey};
use crate::domain::gate::GateRules;
use crate::domain::judge::{Rules, Strictness};
use crate::domain::pause::{ActivePauses, Wish};
use crate::domain::recipient::Roster;
use crate::domain::recipient::language::{Language, Localised};
use crate::domain::training::Training;
use crate::domain::week::Week;

/// A municipality, as its files describe it.
#[derive(Debug, Clone, PartialEq)]
pub struct Municipality {
    /// What people call it.
    pub name: String,
    /// What people call the learning platform, where the files say so.
    pub platform: Option<String>,
    /// The zone of its local times.
    pub zone: Tz,
    /// The language of letters where a recipient names none.
    pub language: Language,
    /// Units and recipients.
    pub roster: Roster,
    /// The functions of the platform.
    pub modules: Vec<Module>,
    /// What is expected of them.
    pub expectations: Vec<Expectation>,
    /// The help there is.
    pub trainings: Vec<Training>,
    /// The school year.
    pub calendar: Calendar,
    /// What was agreed with single units.
    pub agreements: Agreements,
    /// How usage is judged.
    pub strictness: Strictness,
    /// How asks are chosen.
    pub ask_rules: AskRules,
    /// What the figures must satisfy before letters go out.
    pub gate_rules: GateRules,
}

impl Municipality {
    /// The part of it that judging needs.
    #[must_use]
    pub fn rules(&self) -> Rules<'_> {
        Rules {
            modules: &self.modules,
            expectations: &self.expectations,
            agreements: &self.agreements,
            calendar: &self.calendar,
            strictness: self.strictness,
        }
    }

    /// The local day at `moment`.
    #[must_use]
    pub fn day(&self, moment: DateTime<Utc>) -> NaiveDate {
        moment.with_timezone(&self.zone).date_naive()
    }

    /// The day on which the letters of `week` are written, as far as is known at
    /// `now`: today in the week itself, the Monday of any other one.
    #[must_use]
    pub fn writing_day(&self, week: Week, now: DateTime<Utc>) -> NaiveDate {
        let today = self.day(now);
        if Week::of(today) == week { today } else { week.monday() }
    }

    /// Who is left in peace on `day`, by agreement or because of one of the open `wishes`.
    #[must_use]
    pub fn pauses(&self, day: NaiveDate, wishes: &[Wish]) -> ActivePauses<'_> {
        ActivePauses::on(day, &self.agreements.pauses, wishes, self.zone)
    }

    /// The module with this key.
    #[must_use]
    pub fn module(&self, key: &ModuleKey) -> Option<&Module> {
        self.modules.iter().find(|module| module.key == *key)
    }

    /// The name of a module; its key where nobody named it.
    #[must_use]
    pub fn module_name(&self, key: &ModuleKey) -> Localised {
        self.module(key)
            .map_or_else(|| Localised { sv: key.0.clone(), en: None }, |module| module.name.clone())
    }

    /// The expectation with this key, in the version that is valid on `day`.
    #[must_use]
    pub fn expectation(&self, key: &ExpectationKey, day: NaiveDate) -> Option<&Expectation> {
        self.expectations.iter().find(|expectation| expectation.key == *key && expectation.is_valid_on(day))
    }
}
