//! What was agreed with one unit: exceptions from an expectation, help that is
//! planned or was just given, and pauses.

use chrono::NaiveDate;

use crate::domain::calendar::TeachingDays;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::expectation::{ExpectationKey, Marks, Origin};
use crate::domain::pause::Pause;
use crate::domain::training::TrainingKind;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;

/// How many teaching weeks an ask rests after help was given.
pub const REST_WEEKS: usize = 2;

/// Another target for one unit, or none at all, for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The unit.
    pub unit: UnitKey,
    /// The expectation.
    pub expectation: ExpectationKey,
    /// What is agreed instead.
    pub terms: Terms,
    /// Why.
    pub reason: String,
    /// With whom.
    pub agreed_with: String,
    /// The first day; from the beginning where absent.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: NaiveDate,
    /// Where it stands in the files.
    pub origin: Origin,
}

/// What an exception says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// The unit is not judged.
    Exempt,
    /// The unit is judged by these marks.
    Marks(Marks),
}

impl Exception {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && day <= self.until
    }
}

/// Help agreed with a unit for one module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intervention {
    /// The unit.
    pub unit: UnitKey,
    /// The module.
    pub module: ModuleKey,
    /// What kind of help.
    pub kind: TrainingKind,
    /// When it was agreed.
    pub agreed: NaiveDate,
    /// When it takes place.
    pub date: NaiveDate,
    /// Where it stands in the files.
    pub origin: Origin,
}

impl Intervention {
    /// Whether less than two teaching weeks have gone since it was given, in the run of `week`.
    #[must_use]
    pub fn rests(&self, week: Week, days: &TeachingDays) -> bool {
        let given = Week::of(self.date);
        days.weeks_back(week.plus(-1)).take_while(|taught| *taught > given).count() < REST_WEEKS
    }
}

/// Every agreement there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreements {
    /// The exceptions.
    pub exceptions: Vec<Exception>,
    /// The planned and given help.
    pub interventions: Vec<Intervention>,
    /// The pauses.
    pub pauses: Vec<Pause>,
}

impl Agreements {
    /// The exception that holds for `unit` and `expectation` on `day`; of several, the last in the file.
    #[must_use]
    pub fn exception(
        &self,
        unit: &UnitKey,
        expectation: &ExpectationKey,
        day: NaiveDate,
    ) -> Option<&Exception> {
        self.exceptions.iter().rfind(|exception| {
            exception.unit == *unit && exception.expectation == *expectation && exception.holds_on(day)
        })
    }

    /// The help for `module` at `unit` that rests its asks in the run of `week`:
    /// agreed by then, and less than two teaching weeks gone since it was given.
    #[must_use]
    pub fn resting(
        &self,
        unit: &UnitKey,
        module: &ModuleKey,
        week: Week,
        days: &TeachingDays,
    ) -> Option<&Intervention> {
        self.interventions
            .iter()
            .filter(|help| help.unit == *unit && help.module == *module && help.agreed <= week.monday())
            .filter(|help| help.rests(week, days))
            .max_by_key(|help| help.date)
    }
}
