//! The school year: which days are teaching days of which school forms.

pub mod holidays;
pub mod season;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::domain::unit::{Forms, SchoolForm};
use crate::domain::week::Week;

/// A term (*termin*) of some school forms.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// What people call it.
    pub name: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The school forms that follow it; all where absent.
    #[serde(default)]
    #[schemars(with = "Option<Vec<SchoolForm>>", length(min = 1))]
    pub forms: Forms,
    /// How many weeks from its start nothing is judged; 0 where absent.
    ///
    /// The ISO week that holds `from` is the first of them.
    #[serde(default)]
    #[schemars(range(max = 20))]
    pub grace_weeks: u32,
}

/// Days without teaching: a break, or a day for staff.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// What people call it.
    pub name: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The school forms that are closed; all where absent.
    #[serde(default)]
    #[schemars(with = "Option<Vec<SchoolForm>>", length(min = 1))]
    pub forms: Forms,
    /// The areas that are closed; all where absent.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>", length(min = 1))]
    pub areas: Vec<String>,
}

/// Why a form is not taught on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaught<'a> {
    /// It is a Saturday or Sunday.
    Weekend,
    /// No term that names the form holds it.
    OutsideTerm,
    /// A break or a day for staff.
    Closed(&'a Closure),
    /// A public holiday, by its Swedish name.
    Holiday(&'static str),
}

/// Terms and closed days of the municipality.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The terms.
    pub terms: Vec<Term>,
    /// The breaks and staff days.
    pub closures: Vec<Closure>,
}

impl Calendar {
    /// Whether `form` is taught on `date` in `area`: Monday to Friday, no public
    /// holiday, in a term that names the form, and not closed.
    #[must_use]
    pub fn is_teaching_day(&self, form: SchoolForm, area: &str, date: NaiveDate) -> bool {
        self.not_taught(form, area, date).is_none()
    }

    /// Why `form` is not taught on `date` in `area`; none on a teaching day.
    #[must_use]
    pub fn not_taught(&self, form: SchoolForm, area: &str, date: NaiveDate) -> Option<NotTaught<'_>> {
        if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            return Some(NotTaught::Weekend);
        }
        // What has a name says more than that no term goes on.
        self.closed_by(form, area, date)
            .map(NotTaught::Closed)
            .or_else(|| holidays::name(date).map(NotTaught::Holiday))
            .or_else(|| (!self.in_term(form, date)).then_some(NotTaught::OutsideTerm))
    }

    /// The term of `form` that holds `date`, if terms name the form at all; of
    /// several, the one that began first.
    #[must_use]
    pub fn term(&self, form: SchoolForm, date: NaiveDate) -> Option<&Term> {
        let holds = |term: &&Term| term.forms.contains(form) && (term.from..=term.to).contains(&date);
        self.terms.iter().filter(holds).min_by_key(|term| term.from)
    }

    fn in_term(&self, form: SchoolForm, date: NaiveDate) -> bool {
        // A form that no term names is open all year.
        self.is_open_all_year(form) || self.term(form, date).is_some()
    }

    fn is_open_all_year(&self, form: SchoolForm) -> bool {
        !self.terms.iter().any(|term| term.forms.contains(form))
    }

    fn closed_by(&self, form: SchoolForm, area: &str, date: NaiveDate) -> Option<&Closure> {
        self.closures.iter().find(|closure| {
            closure.forms.contains(form)
                && (closure.areas.is_empty() || closure.areas.iter().any(|closed| closed == area))
                && (closure.from..=closure.to).contains(&date)
        })
    }
}

/// The teaching days of a set of school forms in one area, over some weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeachingDays {
    first: Week,
    /// One week an entry: bit 0 is Monday, bit 4 Friday.
    weeks: Vec<u8>,
    /// The first day of the term that holds each week; `None` where there is no limit.
    starts: Vec<Option<NaiveDate>>,
    /// Whether a form is taught in the week, and past the grace of its term.
    judged: Vec<bool>,
}

impl TeachingDays {
    /// Works out the teaching days of `forms` in `area` from `first` to `last`.
    #[must_use]
    pub fn of(calendar: &Calendar, forms: Forms, area: &str, first: Week, last: Week) -> Self {
        let count = usize::try_from(last.since(first) + 1).unwrap_or(0);
        let mut days = Self {
            first,
            weeks: Vec::with_capacity(count),
            starts: Vec::with_capacity(count),
            judged: Vec::with_capacity(count),
        };
        let mut week = first;
        for _ in 0..count {
            days.add(calendar, forms, area, week);
            week = week.plus(1);
        }
        days
    }

    fn add(&mut self, calendar: &Calendar, forms: Forms, area: &str, week: Week) {
        let mut taught = 0_u8;
        let mut start = Some(NaiveDate::MAX);
        let mut judged = false;
        for form in forms.iter() {
            let days = (0..5).filter(|offset| calendar.is_teaching_day(form, area, week.day(*offset)));
            let of_form = days.fold(0_u8, |bits, offset| bits | 1 << offset);
            let Some(last_day) = of_form.checked_ilog2() else { continue };
            taught |= of_form;
            let term = calendar.term(form, week.day(u64::from(last_day)));
            start = start.min(term.map(|term| term.from));
            judged |= term.is_none_or(|term| week.since(Week::of(term.from)) >= i64::from(term.grace_weeks));
        }
        self.weeks.push(taught);
        self.starts.push(start);
        self.judged.push(judged);
    }

    fn index(&self, week: Week) -> Option<usize> {
        usize::try_from(week.since(self.first)).ok().filter(|index| *index < self.weeks.len())
    }

    /// Whether `date` is a teaching day; no day outside the weeks asked for is.
    #[must_use]
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.index(Week::of(date))
            .is_some_and(|index| self.weeks[index] & 1 << date.weekday().num_days_from_monday() != 0)
    }

    /// Whether `week` has at least one teaching day.
    #[must_use]
    pub fn is_teaching_week(&self, week: Week) -> bool {
        self.index(week).is_some_and(|index| self.weeks[index] != 0)
    }

    /// Whether units are judged in `week`: some form is taught and past its grace weeks.
    #[must_use]
    pub fn is_judged(&self, week: Week) -> bool {
        self.index(week).is_some_and(|index| self.judged[index])
    }

    /// The first day of the term that holds `week`; with several forms the
    /// earliest such day, and none where a form is open all year.
    #[must_use]
    pub fn term_start(&self, week: Week) -> Option<NaiveDate> {
        self.index(week).and_then(|index| self.starts[index]).filter(|start| *start < NaiveDate::MAX)
    }

    /// The teaching weeks up to and including `last`, newest first.
    pub fn weeks_back(&self, last: Week) -> impl Iterator<Item = Week> {
        let newest = self.index(last).map_or(0, |index| index + 1);
        (0..newest)
            .rev()
            .filter(|index| self.weeks[*index] != 0)
            .map(|index| self.first.plus(i64::try_from(index).unwrap_or(0)))
    }

    /// How many teaching days lie after `after`, up to and including `until`.
    #[must_use]
    pub fn count_between(&self, after: NaiveDate, until: NaiveDate) -> u32 {
        let mut date = after.max(self.first.cut_off());
        let mut count = 0;
        while let Some(next) = date.checked_add_days(Days::new(1)).filter(|next| *next <= until) {
            count += u32::from(self.contains(next));
            date = next;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn week(text: &str) -> Week {
        text.parse().unwrap()
    }

    fn forms(forms: &[SchoolForm]) -> Forms {
        forms.iter().copied().collect()
    }

    fn calendar() -> Calendar {
        let schools = forms(&[SchoolForm::Gr, SchoolForm::Gran]);
        Calendar {
            terms: vec![Term {
                name: "HT 2026".to_owned(),
                from: day("2026-08-19"),
                to: day("2026-12-18"),
                forms: schools,
                grace_weeks: 2,
            }],
            closures: vec![
                Closure {
                    name: "Höstlov".to_owned(),
                    from: day("2026-10-26"),
                    to: day("2026-10-30"),
                    forms: schools,
                    areas: vec![],
                },
                Closure {
                    name: "Studiedag".to_owned(),
                    from: day("2026-09-21"),
                    to: day("2026-09-21"),
                    forms: Forms::ALL,
                    areas: vec!["Norr".to_owned()],
                },
            ],
        }
    }

    fn teaching_days(of: &[SchoolForm]) -> TeachingDays {
        TeachingDays::of(&calendar(), forms(of), "Norr", week("2026-W01"), week("2026-W53"))
    }

    #[test]
    fn a_preschool_runs_through_the_breaks_of_schools() {
        assert!(calendar().is_teaching_day(SchoolForm::Fs, "Norr", day("2026-10-27")));
        assert!(!calendar().is_teaching_day(SchoolForm::Gr, "Norr", day("2026-10-27")));
    }

    #[test]
    fn a_staff_day_closes_its_own_area_only() {
        assert!(!calendar().is_teaching_day(SchoolForm::Gr, "Norr", day("2026-09-21")));
        assert!(calendar().is_teaching_day(SchoolForm::Gr, "Syd", day("2026-09-21")));
    }

    #[test]
    fn holidays_and_weekends_are_no_teaching_days_even_where_no_term_is_named() {
        assert!(!calendar().is_teaching_day(SchoolForm::Fs, "Norr", day("2026-01-06")));
        assert!(!calendar().is_teaching_day(SchoolForm::Fs, "Norr", day("2026-09-19")));
    }

    #[test]
    fn teaching_weeks_leave_out_the_autumn_break() {
        let days = teaching_days(&[SchoolForm::Gr]);
        let back: Vec<_> = days.weeks_back(week("2026-W45")).take(3).map(|week| week.to_string()).collect();
        assert_eq!(back, ["2026-W45", "2026-W43", "2026-W42"]);
    }

    #[test]
    fn grace_counts_from_the_week_that_holds_the_first_day_of_term() {
        let days = teaching_days(&[SchoolForm::Gr]);
        assert!(!days.is_judged(week("2026-W34")));
        assert!(!days.is_judged(week("2026-W35")));
        assert!(days.is_judged(week("2026-W36")));
    }

    #[test]
    fn a_form_open_all_year_lifts_the_limit_of_the_term() {
        let autumn = week("2026-W37");
        assert_eq!(teaching_days(&[SchoolForm::Gr]).term_start(autumn), Some(day("2026-08-19")));
        assert_eq!(teaching_days(&[SchoolForm::Gr, SchoolForm::Fs]).term_start(autumn), None);
    }

    #[test]
    fn days_between_count_teaching_days_only() {
        let days = teaching_days(&[SchoolForm::Gr]);
        // Friday before the break to the Sunday after the week that follows it.
        assert_eq!(days.count_between(day("2026-10-23"), day("2026-11-08")), 5);
        assert_eq!(days.count_between(day("2026-11-06"), day("2026-11-08")), 0);
    }
}
