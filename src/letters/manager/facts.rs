//! The agreements that hold, and what else is good to know.

use serde::Serialize;

use super::day_name;
use crate::domain::summary::{Running, Summary, What};
use crate::domain::training::TrainingKind;
use crate::letters::error::ComposeError;
use crate::letters::plain::one_line;
use crate::letters::principal::ask;
use crate::letters::words::Words;

/// So many agreements can be read in passing; the table has the rest.
const LISTED: usize = 10;

/// The agreements that hold.
#[derive(Debug, Clone, Serialize)]
pub(super) struct AgreementsView {
    lines: Vec<Line>,
    /// How many more there are.
    more: Option<String>,
}

/// One agreement.
#[derive(Debug, Clone, Serialize)]
struct Line {
    /// Which unit and module it is about.
    title: String,
    /// What was agreed, until when, why, and what to do about it.
    detail: String,
    /// Whether it ends soon.
    soon: bool,
}

/// Something else that is good to know.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Fact {
    text: String,
    /// The units it is about.
    units: Option<String>,
}

impl AgreementsView {
    pub(super) fn of(summary: &Summary, words: &Words) -> Result<Option<Self>, ComposeError> {
        let all = &summary.agreements;
        if all.is_empty() {
            return Ok(None);
        }
        let lines = all.iter().take(LISTED).map(|running| Line::of(running, summary, words));
        let more = all.len().saturating_sub(LISTED);
        let more = (more > 0).then(|| words.say("agreements-more", [("count", more.into())]));
        Ok(Some(Self { lines: lines.collect::<Result<_, _>>()?, more: more.transpose()? }))
    }
}

impl Line {
    fn of(running: &Running, summary: &Summary, words: &Words) -> Result<Self, ComposeError> {
        let (key, reason, kind) = match &running.what {
            What::Exempt(reason) => ("agreement-exempt", reason.as_str(), None),
            What::OtherTarget(reason) => ("agreement-other-target", reason.as_str(), None),
            What::Pause(reason) => ("agreement-pause", reason.as_str(), None),
            What::HelpPlanned(kind) => ("agreement-help-planned", "", Some(*kind)),
            What::HelpGiven(kind) => ("agreement-help-given", "", Some(*kind)),
        };
        let date = ("date", day_name(running.until, summary, words).into());
        let (what, soon) = match kind {
            None => (words.say(key, [date])?, "agreement-soon"),
            Some(kind) => {
                (words.say(key, [("kind", help(kind, words)?.into()), date])?, "agreement-help-soon")
            }
        };
        let soon = if running.soon { words.text(soon)? } else { String::new() };
        let mut details = vec![what, one_line(reason), soon];
        details.retain(|detail| !detail.is_empty());
        let module = running.module.as_ref().map(|module| one_line(module.in_language(words.language())));
        let title: Vec<_> = [one_line(&running.unit)].into_iter().chain(module).collect();
        Ok(Self { title: title.join(" · "), detail: details.join(" · "), soon: running.soon })
    }
}

/// What kind of help it is; said from beside, not to those who get it.
pub(super) fn help(kind: TrainingKind, words: &Words) -> Result<String, ComposeError> {
    words.text(if kind == TrainingKind::HandsOn { "agreement-hands-on" } else { ask::kind(kind) })
}

/// What else is good to know.
pub(super) fn facts(summary: &Summary, words: &Words) -> Result<Vec<Fact>, ComposeError> {
    let list = |names: &[String]| words.list(&names.iter().map(|name| one_line(name)).collect::<Vec<_>>());
    let mut facts = Vec::new();
    if !summary.vacant.is_empty() {
        let text = words.say("fact-vacant", [("count", summary.vacant.len().into())])?;
        facts.push(Fact { text, units: Some(list(&summary.vacant)?) });
    }
    if !summary.closed.is_empty() {
        facts.push(Fact { text: words.text("fact-closed")?, units: Some(list(&summary.closed)?) });
    }
    if !summary.paused.is_empty() {
        facts.push(Fact { text: words.text("fact-paused")?, units: Some(list(&summary.paused)?) });
    }
    facts.push(Fact { text: words.text("fact-table")?, units: None });
    Ok(facts)
}
