//! The columns of the table: what heads each, how wide it is, and what stands in
//! it for a unit and one of its expectations.

use num_traits::ToPrimitive;

use crate::domain::agreement::Terms;
use crate::domain::expectation::measure::{Measure, Quantity};
use crate::domain::number::Exact;
use crate::domain::summary::{Matter, Summary, UnitSummary};
use crate::domain::verdict::{Judgement, Outcome};
use crate::letters::error::ComposeError;
use crate::letters::manager::{day_name, facts};
use crate::letters::people::People;
use crate::letters::plain::one_line;
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

/// A column of the table.
pub(super) struct Column {
    /// The message that heads it.
    pub(super) heading: &'static str,
    /// Its width, in characters.
    pub(super) width: f64,
    /// What stands in it.
    pub(super) cell: fn(&Row<'_>) -> Result<Cell, ComposeError>,
}

impl Column {
    const fn new(
        heading: &'static str,
        width: f64,
        cell: fn(&Row<'_>) -> Result<Cell, ComposeError>,
    ) -> Self {
        Self { heading, width, cell }
    }
}

/// The columns, from left to right.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("column-unit", 32.0, |row| Ok(Cell::text(&row.unit.unit.name))),
    Column::new("column-area", 14.0, |row| Ok(Cell::text(&row.unit.unit.area))),
    Column::new("column-module", 22.0, |row| {
        Ok(Cell::text(row.matter.module.in_language(row.words.language())))
    }),
    Column::new("column-audience", 17.0, |row| {
        let people = People::of(&row.unit.unit.forms);
        Ok(Cell::text(&row.words.text(people.plural(row.matter.verdict.audience))?))
    }),
    Column::new("column-level", 15.0, |row| Ok(Cell::text(&row.level()?))),
    Column::new("column-measure", 27.0, |row| {
        Ok(Cell::text(&row.words.text(measure(row.matter.verdict.measure))?))
    }),
    Column::new("column-value", 10.0, |row| Ok(row.number(row.value(), row.shape().number))),
    Column::new("column-target", 10.0, |row| Ok(row.number(row.target(), row.shape().number))),
    Column::new("column-eligible", 10.0, |row| {
        let eligible = row.judgement().and_then(|judgement| judgement.eligible);
        Ok(eligible.map_or(Cell::Empty, |eligible| Cell::Number(eligible.into(), "0")))
    }),
    Column::new("column-previous", 10.0, |row| Ok(row.number(row.previous(), row.shape().number))),
    Column::new("column-change", 12.0, |row| {
        let change = row.value().zip(row.previous()).map(|(value, previous)| value - previous);
        Ok(row.number(change, row.shape().change))
    }),
    Column::new("column-last-week", 15.0, |row| {
        let level = row.matter.before.map(|level| row.words.text(Tone::at(level).level())).transpose()?;
        Ok(level.map_or(Cell::Empty, Cell::Text))
    }),
    Column::new("column-reason", 38.0, |row| Ok(Cell::text(&row.explanation()?))),
    Column::new("column-agreement", 60.0, |row| Ok(Cell::text(&row.agreement()?))),
];

/// One row: a unit and one of its expectations.
pub(super) struct Row<'a> {
    pub(super) unit: &'a UnitSummary,
    pub(super) matter: &'a Matter,
    pub(super) summary: &'a Summary,
    pub(super) words: &'a Words,
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

impl Row<'_> {
    fn judgement(&self) -> Option<&Judgement> {
        self.matter.verdict.judgement()
    }

    fn shape(&self) -> Shape {
        shape(self.matter.verdict.measure)
    }

    /// The value, rounded down, in the parts of its shape.
    fn value(&self) -> Option<i128> {
        self.judgement()?.value.shown().map(|value| self.down(value))
    }

    fn previous(&self) -> Option<i128> {
        self.matter.verdict.previous().map(|value| self.down(value))
    }

    /// A target is never shown as less than it is, nor a value as more.
    fn target(&self) -> Option<i128> {
        let target = self.matter.verdict.marks.target;
        self.judgement().map(|_| self.in_parts(target).ceil().to_integer())
    }

    fn down(&self, value: Exact) -> i128 {
        self.in_parts(value).floor().to_integer()
    }

    fn in_parts(&self, value: Exact) -> Exact {
        value * Exact::from_integer(self.shape().parts)
    }

    fn number(&self, parts: Option<i128>, form: &'static str) -> Cell {
        parts.map_or(Cell::Empty, |parts| Cell::Number(divided(parts, self.shape().parts), form))
    }

    fn level(&self) -> Result<String, ComposeError> {
        match Tone::of(&self.matter.verdict.outcome) {
            Tone::NotJudged => self.words.text("level-none"),
            tone => self.words.text(tone.level()),
        }
    }

    fn explanation(&self) -> Result<String, ComposeError> {
        match &self.matter.verdict.outcome {
            Outcome::Judged(judgement) if judgement.softened => self.words.text("reason-small-numbers"),
            Outcome::Judged(_) => Ok(String::new()),
            Outcome::NotJudged(not_judged) => self.words.text(reason(*not_judged)),
        }
    }

    /// What was agreed about it.
    fn agreement(&self) -> Result<String, ComposeError> {
        let Self { matter, summary, words, .. } = *self;
        let mut agreed = Vec::new();
        if let Some(exception) = &matter.exception {
            let key = match exception.terms {
                Terms::Exempt => "sheet-agreement-exempt",
                Terms::Marks(_) => "sheet-agreement-target",
            };
            let date = day_name(exception.until, summary, words);
            let reason = one_line(&exception.reason);
            agreed.push(words.say(key, [("date", date.into()), ("reason", reason.into())])?);
        }
        if let Some(help) = &matter.help {
            let date = day_name(help.date, summary, words);
            let kind = facts::help(help.kind, words)?;
            agreed.push(words.say("sheet-agreement-help", [("kind", kind.into()), ("date", date.into())])?);
        }
        Ok(agreed.join("; "))
    }
}

fn divided(shown: i128, parts: i128) -> f64 {
    shown.to_f64().unwrap_or(f64::NAN) / parts.to_f64().unwrap_or(1.0)
}
