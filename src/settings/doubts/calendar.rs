//! Terms that overlap or are all over, and closed days that close nothing.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{CLOSED, Doubts, TERM, at, common, in_words};
use crate::domain::calendar::holidays::is_public_holiday;
use crate::domain::calendar::{Closure, Term};
use crate::domain::unit::{Forms, SchoolForm};
use crate::settings::fault::did_you_mean;

/// The longest break anybody means, in weeks: a summer.
const LONGEST_BREAK: i64 = 12;

impl Doubts<'_> {
    /// Terms of one form that share days, and forms without a term from today on.
    pub(super) fn terms(&mut self) {
        let terms = &self.municipality.calendar.terms;
        for (index, later) in terms.iter().enumerate() {
            let shared = |earlier: &Term| {
                let forms = earlier.forms.and(later.forms);
                common((earlier.from, earlier.to), (later.from, later.to)).filter(|_| !forms.is_empty())
            };
            let earlier = terms[..index].iter().find_map(|earlier| Some((earlier, shared(earlier)?)));
            let Some((earlier, days)) = earlier else { continue };
            let message = format!(
                "`{}` and `{}` overlap {} for {}",
                earlier.name,
                later.name,
                in_words(days),
                earlier.forms.and(later.forms)
            );
            self.object(
                &at(TERM, index, "from"),
                message,
                "a day of a school form belongs to one term: move one of the dates",
            );
        }
        let mut over: Vec<(usize, Vec<SchoolForm>)> = Vec::new();
        for form in SchoolForm::ALL.into_iter().filter(|form| self.has_units(*form)) {
            let of_form = terms.iter().enumerate().filter(|(_, term)| term.forms.contains(form));
            let Some((last, term)) = of_form.max_by_key(|(_, term)| term.to) else { continue };
            if term.to < self.today {
                match over.iter_mut().find(|(index, _)| *index == last) {
                    Some((_, forms)) => forms.push(form),
                    None => over.push((last, vec![form])),
                }
            }
        }
        for (index, forms) in over {
            let forms: Forms = forms.into_iter().collect();
            let message =
                format!("no term covers {} or later for {}: their units get no letters", self.today, forms);
            let hint = "add the next [[term]]";
            self.warn(&at(TERM, index, "to"), message, hint);
        }
    }

    /// Closed days for areas that no unit lies in, outside the school year, or
    /// on days that are free anyway.
    pub(super) fn closures(&mut self) {
        for (index, closure) in self.municipality.calendar.closures.iter().enumerate() {
            for (place, area) in closure.areas.iter().enumerate() {
                let areas = || self.municipality.roster.units.iter().map(|unit| &*unit.area);
                if !areas().any(|known| known == area) {
                    let meant = did_you_mean(area, areas().filter(|area| !area.is_empty()));
                    let place = at(CLOSED, index, "areas").at(place);
                    let message =
                        format!("`{}` closes the area `{area}`, and no unit lies there", closure.name);
                    self.warn(
                        &place,
                        message,
                        meant.as_deref().unwrap_or("see the column `area` of units.csv"),
                    );
                }
            }
            let weeks = (closure.to - closure.from).num_days() / 7;
            let message = if weeks > LONGEST_BREAK {
                format!("`{}` closes {weeks} weeks: nobody is judged all that time", closure.name)
            } else if closure.from <= closure.to && days(closure).all(is_free_anyway) {
                format!("`{}` closes nothing: it falls on a weekend or a public holiday", closure.name)
            } else if let Some(place) = self.outside(closure) {
                format!("`{}` closes nothing: it lies {place} of {}", closure.name, closure.forms)
            } else {
                continue;
            };
            let hint = "look at the dates, and at the year";
            self.warn(&at(CLOSED, index, "from"), message, hint);
        }
    }

    /// On which side of all terms of its forms it lies, if it does. A break
    /// between two terms is often written down, and rightly so.
    fn outside(&self, closure: &Closure) -> Option<&'static str> {
        let terms = || self.municipality.calendar.terms.iter();
        let follows_terms = |form: SchoolForm| terms().any(|term| term.forms.contains(form));
        let of_forms = || terms().filter(|term| !term.forms.and(closure.forms).is_empty());
        let first = of_forms().map(|term| term.from).min()?;
        let last = of_forms().map(|term| term.to).max()?;
        if !closure.forms.iter().all(follows_terms) {
            None
        } else if closure.to < first {
            Some("before the first term")
        } else {
            (closure.from > last).then_some("after the last term")
        }
    }

    fn has_units(&self, form: SchoolForm) -> bool {
        self.municipality.roster.units.iter().any(|unit| unit.forms.contains(&form))
    }
}

fn days(closure: &Closure) -> impl Iterator<Item = NaiveDate> {
    let to = closure.to;
    closure.from.iter_days().take_while(move |day| *day <= to)
}

fn is_free_anyway(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || is_public_holiday(day)
}
