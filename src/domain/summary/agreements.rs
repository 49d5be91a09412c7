//! The agreements that hold for a manager's units, those first that end soon.

use chrono::{Days, NaiveDate};

use crate::domain::agreement::{Exception, Intervention, Terms};
use crate::domain::letter::composing::Assessed;
use crate::domain::municipality::Municipality;
use crate::domain::pause::{Pause, Paused};
use crate::domain::recipient::language::Localised;
use crate::domain::training::TrainingKind;
use crate::domain::unit::Unit;
use crate::domain::week::Week;

/// What ends within so many days is worth a talk now.
const SOON: Days = Days::new(28);

/// An agreement that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// The unit's name.
    pub unit: String,
    /// The module's name; none for a pause, which is about all of them.
    pub module: Option<Localised>,
    /// What was agreed.
    pub what: What,
    /// The last day of an exception, or the day of the help.
    pub until: NaiveDate,
    /// Whether that is within four weeks from the Monday of the week.
    pub soon: bool,
}

/// What was agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The unit is not judged; why.
    Exempt(String),
    /// The unit has another target; why.
    OtherTarget(String),
    /// Nobody writes about the unit; why.
    Pause(String),
    /// Help that is planned.
    HelpPlanned(TrainingKind),
    /// Help that was just given.
    HelpGiven(TrainingKind),
}

/// The agreements with `unit` that hold in the run of `week`; `assessed` where it is in session.
pub(super) fn of(
    municipality: &Municipality,
    week: Week,
    unit: &Unit,
    assessed: Option<&Assessed>,
) -> Vec<Running> {
    let agreements = &municipality.agreements;
    let exceptions = agreements.exceptions.iter().filter(|exception| exception.unit == unit.key);
    let exceptions = exceptions.filter_map(|exception| {
        let holding = agreements.exception(&unit.key, &exception.expectation, week.monday())?;
        std::ptr::eq(holding, exception).then(|| of_exception(municipality, week, unit, exception))?
    });
    let help = agreements.interventions.iter().filter(|help| help.unit == unit.key);
    let holds = |help: &&Intervention| {
        let rests = assessed.is_some_and(|unit| help.rests(week, &unit.days));
        help.agreed <= week.monday() && (help.date >= week.monday() || rests)
    };
    let help = help.filter(holds).map(|help| of_help(municipality, week, unit, help));
    let about_unit = |pause: &&Pause| pause.paused.is_same(&Paused::Unit(unit.key.clone()));
    let pauses = agreements.pauses.iter().filter(about_unit).filter(|pause| pause.holds_on(week.monday()));
    exceptions.chain(help).chain(pauses.map(|pause| of_pause(week, unit, pause))).collect()
}

/// Puts those first that end within four weeks, then those that run longer,
/// then help that was given; each by its date.
pub(super) fn in_order(agreements: &mut [Running]) {
    agreements.sort_by_key(|running| {
        let given = matches!(running.what, What::HelpGiven(_));
        (given, !running.soon, running.until)
    });
}

fn of_exception(
    municipality: &Municipality,
    week: Week,
    unit: &Unit,
    exception: &Exception,
) -> Option<Running> {
    let expectation = municipality.expectation(&exception.expectation, week.monday())?;
    let reason = exception.reason.clone();
    Some(Running {
        unit: unit.name.clone(),
        module: Some(municipality.module_name(&expectation.module)),
        what: match exception.terms {
            Terms::Exempt => What::Exempt(reason),
            Terms::Marks(_) => What::OtherTarget(reason),
        },
        until: exception.until,
        soon: is_soon(exception.until, week),
    })
}

fn of_help(municipality: &Municipality, week: Week, unit: &Unit, help: &Intervention) -> Running {
    let given = help.date < week.monday();
    Running {
        unit: unit.name.clone(),
        module: Some(municipality.module_name(&help.module)),
        what: if given { What::HelpGiven(help.kind) } else { What::HelpPlanned(help.kind) },
        until: help.date,
        soon: !given && is_soon(help.date, week),
    }
}

fn of_pause(week: Week, unit: &Unit, pause: &Pause) -> Running {
    Running {
        unit: unit.name.clone(),
        module: None,
        what: What::Pause(pause.reason.clone()),
        until: pause.until,
        soon: is_soon(pause.until, week),
    }
}

fn is_soon(day: NaiveDate, week: Week) -> bool {
    week.monday().checked_add_days(SOON).is_none_or(|limit| day <= limit)
}
