//! What modules, audiences and days are called in a summary.

use chrono::{Datelike, NaiveDate};

use crate::domain::summary::{Matter, Summary, UnitSummary};
use crate::domain::unit::SchoolForm;
use crate::domain::unit::audience::Audience;
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::plain::one_line;
use crate::letters::principal::phrase::People;
use crate::letters::words::Words;

/// The module's name, with the audience behind it where the unit is judged by several.
pub(super) fn module(unit: &UnitSummary, matter: &Matter, words: &Words) -> Result<String, ComposeError> {
    let name = one_line(matter.module.in_language(words.language()));
    let of_module = unit.matters.iter().filter(|other| other.verdict.module == matter.verdict.module);
    if of_module.count() < 2 {
        return Ok(name);
    }
    let who = words.text(People::of(&unit.unit.forms).plural(matter.verdict.audience))?;
    words.say("module-for", [("module", name.into()), ("who", who.into())])
}

/// An audience over all units of the summary.
pub(super) fn audience(summary: &Summary, audience: Audience) -> &'static str {
    let preschools = summary.leading_forms().filter(|form| *form == SchoolForm::Fs).count();
    match audience {
        Audience::Students if preschools == 0 => People::Pupils.plural(audience),
        Audience::Students if preschools < summary.units.len() => "children-students",
        _ => People::Children.plural(audience),
    }
}

/// A day, with its year where that is not the summary's own.
pub(super) fn day(day: NaiveDate, summary: &Summary, words: &Words) -> String {
    let this_year = summary.id.week.monday().year() == day.year();
    if this_year { figures::day(words.language(), day) } else { figures::date(words.language(), day) }
}
