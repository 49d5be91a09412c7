//! Letters that did not go out: why, and to whom.

use chrono::{DateTime, Utc};

use crate::domain::outbox::{Entry, Reason, State};
use crate::domain::pause::WhyPaused;
use crate::domain::recipient::Roster;
use crate::domain::series::Series;
use crate::domain::week::Week;

/// Letters that are not sent, for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The reason.
    pub reason: SkipReason,
    /// How many letters.
    pub letters: usize,
    /// The names of their units.
    pub units: Vec<String>,
}

/// Why a letter is not sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipReason {
    /// Nobody can be written to about the unit.
    Vacant,
    /// Nothing could be judged.
    NotJudged,
    /// Nobody is at the address any more.
    DeadAddress,
    /// It could not go out in time.
    TooLate,
    /// Somebody is left in peace.
    Paused(WhyPaused),
    /// Somebody took it back; why, where that is known.
    TakenBack(Option<Reason>),
    /// Another reason.
    Other(Option<Reason>),
}

impl SkipReason {
    /// Why `entry` is not sent; none for a letter that may be.
    #[must_use]
    pub fn of(entry: &Entry) -> Option<Self> {
        Some(match (entry.state, &entry.reason) {
            (State::Skipped | State::Cancelled, Some(Reason::Paused(why))) => Self::Paused(why.clone()),
            (State::Cancelled, why) => Self::TakenBack(why.clone()),
            (State::Skipped, _) if entry.id.is_vacant() => Self::Vacant,
            (State::Skipped, Some(Reason::DeadAddress(_))) => Self::DeadAddress,
            (State::Skipped, Some(Reason::NotJudged)) => Self::NotJudged,
            (State::Skipped, Some(Reason::TooLate(_))) => Self::TooLate,
            (State::Skipped, why) => Self::Other(why.clone()),
            _ => return None,
        })
    }
}

/// The letters of `entries` that are not sent, by reason; the numbers add up to the tally's.
#[must_use]
pub fn skipped(entries: &[Entry], roster: &Roster) -> Vec<Skipped> {
    let mut groups: Vec<Skipped> = Vec::new();
    for entry in entries {
        let Some(reason) = SkipReason::of(entry) else { continue };
        let units = names(entry, roster);
        match groups.iter_mut().find(|group| group.reason == reason) {
            Some(group) => {
                group.letters += 1;
                group.units.extend(units);
            }
            None => groups.push(Skipped { reason, letters: 1, units }),
        }
    }
    groups.sort_by(|one, other| one.reason.cmp(&other.reason));
    groups
}

/// A letter that did not go out as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The series it belongs to.
    pub series: Series,
    /// Its week.
    pub week: Week,
    /// Where it is on its way.
    pub state: State,
    /// The address it goes to.
    pub address: String,
    /// The names of its units.
    pub units: Vec<String>,
    /// Why it is there: what the mail server, or nyttja, said last.
    pub reason: Option<Reason>,
    /// When it is tried again, where it is.
    pub again_at: Option<DateTime<Utc>>,
}

impl Trouble {
    /// The letter of `entry`, with its units by name.
    #[must_use]
    pub fn of(entry: &Entry, roster: &Roster) -> Self {
        Self {
            series: entry.id.series,
            week: entry.id.week,
            state: entry.state,
            address: entry.id.recipient.clone(),
            units: names(entry, roster),
            reason: entry.reason.as_ref().and_then(Reason::besides_being_late).cloned(),
            again_at: entry.next_attempt,
        }
    }

    /// Whether it was refused for good.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.state == State::Failed
    }
}

/// The units of `entry` by name; by key where the roster no longer has them.
fn names(entry: &Entry, roster: &Roster) -> Vec<String> {
    let name = |key| roster.unit(key).map_or_else(|| key.to_string(), |unit| unit.name.clone());
    entry.units.iter().map(name).collect()
}
