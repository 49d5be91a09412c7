//! Every module at a glance in a few lines: those of one level together. Stands
//! in the place of the table where a letter is about many units.

use serde::Serialize;

use super::full_name;
use super::phrase::People;
use super::table::Tone;
use crate::domain::letter::{Line, Part};
use crate::letters::error::ComposeError;
use crate::letters::words::Words;

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
