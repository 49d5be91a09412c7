//! The table of modules: how each stands, in a symbol and in words, never by colour alone. Where a
//! letter is about many units, the modules of one level stand together in its place.

use serde::Serialize;

use super::{full_name, phrase};
use crate::domain::letter::{Line, Part};
use crate::domain::verdict::{Level, NotJudged, Outcome};
use crate::letters::error::ComposeError;
use crate::letters::people::People;
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// How a line looks: its colour, and a sign that says the same without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::letters) enum Tone {
    /// At the target.
    Met,
    /// Close to it.
    Near,
    /// Some way to go.
    Below,
    /// Without a level. Templates, and overrides of them, know it by this class.
    #[serde(rename = "silent")]
    NotJudged,
}

impl Tone {
    const ALL: [Self; 4] = [Self::Met, Self::Near, Self::Below, Self::NotJudged];

    pub(in crate::letters) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Judged(judgement) => Self::at(judgement.level),
            Outcome::NotJudged(_) => Self::NotJudged,
        }
    }

    pub(in crate::letters) fn at(level: Level) -> Self {
        match level {
            Level::Met => Self::Met,
            Level::Near => Self::Near,
            Level::Below => Self::Below,
        }
    }

    fn symbol(self) -> &'static str {
        match self {
            Self::Met => "✓",
            Self::Near => "≈",
            Self::Below => "○",
            Self::NotJudged => "–",
        }
    }

    /// The level in words; for several without one, what they have in common.
    pub(in crate::letters) fn level(self) -> &'static str {
        match self {
            Self::Met => "level-met",
            Self::Near => "level-near",
            Self::Below => "level-below",
            Self::NotJudged => "level-silent",
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    /// The module's name.
    module: String,
    /// Whose use is counted.
    who: String,
    /// The level, for the colour.
    tone: Tone,
    /// The sign that says the same.
    symbol: &'static str,
    /// The level in words, or why there is none.
    level: String,
    /// The figure behind the level.
    figure: Option<String>,
}

impl Row {
    pub(super) fn of(line: &Line, people: People, words: &Words) -> Result<Self, ComposeError> {
        let verdict = &line.verdict;
        let tone = Tone::of(&verdict.outcome);
        let level = match verdict.outcome {
            Outcome::Judged(_) => tone.level(),
            Outcome::NotJudged(not_judged) => reason(not_judged),
        };
        Ok(Self {
            module: one_line(line.module.in_language(words.language())),
            who: words.text(people.plural(verdict.audience))?,
            tone,
            symbol: tone.symbol(),
            level: words.text(level)?,
            figure: phrase::short_figure(verdict, people, words)?,
        })
    }
}

/// The modules that stand alike.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Group {
    /// Their level, for the colour.
    tone: Tone,
    /// The sign that says the same.
    symbol: &'static str,
    /// The level in words.
    level: String,
    /// Their names, as a list.
    modules: String,
}

/// The lines by level, the best first; those without a level last.
pub(super) fn groups<'a>(
    part: &Part,
    lines: &(impl Iterator<Item = &'a Line> + Clone),
    people: People,
    words: &Words,
) -> Result<Vec<Group>, ComposeError> {
    let mut groups = Vec::new();
    for tone in Tone::ALL {
        let modules = lines
            .clone()
            .filter(|line| Tone::of(&line.verdict.outcome) == tone)
            .map(|line| full_name(part, line, people, words))
            .collect::<Result<Vec<_>, _>>()?;
        if !modules.is_empty() {
            let (symbol, level) = (tone.symbol(), words.text(tone.level())?);
            groups.push(Group { tone, symbol, level, modules: words.list(&modules)? });
        }
    }
    Ok(groups)
}

/// Whether another system does the job of the line's module.
pub(super) fn is_handled(line: &Line) -> bool {
    line.handled_in.is_some() || line.verdict.outcome == Outcome::NotJudged(NotJudged::HandledElsewhere)
}

/// Why there is no level, for the unit's own people.
pub(in crate::letters) fn reason(not_judged: NotJudged) -> &'static str {
    match not_judged {
        NotJudged::HandledElsewhere => "silent-handled",
        NotJudged::NotApplicable => "silent-not-applicable",
        NotJudged::Exempt => "silent-exempt",
        NotJudged::OutOfTerm => "silent-out-of-term",
        NotJudged::NotBegun => "silent-not-begun",
        NotJudged::Ended => "silent-ended",
        NotJudged::Incomplete => "silent-incomplete",
        NotJudged::StaleData => "silent-stale",
        NotJudged::NoData => "silent-no-data",
        NotJudged::TooSmall => "silent-too-small",
    }
}
