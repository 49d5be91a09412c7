//! The one step to take: a mail that asks for help on site, ready to be sent.

use serde::Serialize;

use super::areas::modules_below;
use crate::domain::summary::{Attention, Summary};
use crate::letters::error::ComposeError;
use crate::letters::frame::LetterFrame;
use crate::letters::mailto::mailto;
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// Mail programs cut off long links; whoever has more units strikes out and adds.
const NAMED: usize = 8;

/// The one step to take.
#[derive(Debug, Clone, Serialize)]
pub(super) struct StepView {
    text: String,
    /// How to take it where a link is of no use.
    answer: String,
    label: String,
    link: String,
}

impl StepView {
    /// The step for the units to look at first.
    pub(super) fn of(summary: &Summary, frame: &LetterFrame, words: &Words) -> Result<Self, ComposeError> {
        let unit = |unit: &crate::domain::summary::UnitSummary| {
            let modules = modules_below(unit, words)?;
            let name = one_line(&unit.unit.name);
            words.say("support-step-unit", [("unit", name.into()), ("modules", modules.into())])
        };
        let units = summary.in_need_of(Attention::Support).take(NAMED).map(unit);
        let units = units.collect::<Result<Vec<_>, _>>()?.join("\n");
        let subject = words.say("support-step-subject", [("week", summary.id.week.number().into())])?;
        let name = one_line(&summary.recipient.name);
        let body = words.say("support-step-body", [("units", units.into()), ("name", name.into())])?;
        Ok(Self {
            text: words.text("support-step")?,
            answer: words.text("support-step-answer")?,
            label: words.text("support-step-label")?,
            link: mailto(&frame.reply_to.address, &subject, &body),
        })
    }
}
