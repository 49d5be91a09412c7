//! Compares usage with expectations: one verdict for each unit and expectation.

use std::collections::HashMap;
use std::sync::Arc;

use super::agreement::{Agreements, Terms};
use super::calendar::{Calendar, TeachingDays};
use super::expectation::{Expectation, Marks};
use super::measuring::{Measuring, Reading};
use super::module::{Module, ModuleKey};
use super::number::{Exact, to_f64};
use super::unit::{Forms, Unit};
use super::usage::{UnitUsage, Usage};
use super::verdict::{Judgement, Level, Outcome, Silence, Verdict};
use super::week::Week;
use super::window::Window;

/// How many weeks back teaching weeks are looked for: two years.
const HORIZON: i64 = 104;

/// The settings of judging.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strictness {
    /// Fewer eligible people than this are not judged. 0 turns it off.
    pub floor: u32,
    /// The standard score of the Wilson interval; 1.2816 for 80 % confidence.
    pub z: f64,
    /// After how many teaching weeks without a record the figures are stale.
    pub stale_weeks: u32,
}

impl Default for Strictness {
    fn default() -> Self {
        Self { floor: 5, z: 1.2816, stale_weeks: 2 }
    }
}

impl Strictness {
    /// The confidence behind `z` in per cent, where it is one of the usual ones.
    #[must_use]
    pub fn confidence(&self) -> Option<u32> {
        let usual = [(1.2816, 80), (1.6449, 90), (1.9600, 95)];
        usual.into_iter().find(|(z, _)| (z - self.z).abs() < 1e-6).map(|(_, confidence)| confidence)
    }
}

/// The municipality's rules, as the judge needs them.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The modules.
    pub modules: &'a [Module],
    /// The expectations, valid or not.
    pub expectations: &'a [Expectation],
    /// The agreements, valid or not.
    pub agreements: &'a Agreements,
    /// The school year.
    pub calendar: &'a Calendar,
    /// The settings of judging.
    pub strictness: Strictness,
}

/// Judges units in one week. It remembers teaching days and windows, which many units share.
#[derive(Debug)]
pub struct Judge<'a> {
    rules: Rules<'a>,
    week: Week,
    handled: HashMap<&'a ModuleKey, bool>,
    in_force: Vec<&'a Expectation>,
    days: HashMap<(Forms, String), Arc<TeachingDays>>,
    windows: HashMap<(Forms, String, u32), Arc<Window>>,
}

impl<'a> Judge<'a> {
    /// A judge for the run of `week`.
    #[must_use]
    pub fn new(rules: Rules<'a>, week: Week) -> Self {
        let handled = rules.modules.iter().map(|module| (&module.key, module.handled_in.is_some())).collect();
        // A week is judged by the text that is valid on its Monday, the day of its run.
        let in_force =
            rules.expectations.iter().filter(|expectation| expectation.is_valid_on(week.monday())).collect();
        Self { rules, week, handled, in_force, days: HashMap::new(), windows: HashMap::new() }
    }

    /// One verdict for each expectation that is valid in the week, in their order.
    #[must_use]
    pub fn unit(&mut self, unit: &Unit, usage: &UnitUsage) -> Vec<Verdict> {
        let in_force = self.in_force.clone();
        in_force.into_iter().map(|expectation| self.one(unit, expectation, usage)).collect()
    }

    /// The verdict on `unit` for one expectation.
    #[must_use]
    pub fn one(&mut self, unit: &Unit, expectation: &Expectation, usage: &UnitUsage) -> Verdict {
        let forms = expectation.forms_of(unit);
        let exception = self.rules.agreements.exception(&unit.key, &expectation.key, self.week.monday());
        let marks = match exception.map(|exception| exception.terms) {
            Some(Terms::Marks(marks)) => marks,
            _ => expectation.goal_for(unit).marks_on(self.week.cut_off()),
        };
        let days = self.teaching_days(forms, &unit.area);
        let window = self.window(forms, &unit.area, expectation.weeks, &days);
        let case = Case { unit, expectation, forms, marks, days: &days, window: &window };
        let silence = if self.handled.get(&expectation.module).copied().unwrap_or(false) {
            Some(Silence::HandledElsewhere)
        } else if forms.is_empty() || unit.headcount.of(expectation.audience) == Some(0) {
            Some(Silence::NotApplicable)
        } else if exception.is_some_and(|exception| exception.terms == Terms::Exempt) {
            Some(Silence::Exempt)
        } else if !days.is_judged(self.week) {
            Some(Silence::OutOfTerm)
        } else {
            None
        };
        let found = match silence {
            Some(silence) => Found { outcome: Outcome::Silent(silence), mixed_lengths: false },
            None => case.weigh(usage, self.rules.strictness),
        };
        Verdict {
            week: self.week,
            unit: unit.key.clone(),
            expectation: expectation.key.clone(),
            module: expectation.module.clone(),
            audience: expectation.audience,
            measure: expectation.measure,
            marks,
            weeks: u32::try_from(window.weeks.len()).unwrap_or(u32::MAX),
            outcome: found.outcome,
            mixed_lengths: found.mixed_lengths,
        }
    }

    /// Whether `unit` is in session in the week: some form of it has a teaching day.
    #[must_use]
    pub fn in_session(&mut self, unit: &Unit) -> bool {
        let week = self.week;
        self.teaching_days(unit.form_set(), &unit.area).is_teaching_week(week)
    }

    /// The last week before this one in which `unit` was taught.
    #[must_use]
    pub fn last_taught(&mut self, unit: &Unit) -> Option<Week> {
        let last = self.week.plus(-1);
        self.teaching_days(unit.form_set(), &unit.area).weeks_back(last).next()
    }

    /// The teaching days of `forms` in `area`, over the judge's horizon.
    #[must_use]
    pub fn teaching_days(&mut self, forms: Forms, area: &str) -> Arc<TeachingDays> {
        let (calendar, week) = (self.rules.calendar, self.week);
        let key = (forms, area.to_owned());
        let days = self
            .days
            .entry(key)
            .or_insert_with(|| Arc::new(TeachingDays::of(calendar, forms, area, week.plus(-HORIZON), week)));
        Arc::clone(days)
    }

    fn window(&mut self, forms: Forms, area: &str, weeks: u32, days: &TeachingDays) -> Arc<Window> {
        let (week, stale_weeks) = (self.week, self.rules.strictness.stale_weeks);
        let key = (forms, area.to_owned(), weeks);
        let window =
            self.windows.entry(key).or_insert_with(|| Arc::new(Window::of(days, week, weeks, stale_weeks)));
        Arc::clone(window)
    }
}

/// One unit before one expectation, with everything that was looked up.
struct Case<'a> {
    unit: &'a Unit,
    expectation: &'a Expectation,
    forms: Forms,
    marks: Marks,
    days: &'a TeachingDays,
    window: &'a Window,
}

/// An outcome, and whether the source mixes lengths.
struct Found {
    outcome: Outcome,
    mixed_lengths: bool,
}

impl Case<'_> {
    fn weigh(&self, usage: &UnitUsage, strictness: Strictness) -> Found {
        debug_assert!(!self.forms.is_empty(), "a unit without the forms is not applicable");
        let silent = |silence| Found { outcome: Outcome::Silent(silence), mixed_lengths: false };
        let all = usage.of(&self.expectation.module, self.expectation.audience);
        let known: Vec<Usage> =
            all.iter().filter(|record| record.period.to <= self.window.cut_off).copied().collect();
        if known.is_empty() {
            return silent(Silence::NoData);
        }
        if !self.window.is_fresh(&known) {
            return silent(Silence::StaleData);
        }
        let measuring = Measuring {
            measure: self.expectation.measure,
            records: &known,
            headcount: self.unit.headcount.of(self.expectation.audience),
            days: self.days,
            window: self.window,
        };
        let counted = measuring.counted(&self.window.weeks);
        let Some(reading) = measuring.read(&counted, &self.window.weeks, self.window.cut_off) else {
            return silent(Silence::NoData);
        };
        let outcome = match (is_hidden(reading, strictness), reading.value) {
            (true, _) => Outcome::Silent(Silence::TooSmall),
            (false, None) => Outcome::Silent(Silence::NoData),
            (false, Some(value)) => {
                let previous = self.previous(&measuring, strictness);
                Outcome::Judged(self.level(value, previous, reading.eligible, strictness))
            }
        };
        Found { outcome, mixed_lengths: counted.mixed_lengths }
    }

    fn previous(&self, measuring: &Measuring<'_>, strictness: Strictness) -> Option<Exact> {
        let weeks = self.window.previous.as_deref()?;
        let until = weeks.last()?.sunday();
        let reading = measuring.read(&measuring.counted(weeks), weeks, until)?;
        reading.value.filter(|_| !is_hidden(reading, strictness))
    }

    fn level(
        &self,
        value: Exact,
        previous: Option<Exact>,
        eligible: Option<u32>,
        strictness: Strictness,
    ) -> Judgement {
        let measure = self.expectation.measure;
        let level = if measure.reaches(value, self.marks.target) {
            Level::Met
        } else if measure.reaches(value, self.marks.near) {
            Level::Near
        } else {
            Level::Below
        };
        let softened = level == Level::Below
            && measure.is_share()
            && eligible.is_some_and(|people| {
                wilson_upper(to_f64(value), people, strictness.z) >= to_f64(self.marks.target)
            });
        let level = if softened { Level::Near } else { level };
        Judgement { level, softened, value, previous, eligible }
    }
}

fn is_hidden(reading: Reading, strictness: Strictness) -> bool {
    reading.eligible.is_some_and(|eligible| eligible < strictness.floor)
}

/// The upper end of the Wilson score interval for a share among `people`.
///
/// E. B. Wilson, *Probable inference, the law of succession, and statistical
/// inference*, Journal of the American Statistical Association 22 (1927).
#[must_use]
pub fn wilson_upper(share: f64, people: u32, z: f64) -> f64 {
    if people == 0 {
        return 1.0;
    }
    let n = f64::from(people);
    let z2 = z * z;
    let centre = share + z2 / (2.0 * n);
    let spread = z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).max(0.0).sqrt();
    (centre + spread) / (1.0 + z2 / n)
}
