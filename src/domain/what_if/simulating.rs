//! Writes the letters of past weeks under one set of rules, as far as it
//! matters who is asked for what.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::iter;
use std::sync::Arc;

use super::Amount;
use crate::domain::asks::{Candidate, PastLetter, Standing, choose};
use crate::domain::expectation::ExpectationKey;
use crate::domain::judge::Judge;
use crate::domain::letter::composing::{earlier_hand_over, past_ask};
use crate::domain::municipality::Municipality;
use crate::domain::pause::ActivePauses;
use crate::domain::unit::{Unit, UnitKey};
use crate::domain::usage::UnitUsage;
use crate::domain::usage::reports::Reports;
use crate::domain::verdict::{Finding, Level, Verdict};
use crate::domain::week::Week;

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
    /// What was found about each unit in session, in the order of the expectations in force.
    units: Vec<(&'u Unit, Vec<Finding>)>,
}

/// What was found under the other rules in the same week.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    pub(super) written: &'k Written<'k>,
    /// For each expectation in force here, the index of the one that finds the same there.
    pub(super) alike: &'k [Option<usize>],
    /// The units of which it may find something else all the same.
    pub(super) excepted: &'k HashSet<&'k UnitKey>,
}

impl<'k> Known<'k> {
    /// What is known about a unit that is the same under both rules.
    fn about(&self, unit: &Unit) -> Option<&'k [Finding]> {
        let (other, findings) = self.written.units.iter().find(|(other, _)| other.key == unit.key)?;
        (*other == unit && !self.excepted.contains(&unit.key)).then_some(findings)
    }
}

impl Written<'_> {
    pub(super) fn amount(&self) -> Amount {
        Amount { letters: usize::from(self.is_sent), asks: self.asks.len() }
    }

    /// What was found about a unit; none where it was not in session.
    pub(super) fn found(&self, unit: &UnitKey) -> Option<&[Finding]> {
        self.units.iter().find(|(other, _)| other.key == *unit).map(|(_, findings)| findings.as_slice())
    }
}

impl<'a> Simulation<'a> {
    pub(super) fn new(municipality: &'a Municipality, reports: &Arc<Reports>, weeks: &[Week]) -> Self {
        let in_week = |week: &Week| {
            let judge = Judge::new(municipality.rules(), reports, *week);
            let weight = |key| municipality.expectation(key, week.monday()).map_or(1.0, |found| found.weight);
            let weights = judge.in_force().map(|expectation| weight(&expectation.key)).collect();
            InWeek { judge, weights }
        };
        let helped = municipality.agreements.interventions.iter().map(|help| &help.unit).collect();
        Self { municipality, weeks: weeks.iter().map(in_week).collect(), helped }
    }

    /// The judge of the week at `place`.
    pub(super) fn judge(&self, place: usize) -> &Judge<'a> {
        &self.weeks[place].judge
    }

    /// The keys of the expectations in force in the week at `place`.
    pub(super) fn keys(&self, place: usize) -> Vec<&'a ExpectationKey> {
        self.judge(place).in_force().map(|expectation| &expectation.key).collect()
    }

    /// What the principal with this address is told about `units` in the week at
    /// `place`; nobody is, where there is none. `history` holds their earlier
    /// letters, newest first; this one is put before them. What is `known` is
    /// not worked out again.
    pub(super) fn write<'u, S: BuildHasher>(
        &mut self,
        place: usize,
        address: Option<&str>,
        units: &[&'u Unit],
        usage: &HashMap<UnitKey, UnitUsage, S>,
        history: &mut Vec<PastLetter>,
        known: Option<Known<'_>>,
    ) -> Written<'u> {
        let nothing = UnitUsage::default();
        let InWeek { judge, weights } = &mut self.weeks[place];
        let week = judge.week();
        // Who has asked for a pause in these weeks is no matter of the rules.
        let left_alone = ActivePauses::on(
            week.monday(),
            &self.municipality.agreements.pauses,
            &[],
            self.municipality.zone,
        );
        let in_peace = address.is_some_and(|address| left_alone.agreed_with(address).is_some());
        let mut short = Vec::new();
        let mut written =
            Written { is_sent: false, asks: Vec::new(), units: Vec::with_capacity(units.len()) };
        for unit in units.iter().copied() {
            if !judge.in_session(unit) {
                continue;
            }
            let paused = in_peace || left_alone.agreed_about(&unit.key).is_some();
            let helped = self.helped.contains(&unit.key);
            let days = helped.then(|| judge.teaching_days(unit));
            let mut findings = Vec::with_capacity(weights.len());
            let before = known.and_then(|known| Some((known.about(unit)?, known.alike)));
            let before = |index: usize| before.and_then(|(found, alike)| Some(found[alike[index]?]));
            let usage = usage.get(&unit.key).unwrap_or(&nothing);
            for ((expectation, finding), weight) in judge.findings(unit, usage, before).zip(weights.iter()) {
                findings.push(finding);
                if !paused && may_be_asked(&finding) {
                    let resting = days.as_ref().is_some_and(|days| {
                        let agreements = &self.municipality.agreements;
                        agreements.resting(&unit.key, &expectation.module, week, days).is_some()
                    });
                    short.push((finding.verdict(week, &unit.key, expectation), *weight, resting, &unit.key));
                }
            }
            written.is_sent |= !paused && findings.iter().any(|finding| finding.level().is_some());
            written.units.push((unit, findings));
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
