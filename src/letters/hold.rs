//! The notice of held letters: everything its templates may show, and how that
//! follows from the notice's content.

use serde::Serialize;

use super::error::ComposeError;
use super::frame::{FrameView, LetterFrame, Opening};
use super::matters::{Item, Section, StepView, cause, source};
use super::words::{Headings, Words};
use crate::domain::account::{Cause, Hold, Step};

/// What the templates of a hold notice may show.
#[derive(Debug, Clone, Serialize)]
pub struct HoldView {
    /// What stands around the content.
    #[serde(flatten)]
    frame: FrameView,
    /// Why the letters are held.
    causes: Vec<Item>,
    /// What can be done.
    steps: Vec<StepView>,
    /// What happens if nobody does anything.
    steps_text: Option<String>,
    /// What the coordinator can check.
    sections: Vec<Section>,
    /// Headings.
    words: Headings,
}

impl HoldView {
    /// What a notice shows in the language of `words`.
    pub fn of(hold: &Hold, frame: &LetterFrame, words: &Words) -> Result<Self, ComposeError> {
        let week = hold.id.week;
        let sections = [
            Section::unreported(&hold.unreported, words)?,
            source::section(&hold.sources, hold.mixed_lengths, frame.zone, words)?,
        ];
        Ok(Self {
            frame: FrameView::of(opening(hold, frame, words)?, &hold.recipient, frame, words)?,
            causes: hold.causes.iter().map(|cause| cause::item(cause, words)).collect::<Result<_, _>>()?,
            steps: StepView::all(Step::of_hold(hold.is_written(), &hold.causes), week, words)?,
            steps_text: hold.is_written().then(|| steps_text(hold, words)).transpose()?,
            sections: sections.into_iter().flatten().collect(),
            words: words.headings([("causes", "cause-heading"), ("steps", "step-heading")])?,
        })
    }
}

/// What happens if nobody does anything, and what cannot be decided.
fn steps_text(hold: &Hold, words: &Words) -> Result<String, ComposeError> {
    let text = words.text("hold-text")?;
    if hold.unwritten == 0 {
        return Ok(text);
    }
    let unwritten = words.say("hold-unwritten", [("letters", hold.unwritten.into())])?;
    Ok(format!("{text} {unwritten}"))
}

fn opening(hold: &Hold, frame: &LetterFrame, words: &Words) -> Result<Opening, ComposeError> {
    let week = || ("week", hold.id.week.number().into());
    let lead = if Cause::are_of_restore(&hold.causes) { "hold-lead-restored" } else { "hold-lead" };
    let lead = words.say(lead, [("letters", hold.letters.into())])?;
    let (subject, masthead) = (words.say("hold-subject", [week()])?, words.say("hold-masthead", [week()])?);
    Opening::to_coordinator(subject, masthead, lead, frame, words)
}
