//! The table of modules: how each stands, in a symbol and in words, never by colour alone.

use serde::Serialize;

use super::phrase::{self, People};
use crate::domain::letter::{Line, Part};
use crate::domain::verdict::{Level, Outcome, Silence};
use crate::letters::error::ComposeError;
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// How much the tables show. A letter about many units gives way here before
/// anywhere else: what is met or not judged is worth a number, and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::letters) enum Detail {
    /// Every expectation.
    Full,
    /// The expectations that are not met; how many are, and how many are not judged.
    Open,
    /// How many expectations stand at each level.
    Counted,
    /// Nothing; the letter still says what goes well and what to lift.
    Nothing,
}

/// The table of a part.
pub(super) fn rows(
    part: &Part,
    detail: Detail,
    people: People,
    words: &Words,
) -> Result<Vec<Row>, ComposeError> {
    if detail == Detail::Nothing {
        return Ok(Vec::new());
    }
    let lines = || part.lines.iter().filter(|line| !is_handled(line));
    let counted = |line: &&Line| match detail {
        Detail::Full => false,
        Detail::Open => !matches!(line.verdict.level(), Some(Level::Near | Level::Below)),
        Detail::Counted | Detail::Nothing => true,
    };
    let mut rows = Vec::new();
    for line in lines().filter(|line| !counted(line)) {
        rows.push(Row::of(line, people, words)?);
    }
    for level in [Some(Level::Below), Some(Level::Near), Some(Level::Met), None] {
        match lines().filter(counted).filter(|line| line.verdict.level() == level).count() {
            0 => {}
            count => rows.push(Row::counting(count, level, words)?),
        }
    }
    Ok(rows)
}

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    /// The module's name.
    module: String,
    /// Whose use is counted.
    who: String,
    /// `met`, `near`, `below` or `silent`, for the colour.
    tone: &'static str,
    /// The sign that says the same.
    symbol: &'static str,
    /// The level in words, or why there is none.
    level: String,
    /// The figure behind the level.
    figure: Option<String>,
}

impl Row {
    fn of(line: &Line, people: People, words: &Words) -> Result<Self, ComposeError> {
        let verdict = &line.verdict;
        let (tone, symbol, level) = match verdict.outcome {
            Outcome::Judged(judgement) => sign(judgement.level),
            Outcome::Silent(silence) => ("silent", "–", reason(silence)),
        };
        Ok(Self {
            module: one_line(line.module.in_language(words.language())),
            who: words.text(people.plural(verdict.audience))?,
            tone,
            symbol,
            level: words.text(level)?,
            figure: phrase::short_figure(verdict, people, words)?,
        })
    }

    /// One line for `count` expectations that stand at the same level.
    fn counting(count: usize, level: Option<Level>, words: &Words) -> Result<Self, ComposeError> {
        let (tone, symbol, level) = level.map_or(("silent", "–", "silent-several"), sign);
        Ok(Self {
            module: words.say("table-goals", [("count", count.into())])?,
            who: String::new(),
            tone,
            symbol,
            level: words.text(level)?,
            figure: None,
        })
    }
}

/// The tone, the symbol and the words of a level.
fn sign(level: Level) -> (&'static str, &'static str, &'static str) {
    match level {
        Level::Met => ("met", "✓", "level-met"),
        Level::Near => ("near", "≈", "level-near"),
        Level::Below => ("below", "○", "level-below"),
    }
}

/// Whether another system does the job of the line's module.
pub(super) fn is_handled(line: &Line) -> bool {
    line.handled_in.is_some() || line.verdict.outcome == Outcome::Silent(Silence::HandledElsewhere)
}

fn reason(silence: Silence) -> &'static str {
    match silence {
        Silence::HandledElsewhere => "silent-handled",
        Silence::NotApplicable => "silent-not-applicable",
        Silence::Exempt => "silent-exempt",
        Silence::OutOfTerm => "silent-out-of-term",
        Silence::StaleData => "silent-stale",
        Silence::NoData => "silent-no-data",
        Silence::TooSmall => "silent-too-small",
    }
}
