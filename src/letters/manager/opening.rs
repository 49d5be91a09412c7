//! How a summary opens: the subject, and the week in one line.

use crate::domain::summary::{Attention, Summary};
use crate::letters::error::ComposeError;
use crate::letters::frame::{LetterFrame, Opening};
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// What the summary says of itself.
pub(super) fn opening(
    summary: &Summary,
    frame: &LetterFrame,
    words: &Words,
) -> Result<Opening, ComposeError> {
    let week = || ("week", summary.id.week.number().into());
    let municipality = one_line(&frame.municipality);
    let count = summary.recipient.units.len();
    let lead = lead(summary, words)?;
    Ok(Opening {
        subject: subject(summary, words)?,
        preview: lead.clone(),
        masthead: words.say("manager-masthead", [week()])?,
        lead,
        because: words
            .say("manager-because", [("count", count.into()), ("municipality", municipality.into())])?,
        data_until: Some(summary.data_until),
        pause: None,
    })
}

/// The subject: what there is to do first, as a phone shows little of it.
fn subject(summary: &Summary, words: &Words) -> Result<String, ComposeError> {
    let week = ("week", summary.id.week.number().into());
    match summary.in_need_of(Attention::Support).count() {
        0 if is_praise(summary) => words.say("manager-subject-praise", [week]),
        0 => words.say("manager-subject-calm", [week]),
        count => words.say("manager-subject-support", [("count", count.into()), week]),
    }
}

/// Whether every unit reaches all its targets.
fn is_praise(summary: &Summary) -> bool {
    summary.units.iter().all(|unit| unit.attention() == Attention::Met)
}

/// The week in one line: how far the units are, and where support is needed.
fn lead(summary: &Summary, words: &Words) -> Result<String, ComposeError> {
    let units = || ("units", summary.units.len().into());
    if is_praise(summary) {
        return words.say("manager-met-all", [units()]);
    }
    let met = summary.in_need_of(Attention::Met).count();
    let way = summary.in_need_of(Attention::OnTheWay).chain(summary.in_need_of(Attention::Helped)).count();
    let mut lead = Vec::new();
    if met > 0 {
        lead.push(words.say("manager-met", [("met", met.into()), units()])?);
    } else if way > 0 {
        lead.push(words.say("manager-way", [("count", way.into()), units()])?);
    }
    lead.push(match summary.in_need_of(Attention::Support).count() {
        0 => words.text("manager-no-support")?,
        count => words.say("manager-support", [("count", count.into())])?,
    });
    Ok(lead.join(" "))
}
