//! Compares usage with expectations: one verdict for each unit and expectation.

use std::collections::HashMap;
use std::sync::Arc;

use super::agreement::{Agreements, Exception, Terms};
use super::calendar::{Calendar, TeachingDays};
use super::expectation::{Expectation, Marks};
use super::measuring::{Measuring, Reading};
use super::module::{Module, ModuleKey};
use super::number::{Exact, to_f64};
use super::unit::{Forms, Unit};
use super::usage::{UnitUsage, Usage};
use super::verdict::{Hurdle, Judgement, Level, Outcome, Verdict};
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
        self.case(unit, expectation).verdict(usage)
    }

    /// What it judges by.
    #[must_use]
    pub fn rules(&self) -> Rules<'a> {
        self.rules
    }

    /// The expectations that are valid in the week, in their order.
    #[must_use]
    pub fn in_force(&self) -> &[&'a Expectation] {
        &self.in_force
    }

    /// What is looked up to judge `unit` by one expectation, before any usage is.
    #[must_use]
    pub fn case<'b>(&mut self, unit: &'b Unit, expectation: &'b Expectation) -> Case<'b>
    where
        'a: 'b,
    {
        let forms = expectation.forms_of(unit);
        let exception = self.rules.agreements.exception(&unit.key, &expectation.key, self.week.monday());
        let marks = match exception.map(|exception| exception.terms) {
            Some(Terms::Marks(marks)) => marks,
            _ => expectation.goal_for(unit).marks_on(self.week.cut_off()),
        };
        let days = self.teaching_days(forms, &unit.area);
        let window = self.window(forms, &unit.area, expectation.weeks, &days);
        let hurdle = if self.handled.get(&expectation.module).copied().unwrap_or(false) {
            Some(Hurdle::HandledElsewhere)
        } else if forms.is_empty() || unit.headcount.of(expectation.audience) == Some(0) {
            Some(Hurdle::NotApplicable)
        } else if exception.is_some_and(|exception| exception.terms == Terms::Exempt) {
            Some(Hurdle::Exempt)
        } else if !days.is_judged(self.week) {
            Some(Hurdle::OutOfTerm)
        } else {
            None
        };
        let (week, strictness) = (self.week, self.rules.strictness);
        Case { week, unit, expectation, forms, exception, marks, days, window, hurdle, strictness }
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
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The week of the run.
    pub week: Week,
    /// The unit.
    pub unit: &'a Unit,
    /// The expectation.
    pub expectation: &'a Expectation,
    /// The unit's forms that it applies to.
    pub forms: Forms,
    /// The agreement that takes its place.
    pub exception: Option<&'a Exception>,
    /// The marks that apply.
    pub marks: Marks,
    /// The teaching days of those forms.
    pub days: Arc<TeachingDays>,
    /// The weeks that are looked at.
    pub window: Arc<Window>,
    /// What keeps it from being judged, whatever the usage.
    pub hurdle: Option<Hurdle>,
    /// The settings of judging.
    pub strictness: Strictness,
}

/// What usage amounts to in one case.
struct Found {
    outcome: Result<Judgement, Hurdle>,
    mixed_lengths: bool,
}

impl Case<'_> {
    /// The verdict on `usage`.
    #[must_use]
    pub fn verdict(&self, usage: &UnitUsage) -> Verdict {
        let found = self.find(usage);
        Verdict {
            week: self.week,
            unit: self.unit.key.clone(),
            expectation: self.expectation.key.clone(),
            module: self.expectation.module.clone(),
            audience: self.expectation.audience,
            measure: self.expectation.measure,
            marks: self.marks,
            weeks: u32::try_from(self.window.weeks.len()).unwrap_or(u32::MAX),
            outcome: found.outcome.map_or_else(|hurdle| Outcome::Silent(hurdle.silence()), Outcome::Judged),
            mixed_lengths: found.mixed_lengths,
        }
    }

    /// What keeps it from being judged by `usage`: the first hurdle that holds, none where it is judged.
    #[must_use]
    pub fn stopped_by(&self, usage: &UnitUsage) -> Option<Hurdle> {
        self.find(usage).outcome.err()
    }

    /// The records about its module and audience up to the cut-off.
    #[must_use]
    pub fn known(&self, usage: &UnitUsage) -> Vec<Usage> {
        let all = usage.of(&self.expectation.module, self.expectation.audience);
        all.iter().filter(|record| record.period.to <= self.window.cut_off).copied().collect()
    }

    /// How its measure is taken from the records that are `known`.
    #[must_use]
    pub fn measuring<'r>(&'r self, known: &'r [Usage]) -> Measuring<'r> {
        Measuring {
            measure: self.expectation.measure,
            records: known,
            headcount: self.unit.headcount.of(self.expectation.audience),
            days: &self.days,
            window: &self.window,
        }
    }

    fn find(&self, usage: &UnitUsage) -> Found {
        let stopped = |hurdle| Found { outcome: Err(hurdle), mixed_lengths: false };
        if let Some(hurdle) = self.hurdle {
            return stopped(hurdle);
        }
        debug_assert!(!self.forms.is_empty(), "a unit without the forms is not applicable");
        let known = self.known(usage);
        if known.is_empty() {
            return stopped(Hurdle::NoRecordEver);
        }
        if !self.window.is_fresh(&known) {
            return stopped(Hurdle::StaleData);
        }
        let measuring = self.measuring(&known);
        let counted = measuring.counted(&self.window.weeks);
        let Some(reading) = measuring.read(&counted, &self.window.weeks, self.window.cut_off) else {
            return stopped(Hurdle::NoRecordInWindow);
        };
        let outcome = match (self.is_hidden(reading), reading.value()) {
            (true, _) => Err(Hurdle::TooSmall),
            (false, None) => Err(Hurdle::NoValue),
            (false, Some(value)) => Ok(self.level(value, self.previous(&measuring), reading.eligible)),
        };
        Found { outcome, mixed_lengths: counted.mixed_lengths }
    }

    fn previous(&self, measuring: &Measuring<'_>) -> Option<Exact> {
        let weeks = self.window.previous.as_deref()?;
        let until = weeks.last()?.sunday();
        let reading = measuring.read(&measuring.counted(weeks), weeks, until)?;
        reading.value().filter(|_| !self.is_hidden(reading))
    }

    fn level(&self, value: Exact, previous: Option<Exact>, eligible: Option<u32>) -> Judgement {
        let measure = self.expectation.measure;
        let level = if measure.reaches(value, self.marks.target) {
            Level::Met
        } else if measure.reaches(value, self.marks.near) {
            Level::Near
        } else {
            Level::Below
        };
        let softened = level == Level::Below
            && self.interval_end(value, eligible).is_some_and(|end| end >= to_f64(self.marks.target));
        let level = if softened { Level::Near } else { level };
        Judgement { level, softened, value, previous, eligible }
    }

    /// The upper end of the interval that the small-number rule looks at; none where the rule does not apply.
    #[must_use]
    pub fn interval_end(&self, value: Exact, eligible: Option<u32>) -> Option<f64> {
        let people = eligible.filter(|_| self.expectation.measure.is_share())?;
        Some(wilson_upper(to_f64(value), people, self.strictness.z))
    }

    /// Whether a reading rests on fewer people than the privacy floor.
    #[must_use]
    pub fn is_hidden(&self, reading: Reading) -> bool {
        reading.eligible.is_some_and(|eligible| eligible < self.strictness.floor)
    }
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
