//! What the records of a window amount to: the value of each measure.

use chrono::NaiveDate;

use crate::domain::calendar::TeachingDays;
use crate::domain::expectation::measure::{Basis, Measure, Quantity};
use crate::domain::judge::evidence::{Evidence, Suppressed};
use crate::domain::judge::known::{Knowledge, Numbers, ToldWeeks, Zero};
use crate::domain::judge::sum::Sum;
use crate::domain::judge::window::{Counting, Misfit, Window};
use crate::domain::number::Exact;
use crate::domain::usage::figure::{End, Figure};
use crate::domain::usage::share::Share;
use crate::domain::usage::{SubjectUsage, Usage, up_to};
use crate::domain::week::Week;

/// A value and the people behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// How the value comes about, where the records tell.
    pub sum: Option<Sum>,
    /// Eligible people of the newest record, if anybody knows.
    pub eligible: Option<Figure<u32>>,
}

impl Reading {
    /// The value: a share from 0 to 1, items, or teaching days. `None` where it
    /// would be divided by nobody.
    #[must_use]
    pub fn value(self) -> Option<Exact> {
        self.sum.and_then(Sum::value)
    }
}

/// The records of one unit, module and audience, with what is needed to measure them.
#[derive(Debug, Clone, Copy)]
pub struct Measuring<'a> {
    /// How use is measured.
    pub measure: Measure,
    /// Everything about the unit, module and audience.
    pub subject: &'a SubjectUsage,
    /// Its records up to the cut-off, the oldest last day first.
    pub records: &'a [Usage],
    /// The unit's people of the audience, where a record does not say.
    pub headcount: Option<u32>,
    /// The teaching days of the form that the expectation goes by.
    pub days: &'a TeachingDays,
    /// The window.
    pub window: &'a Window,
    /// The day on which the path began, where there is one.
    pub begins: Option<NaiveDate>,
    /// What the sources told of; none where a missing row means nothing for this measure.
    pub told: Option<(&'a ToldWeeks, Numbers)>,
}

impl<'a> Measuring<'a> {
    /// What is known of the window.
    #[must_use]
    pub fn in_window(&self) -> Evidence<'a> {
        self.evidence(&self.window.weeks, self.window.cut_off)
    }

    /// What is known of the weeks before it, where they lie in the same term.
    #[must_use]
    pub fn before_window(&self) -> Option<Evidence<'a>> {
        let weeks = self.window.previous.as_deref()?;
        // A break between the two belongs to what came before.
        let until = self.window.weeks.first()?.monday().pred_opt()?;
        Some(self.evidence(weeks, until))
    }

    /// What is known of `weeks`, by the records up to `until` that say something about the measure.
    #[must_use]
    pub fn evidence(&self, weeks: &[Week], until: NaiveDate) -> Evidence<'a> {
        let counted = self.counting(weeks).select(self.usable());
        let mut zeros = Vec::new();
        let knowledge = self.knowledge();
        let mut weeks: Vec<(Week, u8)> = weeks.iter().map(|week| (*week, 0)).collect();
        for (week, days) in counted.records.iter().flat_map(|record| self.days.touched(record.period)) {
            if let Ok(place) = weeks.binary_search_by_key(&week, |(week, _)| *week) {
                weeks[place].1 |= days;
            }
        }
        let knowing = |(week, covered)| {
            let knowing = if self.measure.is_days() {
                knowledge.of_activity(week, covered)
            } else {
                knowledge.of(week, covered, &mut zeros)
            };
            (week, knowing)
        };
        let weeks = weeks.into_iter().map(knowing).collect();
        Evidence { until, weeks, counted, zeros }
    }

    /// Why each record that says something does not count in `weeks`, where it does not.
    #[must_use]
    pub fn misfits(&self, weeks: &[Week]) -> Vec<(&'a Usage, Misfit)> {
        let mut misfits = Vec::new();
        self.counting(weeks).sift(self.usable(), &mut |record, misfit| misfits.push((record, misfit)));
        misfits
    }

    fn counting<'w>(&'w self, weeks: &'w [Week]) -> Counting<'w> {
        let (longest, overlapping) = (self.longest(), self.subject.is_overlapping());
        Counting { weeks, days: self.days, longest, overlapping }
    }

    /// The records up to the cut-off that say something about the measure, the oldest last day first.
    fn usable(&self) -> impl DoubleEndedIterator<Item = &'a Usage> {
        self.records.iter().filter(|record| self.says_something(record))
    }

    /// The newest record that says something about the measure, in the window or before it.
    #[must_use]
    pub fn newest(&self) -> Option<&'a Usage> {
        self.usable().next_back()
    }

    /// Whether something is known of any week up to the cut-off.
    #[must_use]
    pub fn knows_any_week(&self) -> bool {
        let knowledge = self.knowledge();
        let mut weeks = self.days.long_weeks_back(Week::of(self.window.cut_off));
        weeks.any(|week| {
            let knowing = if self.measure.is_days() {
                knowledge.of_activity(week, 0)
            } else {
                knowledge.of(week, 0, &mut Vec::new())
            };
            knowing.is_known()
        })
    }

    fn knowledge(&self) -> Knowledge<'a> {
        let refused = self.subject.refused();
        Knowledge { records: self.records, refused, days: self.days, told: self.told }
    }

    /// The value in the weeks of `evidence`, with suppressed figures at one `end` of what they
    /// can be; `None` where nothing is known that it could rest on.
    #[must_use]
    pub fn read(&self, evidence: &Evidence<'_>, end: End) -> Option<Reading> {
        let counted = &evidence.counted.records;
        let newest = counted.last().copied();
        // A time of zeros is no record: where there is one, it says how many people there are.
        let eligible = match (newest, evidence.zeros.last()) {
            (Some(record), _) => self.eligible(record),
            (None, Some(zero)) => self.eligible_at(*zero),
            (None, None) => self.headcount.map(Figure::Known),
        };
        let quotient =
            |part: Option<u64>, whole: Option<u64>| Some(Sum::Quotient { part: part?, whole: whole? });
        let known = u64::try_from(evidence.known()).ok();
        let (sum, eligible) = match self.measure {
            Measure::ActiveShare => (self.active_share(evidence, end), eligible),
            Measure::CoverageBy => self.coverage(evidence, end)?,
            Measure::ItemsPerPerson => {
                let people = eligible.and_then(Figure::known).map(u64::from);
                (quotient(self.items(evidence, end), people), eligible)
            }
            Measure::ItemsPerWeek => (quotient(self.items(evidence, end), known), eligible),
            Measure::DaysSinceLast => (self.days_since_last(evidence, end), eligible),
        };
        Some(Reading { sum, eligible })
    }

    /// The share of the newest record since the path began, and the people behind it; nobody yet
    /// where it is known that nothing was ever counted.
    fn coverage(&self, evidence: &Evidence<'_>, end: End) -> Option<(Option<Sum>, Option<Figure<u32>>)> {
        if let Some(newest) = self.newest_since_begin(evidence) {
            return Some((self.share(newest, end), self.eligible(newest)));
        }
        let since = |zero: &&Zero| self.begins.is_none_or(|begins| zero.to >= begins);
        let people = self.eligible_at(*evidence.zeros.iter().rev().find(since)?);
        let whole = people.and_then(Figure::known).map(u64::from);
        Some((whole.map(|whole| Sum::Quotient { part: 0, whole }), people))
    }

    /// Whether a figure that the value needs is suppressed.
    #[must_use]
    pub fn rests_on_suppressed(&self, evidence: &Evidence<'_>) -> Suppressed {
        if !self.subject.is_suppressed() {
            return Suppressed::default();
        }
        let suppressed = |figure: Option<Figure<u32>>| figure.is_some_and(Figure::is_suppressed);
        let of_share = |record: &Usage| {
            let figures = record.figures;
            let part = match figures.active {
                Some(active) if self.eligible(record).is_some() => active.is_suppressed(),
                _ => figures.share.is_some_and(Figure::is_suppressed),
            };
            Suppressed { part, people: suppressed(figures.eligible) }
        };
        let counted = || evidence.counted.records.iter().copied();
        let newest = counted().last().is_some_and(|record| suppressed(record.figures.eligible));
        match self.measure {
            Measure::ActiveShare => counted().map(of_share).fold(Suppressed::default(), Suppressed::or),
            Measure::CoverageBy => self.newest_since_begin(evidence).map(of_share).unwrap_or_default(),
            Measure::ItemsPerPerson | Measure::ItemsPerWeek => Suppressed {
                part: self
                    .added(evidence)
                    .any(|record| record.figures.items.is_some_and(Figure::is_suppressed)),
                people: newest,
            },
            Measure::DaysSinceLast => Suppressed {
                part: self.days_since_last(evidence, End::Least) != self.days_since_last(evidence, End::Most),
                people: newest,
            },
        }
    }

    /// The longest period, in days, that counts; none where any length does.
    #[must_use]
    pub fn longest(&self) -> Option<i64> {
        (!self.measure.is_cumulative()).then_some(self.window.longest)
    }

    /// Whether a record says something about the measure.
    #[must_use]
    pub fn says_something(&self, record: &Usage) -> bool {
        let figures = record.figures;
        match self.measure.quantity() {
            Quantity::Share => {
                figures.share.is_some() || (figures.active.is_some() && self.eligible(record).is_some())
            }
            Quantity::Items => figures.items.is_some(),
            Quantity::Days => true,
        }
    }

    /// How many people there were: the record's own number, else the unit's.
    #[must_use]
    pub fn eligible(&self, record: &Usage) -> Option<Figure<u32>> {
        record.figures.eligible.or(self.headcount.map(Figure::Known))
    }

    /// How many people there were where no row says it: as many as belong to the unit, else as the
    /// nearest record says.
    fn eligible_at(&self, zero: Zero) -> Option<Figure<u32>> {
        if let Some(headcount) = self.headcount {
            return Some(Figure::Known(headcount));
        }
        let distance = |record: &&Usage| {
            let (after, before) = (zero.from - record.period.to, record.period.from - zero.to);
            after.max(before).num_days()
        };
        let telling = self.records.iter().filter(|record| record.figures.eligible.is_some());
        telling.rev().min_by_key(distance).and_then(|record| record.figures.eligible)
    }

    /// People active and people eligible, where a record tells both.
    #[must_use]
    pub fn people(&self, record: &Usage, end: End) -> Option<(u32, u32)> {
        let eligible = self.eligible(record)?.known()?;
        let active = match record.figures.active? {
            Figure::Known(active) => active,
            // A word without a number may stand for everybody.
            suppressed @ Figure::Suppressed { .. } => suppressed.at(end).unwrap_or(eligible).min(eligible),
        };
        Some((active, eligible))
    }

    /// The share of one record.
    #[must_use]
    pub fn share(&self, record: &Usage, end: End) -> Option<Sum> {
        match self.people(record, end) {
            Some((active, eligible)) => {
                Some(Sum::Quotient { part: u64::from(active), whole: u64::from(eligible) })
            }
            None => record
                .figures
                .share
                .map(|share| Sum::Given(share.at(end).unwrap_or(Share::EVERYBODY).exact())),
        }
    }

    /// The times of zeros that the value takes in: what is cumulative does not grow in them.
    #[must_use]
    pub fn zeros<'e>(&self, evidence: &'e Evidence<'_>) -> &'e [Zero] {
        if self.measure.is_cumulative() { &[] } else { &evidence.zeros }
    }

    /// For each time of zeros, nobody of as many people as there are.
    pub fn nobody<'e>(&'e self, evidence: &'e Evidence<'_>) -> impl Iterator<Item = (u32, u32)> + 'e {
        self.zeros(evidence).iter().filter_map(|zero| Some((0, self.eligible_at(*zero)?.known()?)))
    }

    /// The records that the value rests on, the oldest last day first.
    #[must_use]
    pub fn rested_on(&self, evidence: &Evidence<'a>) -> Vec<&'a Usage> {
        match self.measure.basis() {
            Basis::Newest => self.newest_since_begin(evidence).into_iter().collect(),
            Basis::LastActivity => {
                let Some(Sum::Days { last, .. }) = self.days_since_last(evidence, End::Most) else {
                    return Vec::new();
                };
                let records = up_to(evidence.until, self.records).iter();
                records.filter(|record| last_activity(record, End::Most) == Some(last)).collect()
            }
            Basis::WeeklyMean | Basis::Total if self.measure.is_share() => evidence.counted.records.clone(),
            Basis::WeeklyMean | Basis::Total => self.added(evidence).collect(),
        }
    }

    /// A weighted mean where people are counted everywhere, else the plain mean of the shares.
    /// Nobody is active in a time of zeros.
    fn active_share(&self, evidence: &Evidence<'_>, end: End) -> Option<Sum> {
        let records = &evidence.counted.records;
        let counted = records.iter().try_fold((0, 0), |(active, eligible), record| {
            let people = self.people(record, end)?;
            Some((active + u64::from(people.0), eligible + u64::from(people.1)))
        });
        let nobody = self
            .zeros(evidence)
            .iter()
            .try_fold(0, |eligible, zero| Some(eligible + u64::from(self.eligible_at(*zero)?.known()?)));
        if let (Some((part, whole)), Some(more)) = (counted, nobody) {
            return Some(Sum::Quotient { part, whole: whole + more });
        }
        let shares: Vec<_> = records.iter().filter_map(|record| self.share(record, end)?.value()).collect();
        let count = u32::try_from(shares.len() + evidence.zeros.len()).ok()?;
        Some(Sum::Mean { total: shares.into_iter().sum(), count })
    }

    /// The newest record since the path began, also before the weeks of `evidence`: what is
    /// counted since then does not become less in a week without a row.
    #[must_use]
    pub fn newest_since_begin(&self, evidence: &Evidence<'_>) -> Option<&'a Usage> {
        let (last, _) = *evidence.weeks.last()?;
        let home = |record: &&Usage| self.days.home(record.period).is_some_and(|home| home <= last);
        let newest = self.usable().rev().find(home)?;
        self.begins.is_none_or(|begins| newest.period.to >= begins).then_some(newest)
    }

    /// The records whose items are added up: those that lie wholly in known weeks.
    pub fn added<'e>(&'e self, evidence: &'e Evidence<'a>) -> impl Iterator<Item = &'a Usage> + 'e {
        let is_known = |week: Week| {
            let place = evidence.weeks.binary_search_by_key(&week, |(week, _)| *week);
            place.is_ok_and(|place| evidence.weeks[place].1.is_known())
        };
        evidence
            .counted
            .records
            .iter()
            .copied()
            .filter(move |record| self.days.touched(record.period).all(|(week, _)| is_known(week)))
    }

    fn items(&self, evidence: &Evidence<'a>, end: End) -> Option<u64> {
        self.added(evidence)
            .map(|record| Some(u64::from(record.figures.items?.at(end)?)))
            .try_fold(0, |sum, items| Some(sum + items?))
    }

    /// Looks beyond the window when nothing in it shows activity: the last
    /// activity may lie before it, or the first known week. More use is fewer days.
    fn days_since_last(&self, evidence: &Evidence<'_>, end: End) -> Option<Sum> {
        let until = evidence.newest_known()?.sunday();
        let records = up_to(evidence.until, self.records).iter();
        let last = records.filter_map(|record| last_activity(record, end)).max();
        let last = last.or_else(|| {
            let knowledge = self.knowledge();
            let weeks = self.days.long_weeks_back(Week::of(until));
            let first = weeks.filter(|week| knowledge.of_activity(*week, 0).is_known()).last()?;
            first.monday().pred_opt()
        })?;
        Some(Sum::Days { last, until, days: self.days.count_between(last, until) })
    }
}

/// The day the source names, else the last day of a period in which something happened, or may
/// have happened.
#[must_use]
pub fn last_activity(record: &Usage, end: End) -> Option<NaiveDate> {
    let figures = record.figures;
    let is_some = |figure: Figure<u32>| figure.at(end).is_none_or(|number| number > 0);
    let happened = figures.active.is_some_and(is_some)
        || figures.items.is_some_and(is_some)
        || figures.share.is_some_and(|share| share.at(end).is_none_or(|share| share > Share::NOBODY));
    figures.last_active.or(happened.then_some(record.period.to))
}
