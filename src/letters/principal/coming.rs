//! What is coming: goals with a date in the next four weeks, and how far the unit has come.

use super::phrase::{self, People};
use crate::domain::expectation::deadline::Deadline;
use crate::domain::number::Exact;
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::plain::one_line;
use crate::letters::words::{Arg, Words};

/// A deadline as two sentences: what is to be reached by when, and where the unit stands.
pub(super) fn sentence(deadline: &Deadline, people: People, words: &Words) -> Result<String, ComposeError> {
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
    let Some(judgement) = verdict.judgement() else { return Ok(goal) };
    if judgement.value >= deadline.share {
        return Ok(format!("{goal} {}", words.text("coming-reached")?));
    }
    let now = if let Some(persons) = phrase::persons(verdict) {
        let needed = (deadline.share * Exact::from_integer(persons.eligible.into())).ceil().to_integer();
        let missing = u32::try_from(needed).unwrap_or(persons.eligible).saturating_sub(persons.active);
        words.say("coming-people", [("active", persons.active.into()), ("missing", missing.into())])?
    } else {
        let value = phrase::value(verdict.measure, judgement.value, words)?;
        words.say("coming-share", [("share", value.into())])?
    };
    Ok(format!("{goal} {now}"))
}
