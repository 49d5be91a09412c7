//! Compares usage with expectations: one verdict for each unit and expectation.

mod case;
pub mod evidence;
pub mod known;
pub mod measuring;
mod memory;
pub mod sum;
pub mod window;

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::agreement::{Agreements, Exception, Terms};
use crate::domain::calendar::{Calendar, TeachingDays};
use crate::domain::expectation::module::Module;
use crate::domain::expectation::{Expectation, Marks};
use crate::domain::unit::{SchoolForm, Unit, UnitKey};
use crate::domain::usage::UnitUsage;
use crate::domain::usage::reports::Reports;
use crate::domain::verdict::{Finding, Hurdle, Verdict};
use crate::domain::week::Week;
pub use case::{Case, wilson_upper};
use known::{Numbers, ToldWeeks};
use memory::{Frame, Memory, Place};

/// By which meaning figures are judged: raised by one where the same figures may get other verdicts. Letters
/// that were written by another one stay as they are, since nobody can tell what was wrong about them.
///
/// 1: a week of which nobody told is one in which nobody used the module. 2: nothing is known of it.
pub const MEANING: u32 = 2;

/// In the third teaching week after that of a path's last point nothing is expected any more.
const WEEKS_AFTER_END: usize = 3;

/// The settings of judging.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strictness {
    /// Fewer eligible people than this are not judged. 0 turns it off.
    pub floor: u32,
    /// The standard score of the Wilson interval; 1.2816 for 80 % confidence.
    pub z: f64,
    /// After how many teaching weeks of which nothing is known the figures are stale.
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
    reports: Arc<Reports>,
    week: Week,
    in_force: Vec<InForce<'a>>,
    exceptions: HashMap<&'a UnitKey, Vec<&'a Exception>>,
    memory: Memory<'a>,
}

impl<'a> Judge<'a> {
    /// A judge for the run of `week`. `reports` say what a missing row means.
    #[must_use]
    pub fn new(rules: Rules<'a>, reports: &Arc<Reports>, week: Week) -> Self {
        // A week is judged by the text that is valid on its Monday, the day of its run.
        let day = week.monday();
        let valid = rules.expectations.iter().filter(|expectation| expectation.is_valid_on(day));
        let in_force =
            valid.map(|expectation| InForce::new(expectation, rules.modules, reports, week)).collect();
        let mut exceptions: HashMap<_, Vec<_>> = HashMap::new();
        for exception in rules.agreements.exceptions.iter().filter(|exception| exception.holds_on(day)) {
            exceptions.entry(&exception.unit).or_default().push(exception);
        }
        let memory = Memory::new(rules.calendar, reports, week);
        Self { rules, reports: Arc::clone(reports), week, in_force, exceptions, memory }
    }

    /// What it judges by.
    #[must_use]
    pub fn rules(&self) -> Rules<'a> {
        self.rules
    }

    /// The week of the run.
    #[must_use]
    pub fn week(&self) -> Week {
        self.week
    }

    /// The expectations that are valid in the week, in their order.
    pub fn in_force(&self) -> impl Iterator<Item = &'a Expectation> {
        self.in_force.iter().map(|rule| rule.expectation)
    }

    /// One verdict for each expectation that is valid in the week, in their order.
    #[must_use]
    pub fn unit(&mut self, unit: &Unit, usage: &UnitUsage) -> Vec<Verdict> {
        let (context, memory, in_force) = self.parts(unit);
        in_force.iter().map(|rule| context.case(rule, memory).verdict(usage)).collect()
    }

    /// The same without the names and the values before, for those who judge very often. `known`
    /// gives what they have found out before about the expectation at an index.
    pub fn findings<'s>(
        &'s mut self,
        unit: &'s Unit,
        usage: &'s UnitUsage,
        known: impl Fn(usize) -> Option<Finding> + 's,
    ) -> impl Iterator<Item = (&'a Expectation, Finding)> + 's {
        let (context, memory, in_force) = self.parts(unit);
        in_force.iter().enumerate().map(move |(index, rule)| {
            let found = known(index).unwrap_or_else(|| context.case(rule, memory).finding(usage));
            (rule.expectation, found)
        })
    }

    /// For each expectation in force, the index of the one in force with
    /// `other` that finds the same of every unit without exceptions, if one does.
    #[must_use]
    pub fn alike(&self, other: &Self) -> Vec<Option<usize>> {
        let same_frame = self.week == other.week
            && self.rules.calendar == other.rules.calendar
            && self.rules.strictness == other.rules.strictness;
        let find = |rule: &InForce<'_>| other.in_force.iter().position(|other| other.is_like(rule));
        self.in_force.iter().map(|rule| find(rule).filter(|_| same_frame)).collect()
    }

    /// What is looked up to judge `unit` by one expectation, before any usage is.
    #[must_use]
    pub fn case<'b>(&mut self, unit: &'b Unit, expectation: &'b Expectation) -> Case<'b>
    where
        'a: 'b,
    {
        let (rules, week, reports) = (self.rules, self.week, Arc::clone(&self.reports));
        let (context, memory, _) = self.parts(unit);
        context.case(&InForce::new(expectation, rules.modules, &reports, week), memory)
    }

    /// What it takes to judge `unit`: what is looked up once, what is remembered, and what is in force.
    fn parts<'s, 'b>(
        &'s mut self,
        unit: &'b Unit,
    ) -> (UnitContext<'s, 'b>, &'s mut Memory<'a>, &'s [InForce<'a>])
    where
        'a: 'b,
        'b: 's,
    {
        let Self { rules, reports, week, in_force, exceptions, memory } = self;
        let context = UnitContext {
            week: *week,
            strictness: rules.strictness,
            reports,
            unit,
            number: reports.unit(&unit.key),
            exceptions: exceptions.get(&unit.key).map_or(&[], Vec::as_slice),
            place: memory.place(&unit.area),
        };
        (context, memory, in_force)
    }

    /// Whether `unit` is in session in the week: its leading form has a teaching day.
    #[must_use]
    pub fn in_session(&mut self, unit: &Unit) -> bool {
        let week = self.week;
        self.teaching_days(unit).is_teaching_week(week)
    }

    /// The teaching days of the leading form of `unit`, over the judge's horizon.
    #[must_use]
    pub fn teaching_days(&mut self, unit: &Unit) -> Arc<TeachingDays> {
        let place = self.memory.place(&unit.area);
        self.memory.days(unit.leading_form(), place)
    }

    /// What the sources told of.
    #[must_use]
    pub fn reports(&self) -> &Reports {
        &self.reports
    }
}

/// An expectation with what is the same for every unit in the week.
#[derive(Debug)]
struct InForce<'a> {
    expectation: &'a Expectation,
    /// Another system does this job.
    handled_elsewhere: bool,
    /// The number of its module in the reports; none where no source ever gave it.
    number: Option<usize>,
    marks: Marks,
    /// The marks of each entry in the expectation's `by_form`.
    by_form: Vec<Marks>,
}

impl<'a> InForce<'a> {
    fn new(expectation: &'a Expectation, modules: &[Module], reports: &Reports, week: Week) -> Self {
        let day = week.cut_off();
        let module = modules.iter().rfind(|module| module.key == expectation.module);
        Self {
            expectation,
            handled_elsewhere: module.is_some_and(|module| module.handled_in.is_some()),
            number: reports.module(&expectation.module),
            marks: expectation.goal.marks_on(day),
            by_form: expectation.by_form.iter().map(|(_, goal)| goal.marks_on(day)).collect(),
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        let (one, two) = (self.expectation, other.expectation);
        one.module == two.module
            && (one.audience, one.forms, one.measure, one.weeks)
                == (two.audience, two.forms, two.measure, two.weeks)
            && (&one.goal, &one.by_form) == (&two.goal, &two.by_form)
            && self.handled_elsewhere == other.handled_elsewhere
    }

    fn marks_for(&self, unit: &Unit) -> Marks {
        self.expectation.entry_for(unit).map_or(self.marks, |index| self.by_form[index])
    }
}

/// One unit before the judge.
#[derive(Debug, Clone, Copy)]
struct UnitContext<'l, 'b> {
    week: Week,
    strictness: Strictness,
    reports: &'l Reports,
    unit: &'b Unit,
    /// Its number in the reports; none where no source ever told of it.
    number: Option<usize>,
    /// Those that hold for the unit in the week, in the order of the file.
    exceptions: &'l [&'b Exception],
    place: Place<'l>,
}

impl<'b> UnitContext<'_, 'b> {
    fn case(&self, rule: &InForce<'b>, memory: &mut Memory<'_>) -> Case<'b> {
        let Self { week, strictness, unit, .. } = *self;
        let expectation = rule.expectation;
        let applies = expectation.form_of(unit);
        let form = applies.unwrap_or_else(|| unit.leading_form());
        // Of several exceptions the last in the file counts.
        let about_it = |exception: &&&Exception| exception.expectation == expectation.key;
        let exception = self.exceptions.iter().rfind(about_it).copied();
        let marks = match exception.map(|exception| exception.terms) {
            Some(Terms::Marks(marks)) => marks,
            _ => rule.marks_for(unit),
        };
        let Frame { days, window } = memory.frame(form, self.place, expectation.weeks);
        let hurdle = if rule.handled_elsewhere {
            Some(Hurdle::HandledElsewhere)
        } else if applies.is_none() || unit.headcount.of(expectation.audience) == Some(0) {
            Some(Hurdle::NotApplicable)
        } else if exception.is_some_and(|exception| exception.terms == Terms::Exempt) {
            Some(Hurdle::Exempt)
        } else if !days.is_judged(week) || !self.is_in_session(form, memory) {
            Some(Hurdle::OutOfTerm)
        } else {
            self.off_path(rule, &days)
        };
        let told = self.told(rule, form, memory).filter(|_| hurdle.is_none());
        Case { week, unit, expectation, form, exception, marks, days, window, told, hurdle, strictness }
    }

    fn is_in_session(&self, form: SchoolForm, memory: &mut Memory<'_>) -> bool {
        let leading = self.unit.leading_form();
        form == leading || memory.days(leading, self.place).is_teaching_week(self.week)
    }

    /// Whether the path has not begun, or has ended long ago.
    fn off_path(&self, rule: &InForce<'_>, days: &TeachingDays) -> Option<Hurdle> {
        let path = rule.expectation.goal_for(self.unit).path()?;
        if path.begins().is_some_and(|begins| begins > self.week.cut_off()) {
            return Some(Hurdle::NotBegun);
        }
        let last = Week::of(path.ends()?);
        let since = days.weeks_back(self.week).take_while(|week| *week > last).take(WEEKS_AFTER_END);
        (since.count() == WEEKS_AFTER_END).then_some(Hurdle::Ended)
    }

    /// What the sources told of, where it matters.
    fn told(
        &self,
        rule: &InForce<'_>,
        form: SchoolForm,
        memory: &mut Memory<'_>,
    ) -> Option<(Arc<ToldWeeks>, Numbers)> {
        let expectation = rule.expectation;
        if !expectation.measure.is_days() && !self.reports.matter() {
            return None;
        }
        let numbers = Numbers { unit: self.number?, module: rule.number? };
        Some((memory.told(form, self.place, expectation.audience), numbers))
    }
}
