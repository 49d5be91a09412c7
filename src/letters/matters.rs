//! What letters to a coordinator are made of: steps with their commands, and
//! sections of what there is to know.

pub(super) mod cause;
pub(super) mod source;
pub(super) mod step;

use serde::Serialize;

pub(super) use self::step::StepView;
use super::error::ComposeError;
use super::plain::one_line;
use super::words::Words;

/// How much of a list a letter shows; the rest is counted.
const SHOWN: usize = 10;

/// How many names stand in one line; the rest is counted.
const NAMED: usize = 4;

/// A heading, and what there is to know below it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Section {
    heading: String,
    /// What holds for all of it.
    text: Option<String>,
    items: Vec<Item>,
    /// How many items are left out.
    more: Option<String>,
}

/// One thing to know.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Item {
    /// What it is about.
    pub(super) what: String,
    /// What there is to say of it, a line each.
    pub(super) details: Vec<String>,
}

impl Section {
    /// The section about `things`; none where there are none.
    pub(super) fn of<T>(
        heading: &'static str,
        text: Option<&'static str>,
        things: &[T],
        item: impl FnMut(&T) -> Result<Item, ComposeError>,
        words: &Words,
    ) -> Result<Option<Self>, ComposeError> {
        if things.is_empty() {
            return Ok(None);
        }
        let left_out = things.len().saturating_sub(SHOWN);
        let more = (left_out > 0).then(|| words.say("more-items", [("count", left_out.into())]));
        Ok(Some(Self {
            heading: words.text(heading)?,
            text: text.map(|text| words.text(text)).transpose()?,
            items: things.iter().take(SHOWN).map(item).collect::<Result<_, _>>()?,
            more: more.transpose()?,
        }))
    }

    /// The section that names the units without new figures, all of them: somebody must ask each of
    /// them. None where every unit has told.
    pub(super) fn unreported(names: &[String], words: &Words) -> Result<Option<Self>, ComposeError> {
        if names.is_empty() {
            return Ok(None);
        }
        let items = names.iter().map(|name| Item::bare(one_line(name))).collect();
        Ok(Some(Self { heading: words.text("unreported-heading")?, text: None, items, more: None }))
    }
}

impl Item {
    /// A thing of which there is no more to say.
    pub(super) fn bare(what: String) -> Self {
        Self { what, details: Vec::new() }
    }
}

/// The first of the names as a list, and how many more there are.
pub(super) fn names(names: &[String], words: &Words) -> Result<String, ComposeError> {
    let shown: Vec<_> = names.iter().take(NAMED).map(|name| one_line(name)).collect();
    match names.len().saturating_sub(NAMED) {
        0 => words.list(&shown),
        more => words.say("units-and-more", [("units", shown.join(", ").into()), ("count", more.into())]),
    }
}
