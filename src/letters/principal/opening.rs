//! The subject, the greeting and the one line that says the week.

use crate::domain::letter::Letter;
use crate::domain::verdict::Level;
use crate::letters::error::ComposeError;
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// The letter's units in a sentence: one or two by name, more by their number.
pub(super) fn units(letter: &Letter, words: &Words) -> Result<String, ComposeError> {
    match letter.parts.len() {
        1 | 2 => {
            let names: Vec<String> = letter.parts.iter().map(|part| one_line(&part.unit)).collect();
            words.list(&names)
        }
        count => words.say("your-units", [("count", count.into())]),
    }
}

/// The subject: what there is to do first, as a phone shows little of it.
pub(super) fn subject(letter: &Letter, units: &str, words: &Words) -> Result<String, ComposeError> {
    let week = ("week", letter.id.week.number().into());
    let units = ("units", units.into());
    match letter.asks().count() {
        0 if letter.is_praise() => words.say("subject-praise", [units, week]),
        0 => words.say("subject-calm", [units, week]),
        count => words.say("subject-asks", [("count", count.into()), units, week]),
    }
}

/// The greeting, by first name where that is clear.
pub(super) fn greeting(name: &str, words: &Words) -> Result<String, ComposeError> {
    let name = one_line(name);
    // Of two words the first is what a person is called by. With more words, or
    // a comma, nobody but the person knows.
    let called = match name.split_once(' ') {
        Some((first, last)) if !last.contains(' ') && !name.contains(',') => first,
        _ => &name,
    };
    match called {
        "" => words.text("greeting-nobody"),
        called => words.say("greeting", [("name", called.into())]),
    }
}

/// The week in one line.
pub(super) fn lead(letter: &Letter, words: &Words) -> Result<String, ComposeError> {
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
