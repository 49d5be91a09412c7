//! What is under way, what can wait, and which goals with a date are coming, each in a sentence or two.

use super::{full_name, module_name, phrase};
use crate::domain::asks::Standing;
use crate::domain::expectation::deadline::Deadline;
use crate::domain::letter::{Line, Part};
use crate::domain::number::Exact;
use crate::letters::distinct;
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::frame::LetterFrame;
use crate::letters::people::People;
use crate::letters::plain::one_line;
use crate::letters::words::{Arg, Words};

/// What is under way, and what can wait: one sentence for each module that
/// somebody acts on, one for all that was asked for lately, one for all the rest.
pub(super) fn notes(part: &Part, frame: &LetterFrame, words: &Words) -> Result<Vec<String>, ComposeError> {
    let mut notes: Vec<String> = Vec::new();
    let people = People::of(&part.forms);
    for line in &part.lines {
        let module = full_name(part, line, people, words)?;
        let note = match line.standing {
            // Help is for the module, whoever uses it.
            Standing::Resting => resting(line, module_name(line, words), frame, words)?,
            Standing::HandedOver => words.say("note-handed-over", [("module", module.into())])?,
            Standing::SmallNumbers => words.say("note-small", [("module", module.into())])?,
            _ => continue,
        };
        // A module can have several expectations; what is under way is said once.
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    for (standing, key) in [(Standing::AskedRecently, "note-recent"), (Standing::Crowded, "note-crowded")] {
        let lines = part.lines.iter().filter(|line| line.standing == standing);
        let modules =
            lines.map(|line| full_name(part, line, people, words)).collect::<Result<Vec<_>, _>>()?;
        if !modules.is_empty() {
            notes.push(words.say(key, [("modules", words.list(&distinct(modules))?.into())])?);
        }
    }
    Ok(notes)
}

fn resting(line: &Line, module: String, frame: &LetterFrame, words: &Words) -> Result<String, ComposeError> {
    let Some(date) = line.help_on else {
        return words.say("note-help", [("module", module.into())]);
    };
    let key = if date < frame.today { "note-help-given" } else { "note-help-planned" };
    let date = figures::day(words.language(), date);
    words.say(key, [("module", module.into()), ("date", date.into())])
}

/// A deadline as two sentences: what is to be reached by when, and where the unit stands.
pub(super) fn coming(deadline: &Deadline, people: People, words: &Words) -> Result<String, ComposeError> {
    let language = words.language();
    let verdict = &deadline.verdict;
    let share = figures::percent_target(language, deadline.share);
    let goal: [Arg<'_>; 4] = [
        ("module", one_line(deadline.module.in_language(language)).into()),
        ("date", figures::weekday(language, deadline.date).into()),
        ("share", words.say("percent", [("number", share.into())])?.into()),
        ("who", words.text(people.the(verdict.audience))?.into()),
    ];
    let goal = words.say("coming", goal)?;
    let Some(value) = verdict.judgement().and_then(|judgement| judgement.value.shown()) else {
        return Ok(goal);
    };
    if value >= deadline.share {
        return Ok(format!("{goal} {}", words.text("coming-reached")?));
    }
    let now = if let Some(persons) = phrase::persons(verdict) {
        let needed = (deadline.share * Exact::from_integer(persons.eligible.into())).ceil().to_integer();
        let missing = u32::try_from(needed).unwrap_or(persons.eligible).saturating_sub(persons.active);
        words.say("coming-people", [("active", persons.active.into()), ("missing", missing.into())])?
    } else {
        let value = phrase::value(verdict.measure, value, words)?;
        words.say("coming-share", [("share", value.into())])?
    };
    Ok(format!("{goal} {now}"))
}
