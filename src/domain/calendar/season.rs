//! The stretch of the school year over which letters belong together: a term,
//! or half a year where no term goes on.

use chrono::{Datelike, NaiveDate};

use crate::domain::calendar::Calendar;
use crate::domain::unit::Forms;
use crate::domain::week::Week;

/// The first week of the stretch that holds `week` for units of these forms.
///
/// It is that of the earliest term that names one of the forms and holds a day
/// of the week from Monday to Friday. Where there is none, because the forms
/// are open all year or it is a break between terms, it is the week that holds
/// 1 January or 1 July, whichever came last.
#[must_use]
pub fn first_week(calendar: &Calendar, forms: Forms, week: Week) -> Week {
    let (monday, friday) = (week.monday(), week.day(4));
    let term = calendar
        .terms
        .iter()
        .filter(|term| !term.forms.and(forms).is_empty() && term.from <= friday && monday <= term.to)
        .map(|term| term.from)
        .min();
    Week::of(term.unwrap_or_else(|| half_year(friday)))
}

fn half_year(day: NaiveDate) -> NaiveDate {
    let month = if day.month() < 7 { 1 } else { 7 };
    // Both are days of every year.
    NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Term;
    use crate::domain::unit::SchoolForm;

    fn week(text: &str) -> Week {
        text.parse().unwrap()
    }

    fn calendar() -> Calendar {
        let term = |name: &str, from: &str, to: &str| Term {
            name: name.to_owned(),
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            forms: [SchoolForm::Gr].into_iter().collect(),
            grace_weeks: 2,
        };
        Calendar {
            terms: vec![
                term("HT 2026", "2026-08-19", "2026-12-18"),
                term("VT 2027", "2027-01-11", "2027-06-11"),
            ],
            closures: vec![],
        }
    }

    fn first_week_of(form: SchoolForm, of: &str) -> String {
        first_week(&calendar(), [form].into_iter().collect(), week(of)).to_string()
    }

    #[test]
    fn a_school_begins_anew_with_each_term() {
        assert_eq!(first_week_of(SchoolForm::Gr, "2026-W34"), "2026-W34");
        assert_eq!(first_week_of(SchoolForm::Gr, "2026-W51"), "2026-W34");
        assert_eq!(first_week_of(SchoolForm::Gr, "2027-W02"), "2027-W02");
    }

    #[test]
    fn a_preschool_begins_anew_with_each_half_of_the_year() {
        assert_eq!(first_week_of(SchoolForm::Fs, "2026-W48"), "2026-W27");
        assert_eq!(first_week_of(SchoolForm::Fs, "2026-W27"), "2026-W27");
        assert_eq!(first_week_of(SchoolForm::Fs, "2026-W26"), "2026-W01");
        // The first of January 2027 is the Friday of the last week of 2026.
        assert_eq!(first_week_of(SchoolForm::Fs, "2026-W53"), "2026-W53");
        assert_eq!(first_week_of(SchoolForm::Fs, "2027-W01"), "2026-W53");
    }
}
