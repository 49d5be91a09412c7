//! How the letter opens: the subject, what stands beside it in a list of mails, and the one line that says the week.

use super::ask;
use super::phrase;
use crate::domain::letter::Letter;
use crate::domain::recipient::Role;
use crate::domain::verdict::Level;
use crate::letters::error::ComposeError;
use crate::letters::frame::{LetterFrame, Opening, Pause};
use crate::letters::people::People;
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// What the letter says of itself.
pub(super) fn opening(letter: &Letter, frame: &LetterFrame, words: &Words) -> Result<Opening, ComposeError> {
    let units = units(letter, words)?;
    let because = match letter.recipient.role {
        Role::Principal => "because-principal",
        Role::Manager | Role::Coordinator => "because-other",
    };
    let municipality = one_line(&frame.municipality);
    let name = one_line(&letter.recipient.name);
    let about = || [("units", units.as_str().into()), ("name", name.as_str().into())];
    let pause = Pause {
        subject: words.say("pause-subject", [("units", units.as_str().into())])?,
        body: words.say("pause-body", about())?,
        at_once: words.say("pause-at-once", about())?,
    };
    let lead = lead(letter, words)?;
    Ok(Opening {
        subject: subject(letter, &units, words)?,
        preview: preview(letter, words)?.unwrap_or_else(|| lead.clone()),
        masthead: words.say("masthead", [("week", letter.id.week.number().into())])?,
        lead,
        because: words.say(because, [("units", units.into()), ("municipality", municipality.into())])?,
        data_until: Some(letter.data_until),
        pause: Some(pause),
    })
}

/// The letter's units in a sentence: one or two by name, more by their number.
fn units(letter: &Letter, words: &Words) -> Result<String, ComposeError> {
    match letter.parts.len() {
        1 | 2 => {
            let names: Vec<String> = letter.parts.iter().map(|part| one_line(&part.unit)).collect();
            words.list(&names)
        }
        count => words.say("your-units", [("count", count.into())]),
    }
}

/// The subject: what there is to do first, as a phone shows little of it.
fn subject(letter: &Letter, units: &str, words: &Words) -> Result<String, ComposeError> {
    let week = ("week", letter.id.week.number().into());
    let units = ("units", units.into());
    match letter.asks().count() {
        0 if letter.is_praise() => words.say("subject-praise", [units, week]),
        0 => words.say("subject-calm", [units, week]),
        count => words.say("subject-asks", [("count", count.into()), units, week]),
    }
}

/// What is told beside the subject: the first thing to lift, or what went well.
fn preview(letter: &Letter, words: &Words) -> Result<Option<String>, ComposeError> {
    for part in &letter.parts {
        let people = People::of(&part.forms);
        if let Some(ask) = part.asks.first() {
            let module = one_line(ask.module.in_language(words.language()));
            let figure = ask::figure(&ask.verdict, people, words)?;
            return Ok(Some(format!("{module}: {figure}")));
        }
    }
    let praised = letter.parts.iter().find_map(|part| Some((part.progress.as_ref()?, part)));
    praised.map(|(praise, part)| phrase::progress(praise, People::of(&part.forms), words)).transpose()
}

/// The week in one line.
fn lead(letter: &Letter, words: &Words) -> Result<String, ComposeError> {
    let levels = || letter.parts.iter().flat_map(|part| &part.lines).filter_map(|line| line.verdict.level());
    let judged = levels().count();
    let met = levels().filter(|level| *level == Level::Met).count();
    // A score of less than half tells a reader nothing that helps; the table has it all.
    let score = match met {
        met if met * 2 < judged => String::new(),
        met => words.say("score", [("met", met.into()), ("judged", judged.into())])?,
    };
    let lead = match letter.asks().count() {
        0 if letter.is_praise() => words.say("lead-praise", [("judged", judged.into())])?,
        0 => format!("{} {score}", words.text("lead-calm")?),
        count => format!("{score} {}", words.say("push", [("count", count.into())])?),
    };
    Ok(lead.trim().to_owned())
}
