//! The teaching days of one school form, week by week.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use crate::domain::calendar::{Calendar, Term};
use crate::domain::unit::SchoolForm;
use crate::domain::usage::Period;
use crate::domain::week::Week;

/// A teaching week with fewer teaching days than this is too short to be measured: windows leave it out.
const FEWEST_DAYS: u32 = 3;

/// The teaching days of a school form in one area, over some weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeachingDays {
    first: Week,
    /// One week an entry.
    weeks: Vec<TaughtWeek>,
}

/// The teaching days of one week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct TaughtWeek {
    /// Bit 0 is Monday, bit 4 Friday.
    days: u8,
    /// Whether they are enough to be measured.
    is_long: bool,
    /// The first day of the term that holds the last of them; `None` where there is no limit.
    term_start: Option<NaiveDate>,
    /// Whether it is past the grace of its term.
    judged: bool,
}

impl TeachingDays {
    /// Works out the teaching days of `form` in `area` from `first` to `last`.
    #[must_use]
    pub fn of(calendar: &Calendar, form: SchoolForm, area: &str, first: Week, last: Week) -> Self {
        let count = usize::try_from(last.since(first) + 1).unwrap_or(0);
        let mut weeks: Vec<TaughtWeek> = Vec::with_capacity(count);
        for week in (0..).take(count).map(|after| first.plus(after)) {
            let day = |offset| calendar.is_teaching_day(form, area, week.day(offset));
            let days = (0..5).filter(|offset| day(*offset)).fold(0_u8, |bits, offset| bits | 1 << offset);
            let last = (0..5).rev().find(|offset| days & 1 << offset != 0);
            let term = last.and_then(|last| calendar.term(form, week.day(last)));
            let judged = days != 0 && term.is_none_or(|term| grace_is_over(calendar, form, area, term, week));
            let is_long = days.count_ones() >= FEWEST_DAYS;
            weeks.push(TaughtWeek { days, is_long, term_start: term.map(|term| term.from), judged });
        }
        Self { first, weeks }
    }

    fn week(&self, week: Week) -> TaughtWeek {
        self.at(week.since(self.first))
    }

    /// The week that lies `index` weeks after the first.
    fn at(&self, index: i64) -> TaughtWeek {
        usize::try_from(index).ok().and_then(|index| self.weeks.get(index)).copied().unwrap_or_default()
    }

    /// Whether `date` is a teaching day; no day outside the weeks asked for is.
    #[must_use]
    pub fn contains(&self, date: NaiveDate) -> bool {
        let week = Week::of(date);
        let weekday = date.num_days_from_ce() - week.number_of_monday();
        self.week(week).days & 1 << weekday != 0
    }

    /// Whether `week` has at least one teaching day.
    #[must_use]
    pub fn is_teaching_week(&self, week: Week) -> bool {
        self.week(week).days != 0
    }

    /// The teaching days of `week`: bit 0 is Monday, bit 4 Friday.
    #[must_use]
    pub fn days_in(&self, week: Week) -> u8 {
        self.week(week).days
    }

    /// The teaching days of `week` that lie in `period`, likewise.
    #[must_use]
    pub fn shared_days(&self, period: Period, week: Week) -> u8 {
        self.days_in(week) & Span::of(period, week).weekdays(0)
    }

    /// The last long teaching week that `period` touches: one of whose teaching
    /// days lies in it. There a record counts.
    #[must_use]
    pub fn home(&self, period: Period) -> Option<Week> {
        self.touched(period).next_back().map(|(week, _)| week)
    }

    /// The long teaching weeks that `period` touches, oldest first, with the teaching days that
    /// they share, as [`Self::days_in`] gives them.
    #[must_use]
    pub fn touched(&self, period: Period) -> impl DoubleEndedIterator<Item = (Week, u8)> {
        let span = Span::of(period, self.first);
        let shared = move |index| {
            let taught = self.at(index);
            let days = taught.days & span.weekdays(index);
            (taught.is_long && days != 0).then(|| (self.first.plus(index), days))
        };
        self.indices(span).filter_map(shared)
    }

    /// Which of the weeks lie in the span, by index.
    fn indices(&self, span: Span) -> Range<i64> {
        let count = i64::try_from(self.weeks.len()).unwrap_or(i64::MAX);
        span.from.div_euclid(7).max(0)..(span.to.div_euclid(7) + 1).min(count)
    }

    /// Whether units are judged in `week`: it has a teaching day, and is past the grace of its term.
    #[must_use]
    pub fn is_judged(&self, week: Week) -> bool {
        self.week(week).judged
    }

    /// The first day of the term that holds `week`; none where the form is open all year.
    #[must_use]
    pub fn term_start(&self, week: Week) -> Option<NaiveDate> {
        self.week(week).term_start
    }

    /// The teaching weeks up to and including `last`, newest first.
    pub fn weeks_back(&self, last: Week) -> impl Iterator<Item = Week> {
        self.back(last).filter(|(_, week)| week.days != 0).map(|(week, _)| week)
    }

    /// Those with at least three teaching days: the ones that are measured.
    pub fn long_weeks_back(&self, last: Week) -> impl Iterator<Item = Week> {
        self.back(last).filter(|(_, week)| week.is_long).map(|(week, _)| week)
    }

    fn back(&self, last: Week) -> impl Iterator<Item = (Week, TaughtWeek)> {
        let count = usize::try_from(last.since(self.first) + 1).unwrap_or(0).min(self.weeks.len());
        let known = self.weeks[..count].iter().copied().enumerate().rev();
        known.map(|(index, week)| (self.first.plus(i64::try_from(index).unwrap_or(0)), week))
    }

    /// How many teaching days lie after `after`, up to and including `until`.
    #[must_use]
    pub fn count_between(&self, after: NaiveDate, until: NaiveDate) -> u32 {
        let Some(from) = after.succ_opt().filter(|from| *from <= until) else { return 0 };
        let span = Span::of(Period { from, to: until }, self.first);
        self.indices(span).map(|index| (self.at(index).days & span.weekdays(index)).count_ones()).sum()
    }
}

/// A period by days after the Monday of some week.
#[derive(Debug, Clone, Copy)]
struct Span {
    /// Its first day; 0 is that Monday.
    from: i64,
    /// Its last day.
    to: i64,
}

impl Span {
    fn of(period: Period, week: Week) -> Self {
        let after = |date: NaiveDate| i64::from(date.num_days_from_ce() - week.number_of_monday());
        Self { from: after(period.from), to: after(period.to) }
    }

    /// Which of Monday to Friday, `weeks` weeks later, lie in it: bit 0 is Monday, bit 4 Friday.
    fn weekdays(self, weeks: i64) -> u8 {
        let (from, to) = (self.from - 7 * weeks, self.to - 7 * weeks);
        let until = |day: i64| (1_u8 << day.clamp(0, 5)) - 1;
        until(to + 1) & !until(from)
    }
}

/// Whether as many long teaching weeks of `term` as its grace has lie before `week`.
fn grace_is_over(calendar: &Calendar, form: SchoolForm, area: &str, term: &Term, week: Week) -> bool {
    let first = Week::of(term.from);
    let is_long = |week: &Week| {
        let days = (0..5).map(|offset| week.day(offset)).filter(|date| *date >= term.from);
        let taught = days.filter(|date| calendar.is_teaching_day(form, area, *date)).count();
        u32::try_from(taught).is_ok_and(|taught| taught >= FEWEST_DAYS)
    };
    let before = (0..week.since(first)).map(|after| first.plus(after));
    let wanted = usize::try_from(term.grace_weeks).unwrap_or(usize::MAX);
    before.filter(is_long).take(wanted).count() >= wanted
}
