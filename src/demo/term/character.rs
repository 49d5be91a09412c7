//! What kind of term a unit has: which way its use goes, and how far it is from
//! what is expected.

use std::collections::HashMap;

use super::chance::Chance;
use crate::domain::municipality::Municipality;
use crate::domain::unit::{Unit, UnitKey};

/// The kind of term a unit has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Character {
    /// Past what is expected in everything.
    Excellent,
    /// Around what is expected: more in some modules, less in others.
    Steady,
    /// Began low and climbs.
    Rising,
    /// Began well and lets go.
    Falling,
    /// Stays low in most modules.
    Stalled,
    /// Hardly uses anything.
    Troubled,
    /// Like steady, but the newest figures are missing.
    Late,
}

impl Character {
    /// How much of what is expected the unit does in the week that lies `week`
    /// weeks into its term: 1 is exactly that much. `taste` is what the unit
    /// thinks of the module, from -1 to 1.
    pub fn ratio(self, week: u32, taste: f64) -> f64 {
        let week = f64::from(week.min(20));
        match self {
            Self::Excellent => 1.18 + 0.04 * taste,
            Self::Steady | Self::Late => 1.07 + 0.16 * taste,
            Self::Rising => 0.6 + 0.034 * week + 0.08 * taste,
            Self::Falling => 1.14 - 0.026 * week + 0.08 * taste,
            Self::Stalled => 0.78 + 0.2 * taste,
            Self::Troubled => 0.34 + 0.06 * taste,
        }
    }
}

/// How many of 100 units have each kind of term; the rest is steady.
const OF_A_HUNDRED: [(Character, usize); 4] =
    [(Character::Excellent, 25), (Character::Rising, 14), (Character::Stalled, 14), (Character::Falling, 9)];

/// One of so many units is late, and never more than two.
const ONE_LATE_OF: usize = 20;

/// A unit in trouble is large enough that nobody can call it chance.
const STAFF_IN_TROUBLE: u32 = 25;

/// Deals characters to units by chance. Units with an agreement are steady, since
/// what was agreed tells the rest of their story, and so are those too small to be judged.
pub(super) fn deal(municipality: &Municipality, seed: u64) -> HashMap<UnitKey, Character> {
    let agreements = &municipality.agreements;
    let agreed = |unit: &Unit| {
        agreements.exceptions.iter().any(|exception| exception.unit == unit.key)
            || agreements.interventions.iter().any(|help| help.unit == unit.key)
    };
    let small = |unit: &Unit| unit.headcount.staff < Some(municipality.strictness.floor);
    let mut units: Vec<&Unit> =
        municipality.roster.units.iter().filter(|unit| !agreed(unit) && !small(unit)).collect();
    units.sort_by_key(|unit| (Chance::of(seed, &["character", &unit.key.0]).next(), &unit.key));
    let all = municipality.roster.units.len();
    let mut dealt = HashMap::new();
    let large = |unit: &&Unit| unit.headcount.staff.is_some_and(|staff| staff >= STAFF_IN_TROUBLE);
    if let Some(place) = units.iter().position(large) {
        dealt.insert(units.remove(place).key.clone(), Character::Troubled);
    }
    let late = std::iter::repeat_n(Character::Late, (all / ONE_LATE_OF).min(2));
    let others = OF_A_HUNDRED
        .into_iter()
        .flat_map(|(character, of_a_hundred)| std::iter::repeat_n(character, all * of_a_hundred / 100));
    dealt.extend(units.into_iter().map(|unit| unit.key.clone()).zip(late.chain(others)));
    dealt
}
