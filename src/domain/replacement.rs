//! Letters that others stand in for: the roster has changed since they were
//! called for, and somebody else is written to about their units now.

use std::collections::HashSet;
use std::hash::BuildHasher;

use super::outbox::{Entry, LetterId, State};
use super::recipient::Roster;
use super::unit::UnitKey;

/// The letters of `entries` that others stand in for: the roster does not call
/// for them any more, and each of their units is gone from it or spoken of by a letter
/// that it calls for. `calls` are the letters that it calls for.
#[must_use]
pub fn replaced(
    entries: &[Entry],
    calls: &HashSet<LetterId, impl BuildHasher>,
    roster: &Roster,
) -> HashSet<LetterId> {
    let (called, others): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| calls.contains(&entry.id));
    let spoken_of: HashSet<&UnitKey> = called.iter().flat_map(|entry| &entry.units).collect();
    let there: HashSet<&UnitKey> = roster.units.iter().map(|unit| &unit.key).collect();
    let needs_nothing = |unit: &UnitKey| spoken_of.contains(unit) || !there.contains(unit);
    let replaced = others.into_iter().filter(|entry| entry.units.iter().all(needs_nothing));
    replaced.map(|entry| entry.id.clone()).collect()
}

/// The entries that count for a week: all but those that came to nothing and
/// that others stand in for. Whatever went out, or may yet, counts.
#[must_use]
pub fn counted(
    entries: Vec<Entry>,
    calls: &HashSet<LetterId, impl BuildHasher>,
    roster: &Roster,
) -> Vec<Entry> {
    let replaced = replaced(&entries, calls, roster);
    let came_to_nothing =
        |entry: &Entry| matches!(entry.state, State::Failed | State::Skipped | State::Cancelled);
    let counts = |entry: &Entry| !(came_to_nothing(entry) && replaced.contains(&entry.id));
    entries.into_iter().filter(counts).collect()
}
