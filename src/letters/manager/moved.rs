//! What moved since last week, what rose first.

use serde::Serialize;

use super::module_name;
use crate::domain::summary::{Matter, Movement, Summary, UnitSummary};
use crate::letters::error::ComposeError;
use crate::letters::plain::one_line;
use crate::letters::principal::table::Tone;
use crate::letters::words::Words;

/// So many lines each way can be read in passing; the table has the rest.
const LISTED: usize = 6;

/// What moved since last week.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MovedView {
    /// What rose, and then what fell.
    lines: Vec<Line>,
    /// How much more there is, and what hardly moved.
    rest: Vec<String>,
}

/// One movement.
#[derive(Debug, Clone, Serialize)]
struct Line {
    /// An arrow up or down.
    symbol: &'static str,
    text: String,
}

impl MovedView {
    pub(super) fn of(summary: &Summary, words: &Words) -> Result<Self, ComposeError> {
        let notable =
            |rose: bool| summary.moved().filter(move |(.., moved)| moved.notable && moved.rose() == rose);
        let mut lines = Vec::new();
        for rose in [true, false] {
            for (unit, matter, moved) in notable(rose).take(LISTED) {
                lines.push(Line::of(unit, matter, moved, words)?);
            }
        }
        let more = notable(true).chain(notable(false)).count() - lines.len();
        let small = summary.moved().filter(|(.., moved)| !moved.notable).count();
        let mut rest = Vec::new();
        if more > 0 {
            rest.push(words.say("moved-more", [("count", more.into())])?);
        }
        match small {
            0 if lines.is_empty() => rest.push(words.text("moved-none")?),
            0 => {}
            _ if lines.is_empty() => rest.push(words.say("moved-only-small", [("count", small.into())])?),
            _ => rest.push(words.say("moved-small", [("count", small.into())])?),
        }
        Ok(Self { lines, rest })
    }
}

impl Line {
    fn of(unit: &UnitSummary, matter: &Matter, moved: Movement, words: &Words) -> Result<Self, ComposeError> {
        let values = [
            ("module", module_name(unit, matter, words)?.into()),
            ("unit", one_line(&unit.unit.name).into()),
            ("to", words.text(Tone::at(moved.to).level())?.into()),
            ("from", words.text(Tone::at(moved.from).level())?.into()),
        ];
        let symbol = if moved.rose() { "↑" } else { "↓" };
        Ok(Self { symbol, text: words.say("moved-line", values)? })
    }
}
