//! Of which weeks it is known how much a module was used.

use chrono::NaiveDate;
use fixedbitset::FixedBitSet;

use crate::domain::calendar::TeachingDays;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::UnitKey;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::reports::{Absent, Reports, SourceReports, Told};
use crate::domain::usage::{Period, Usage};
use crate::domain::week::Week;

/// For how many teaching weeks a source is trusted to have the units and modules that it had.
const REMEMBERED: usize = 4;

/// How it is known how much a module was used in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowing {
    /// It is not.
    Unknown,
    /// Records say it, of all its teaching days.
    Recorded,
    /// No row says that nobody used it.
    Zero,
}

impl Knowing {
    /// Whether it is known.
    #[must_use]
    pub fn is_known(self) -> bool {
        self != Self::Unknown
    }
}

/// A time in which nobody used a module, since the source has no row of it: a
/// week, or a day where the records are of single days.
pub type Zero = Period;

/// What the sources told of an audience, week by week, by one form's teaching days.
#[derive(Debug, Default)]
pub struct ToldWeeks {
    sources: Vec<OfSource>,
}

#[derive(Debug)]
struct OfSource {
    absent: Absent,
    settled_until: Option<NaiveDate>,
    /// The newest of the weeks.
    newest: Week,
    /// What it told of in each week, the newest first; none in those that are not measured.
    weeks: Vec<Option<ToldWeek>>,
    /// The modules that it has rows of, by period.
    periods: Vec<(Period, FixedBitSet)>,
}

/// What one source told of in one week.
#[derive(Debug, Clone, Default)]
struct ToldWeek {
    /// The units and modules that it has rows of.
    told: Told,
    /// The units that it told of, also where a missing row says so.
    units: FixedBitSet,
    /// The modules that it gave then, or in the weeks before that are remembered.
    recent_modules: FixedBitSet,
}

/// What one source that has no row of a unit and module told of in a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// The source.
    pub source: String,
    /// What a missing row of it means.
    pub absent: Absent,
    /// Whether it has a row of the module for any unit.
    pub gives_module: bool,
    /// Whether it has a row of the unit for any module.
    pub has_unit: bool,
    /// Of how many units it has a row in the week.
    pub units: usize,
    /// Of how many it had one in the four teaching weeks before.
    pub units_before: usize,
    /// Of how many of those it has one in the week.
    pub units_still: usize,
    /// Whether the platform may still change the figures.
    pub unsettled: bool,
}

impl Silence {
    /// What each source told of in `week`, those left out that never told of the audience.
    #[must_use]
    pub fn all(
        reports: &Reports,
        (unit, module, audience): (&UnitKey, &ModuleKey, Audience),
        days: &TeachingDays,
        week: Week,
        until: NaiveDate,
    ) -> Vec<Self> {
        let (unit, module) = (reports.unit(unit), reports.module(module));
        let has =
            |set: &FixedBitSet, number: Option<usize>| number.is_some_and(|number| set.contains(number));
        let silence = |source: &SourceReports| {
            source.until(audience, until).next()?;
            let told = told_in(source, audience, days, week, until);
            let mut before = Told::default();
            let weeks = days.long_weeks_back(week.plus(-1)).take(REMEMBERED);
            weeks.for_each(|earlier| before.join(&told_in(source, audience, days, earlier, until)));
            Some(Self {
                source: source.name.clone(),
                absent: source.absent,
                gives_module: has(&told.modules, module),
                has_unit: has(&told.units, unit),
                units: told.units.count_ones(..),
                units_before: before.units.count_ones(..),
                units_still: before.units.intersection_count(&told.units),
                unsettled: !is_settled(source.settled_until, week),
            })
        };
        reports.sources().iter().filter_map(silence).collect()
    }
}

/// The units and modules of which a source has a row that touches the week.
fn told_in(
    source: &SourceReports,
    audience: Audience,
    days: &TeachingDays,
    week: Week,
    until: NaiveDate,
) -> Told {
    let touching = source.until(audience, until).filter(|(period, _)| days.shared_days(*period, week) != 0);
    touching.fold(Told::default(), |mut all, (_, told)| {
        all.join(told);
        all
    })
}

/// Whether the platform has stopped changing the figures of the week.
fn is_settled(settled_until: Option<NaiveDate>, week: Week) -> bool {
    settled_until.is_none_or(|until| week.sunday() <= until)
}

impl ToldWeeks {
    /// What `reports` say about `audience` up to `until`, in each long teaching week.
    pub(super) fn of(reports: &Reports, audience: Audience, days: &TeachingDays, until: Week) -> Self {
        // The newest first.
        let weeks: Vec<Week> = days.long_weeks_back(until).collect();
        let source = |source: &SourceReports| OfSource::new(source, audience, days, &weeks, until);
        Self { sources: reports.sources().iter().map(source).collect() }
    }

    /// Whether no row means that nobody of the unit used the module in `week`.
    fn is_zero(&self, subject: Numbers, week: Week) -> bool {
        self.sources.iter().any(|source| {
            source.absent == Absent::Zero
                && is_settled(source.settled_until, week)
                && source.week(week).is_some_and(|told| {
                    told.told.modules.contains(subject.module) && told.units.contains(subject.unit)
                })
        })
    }

    /// Whether the platform of a source that gives the module may still change its figures of `week`.
    fn is_unsettled(&self, subject: Numbers, week: Week) -> bool {
        self.sources.iter().any(|source| {
            !is_settled(source.settled_until, week)
                && source.week(week).is_some_and(|told| told.told.modules.contains(subject.module))
        })
    }

    /// Whether a source that gave the module then, or shortly before, told of the unit in `week`.
    fn tells(&self, subject: Numbers, week: Week) -> bool {
        self.sources
            .iter()
            .filter_map(|source| source.week(week))
            .any(|told| told.recent_modules.contains(subject.module) && told.units.contains(subject.unit))
    }

    /// Whether no row of the unit's means that nobody used the module on `date`.
    fn is_zero_day(&self, subject: Numbers, week: Week, date: NaiveDate) -> bool {
        self.sources.iter().any(|source| {
            source.absent == Absent::Zero
                && source.settled_until.is_none_or(|settled| date <= settled)
                && source.week(week).is_some_and(|told| told.units.contains(subject.unit))
                && source
                    .periods
                    .iter()
                    .any(|(period, modules)| period.holds(date) && modules.contains(subject.module))
        })
    }
}

impl OfSource {
    fn new(
        source: &SourceReports,
        audience: Audience,
        days: &TeachingDays,
        weeks: &[Week],
        last: Week,
    ) -> Self {
        let until = last.sunday();
        let told: Vec<Told> =
            weeks.iter().map(|week| told_in(source, audience, days, *week, until)).collect();
        let newest = weeks.first().copied().unwrap_or(last);
        let mut all = Vec::new();
        for (index, week) in weeks.iter().enumerate() {
            let mut before = Told::default();
            told.iter().skip(index + 1).take(REMEMBERED).for_each(|earlier| before.join(earlier));
            let told = told[index].clone();
            let mut units = told.units.clone();
            // A source that still tells of at least half is trusted to have left out only zeros.
            if before.units.intersection_count(&units) * 2 >= before.units.count_ones(..) {
                units.union_with(&before.units);
            }
            let mut recent_modules = before.modules;
            recent_modules.union_with(&told.modules);
            all.resize_with(usize::try_from(newest.since(*week)).unwrap_or(0), || None);
            all.push(Some(ToldWeek { told, units, recent_modules }));
        }
        let periods =
            source.until(audience, until).map(|(period, told)| (period, told.modules.clone())).collect();
        Self { absent: source.absent, settled_until: source.settled_until, newest, weeks: all, periods }
    }

    fn week(&self, week: Week) -> Option<&ToldWeek> {
        let place = usize::try_from(self.newest.since(week)).ok()?;
        self.weeks.get(place)?.as_ref()
    }
}

/// The numbers of a unit and a module in the reports.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    /// The unit's.
    pub unit: usize,
    /// The module's.
    pub module: usize,
}

/// What decides of which weeks something is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Knowledge<'a> {
    /// The records of the unit, module and audience up to the last day whose usage counts.
    pub(super) records: &'a [Usage],
    /// The periods of which a record was refused.
    pub(super) refused: &'a [Period],
    pub(super) days: &'a TeachingDays,
    /// What the sources told of; none where a missing row means nothing anyway.
    pub(super) told: Option<(&'a ToldWeeks, Numbers)>,
}

impl Knowledge<'_> {
    /// Whether the long teaching week `week` is known, where the records that count have the teaching
    /// days `covered`, and by what a missing row means. Puts the zeros into `zeros`.
    pub(super) fn of(&self, week: Week, covered: u8, zeros: &mut Vec<Zero>) -> Knowing {
        if self.told.is_some_and(|(told, numbers)| told.is_unsettled(numbers, week)) {
            return Knowing::Unknown;
        }
        let taught = self.days.days_in(week);
        if covered == taught {
            return Knowing::Recorded;
        }
        let Some((told, numbers)) = self.told else { return Knowing::Unknown };
        let monday = week.monday();
        let touching = || {
            let newest_first = self.records.iter().rev();
            newest_first
                .take_while(|record| record.period.to >= monday)
                .filter(|record| self.days.shared_days(record.period, week) != 0)
        };
        if touching().next().is_none() {
            if self.is_refused(week) || !told.is_zero(numbers, week) {
                return Knowing::Unknown;
            }
            if !self.records.is_empty() && self.records.iter().all(|record| record.period.is_one_day()) {
                // As many as the records would have been.
                let days = (0..5).filter(|day| taught & 1 << day != 0).map(|day| week.day(day));
                zeros.extend(days.map(|date| Period { from: date, to: date }));
            } else {
                zeros.push(Period { from: week.monday(), to: week.sunday() });
            }
            return Knowing::Zero;
        }
        if !touching().all(|record| record.period.is_one_day()) {
            return Knowing::Unknown;
        }
        let missing = (0..5).filter(|day| (taught & !covered) & 1 << day != 0).map(|day| week.day(day));
        let mut known = true;
        for date in missing {
            let refused = self.refused.iter().any(|period| period.holds(date));
            // A record without the figure is no missing row.
            let recorded = touching().any(|record| record.period.holds(date));
            if !refused && !recorded && told.is_zero_day(numbers, week, date) {
                zeros.push(Period { from: date, to: date });
            } else {
                known = false;
            }
        }
        if known { Knowing::Recorded } else { Knowing::Unknown }
    }

    /// Whether it is known of `week` whether there was activity: a source that gives the module told of
    /// the unit. Where records have the teaching days `covered`, theirs did.
    pub(super) fn of_activity(&self, week: Week, covered: u8) -> Knowing {
        let tells = |(told, numbers): (&ToldWeeks, Numbers)| {
            (covered != 0 || told.tells(numbers, week)) && !told.is_unsettled(numbers, week)
        };
        let is_known = self.told.is_some_and(tells) && !self.is_refused(week);
        if is_known { Knowing::Recorded } else { Knowing::Unknown }
    }

    fn is_refused(&self, week: Week) -> bool {
        self.refused.iter().any(|period| self.days.shared_days(*period, week) != 0)
    }
}
