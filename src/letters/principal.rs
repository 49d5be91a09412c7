//! The letter to a principal: everything its templates may show, and how that
//! follows from the letter's content.

pub(super) mod ask;
mod bar;
mod opening;
mod phrase;
mod table;

use serde::Serialize;

use self::ask::AskView;
use self::phrase::People;
pub(super) use self::table::Detail;
use self::table::Row;
use super::error::ComposeError;
use super::figures;
use super::frame::{FrameView, LetterFrame};
use super::plain::one_line;
use super::words::Words;
use crate::domain::asks::Standing;
use crate::domain::letter::{Letter, Line, Part};
use crate::domain::verdict::Verdict;

/// What the templates of a principal's letter may show. Every field is ready to
/// be read: numbers, dates and sentences are written out in the recipient's language.
#[derive(Debug, Clone, Serialize)]
pub struct PrincipalView {
    /// What stands around the content.
    #[serde(flatten)]
    frame: FrameView,
    /// Whether parts need a heading.
    several: bool,
    /// One part for each unit.
    parts: Vec<PartView>,
    /// Which modules other systems do the job of; one line a system.
    handled: Vec<String>,
    /// Headings and other fixed words.
    words: Fixed,
}

/// What the letter says about one unit.
#[derive(Debug, Clone, Serialize)]
struct PartView {
    /// The unit's name.
    unit: String,
    /// What went well.
    progress: Option<String>,
    /// What it asks for.
    asks: Vec<AskView>,
    /// What is under way or can wait.
    notes: Vec<String>,
    /// The table of modules.
    rows: Vec<Row>,
}

/// Words that stand in every letter.
#[derive(Debug, Clone, Serialize)]
struct Fixed {
    progress: String,
    asks: String,
    notes: String,
    table: String,
    next: String,
    more: String,
    no_training: String,
    module: String,
    level: String,
}

impl PrincipalView {
    /// What a letter shows in the language of `words`.
    ///
    /// # Errors
    ///
    /// [`ComposeError`] when a message is missing or wants a value it does not get.
    pub fn of(
        letter: &Letter,
        detail: Detail,
        frame: &LetterFrame,
        words: &Words,
    ) -> Result<Self, ComposeError> {
        let opening = opening::opening(letter, frame, words)?;
        Ok(Self {
            frame: FrameView::of(opening, &letter.recipient, frame, words)?,
            several: letter.parts.len() > 1,
            parts: letter
                .parts
                .iter()
                .map(|part| part_view(part, detail, frame, words))
                .collect::<Result<_, _>>()?,
            handled: handled(letter, words)?,
            words: Fixed::of(words)?,
        })
    }

    /// The link that asks for a pause without a word to add.
    pub fn unsubscribe(&self) -> Option<String> {
        self.frame.unsubscribe()
    }
}

impl Fixed {
    fn of(words: &Words) -> Result<Self, ComposeError> {
        Ok(Self {
            progress: words.text("heading-progress")?,
            asks: words.text("heading-asks")?,
            notes: words.text("heading-notes")?,
            table: words.text("heading-table")?,
            next: words.text("next")?,
            more: words.text("more")?,
            no_training: words.text("no-training")?,
            module: words.text("column-module")?,
            level: words.text("column-level")?,
        })
    }
}

fn part_view(
    part: &Part,
    detail: Detail,
    frame: &LetterFrame,
    words: &Words,
) -> Result<PartView, ComposeError> {
    let people = People::of(&part.forms);
    Ok(PartView {
        unit: one_line(&part.unit),
        progress: part.progress.as_ref().map(|praise| phrase::progress(praise, people, words)).transpose()?,
        asks: part
            .asks
            .iter()
            .map(|ask| {
                let module = one_line(ask.module.in_language(words.language()));
                let module = name_for(part, &ask.verdict, module, people, words)?;
                AskView::of(ask, module, people, frame, words)
            })
            .collect::<Result<_, _>>()?,
        notes: notes(part, frame, words)?,
        rows: table::rows(part, detail, people, words)?,
    })
}

/// What is under way, and what can wait: one sentence for each module that
/// somebody acts on, one for all that was asked for lately, one for all the rest.
fn notes(part: &Part, frame: &LetterFrame, words: &Words) -> Result<Vec<String>, ComposeError> {
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
        let mut modules: Vec<String> = Vec::new();
        for line in part.lines.iter().filter(|line| line.standing == standing) {
            let name = full_name(part, line, people, words)?;
            if !modules.contains(&name) {
                modules.push(name);
            }
        }
        if !modules.is_empty() {
            notes.push(words.say(key, [("modules", words.list(&modules)?.into())])?);
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

/// One line for each other system, with every module it does the job of.
fn handled(letter: &Letter, words: &Words) -> Result<Vec<String>, ComposeError> {
    let lines = || letter.parts.iter().flat_map(|part| &part.lines).filter(|line| table::is_handled(line));
    let mut systems: Vec<Option<&String>> = Vec::new();
    for line in lines() {
        if !systems.contains(&line.handled_in.as_ref()) {
            systems.push(line.handled_in.as_ref());
        }
    }
    systems
        .into_iter()
        .map(|system| {
            let modules = distinct(lines().filter(|line| line.handled_in.as_ref() == system), words);
            let modules = words.list(&modules)?;
            match system {
                Some(system) => {
                    words.say("handled", [("modules", modules.into()), ("system", one_line(system).into())])
                }
                None => words.say("handled-somewhere", [("modules", modules.into())]),
            }
        })
        .collect()
}

fn distinct<'a>(lines: impl Iterator<Item = &'a Line>, words: &Words) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in lines.map(|line| module_name(line, words)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn module_name(line: &Line, words: &Words) -> String {
    one_line(line.module.in_language(words.language()))
}

/// The module's name, with the audience behind it where the unit is judged by
/// several: one of them may be fine while another is asked for.
fn full_name(part: &Part, line: &Line, people: People, words: &Words) -> Result<String, ComposeError> {
    name_for(part, &line.verdict, module_name(line, words), people, words)
}

/// `module`, with the audience of `verdict` behind it where the unit has
/// several lines about the module.
fn name_for(
    part: &Part,
    verdict: &Verdict,
    module: String,
    people: People,
    words: &Words,
) -> Result<String, ComposeError> {
    let of_module = part.lines.iter().filter(|line| line.verdict.module == verdict.module);
    if of_module.count() < 2 {
        return Ok(module);
    }
    let who = words.text(people.plural(verdict.audience))?;
    words.say("module-for", [("module", module.into()), ("who", who.into())])
}
