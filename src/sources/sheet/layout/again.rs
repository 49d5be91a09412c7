//! Headings that stand again between the rows: of the next page, or of another table.

use super::HeadingLine;
use crate::sources::cell::Cell;

/// Words that must be those of headings for a line to hold them again.
const FEWEST_WORDS: usize = 2;

/// A line that holds headings again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// Its number.
    pub line: u64,
    /// Whether all of it stands in the columns of the same headings.
    pub is_in_place: bool,
    /// The line above, where it holds one text alone: its number and the text.
    pub title: Option<(u64, String)>,
}

/// Whether cells hold headings again, and if so whether all stand in their columns. Numbers tell nothing.
pub(super) fn stand_there(header: &[HeadingLine], cells: &[Cell<'_>]) -> Option<bool> {
    let words: Vec<(usize, String)> = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| matches!(cell, Cell::Text(_) | Cell::Merged(..)) && !cell.is_blank())
        .map(|(column, cell)| (column, cell.text().into_owned()))
        .collect();
    let is_word = |text: &str| text.contains(char::is_alphabetic);
    header.iter().find_map(|heading| {
        let known = words.iter().filter(|(_, text)| is_word(text) && heading.texts.contains(text)).count();
        let are_headings = known >= FEWEST_WORDS && known * 2 > words.len();
        are_headings.then(|| words.iter().all(|(column, text)| heading.at(*column) == text))
    })
}
