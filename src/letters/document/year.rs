//! The school year in words: terms, breaks and closed days, by school form.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::names;
use crate::domain::calendar::{Closure, Term};
use crate::domain::expectation::document::Document;
use crate::domain::unit::Forms;
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::plain::{capitalised, one_line};
use crate::letters::words::Words;

/// What the templates may show of the school year.
#[derive(Debug, Clone, Serialize)]
pub(super) struct YearView {
    terms: Vec<TermView>,
    closures: Vec<ClosureView>,
    /// Which forms are open all year.
    open: Option<String>,
    /// Whether any term begins with weeks in which nothing is judged.
    has_grace: bool,
}

#[derive(Debug, Clone, Serialize)]
struct TermView {
    name: String,
    days: String,
    forms: String,
    grace: String,
}

#[derive(Debug, Clone, Serialize)]
struct ClosureView {
    name: String,
    days: String,
    forms: String,
    areas: String,
}

impl YearView {
    pub(super) fn of(document: &Document<'_>, words: &Words) -> Result<Self, ComposeError> {
        let open: Forms = document.open_all_year.iter().copied().collect();
        let open = if open.is_empty() {
            None
        } else {
            Some(words.say("doc-open", [("forms", names::forms(open, words)?.into())])?)
        };
        Ok(Self {
            terms: document.terms.iter().map(|term| TermView::of(term, words)).collect::<Result<_, _>>()?,
            closures: document
                .closures
                .iter()
                .map(|closure| ClosureView::of(closure, words))
                .collect::<Result<_, _>>()?,
            open,
            has_grace: document.terms.iter().any(|term| term.grace_weeks > 0),
        })
    }
}

impl TermView {
    fn of(term: &Term, words: &Words) -> Result<Self, ComposeError> {
        Ok(Self {
            name: one_line(&term.name),
            days: days(term.from, term.to, words)?,
            forms: capitalised(&names::forms(term.forms, words)?),
            grace: words.say("doc-grace-weeks", [("weeks", term.grace_weeks.into())])?,
        })
    }
}

impl ClosureView {
    fn of(closure: &Closure, words: &Words) -> Result<Self, ComposeError> {
        let areas: Vec<String> = closure.areas.iter().map(|area| one_line(area)).collect();
        Ok(Self {
            name: one_line(&closure.name),
            days: days(closure.from, closure.to, words)?,
            forms: capitalised(&names::forms(closure.forms, words)?),
            areas: if areas.is_empty() { words.text("doc-all-areas")? } else { words.list(&areas)? },
        })
    }
}

/// A single day, or the first and the last of several.
fn days(from: NaiveDate, to: NaiveDate, words: &Words) -> Result<String, ComposeError> {
    let language = words.language();
    let last = figures::date(language, to);
    if from == to {
        return Ok(last);
    }
    let first =
        if from.year() == to.year() { figures::day(language, from) } else { figures::date(language, from) };
    words.say("doc-days-between", [("from", first.into()), ("to", last.into())])
}
