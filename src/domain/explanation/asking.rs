//! Why a verdict became an ask of the letter, or did not.

use std::collections::HashMap;
use std::hash::BuildHasher;

use serde::Serialize;

use crate::domain::agreement::Intervention;
use crate::domain::asks::{Past, PastAsk, PastLetter, Standing, handed_over, last_offered, rank};
use crate::domain::calendar::TeachingDays;
use crate::domain::expectation::ExpectationKey;
use crate::domain::letter::composing::{Assessed, Table};
use crate::domain::municipality::Municipality;
use crate::domain::recipient::Recipient;
use crate::domain::training::Training;
use crate::domain::training::ladder::{Step, is_under_half, offers};
use crate::domain::unit::UnitKey;
use crate::domain::verdict::Verdict;
use crate::domain::week::Week;

/// How many weeks ahead the end of a rest is looked for.
const AHEAD: i64 = 104;

/// What one verdict is in the letter, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    /// What it is.
    pub standing: Standing,
    /// How far the value is from the target, as a part of the target.
    pub gap: f64,
    /// How much the gap counts.
    pub weight: f64,
    /// Its place among all that could be asked for, from 1; none where it could not be.
    pub rank: Option<usize>,
    /// How many could be asked for in the letter.
    pub candidates: usize,
    /// How many a letter asks for at most.
    pub max_asks: usize,
    /// Those that are more urgent.
    pub ahead: Vec<Other>,
    /// The weeks of the unbroken row of letters that asked for it, the newest first.
    pub streak: Vec<Week>,
    /// How often an ask comes back while nothing changes, in letters.
    pub repeat_weeks: usize,
    /// After how many letters without change the coordinator takes over.
    pub hand_over_after: usize,
    /// Since which week the coordinator has it.
    pub handed_over_since: Option<Week>,
    /// The help it rests for.
    pub help: Option<Intervention>,
    /// The first week in which that help no longer lets it rest, where one is in sight.
    pub rests_until: Option<Week>,
    /// The step of the ladder, where it is asked for.
    pub step: Option<Step>,
    /// Whether the value is under half of the target, so that training in the unit leads.
    pub under_half: bool,
    /// The training that goes with it, the one to take first in front.
    pub offers: Vec<Offer>,
    /// What the letter of the week says about it, where it was written: the figures may be newer.
    pub written: Option<PastAsk>,
}

/// Another verdict of the same letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Other {
    /// The unit.
    pub unit: UnitKey,
    /// The expectation.
    pub expectation: ExpectationKey,
}

/// A training that goes with an ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The training.
    pub training: Training,
    /// Whether the last letter offered it too, so that it goes behind everything else.
    pub last_time: bool,
}

/// What every verdict on `unit` is in the letter to `recipient`, by expectation.
///
/// `units` and `history` are those that the letter is composed from; `written`
/// is what the letter of the week says, where it was written.
#[must_use]
pub fn asking(
    municipality: &Municipality,
    week: Week,
    recipient: &Recipient,
    unit: &UnitKey,
    units: &HashMap<UnitKey, Assessed, impl BuildHasher>,
    history: &[PastLetter],
    written: Option<&PastLetter>,
) -> HashMap<ExpectationKey, Asking> {
    let assessed: Vec<&Assessed> = recipient.units.iter().filter_map(|key| units.get(key)).collect();
    let table = Table::new(municipality, week, &assessed);
    let rules = &municipality.ask_rules;
    let ranking = rank(&table.candidates, history, rules);
    let Some(own) = units.get(unit) else { return HashMap::new() };
    let mut found = HashMap::new();
    for (index, candidate) in table.candidates.iter().enumerate() {
        let verdict = candidate.verdict;
        if verdict.unit != *unit {
            continue;
        }
        let standing = ranking.standings[index];
        let place = ranking.order.iter().position(|ranked| *ranked == index);
        let ahead = ranking.order.iter().take(place.unwrap_or(0)).map(|other| {
            let other = table.candidates[*other].verdict;
            Other { unit: other.unit.clone(), expectation: other.expectation.clone() }
        });
        let past = Past::of(verdict, history, rules);
        let help = table.help(verdict, &own.days).cloned();
        let asked = if let Standing::Asked { streak } = standing { Some(streak) } else { None };
        let asking = Asking {
            standing,
            gap: verdict.relative_gap(),
            weight: candidate.weight,
            rank: place.map(|place| place + 1),
            candidates: ranking.order.len(),
            max_asks: rules.max_asks,
            ahead: ahead.collect(),
            streak: past.streak.iter().map(|said| said.week).collect(),
            repeat_weeks: rules.repeat_weeks,
            hand_over_after: rules.hand_over_after,
            handed_over_since: (standing == Standing::HandedOver)
                .then(|| handed_over_since(verdict, history, week)),
            rests_until: help.as_ref().and_then(|help| rests_until(municipality, own, help, week)),
            help,
            step: asked.map(|streak| Step::of(verdict, streak)),
            under_half: is_under_half(verdict),
            offers: asked.map_or_else(Vec::new, |streak| offered(municipality, verdict, streak, history)),
            written: written.and_then(|letter| letter.asks.iter().find(|ask| ask.is_about(verdict))).cloned(),
        };
        found.insert(verdict.expectation.clone(), asking);
    }
    found
}

/// The week since which letters have handed it over; `now` where this letter is the first.
fn handed_over_since(verdict: &Verdict, history: &[PastLetter], now: Week) -> Week {
    let known = handed_over(history).into_iter().find(|(ask, _)| ask.is_about(verdict));
    known.map_or(now, |(_, since)| since)
}

fn offered(
    municipality: &Municipality,
    verdict: &Verdict,
    streak: usize,
    history: &[PastLetter],
) -> Vec<Offer> {
    let last = last_offered(verdict, history);
    offers(&municipality.trainings, verdict, streak, last)
        .into_iter()
        .map(|training| Offer { training: training.clone(), last_time: last.contains(&training.key) })
        .collect()
}

/// The first week from `week` on in which `help` no longer rests the ask.
fn rests_until(
    municipality: &Municipality,
    assessed: &Assessed,
    help: &Intervention,
    week: Week,
) -> Option<Week> {
    let unit = &assessed.unit;
    let given = Week::of(help.date);
    let (first, last) = (given.min(week), given.max(week).plus(AHEAD));
    let days = TeachingDays::of(&municipality.calendar, unit.leading_form(), &unit.area, first, last);
    (0..=last.since(week)).map(|after| week.plus(after)).find(|later| !help.rests(*later, &days))
}
