//! Writes the letters of past weeks under one set of rules, as far as it
//! matters who is asked for what.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::iter;

use super::Amount;
use crate::domain::asks::{Candidate, PastLetter, Standing, choose};
use crate::domain::composing::{earlier_hand_over, past_ask};
use crate::domain::expectation::ExpectationKey;
use crate::domain::judge::Judge;
use crate::domain::municipality::Municipality;
use crate::domain::unit::{Unit, UnitKey};
use crate::domain::usage::UnitUsage;
use crate::domain::verdict::{Finding, Level, Verdict};
use crate::domain::week::Week;

/// The levels of one unit, in the order of the expectations in force.
pub(super) type Levels = Vec<Option<Level>>;

/// One set of rules, ready to write the letters of every week.
pub(super) struct Simulation<'a> {
    municipality: &'a Municipality,
    weeks: Vec<InWeek<'a>>,
    /// The units that help was agreed with; few, so that most need not be asked about it.
    helped: HashSet<&'a UnitKey>,
}

struct InWeek<'a> {
    judge: Judge<'a>,
    /// How much the gap of each expectation in force counts.
    weights: Vec<f64>,
}

/// What one principal is told in one week.
pub(super) struct Written<'u> {
    /// Whether a letter goes out: nothing judged, no letter.
    pub(super) is_sent: bool,
    /// What it asks for.
    pub(super) asks: Vec<(&'u UnitKey, ExpectationKey)>,
    levels: Vec<(&'u UnitKey, Levels)>,
}

impl Written<'_> {
    pub(super) fn amount(&self) -> Amount {
        Amount { letters: usize::from(self.is_sent), asks: self.asks.len() }
    }

    /// The levels of a unit; none where it was not in session.
    pub(super) fn levels(&self, unit: &UnitKey) -> Option<&Levels> {
        self.levels.iter().find(|(key, _)| *key == unit).map(|(_, levels)| levels)
    }
}

impl<'a> Simulation<'a> {
    pub(super) fn new(municipality: &'a Municipality, weeks: &[Week]) -> Self {
        let in_week = |week: &Week| {
            let judge = Judge::new(municipality.rules(), *week);
            let weight = |key| municipality.expectation(key).map_or(1.0, |expectation| expectation.weight);
            let weights = judge.in_force().map(|expectation| weight(&expectation.key)).collect();
            InWeek { judge, weights }
        };
        let helped = municipality.agreements.interventions.iter().map(|help| &help.unit).collect();
        Self { municipality, weeks: weeks.iter().map(in_week).collect(), helped }
    }

    /// The keys of the expectations in force in the week at `place`.
    pub(super) fn keys(&self, place: usize) -> Vec<&'a ExpectationKey> {
        self.weeks[place].judge.in_force().map(|expectation| &expectation.key).collect()
    }

    /// What the principal of `units` is told in the week at `place`. `history`
    /// holds their earlier letters, newest first; this one is put before them.
    pub(super) fn write<'u, S: BuildHasher>(
        &mut self,
        place: usize,
        units: &[&'u Unit],
        usage: &HashMap<UnitKey, UnitUsage, S>,
        history: &mut Vec<PastLetter>,
    ) -> Written<'u> {
        let nothing = UnitUsage::default();
        let InWeek { judge, weights } = &mut self.weeks[place];
        let week = judge.week();
        let mut short = Vec::new();
        let mut written =
            Written { is_sent: false, asks: Vec::new(), levels: Vec::with_capacity(units.len()) };
        for unit in units.iter().copied() {
            if !judge.in_session(unit) {
                continue;
            }
            let helped = self.helped.contains(&unit.key);
            let days = helped.then(|| judge.teaching_days(unit.form_set(), &unit.area));
            let mut levels = Levels::with_capacity(weights.len());
            let usage = usage.get(&unit.key).unwrap_or(&nothing);
            for ((expectation, finding), weight) in judge.findings(unit, usage).zip(weights.iter()) {
                levels.push(finding.level());
                if may_be_asked(&finding) {
                    let resting = days.as_ref().is_some_and(|days| {
                        let agreements = &self.municipality.agreements;
                        agreements.resting(&unit.key, &expectation.module, week, days).is_some()
                    });
                    short.push((finding.verdict(week, &unit.key, expectation), *weight, resting, &unit.key));
                }
            }
            written.is_sent |= levels.iter().any(Option::is_some);
            written.levels.push((&unit.key, levels));
        }
        if written.is_sent {
            let letter = self.choose(week, &short, history, &mut written);
            history.insert(0, letter);
        }
        written
    }

    fn choose<'u>(
        &self,
        week: Week,
        short: &[(Verdict, f64, bool, &'u UnitKey)],
        history: &[PastLetter],
        written: &mut Written<'u>,
    ) -> PastLetter {
        let candidates: Vec<_> = short
            .iter()
            .map(|(verdict, weight, resting, _)| Candidate { verdict, weight: *weight, resting: *resting })
            .collect();
        let standings = choose(&candidates, history, &self.municipality.ask_rules);
        let mut asks = Vec::new();
        for ((verdict, _, _, unit), standing) in short.iter().zip(standings) {
            match standing {
                Standing::Asked { .. } => {
                    written.asks.push((unit, verdict.expectation.clone()));
                    asks.extend(past_ask(verdict, iter::empty(), false));
                }
                Standing::HandedOver => {
                    let known = earlier_hand_over(verdict, history).cloned();
                    asks.extend(known.or_else(|| past_ask(verdict, iter::empty(), true)));
                }
                _ => {}
            }
        }
        PastLetter { week, asks }
    }
}

/// Whether choosing could ask for it. Everything else never is, and never
/// keeps anything from being asked for.
fn may_be_asked(finding: &Finding) -> bool {
    finding.outcome.judgement().is_some_and(|judgement| judgement.level < Level::Met && !judgement.softened)
}
