//! The summary for a manager: everything its templates may show, and how that
//! follows from the summary's content.

mod areas;
mod common;
mod facts;
mod moved;
mod names;
mod opening;
pub(super) mod sheet;
mod step;

use serde::Serialize;

use self::areas::{Area, Portion};
use self::common::CommonView;
use self::facts::{AgreementsView, Fact};
use self::moved::MovedView;
use self::step::StepView;
use super::error::ComposeError;
use super::frame::{FrameView, LetterFrame};
use super::words::Words;
use crate::domain::summary::{Attention, Summary};

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
    step: Option<StepView>,
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
    words: Fixed,
}

/// Words that stand in every summary.
#[derive(Debug, Clone, Serialize)]
struct Fixed {
    portions: String,
    support: String,
    common: String,
    common_about: String,
    moved: String,
    agreements: String,
    facts: String,
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
            step: support.as_ref().map(|_| StepView::of(summary, frame, words)).transpose()?,
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
            words: Fixed::of(words)?,
        })
    }
}

impl Fixed {
    fn of(words: &Words) -> Result<Self, ComposeError> {
        Ok(Self {
            portions: words.text("area-heading")?,
            support: words.text("support-about")?,
            common: words.text("common-heading")?,
            common_about: words.text("common-about")?,
            moved: words.text("moved-heading")?,
            agreements: words.text("agreements-heading")?,
            facts: words.text("facts-heading")?,
        })
    }
}
