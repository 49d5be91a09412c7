//! The summary for a manager: everything its templates may show, and how that
//! follows from the summary's content.

mod areas;
mod common;
mod facts;
mod moved;
mod opening;
pub(super) mod sheet;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use self::areas::{Area, Portion};
use self::common::CommonView;
use self::facts::{AgreementsView, Fact};
use self::moved::MovedView;
use super::error::ComposeError;
use super::figures;
use super::frame::{FrameView, LetterFrame};
use super::mailto::ReadyMail;
use super::people::{People, module_of};
use super::plain::one_line;
use super::words::{Headings, Words};
use crate::domain::summary::{Attention, Matter, Summary, UnitSummary};
use crate::domain::unit::SchoolForm;
use crate::domain::unit::audience::Audience;

/// What the templates of a manager's summary may show. Every field is ready to
/// be read: numbers, dates and sentences are written out in the recipient's language.
#[derive(Debug, Clone, Serialize)]
pub struct ManagerView {
    /// What stands around the content.
    #[serde(flatten)]
    frame: FrameView,
    /// How many units are in which area, for those that have any.
    portions: Vec<Portion>,
    /// The units to look at first, where there are any.
    support: Option<Area>,
    /// What to do about them.
    step: Option<ReadyMail>,
    /// What many units have in common.
    common: Vec<CommonView>,
    /// What moved since last week.
    moved: MovedView,
    /// The other units.
    areas: Vec<Area>,
    /// The agreements that hold, where there are any.
    agreements: Option<AgreementsView>,
    /// What else is good to know.
    facts: Vec<Fact>,
    /// Headings and other fixed words.
    words: Headings,
}

impl ManagerView {
    /// What a summary shows in the language of `words`.
    pub fn of(summary: &Summary, frame: &LetterFrame, words: &Words) -> Result<Self, ComposeError> {
        let opening = opening::opening(summary, frame, words)?;
        let support = Area::of(summary, Attention::Support, words)?;
        let rest = Attention::ALL.into_iter().filter(|attention| *attention != Attention::Support);
        let areas = rest.map(|attention| Area::of(summary, attention, words));
        Ok(Self {
            frame: FrameView::of(opening, &summary.recipient, frame, words)?,
            portions: areas::portions(summary, words)?,
            step: support.as_ref().map(|_| areas::step(summary, frame, words)).transpose()?,
            support,
            common: summary
                .common
                .iter()
                .take(common::LISTED)
                .map(|module| CommonView::of(module, summary, words))
                .collect::<Result<_, _>>()?,
            moved: MovedView::of(summary, words)?,
            areas: areas.filter_map(Result::transpose).collect::<Result<_, _>>()?,
            agreements: AgreementsView::of(summary, words)?,
            facts: facts::facts(summary, words)?,
            words: words.headings([
                ("portions", "area-heading"),
                ("support", "support-about"),
                ("common", "common-heading"),
                ("common_about", "common-about"),
                ("moved", "moved-heading"),
                ("agreements", "agreements-heading"),
                ("facts", "facts-heading"),
            ])?,
        })
    }
}

/// The module's name, with the audience behind it where the unit is judged by several.
fn module_name(unit: &UnitSummary, matter: &Matter, words: &Words) -> Result<String, ComposeError> {
    let name = one_line(matter.module.in_language(words.language()));
    let of_module = unit.matters.iter().filter(|other| other.verdict.module == matter.verdict.module);
    if of_module.count() < 2 {
        return Ok(name);
    }
    module_of(name, People::of(&unit.unit.forms).plural(matter.verdict.audience), words)
}

/// An audience over all units of the summary.
fn audience_name(summary: &Summary, audience: Audience) -> &'static str {
    let preschools = summary.leading_forms().filter(|form| *form == SchoolForm::Fs).count();
    match audience {
        Audience::Students if preschools == 0 => People::Pupils.plural(audience),
        Audience::Students if preschools < summary.units.len() => "children-students",
        _ => People::Children.plural(audience),
    }
}

/// A day, with its year where that is not the summary's own.
fn day_name(day: NaiveDate, summary: &Summary, words: &Words) -> String {
    let this_year = summary.id.week.monday().year() == day.year();
    if this_year { figures::day(words.language(), day) } else { figures::date(words.language(), day) }
}
