//! One row of the table: a unit and one of its expectations.

use num_traits::ToPrimitive;

use crate::domain::agreement::Terms;
use crate::domain::measure::{Measure, Quantity};
use crate::domain::number::Exact;
use crate::domain::summary::{Matter, Summary, UnitSummary};
use crate::domain::verdict::{Outcome, Verdict};
use crate::letters::error::ComposeError;
use crate::letters::manager::{facts, names};
use crate::letters::plain::one_line;
use crate::letters::principal::phrase::People;
use crate::letters::principal::table::{Tone, reason};
use crate::letters::words::Words;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Nothing.
    Empty,
    /// A text, which is never taken for a formula.
    Text(String),
    /// A number, and how it looks.
    Number(f64, &'static str),
}

impl Cell {
    fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(one_line(text)) }
    }
}

/// One row, in the order of the columns.
pub(super) struct Row {
    pub(super) cells: [Cell; 14],
}

/// The forms of numbers of one measure: as they are, and as a change.
struct Shape {
    /// Numbers are rounded down to so many parts of one.
    parts: i128,
    number: &'static str,
    change: &'static str,
}

fn shape(measure: Measure) -> Shape {
    match measure.quantity() {
        Quantity::Share => Shape { parts: 1000, number: "0.0%", change: "+0.0%;-0.0%;0.0%" },
        Quantity::Items => Shape { parts: 10, number: "0.0", change: "+0.0;-0.0;0.0" },
        Quantity::Days => Shape { parts: 1, number: "0", change: "+0;-0;0" },
    }
}

fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::ActiveShare => "measure-active-share",
        Measure::CoverageBy => "measure-coverage-by",
        Measure::ItemsPerPerson => "measure-items-per-person",
        Measure::ItemsPerWeek => "measure-items-per-week",
        Measure::DaysSinceLast => "measure-days-since-last",
    }
}

impl Row {
    pub(super) fn of(
        unit: &UnitSummary,
        matter: &Matter,
        summary: &Summary,
        words: &Words,
    ) -> Result<Self, ComposeError> {
        let Verdict { audience, marks, outcome, .. } = &matter.verdict;
        let Shape { parts, number, change } = shape(matter.verdict.measure);
        let judged = outcome.judgement();
        let down = |value: Exact| (value * Exact::from_integer(parts)).floor().to_integer();
        // A target is never shown as less than it is, nor a value as more.
        let up = |value: Exact| (value * Exact::from_integer(parts)).ceil().to_integer();
        let cell = |shown: i128, form| Cell::Number(divided(shown, parts), form);
        let value = judged.map(|judgement| down(judgement.value));
        let previous = judged.and_then(|judgement| judgement.previous).map(down);
        let changed = value.zip(previous).map(|(value, previous)| value - previous);
        let number_or_empty =
            |shown: Option<i128>, form| shown.map_or(Cell::Empty, |shown| cell(shown, form));
        let eligible = judged.and_then(|judgement| judgement.eligible);
        Ok(Self {
            cells: [
                Cell::text(&unit.unit.name),
                Cell::text(&unit.unit.area),
                Cell::text(matter.module.in_language(words.language())),
                Cell::text(&words.text(People::of(&unit.unit.forms).plural(*audience))?),
                Cell::text(&level(outcome, words)?),
                Cell::text(&words.text(measure(matter.verdict.measure))?),
                number_or_empty(value, number),
                number_or_empty(judged.map(|_| up(marks.target)), number),
                eligible.map_or(Cell::Empty, |eligible| Cell::Number(eligible.into(), "0")),
                number_or_empty(previous, number),
                number_or_empty(changed, change),
                last_week(matter, words)?,
                Cell::text(&explanation(outcome, words)?),
                Cell::text(&agreement(matter, summary, words)?),
            ],
        })
    }
}

fn divided(shown: i128, parts: i128) -> f64 {
    shown.to_f64().unwrap_or(f64::NAN) / parts.to_f64().unwrap_or(1.0)
}

fn level(outcome: &Outcome, words: &Words) -> Result<String, ComposeError> {
    match Tone::of(outcome) {
        Tone::NotJudged => words.text("level-none"),
        tone => words.text(tone.level()),
    }
}

/// The level of last week.
fn last_week(matter: &Matter, words: &Words) -> Result<Cell, ComposeError> {
    let level = matter.before.map(|level| words.text(Tone::at(level).level())).transpose()?;
    Ok(level.map_or(Cell::Empty, Cell::Text))
}

fn explanation(outcome: &Outcome, words: &Words) -> Result<String, ComposeError> {
    match outcome {
        Outcome::Judged(judgement) if judgement.softened => words.text("reason-small-numbers"),
        Outcome::Judged(_) => Ok(String::new()),
        Outcome::NotJudged(not_judged) => words.text(reason(*not_judged)),
    }
}

/// What was agreed about it.
fn agreement(matter: &Matter, summary: &Summary, words: &Words) -> Result<String, ComposeError> {
    let mut agreed = Vec::new();
    if let Some(exception) = &matter.exception {
        let key = match exception.terms {
            Terms::Exempt => "sheet-agreement-exempt",
            Terms::Marks(_) => "sheet-agreement-target",
        };
        let date = names::day(exception.until, summary, words);
        let reason = one_line(&exception.reason);
        agreed.push(words.say(key, [("date", date.into()), ("reason", reason.into())])?);
    }
    if let Some(help) = &matter.help {
        let date = names::day(help.date, summary, words);
        let kind = facts::help(help.kind, words)?;
        agreed.push(words.say("sheet-agreement-help", [("kind", kind.into()), ("date", date.into())])?);
    }
    Ok(agreed.join("; "))
}
