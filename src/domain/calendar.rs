//! The school year: which days are teaching days of which school forms.

pub mod holidays;
pub mod season;
mod teaching;

use chrono::{Datelike, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::domain::unit::{Forms, SchoolForm};
pub use teaching::TeachingDays;

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
    /// How many teaching weeks from its start nothing is judged; 1 where absent.
    ///
    /// A week with fewer than three teaching days is none of them.
    #[serde(default = "one_week")]
    #[schemars(range(max = 20))]
    pub grace_weeks: u32,
}

fn one_week() -> u32 {
    1
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
        self.is_open_all_year(form) || self.term(form, date).is_some()
    }

    /// Whether no term names `form`: it is open all year then.
    #[must_use]
    pub fn is_open_all_year(&self, form: SchoolForm) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::usage::Period;
    use crate::domain::week::Week;

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

    fn teaching_days(of: SchoolForm) -> TeachingDays {
        TeachingDays::of(&calendar(), of, "Norr", week("2026-W01"), week("2026-W53"))
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
        let days = teaching_days(SchoolForm::Gr);
        let back: Vec<_> = days.weeks_back(week("2026-W45")).take(3).map(|week| week.to_string()).collect();
        assert_eq!(back, ["2026-W45", "2026-W43", "2026-W42"]);
    }

    #[test]
    fn grace_counts_from_the_week_that_holds_the_first_day_of_term() {
        let days = teaching_days(SchoolForm::Gr);
        assert!(!days.is_judged(week("2026-W34")));
        assert!(!days.is_judged(week("2026-W35")));
        assert!(days.is_judged(week("2026-W36")));
    }

    #[test]
    fn weeks_back_from_beyond_the_last_known_week_are_those_that_are_known() {
        let known = TeachingDays::of(&calendar(), SchoolForm::Fs, "Norr", week("2026-W10"), week("2026-W12"));
        let back: Vec<_> = known.weeks_back(week("2026-W20")).map(|week| week.to_string()).collect();
        assert_eq!(back, ["2026-W12", "2026-W11", "2026-W10"]);
        assert_eq!(known.weeks_back(week("2026-W09")).count(), 0);
    }

    #[test]
    fn the_first_short_week_of_a_term_is_none_of_its_grace() {
        // The term begins on a Wednesday: three days are enough. From Thursday on they are not.
        let mut calendar = calendar();
        calendar.terms[0].from = day("2026-08-20");
        let days = TeachingDays::of(&calendar, SchoolForm::Gr, "Norr", week("2026-W01"), week("2026-W53"));
        let judged = |text: &str| days.is_judged(week(text));
        assert_eq!(["2026-W34", "2026-W35", "2026-W36", "2026-W37"].map(judged), [false, false, false, true]);
        assert!(days.is_teaching_week(week("2026-W34")));
        assert!(!days.long_weeks_back(week("2026-W34")).any(|known| known == week("2026-W34")));
    }

    #[test]
    fn a_form_open_all_year_has_no_start_of_term() {
        let autumn = week("2026-W37");
        assert_eq!(teaching_days(SchoolForm::Gr).term_start(autumn), Some(day("2026-08-19")));
        assert_eq!(teaching_days(SchoolForm::Fs).term_start(autumn), None);
    }

    #[test]
    fn a_record_counts_in_the_last_long_week_of_which_it_holds_a_teaching_day() {
        let days = teaching_days(SchoolForm::Gr);
        let home = |from: &str, to: &str| {
            days.home(Period { from: day(from), to: day(to) }).map(|week| week.to_string())
        };
        assert_eq!(home("2026-11-16", "2026-11-22").as_deref(), Some("2026-W47"));
        assert_eq!(
            home("2026-10-01", "2026-10-31").as_deref(),
            Some("2026-W43"),
            "the autumn break lies in between"
        );
        assert_eq!(home("2026-11-13", "2026-11-14").as_deref(), Some("2026-W46"), "Friday and Saturday");
        assert_eq!(home("2026-11-14", "2026-11-15"), None, "a weekend");
        let shared = |from: &str, to: &str| {
            days.shared_days(Period { from: day(from), to: day(to) }, week("2026-W47"))
        };
        assert_eq!(shared("2026-11-17", "2026-11-19"), 0b01110);
        assert_eq!(shared("2026-01-01", "2026-12-31"), 0b11111);
        assert_eq!(shared("2026-11-20", "2026-11-20"), 0b10000);
        assert_eq!(shared("2026-11-09", "2026-11-15"), 0);
        assert_eq!(shared("2026-11-21", "2026-11-30"), 0);
    }

    #[test]
    fn days_between_count_teaching_days_only() {
        let days = teaching_days(SchoolForm::Gr);
        // Friday before the break to the Sunday after the week that follows it.
        assert_eq!(days.count_between(day("2026-10-23"), day("2026-11-08")), 5);
        assert_eq!(days.count_between(day("2026-11-06"), day("2026-11-08")), 0);
    }
}
