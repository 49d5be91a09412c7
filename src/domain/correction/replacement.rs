//! Letters that others stand in for: the roster has changed since they were
//! called for, and somebody else is written to about their units now.

use std::collections::HashSet;
use std::hash::BuildHasher;

use crate::domain::outbox::{Entry, LetterMark, State};
use crate::domain::recipient::Roster;
use crate::domain::unit::UnitKey;

/// The letters of `entries` that others stand in for: the roster does not call
/// for them any more, and each of their units is gone from it or spoken of by a letter
/// that it calls for. `calls` are the letters that it calls for.
///
/// What it does not call for decides, and what speaks of the same units: the other
/// entries may be left out.
#[must_use]
pub fn replaced(
    entries: &[Entry],
    calls: &HashSet<LetterMark, impl BuildHasher>,
    roster: &Roster,
) -> HashSet<LetterMark> {
    let is_called = |entry: &&Entry| calls.contains(&entry.id.mark());
    let (called, others): (Vec<_>, Vec<_>) = entries.iter().partition(is_called);
    let spoken_of: HashSet<&UnitKey> = called.iter().flat_map(|entry| &entry.units).collect();
    let needs_nothing = |unit: &UnitKey| spoken_of.contains(unit) || roster.unit(unit).is_none();
    let replaced = others.into_iter().filter(|entry| entry.units.iter().all(needs_nothing));
    replaced.map(|entry| entry.id.mark()).collect()
}

/// Whether an entry counts for a week: all do but those that came to nothing and that
/// others stand in for. Whatever went out, or may yet, counts.
#[must_use]
pub fn counts(entry: &Entry, replaced: &HashSet<LetterMark, impl BuildHasher>) -> bool {
    let came_to_nothing = matches!(entry.state, State::Failed | State::Skipped | State::Cancelled);
    !(came_to_nothing && replaced.contains(&entry.id.mark()))
}
