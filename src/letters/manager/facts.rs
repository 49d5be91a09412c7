//! The agreements that hold, and what else is good to know.

use serde::Serialize;

use super::names;
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
    text: String,
    /// What to do about it, where it ends soon.
    soon: Option<String>,
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
        let (key, value, soon) = match &running.what {
            What::Exempt(reason) => ("agreement-exempt", ("reason", sentence(reason)), "agreement-soon"),
            What::OtherTarget(reason) => {
                ("agreement-other-target", ("reason", sentence(reason)), "agreement-soon")
            }
            What::HelpPlanned(kind) => {
                ("agreement-help-planned", ("kind", help(*kind, words)?), "agreement-help-soon")
            }
            What::HelpGiven(kind) => {
                ("agreement-help-given", ("kind", help(*kind, words)?), "agreement-help-soon")
            }
        };
        let values = [
            ("unit", one_line(&running.unit).into()),
            ("module", one_line(running.module.in_language(words.language())).into()),
            ("date", names::day(running.until, summary, words).into()),
            (value.0, value.1.into()),
        ];
        let text = words.say(key, values)?.trim_end().to_owned();
        Ok(Self { text, soon: running.soon.then(|| words.text(soon)).transpose()? })
    }
}

/// A reason as somebody wrote it, with a full stop.
fn sentence(reason: &str) -> String {
    let reason = one_line(reason);
    if reason.is_empty() || reason.ends_with(['.', '!', '?']) { reason } else { format!("{reason}.") }
}

/// What kind of help it is; said from beside, not to those who get it.
pub(super) fn help(kind: TrainingKind, words: &Words) -> Result<String, ComposeError> {
    words.text(if kind == TrainingKind::HandsOn { "agreement-hands-on" } else { ask::kind(kind) })
}

/// What else is good to know, in sentences.
pub(super) fn facts(summary: &Summary, words: &Words) -> Result<Vec<String>, ComposeError> {
    let list = |names: &[String]| words.list(&names.iter().map(|name| one_line(name)).collect::<Vec<_>>());
    let mut facts = Vec::new();
    if !summary.vacant.is_empty() {
        let values = [("count", summary.vacant.len().into()), ("units", list(&summary.vacant)?.into())];
        facts.push(words.say("fact-vacant", values)?);
    }
    if !summary.closed.is_empty() {
        facts.push(words.say("fact-closed", [("units", list(&summary.closed)?.into())])?);
    }
    facts.push(words.text("fact-table")?);
    Ok(facts)
}
