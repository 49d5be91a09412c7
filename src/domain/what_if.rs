//! What would have been written under other rules: past weeks are judged under
//! today's rules and under new ones, and the letters of the two compared.

mod simulating;
mod tallying;

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use serde::Serialize;

use crate::domain::expectation::ExpectationKey;
use crate::domain::municipality::Municipality;
use crate::domain::recipient::{Recipient, Role};
use crate::domain::unit::{Unit, UnitKey};
use crate::domain::usage::UnitUsage;
use crate::domain::usage::reports::Reports;
use crate::domain::verdict::{Finding, Level};
use crate::domain::week::Week;
use simulating::{Known, Simulation, Written};
pub use tallying::{OfExpectation, Tally};

/// Whether the new rules add something or take it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// Only the new rules have it.
    Gained,
    /// Only today's rules have it.
    Lost,
}

/// An ask that only one side has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct AskChange {
    /// The principal's address in lower case.
    pub recipient: String,
    /// The unit.
    pub unit: UnitKey,
    /// The expectation.
    pub expectation: ExpectationKey,
    /// Which side has it.
    #[serde(skip)]
    pub turn: Turn,
}

/// A letter that only one side has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct LetterChange {
    /// The principal's address in lower case.
    pub recipient: String,
    /// Which side has it.
    #[serde(skip)]
    pub turn: Turn,
}

/// A level that is not the same on both sides; `None` is not judged, or not expected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct LevelChange {
    /// The unit.
    pub unit: UnitKey,
    /// The expectation.
    pub expectation: ExpectationKey,
    /// The level under today's rules.
    pub today: Option<Level>,
    /// The level under the new rules.
    pub new: Option<Level>,
}

/// Letters, and the asks in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    /// Letters that would go out.
    pub letters: usize,
    /// Asks in them.
    pub asks: usize,
}

/// How the two sides differ in the letters of one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekChange {
    /// The week.
    pub week: Week,
    /// What today's rules would write.
    pub today: Amount,
    /// What the new rules would write.
    pub new: Amount,
    /// The asks that only one side has, by principal in the order of the roster.
    pub asks: Vec<AskChange>,
    /// The letters that only one side has.
    pub letters: Vec<LetterChange>,
    /// The levels that differ, each unit once.
    pub levels: Vec<LevelChange>,
}

/// How two sets of rules differ over some weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Every week, the oldest first.
    pub weeks: Vec<WeekChange>,
    /// The keys of all expectations in force in some week: today's in their order, then new ones.
    pub expectations: Vec<ExpectationKey>,
}

/// Compares the letters of `weeks`, the oldest first, under two sets of rules.
///
/// Each side remembers its own letters, and remembers none from before the
/// first week. The data gate is left out: every letter counts as sent. The
/// principals are divided among `workers` threads; the result is the same for
/// any number of them.
#[must_use]
pub fn compare<S: BuildHasher + Sync>(
    today: &Municipality,
    new: &Municipality,
    usage: &HashMap<UnitKey, UnitUsage, S>,
    reports: &Arc<Reports>,
    weeks: &[Week],
    workers: NonZero<usize>,
) -> Comparison {
    let desks = desks(today, new);
    let share = desks.len().div_ceil(workers.get()).max(1);
    let work = |desks: &[Desk<'_>]| {
        let mut sides = Sides::new(today, new, reports, weeks);
        let mut changes: Vec<_> = weeks.iter().copied().map(WeekChange::none).collect();
        for desk in desks {
            sides.compare(desk, usage, &mut changes);
        }
        changes
    };
    let mut all: Vec<_> = weeks.iter().copied().map(WeekChange::none).collect();
    thread::scope(|scope| {
        let started: Vec<_> = desks.chunks(share).map(|desks| scope.spawn(move || work(desks))).collect();
        for worker in started {
            let changes = worker.join().unwrap_or_else(|panic| resume_unwind(panic));
            for (week, more) in all.iter_mut().zip(changes) {
                week.add(more);
            }
        }
    });
    Comparison { weeks: all, expectations: in_force(today, new, weeks) }
}

/// A principal on both sides, or the units that have none.
struct Desk<'a> {
    /// The address in lower case; `None` where nobody can be written to.
    address: Option<String>,
    today: Vec<&'a Unit>,
    new: Vec<&'a Unit>,
    /// The units whose levels are compared here, so that none counts twice.
    compared: Vec<&'a UnitKey>,
}

/// Everybody who is a principal on one of the sides, in today's order, then the
/// new ones; last the units without one.
fn desks<'a>(today: &'a Municipality, new: &'a Municipality) -> Vec<Desk<'a>> {
    let (units_today, units_new) = (units(today), units(new));
    let mut desks: Vec<Desk<'a>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut seat = |recipient: &Recipient, desks: &mut Vec<Desk<'a>>| {
        let address = recipient.address.identity();
        *places.entry(address.clone()).or_insert_with(|| {
            desks.push(Desk { address: Some(address), today: vec![], new: vec![], compared: vec![] });
            desks.len() - 1
        })
    };
    let of = |units: &HashMap<_, &'a Unit>, recipient: &Recipient| -> Vec<&'a Unit> {
        recipient.units.iter().filter_map(|key| units.get(key).copied()).collect()
    };
    for recipient in today.roster.in_role(Role::Principal) {
        let place = seat(recipient, &mut desks);
        desks[place].today = of(&units_today, recipient);
    }
    for recipient in new.roster.in_role(Role::Principal) {
        let place = seat(recipient, &mut desks);
        desks[place].new = of(&units_new, recipient);
    }
    let mut compared = HashSet::new();
    for desk in &mut desks {
        let keys = desk.today.iter().chain(&desk.new).map(|unit| &unit.key);
        desk.compared = keys.filter(|key| compared.insert(*key)).collect();
    }
    let not_compared =
        |units: &'a [Unit]| units.iter().filter(|unit| !compared.contains(&unit.key)).collect::<Vec<_>>();
    let (left_today, left_new) = (not_compared(&today.roster.units), not_compared(&new.roster.units));
    let left: Vec<_> = left_today.iter().chain(&left_new).map(|unit| &unit.key).collect();
    for key in left.into_iter().filter(|key| compared.insert(*key)) {
        let of = |units: &HashMap<&UnitKey, &'a Unit>| units.get(key).copied().into_iter().collect();
        desks.push(Desk { address: None, today: of(&units_today), new: of(&units_new), compared: vec![key] });
    }
    desks
}

fn units(municipality: &Municipality) -> HashMap<&UnitKey, &Unit> {
    municipality.roster.units.iter().map(|unit| (&unit.key, unit)).collect()
}

fn in_force(today: &Municipality, new: &Municipality, weeks: &[Week]) -> Vec<ExpectationKey> {
    let mut seen = HashSet::new();
    let expectations = today.expectations.iter().chain(&new.expectations);
    expectations
        .filter(|expectation| weeks.iter().any(|week| expectation.is_valid_on(week.monday())))
        .map(|expectation| &expectation.key)
        .filter(|key| seen.insert(*key))
        .cloned()
        .collect()
}

/// Both sets of rules, in the hands of one worker.
struct Sides<'a> {
    today: Simulation<'a>,
    new: Simulation<'a>,
    /// For each week, what is expected on either side, and where it stands on each.
    expected: Vec<Vec<Expected<'a>>>,
    /// For each week, where today's side has judged what the new one would judge alike.
    alike: Vec<Vec<Option<usize>>>,
    /// The units with an exception on either side.
    excepted: HashSet<&'a UnitKey>,
}

struct Expected<'a> {
    key: &'a ExpectationKey,
    today: Option<usize>,
    new: Option<usize>,
}

impl<'a> Sides<'a> {
    fn new(today: &'a Municipality, new: &'a Municipality, reports: &Arc<Reports>, weeks: &[Week]) -> Self {
        let exceptions = [today, new].into_iter().flat_map(|side| &side.agreements.exceptions);
        let excepted = exceptions.map(|exception| &exception.unit).collect();
        let (today, new) = (Simulation::new(today, reports, weeks), Simulation::new(new, reports, weeks));
        let expected = (0..weeks.len()).map(|place| expected(&today.keys(place), &new.keys(place))).collect();
        let alike = (0..weeks.len()).map(|place| new.judge(place).alike(today.judge(place))).collect();
        Self { today, new, expected, alike, excepted }
    }

    /// Adds what differs for one principal to the changes of each week.
    fn compare<S: BuildHasher>(
        &mut self,
        desk: &Desk<'_>,
        usage: &HashMap<UnitKey, UnitUsage, S>,
        changes: &mut [WeekChange],
    ) {
        let address = desk.address.as_deref();
        let (mut past_today, mut past_new) = (Vec::new(), Vec::new());
        for (place, change) in changes.iter_mut().enumerate() {
            let today = self.today.write(place, address, &desk.today, usage, &mut past_today, None);
            let known = Known { written: &today, alike: &self.alike[place], excepted: &self.excepted };
            let new = self.new.write(place, address, &desk.new, usage, &mut past_new, Some(known));
            if let Some(address) = address {
                change.compare_letters(address, &today, &new);
            }
            for unit in &desk.compared {
                change.compare_levels(unit, &self.expected[place], today.found(unit), new.found(unit));
            }
        }
    }
}

fn expected<'a>(today: &[&'a ExpectationKey], new: &[&'a ExpectationKey]) -> Vec<Expected<'a>> {
    let find = |keys: &[&ExpectationKey], key| keys.iter().position(|other| *other == key);
    let of_today = today.iter().enumerate().map(|(index, key)| {
        let new = find(new, *key);
        Expected { key, today: Some(index), new }
    });
    let only_new = new.iter().enumerate().filter(|(_, key)| find(today, **key).is_none());
    of_today.chain(only_new.map(|(index, key)| Expected { key, today: None, new: Some(index) })).collect()
}

impl WeekChange {
    fn none(week: Week) -> Self {
        let (today, new) = (Amount::default(), Amount::default());
        Self { week, today, new, asks: vec![], letters: vec![], levels: vec![] }
    }

    fn add(&mut self, more: Self) {
        self.today.add(more.today);
        self.new.add(more.new);
        self.asks.extend(more.asks);
        self.letters.extend(more.letters);
        self.levels.extend(more.levels);
    }

    fn compare_letters(&mut self, address: &str, today: &Written<'_>, new: &Written<'_>) {
        self.today.add(today.amount());
        self.new.add(new.amount());
        let turn = match (today.is_sent, new.is_sent) {
            (false, true) => Some(Turn::Gained),
            (true, false) => Some(Turn::Lost),
            _ => None,
        };
        self.letters.extend(turn.map(|turn| LetterChange { recipient: address.to_owned(), turn }));
        for (one, other, turn) in [(new, today, Turn::Gained), (today, new, Turn::Lost)] {
            let only_here = one.asks.iter().filter(|ask| !other.asks.contains(ask));
            self.asks.extend(only_here.map(|(unit, expectation)| AskChange {
                recipient: address.to_owned(),
                unit: (*unit).clone(),
                expectation: (*expectation).clone(),
                turn,
            }));
        }
    }

    fn compare_levels(
        &mut self,
        unit: &UnitKey,
        expected: &[Expected<'_>],
        today: Option<&[Finding]>,
        new: Option<&[Finding]>,
    ) {
        let level = |found: Option<&[Finding]>, index: Option<usize>| found?.get(index?)?.level();
        for Expected { key, today: in_today, new: in_new } in expected {
            let (today, new) = (level(today, *in_today), level(new, *in_new));
            if today != new {
                let change = LevelChange { unit: unit.clone(), expectation: (*key).clone(), today, new };
                self.levels.push(change);
            }
        }
    }
}

impl Amount {
    fn add(&mut self, more: Self) {
        self.letters += more.letters;
        self.asks += more.asks;
    }
}
