//! A notice that something waits for a coordinator's decision, held letters or addresses that are
//! called dead: everything its templates may show, and how that follows from its content.

use serde::Serialize;

use super::error::ComposeError;
use super::frame::{FrameView, LetterFrame, Opening};
use super::matters::{Item, Section, StepView, cause, source};
use super::plain::one_line;
use super::words::{Headings, Words};
use crate::domain::account::{Cause, Doubt, Hold, Step};

/// What the templates of a notice may show.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeView {
    /// What stands around the content.
    #[serde(flatten)]
    frame: FrameView,
    /// What has happened.
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

/// How much of what mail servers said is shown.
const SHOWN: usize = 8;

impl NoticeView {
    /// What the notice of a hold shows in the language of `words`.
    pub fn of_hold(hold: &Hold, frame: &LetterFrame, words: &Words) -> Result<Self, ComposeError> {
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

    /// What the notice of addresses that are called dead shows in the language of `words`.
    pub fn of_doubt(doubt: &Doubt, frame: &LetterFrame, words: &Words) -> Result<Self, ComposeError> {
        let said = |(said, addresses): &(String, usize)| {
            let what = words.say("doubt-of", [("addresses", (*addresses).into())])?;
            let details = vec![words.say("trouble-words", [("words", one_line(said).into())])?];
            Ok(Item { what, details })
        };
        let lead = words.say("doubt-lead", [("addresses", doubt.addresses.into())])?;
        let (subject, masthead) = (words.text("doubt-subject")?, words.text("doubt-masthead")?);
        let opening = Opening::to_coordinator(subject, masthead, lead, frame, words)?;
        Ok(Self {
            frame: FrameView::of(opening, &doubt.recipient, frame, words)?,
            causes: doubt.words.iter().take(SHOWN).map(said).collect::<Result<_, ComposeError>>()?,
            steps: StepView::all(&Step::OF_DOUBT, doubt.id.week, words)?,
            steps_text: Some(words.text("doubt-text")?),
            sections: Vec::new(),
            words: words.headings([("causes", "doubt-heading"), ("steps", "step-heading")])?,
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
