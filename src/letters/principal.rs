//! The letter to a principal: everything its templates may show, and how that
//! follows from the letter's content.

pub(super) mod ask;
mod bar;
mod notes;
mod opening;
pub(super) mod phrase;
pub(super) mod table;
mod trend;

use serde::Serialize;

use self::ask::{AskView, Occasion};
use self::table::{Group, Row};
use self::trend::TrendView;
use super::distinct;
use super::error::ComposeError;
use super::frame::{FrameView, LetterFrame};
use super::message::Picture;
use super::people::{People, module_of};
use super::plain::one_line;
use super::words::{Headings, Words};
use crate::domain::letter::{Letter, Line, Part};
use crate::domain::verdict::Verdict;

/// How many lines the tables of a letter have together at most. A mail of over
/// 60 kB is slow on a phone, and some programs cut it off.
const ROWS: usize = 40;

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
    words: Headings,
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
    /// Goals with a date that come up.
    coming: Vec<String>,
    /// The table of modules, where there is room for it.
    rows: Vec<Row>,
    /// The modules by how they stand, where there is none.
    glance: Vec<Group>,
}

impl PrincipalView {
    /// What a letter shows in the language of `words`.
    pub fn of(letter: &Letter, frame: &LetterFrame, words: &Words) -> Result<Self, ComposeError> {
        let opening = opening::opening(letter, frame, words)?;
        let mut view = Self {
            frame: FrameView::of(opening, &letter.recipient, frame, words)?,
            several: letter.parts.len() > 1,
            parts: letter
                .parts
                .iter()
                .map(|part| part_view(letter, part, frame, words))
                .collect::<Result<_, _>>()?,
            handled: handled(letter, words)?,
            words: words.headings([
                ("progress", "heading-progress"),
                ("asks", "heading-asks"),
                ("coming", "heading-coming"),
                ("notes", "heading-notes"),
                ("table", "heading-table"),
                ("next", "next"),
                ("more", "more"),
                ("no_training", "no-training"),
                ("module", "column-module"),
                ("level", "column-level"),
            ])?,
        };
        let asks = view.parts.iter_mut().flat_map(|part| &mut part.asks);
        for (index, trend) in asks.filter_map(|ask| ask.trend.as_mut()).enumerate() {
            trend.id = format!("trend-{}", index + 1);
        }
        Ok(view)
    }

    /// The pictures that the letter shows, in its order.
    pub fn pictures(&self) -> Result<Vec<Picture>, ComposeError> {
        let trends = self.parts.iter().flat_map(|part| &part.asks).filter_map(|ask| ask.trend.as_ref());
        let draw = |trend: &TrendView| -> Result<_, ComposeError> {
            Ok(Picture { id: trend.id.clone(), png: trend.chart.drawing().png()? })
        };
        trends.map(draw).collect()
    }

    /// Takes the tables of units that nothing is asked of away: the last
    /// resort of a letter about very many units.
    pub fn shorten(&mut self) {
        for part in self.parts.iter_mut().filter(|part| part.asks.is_empty()) {
            part.rows.clear();
            part.glance.clear();
        }
    }

    /// The link that asks for a pause without a word to add.
    pub fn unsubscribe(&self) -> Option<String> {
        self.frame.unsubscribe()
    }
}

fn part_view(
    letter: &Letter,
    part: &Part,
    frame: &LetterFrame,
    words: &Words,
) -> Result<PartView, ComposeError> {
    let people = People::of(&part.forms);
    let unit = one_line(&part.unit);
    let mut shown = Vec::new();
    let mut asks = Vec::new();
    for ask in &part.asks {
        let module = one_line(ask.module.in_language(words.language()));
        let module = name_for(part, &ask.verdict, module, people, words)?;
        let occasion = Occasion { name: &one_line(&letter.recipient.name), unit: &unit, module: &module };
        asks.push(AskView::of(ask, occasion, people, &shown, frame, words)?);
        shown.extend(ask.trainings.iter().map(|training| &training.key));
    }
    let in_table = || part.lines.iter().filter(|line| !table::is_handled(line));
    let has_room = letter.parts.iter().map(|part| part.lines.len()).sum::<usize>() <= ROWS;
    Ok(PartView {
        unit,
        progress: part.progress.as_ref().map(|praise| phrase::progress(praise, people, words)).transpose()?,
        asks,
        notes: notes::notes(part, frame, words)?,
        coming: part
            .coming
            .iter()
            .map(|deadline| notes::coming(deadline, people, words))
            .collect::<Result<_, _>>()?,
        rows: in_table()
            .filter(|_| has_room)
            .map(|line| Row::of(line, people, words))
            .collect::<Result<_, _>>()?,
        glance: if has_room { Vec::new() } else { table::groups(part, &in_table(), people, words)? },
    })
}

/// One line for each other system, with every module it does the job of.
fn handled(letter: &Letter, words: &Words) -> Result<Vec<String>, ComposeError> {
    let lines = || letter.parts.iter().flat_map(|part| &part.lines).filter(|line| table::is_handled(line));
    distinct(lines().map(|line| line.handled_in.as_ref()))
        .into_iter()
        .map(|system| {
            let of_system = lines().filter(|line| line.handled_in.as_ref() == system);
            let modules = words.list(&distinct(of_system.map(|line| module_name(line, words))))?;
            match system {
                Some(system) => {
                    words.say("handled", [("modules", modules.into()), ("system", one_line(system).into())])
                }
                None => words.say("handled-somewhere", [("modules", modules.into())]),
            }
        })
        .collect()
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
    module_of(module, people.plural(verdict.audience), words)
}
